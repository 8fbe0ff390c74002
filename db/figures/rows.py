"""The rows behind a figure (RPT-05)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, literal, null, or_, select

from db.figures.cuts import OWN, bucket
from db.figures.declaration import COUNT, Condition, Figure, Reading, Span, everything
from db.tables.ticket import Ticket

COUNTED, REST = "counted", "rest"
PARTS: Final = (COUNTED, REST)
"""Of the rows of a share: those that count for it, and those that count against it."""
Columns = Mapping[str, ColumnElement[Any]]


def columns_behind(reading: Reading, figure: Figure) -> Columns:
    """What is told of each row, by name; `counted` is null of a figure that has nothing against it."""
    rows = figure.population
    counts: ColumnElement[Any] = case((figure.numerator(reading), True), else_=False)
    return {
        "ticket": Ticket.table.c.number,
        "at": rows.at(reading),
        **{name: rows.own.get(name, null()) for name in OWN},
        "counted": counts if figure.is_share else null(),
        "value": figure.value(reading) if figure.value is not None else null(),
        "staff": rows.person(reading),
    }


def rows_behind(
    reading: Reading,
    figure: Figure,
    span: Span,
    *,
    by: str | None = None,
    of: str | None = None,
    part: str | None = None,
) -> list[Condition]:
    """The conditions that leave of a population's table the rows that a figure counts in a stretch, in the
    bucket `of` of a cut, and of a share only those that count for it or against it."""
    conditions = [*figure.population.held(reading, span), figure.denominator(reading)]
    counts = figure.numerator(reading)
    if figure.measure == COUNT or part == COUNTED:
        conditions.append(counts)
    elif part == REST:
        conditions.append(or_(counts.is_(None), ~counts) if figure.numerator is not everything else ~counts)
    if by is not None and of is not None:
        column = bucket(by, reading, figure.population)
        conditions.append(literal(of) == column if column is not None else literal(0) == 1)
    return conditions


def tickets_behind(
    reading: Reading, figure: Figure, span: Span, *, part: str | None = None
) -> Select[tuple[str]]:
    """The numbers of the tickets of these rows, to be asked for within another question."""
    conditions = rows_behind(reading, figure, span, part=part)
    found = select(Ticket.table.c.number).select_from(figure.population.table()).where(and_(*conditions))
    return found.correlate(None)
