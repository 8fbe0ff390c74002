"""By what figures are cut: each row falls into one bucket of a cut, `unknown` where nothing says which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from sqlalchemy import String, case, cast, func, literal, select

from db import kinds
from db.figures.declaration import Population, Reading, Value
from db.rules.sentence import msgid
from db.tables.codes import UNCLASSIFIED
from db.tables.staff import Staff
from db.tables.ticket import Ticket

UNKNOWN: Final = "unknown"
"""The bucket of rows of which nothing says where they belong."""
NONE_OF_OURS: Final = "none"
"""The bucket of causes that no department of ours answers for."""
Cut = Literal[
    "branch",
    "department",
    "team",
    "person",
    "category",
    "level",
    "channel",
    "kind",
    "zone",
    "way",
    "cause",
    "cause_category",
    "cause_department",
    "milestone",
    "reason",
    "trigger",
]
OWN: Final = ("milestone", "reason", "trigger")
"""Cuts of rows that have such a thing; others are not cut so."""
T = Ticket.table.c


@dataclass(frozen=True, slots=True)
class By:
    """A cut: what its buckets are, and the column that says in which a row falls; None where the rows of a
    population cannot be cut so."""

    label: str
    kind: kinds.Kind
    column: Callable[[Reading, Population], Value | None]


def _of_ticket(column: Value) -> Callable[[Reading, Population], Value]:
    return lambda _reading, _population: column


def _own(name: str) -> Callable[[Reading, Population], Value | None]:
    return lambda _reading, population: population.own.get(name)


def _department(reading: Reading, _population: Population) -> Value:
    """The department that was said to be responsible, else the product's (INT-06)."""
    policy = reading.policy
    of_product = {code: policy.responsible_for(code) for code in policy.products.category}
    routed = case(of_product, value=T.category, else_=policy.responsible_for(None))
    return func.coalesce(func.nullif(T.responsible, ""), routed)


def _team(reading: Reading, population: Population) -> Value:
    """The team [班组] of whoever is answerable, as it is now: same branch, department and zone."""
    staff = Staff.table.alias("of_team")
    code = staff.c.branch + "/" + staff.c.department + "/" + func.coalesce(staff.c.zone, "")
    team = select(code).where(staff.c.no == population.person(reading))
    return team.correlate_except(staff).scalar_subquery()


def _cause(reading: Reading, _population: Population) -> Value:
    """A listed cause; those in own words together."""
    listed = tuple(reading.policy.reasons_for("cause"))
    return case((T.cause.in_(listed), T.cause), (T.cause_category.is_not(None), literal(UNCLASSIFIED)))


def _cause_department(_reading: Reading, _population: Population) -> Value:
    none = (T.cause_category.is_not(None), func.coalesce(T.cause_department, NONE_OF_OURS))
    return case(none)


CUTS: Final[Mapping[str, By]] = {
    "branch": By(msgid("Branch"), kinds.Listed("branch"), _of_ticket(T.branch)),
    "department": By(msgid("Responsible department"), kinds.Listed("department"), _department),
    "team": By(msgid("Team"), kinds.Team(), _team),
    "person": By(msgid("Person"), kinds.StaffNo(), lambda reading, rows: rows.person(reading)),
    "category": By(msgid("Product category"), kinds.Listed("category"), _of_ticket(T.category)),
    "level": By(msgid("Level"), kinds.Level(), _of_ticket(cast(T.level, String))),
    "channel": By(msgid("Channel"), kinds.Code("channel"), _of_ticket(T.channel)),
    "kind": By(msgid("Kind", "job"), kinds.Code("job"), _of_ticket(T.kind)),
    "zone": By(msgid("Zone"), kinds.Listed("zone"), _of_ticket(T.zone)),
    "way": By(msgid("Way as said"), kinds.Code("way"), _of_ticket(T.way)),
    "cause": By(msgid("Cause"), kinds.Reason("cause"), _cause),
    "cause_category": By(
        msgid("Kind of cause"), kinds.Listed("cause_category"), _of_ticket(T.cause_category)
    ),
    "cause_department": By(msgid("Department at fault"), kinds.Listed("department"), _cause_department),
    "milestone": By(msgid("Milestone"), kinds.Code("milestone"), _own("milestone")),
    "reason": By(msgid("Reason"), kinds.Reason("pause"), _own("reason")),
    "trigger": By(msgid("Called because"), kinds.Code("trigger"), _own("trigger")),
}
assert tuple(CUTS) == get_args(Cut)


def bucket(by: str, reading: Reading, population: Population) -> Value | None:
    """The bucket of a row, a text; None where the rows cannot be cut so."""
    column = CUTS[by].column(reading, population)
    return None if column is None else func.coalesce(func.nullif(column, ""), literal(UNKNOWN))


def cuts_of(population: Population) -> tuple[str, ...]:
    """By what its rows can be cut."""
    return tuple(name for name in CUTS if name not in OWN or name in population.own)
