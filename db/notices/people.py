"""Where people are reached by letter and by text message: what stands in their files (PPL-01)."""

from __future__ import annotations

from collections.abc import Callable

from db.engine import transaction
from db.log.reading import DatabaseReader
from db.retrying import retrying
from db.store import Store
from db.tables.staff import Staff


def address_of(store: Store) -> Callable[[str], str]:
    """From a staff number to the address in the file, asked each time; empty where there is none."""

    return lambda no: _said(store, no, lambda person: person.email)


def phone_of(store: Store) -> Callable[[str], str]:
    """The same to the phone number in the file."""
    return lambda no: _said(store, no, lambda person: person.phone)


def _said(store: Store, no: str, what: Callable[[Staff], str]) -> str:
    def attempt() -> str:
        with transaction(store.engine, writing=False) as connection:
            people = DatabaseReader(connection).rows(Staff, no=no)
            return what(people[0]) if people and people[0].active else ""

    return retrying(attempt)
