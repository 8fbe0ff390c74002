"""Opening the store that the settings name, and finding out who acts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from console.settings import Settings
from console.words.answers import say_here
from console.words.speech import Speech
from db.engine import NO_STORE, demand_file, sqlite_path
from db.errors import Damaged, NotPermitted, Refusal, StoreError, Unreachable
from db.policy.error import PolicyError
from db.rules.search import normal
from db.rules.text import folded_number
from db.tables.staff import Staff
from db.verbs.naming import find_staff
from db.views.view import View, ViewContext

if TYPE_CHECKING:
    from db.store import Store

FIRST = "A01"
ACT_FOR_OTHERS = "act_for_others"


class Person(View[str | None]):
    """The number of the active person with this number, name or login; without a name, no view for people."""

    of_the_house = True

    no: str | None = None
    login: str | None = None

    def read(self, context: ViewContext) -> str | None:
        staff = Staff.table.c
        statement = select(staff.no).where(staff.active.is_(True))
        if self.no is not None:
            statement = statement.where(func.upper(staff.no) == folded_number(self.no))
        else:
            statement = statement.where(staff.login == self.login)
        found = context.connection.execute(statement.order_by(staff.no)).scalars().first()
        return self._called(context) if found is None and self.no is not None else found

    def _called(self, context: ViewContext) -> str | None:
        """The one person whose whole name, pinyin or initials this is: half a name signs for nobody."""
        person = find_staff(context.read, str(self.no))
        return person.no if person.active and normal(str(self.no)) in person.search.splitlines() else None


class Own(NamedTuple):
    """Whose login it is, and whether that person may act for others."""

    no: str
    may: bool


class OnBehalf(View[Own | None]):
    """The person whose login this is, and whether they may act for others; not a view for people."""

    of_the_house = True

    login: str

    def read(self, context: ViewContext) -> Own | None:
        staff = Staff.table.c
        statement = select(staff.no, staff.roles).where(staff.active.is_(True), staff.login == self.login)
        found = context.connection.execute(statement.order_by(staff.no)).first() if self.login else None
        if found is None:
            return None
        return Own(found.no, context.policy.has_right(ACT_FOR_OTHERS, found.roles.split(",")))


def is_missing(url: str) -> bool:
    """Whether the store's file is not there; connecting would create it."""
    path = sqlite_path(url)
    return path is not None and not path.is_file()


def no_store() -> Unreachable:
    """What is said where there is no store."""
    return Unreachable("db", NO_STORE, "paigong init or paigong demo makes one.")


@contextmanager
def opened(settings: Settings, *, running: bool = False) -> Iterator[Store]:
    """The store. Where --at is given its clock stands there, or with `running` starts there and goes on.

    Creates nothing.
    """
    from db.store import open_store

    demand_file(settings.url)
    store = open_store(settings.url)
    try:
        if settings.at is not None:
            (store.start_at if running else store.stand_at)(settings.at)
        yield store
    except StoreError as error:
        say_here(error, Speech(store.zone, store.policy))
        raise
    except PolicyError as error:
        raise Damaged("db", error.msgid, "paigong audit", **error.values) from error
    finally:
        store.close()


def who_acts(store: Store, settings: Settings) -> str:
    """The staff number: --as or PAIGONG_AS, on a demo store A01, else the person with the user's login.

    On a live store, whoever has a login of their own may name others only by right (PPL-03).
    """
    if settings.staff is not None:
        found = store.read(Person(no=settings.staff))
        if found is None:
            raise Refusal(
                "PPL-01",
                "There is nobody with the number or name {no}.",
                "Use --as with a staff number or a whole name.",
                no=settings.staff,
            )
        own = store.read(OnBehalf(login=system_user())) if store.kind == "live" else None
        if own is not None and own.no != found and not own.may:
            raise NotPermitted(
                "PPL-03",
                "{actor} may not act for {other}: the login of this machine says who acts.",
                "Leave out --as, and PAIGONG_AS.",
                actor=own.no,
                other=found,
            )
        return found
    if store.kind == "demo":
        return FIRST
    login = system_user()
    found = store.read(Person(login=login)) if login else None
    if found is None:
        raise NotPermitted(
            "PPL-03",
            "Nobody here has the login “{login}”, so it is not known who acts.",
            "Say who with --as and a staff number.",
            login=login,
        )
    return found


def somebody(store: Store, settings: Settings) -> str | None:
    """Who acts, for what can be asked without anybody: None where nobody was named and nobody is known."""
    try:
        return who_acts(store, settings)
    except NotPermitted:
        if settings.staff is not None:
            raise
        return None


def system_user() -> str:
    """The operating system's user, as the system and not the environment names them; empty for nobody."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        import getpass

        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return ""
