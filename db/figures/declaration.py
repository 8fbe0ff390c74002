"""What a figure is: which rows it counts, when one belongs to a period, what is divided by what (RPT-01)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, FromClause, Label, case, true

from db.policy.model import Policy
from db.scope import Scope
from db.tables.ticket import Ticket

Value = ColumnElement[Any]
Condition = ColumnElement[bool]
Percent = Decimal | None

COUNT, SHARE, SUM, MEDIAN, P90 = "count", "share", "sum", "median", "p90"
QUANTILES: Final = {MEDIAN: 50, P90: 90}
"""The per cent of the rows that are not above it: by nearest rank, one of the rows' own values."""
PER_CENT, MINUTES = "percent", "minutes"


@dataclass(frozen=True, slots=True)
class Reading:
    """What figures are read of: one moment of a store, and how far somebody sees. Nothing else goes in."""

    connection: Connection
    scope: Scope
    policy: Policy
    zone: ZoneInfo
    now: datetime


class Span(NamedTuple):
    """Instants of `[begin, end)`."""

    begin: datetime
    end: datetime

    def holds(self, column: Value) -> Condition:
        """Of a column: that its instant lies within."""
        return (column >= self.begin) & (column < self.end)


Of = Callable[[Reading], Value]
When = Callable[[Reading], Condition]


def everything(_reading: Reading) -> Condition:
    """No row is left out."""
    return true()


@dataclass(frozen=True, slots=True)
class Population:
    """Which rows figures count, one of them in one period at most.

    Attributes:
        name: what it is called in code.
        rows: what its rows are: a msgid.
        period: the instant that puts a row into a period, in words: a msgid.
        table: the rows, joined with their tickets, which decide whose they are (PPL-03).
        key: columns that tell the rows apart.
        at: the instant that puts a row into a period.
        counted: which rows there are; the others are in no figure.
        person: who is answerable for a row.
        near: an index's way to the rows of a stretch; every row of it is among those.
        own: what a row is besides its ticket, as a milestone, by the name of the cut that tells it.
    """

    name: str
    rows: str
    period: str
    table: Callable[[], FromClause]
    key: tuple[Value, ...]
    at: Of
    person: Of
    counted: When = everything
    near: Callable[[Span], Condition] | None = None
    own: Mapping[str, Value] = field(default_factory=dict)

    def held(self, reading: Reading, span: Span) -> list[Condition]:
        """The conditions that leave the rows of a stretch that somebody may see."""
        near = [self.near(span)] if self.near is not None else []
        return [*near, span.holds(self.at(reading)), self.counted(reading), reading.scope.tickets()]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `numerator` are the rows that count for it, `denominator` those that it is measured by; of
    a sum or a quantile `value` is what is summed or ranked, of the rows of the denominator.

    `says` tells people numerator and denominator, in this order: msgids. `target` is the setting that says
    what it ought to reach; `below` that it ought to stay beneath. `beside` are figures without which it says
    only half. `of` is the milestone that it is of, whose name stands before its own.
    """

    name: str
    label: str
    population: Population
    measure: str
    unit: str
    says: tuple[str, str]
    numerator: When = everything
    denominator: When = everything
    value: Of | None = None
    target: str = ""
    below: bool = False
    beside: tuple[str, ...] = ()
    of: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it has rows that count against it."""
        return self.measure == SHARE

    def aim(self, policy: Policy) -> int | None:
        """What it ought to reach, as the policy says; None where nothing is said."""
        return policy.setting(self.target) if self.target else None

    def reached(self, policy: Policy, value: int | Decimal | None) -> bool | None:
        """Whether a value is as it ought to be; None where there is none, or no target."""
        aim = self.aim(policy)
        if aim is None or value is None:
            return None
        return value < aim if self.below else value >= aim

    def parts(self, reading: Reading) -> tuple[Label[Any], Label[Any]]:
        """Of a row: what it adds to the numerator and to the denominator."""
        among = self.denominator(reading)
        adds = self.value(reading) if self.value is not None else 1
        part = case((among & self.numerator(reading), adds), else_=0)
        return part.label(f"{self.name}_part"), case((among, 1), else_=0).label(f"{self.name}_whole")


class Cell(NamedTuple):
    """A figure of one period and bucket: what it is, and of what. `part` of `whole` rows count; of a sum or a
    quantile `whole` are the rows that it was made of."""

    value: int | Decimal | None
    part: int | None
    whole: int


def cell(figure: Figure, part: int, whole: int) -> Cell:
    """What a figure is that was summed over its rows."""
    if figure.measure == SHARE:
        return Cell(percent(part, whole), part, whole)
    return Cell(part, part, whole)


def percent(part: int, whole: int) -> Percent:
    """With one decimal, rounded half up; null of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def whose(_reading: Reading) -> Value:
    """Whoever holds the ticket, or held it last."""
    return Ticket.table.c.technician
