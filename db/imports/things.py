"""People, customers, equipment and tools that are here already, and how a row differs from them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from db.imports.surroundings import Fields, Plan, Surroundings
from db.rules.search import normal as plainly
from db.tables.row import Row

BROUGHT_UP_TO_DATE = "import"
"""What the record says is the reason for what a list changed."""


class Thing(ABC):
    """What a row stands for. `number` names it for the program, `called` for people."""

    def __init__(self, here: Row, number: str, called: str, fields: Fields, around: Surroundings) -> None:
        self.subject, self.number, self.called = here.subject(), number, called
        self.fields, self.around = fields, around

    def differences(self) -> tuple[str, ...]:
        """The fields in which the row says something else. Raises BadField where it says what cannot be."""
        return tuple(self.compare())

    @abstractmethod
    def compare(self) -> Iterator[str]:
        """The same one by one."""

    @abstractmethod
    def change(self, names: tuple[str, ...]) -> Plan:
        """The verbs that bring it up to what the row says in these fields; none where it goes backwards."""

    def says_else(self, name: str, here: object) -> bool:
        """Whether the row has the field, with other words."""
        return name in self.fields and plainly(str(self.fields[name])) != plainly(str(here or ""))
