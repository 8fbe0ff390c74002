"""Opening the store that the settings name, and finding out who acts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import select

from console.answers import say_here
from console.settings import Settings
from console.speech import Speech
from db.engine import NO_STORE, demand_file, sqlite_path
from db.errors import Damaged, NotPermitted, Refusal, StoreError, Unreachable
from db.policy.error import PolicyError
from db.rules.text import folded_number
from db.tables.staff import Staff
from db.views.view import View, ViewContext

if TYPE_CHECKING:
    from db.store import Store

FIRST = "A01"


class Person(View[str | None]):
    """The number of the active person with this number or login; not a view for people, it has no name."""

    no: str | None = None
    login: str | None = None

    def read(self, context: ViewContext) -> str | None:
        staff = Staff.table.c
        statement = select(staff.no).where(staff.active.is_(True))
        if self.no is not None:
            statement = statement.where(staff.no.in_((self.no, folded_number(self.no))))
        else:
            statement = statement.where(staff.login == self.login)
        return context.connection.execute(statement.order_by(staff.no)).scalars().first()


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
    """The staff number: --as or PAIGONG_AS, on a demo store A01, else the person with the user's login."""
    if settings.staff is not None:
        found = store.read(Person(no=settings.staff))
        if found is None:
            raise Refusal(
                "PPL-01",
                "There is nobody with the number {no}.",
                "Use --as with a staff number.",
                no=settings.staff,
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
