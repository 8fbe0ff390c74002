"""Whose file a row belongs to: the same number and the same name, found without reading everybody's."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from db.imports.words import whole
from db.log.stage import Stage, Within
from db.rules.phone import PhoneError, normal
from db.scope import Scope
from db.tables.customer import Customer

CROWD = 50
"""A number that more files share stands for none of them: names are then compared as they are written."""
_DIGITS = 32
_ASKED = 500


def _key(name: str) -> str:
    """A name as it is compared: 海岸酒店（南山店） is the same over two lines and with other brackets."""
    return whole(name) or name


def digits_of(phone: object) -> str | None:
    """A phone as files keep it; None for what is none."""
    try:
        return normal(str(phone))[:_DIGITS] if phone else None
    except PhoneError:
        return None


class Callers:
    """The files of a chunk's callers in an office; those that are made on the way are remembered."""

    def __init__(self, connection: Connection, stage: Stage, office: Scope) -> None:
        self._connection, self._stage, self._office = connection, stage, office

    def prefetch(self, called: Iterable[tuple[str, str]]) -> set[str]:
        """Look up phones (their digits) with names at once; answers the subjects of the files there are."""
        pairs = list(dict.fromkeys(called))
        crowded = self._crowded({digits for digits, _ in pairs})
        self._stage.prefetch(Customer, "digits", (digits for digits, _ in pairs if digits not in crowded))
        among = [pair for pair in pairs if pair[0] in crowded]
        self._stage.prefetch_pairs(Customer, ("digits", "label"), among)
        seen = self._stage.within(self._office)
        if isinstance(seen, Within):
            seen.learn(Customer)
        found = [
            each for digits in {digits for digits, _ in pairs} - crowded
            for each in seen.rows(Customer, digits=digits)
        ]  # fmt: skip
        found += [each for one, label in among for each in seen.rows(Customer, digits=one, label=label)]
        for customer in found:
            self._stage.files.setdefault((customer.digits, _key(customer.label)), customer.id)
        files = (self._stage.files.get((digits, _key(label))) for digits, label in pairs)
        return {f"customer:{file}" for file in files if file is not None}

    def file_of(self, phone: object, name: object) -> str | None:
        """The id of the caller's file, if there is one."""
        return self._stage.files.get((digits_of(phone) or "", _key(str(name))))

    def remember(self, customer: Customer) -> None:
        """A file that a row opened."""
        self._stage.files.setdefault((customer.digits, _key(customer.label)), customer.id)

    def _crowded(self, numbers: set[str]) -> set[str]:
        table = Customer.table.c
        listed, found = sorted(numbers), set()
        for at in range(0, len(listed), _ASKED):
            statement = (
                select(table.digits)
                .where(table.digits.in_(listed[at : at + _ASKED]), self._office.customers())
                .group_by(table.digits)
                .having(func.count() > CROWD)
            )
            found |= set(self._connection.execute(statement).scalars())
        return found
