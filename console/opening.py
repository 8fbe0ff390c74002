"""Opening the store that the settings name, and finding out who acts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from console.settings import Settings
from console.words.answers import say_here
from console.words.speech import speech_of
from db.errors import Damaged, NotPermitted, Refusal, StoreError
from db.place import demand_file
from db.policy.error import PolicyError
from db.views.who import OnBehalf, Person

if TYPE_CHECKING:
    from db.store import Store

FIRST = "A01"


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
        say_here(error, speech_of(store))
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
