"""The rows behind a figure (RPT-05)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, literal, null, or_, select, true

from db.figures.cuts import OWN, bucket
from db.figures.declaration import COUNT, Condition, Figure, Population, Reading, Span, everything
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


class SheetColumns(NamedTuple):
    """The columns of a sheet: facts of a row by the names that `BehindFacts` has, what counts for which
    figure (1, 0, or null where it is not among its rows), and what is added or ranked for it."""

    facts: tuple[str, ...]
    marks: tuple[str, ...]
    values: tuple[str, ...]


def sheet(
    reading: Reading, population: Population, figures: Sequence[Figure], span: Span
) -> tuple[SheetColumns, Select[Any]]:
    """All rows of a population of which one of its figures counts any, once each."""
    ticket = Ticket.table.c
    facts = {
        "ticket": ticket.number, "at": population.at(reading), **population.own,
        "staff": population.person(reading), "level": ticket.level, "product": ticket.product,
        "customer": ticket.customer_label, "state": ticket.state,
    }  # fmt: skip
    told = [figure for figure in figures if not figure.of]
    marked = [
        figure for figure in told if figure.value is None
        and (figure.is_share or figure.numerator is not everything)
    ]  # fmt: skip
    valued = [figure for figure in told if figure.value is not None]
    marks = [
        case((figure.denominator(reading) & figure.numerator(reading), 1),
             (figure.denominator(reading), 0 if figure.is_share else None))
        for figure in marked
    ]  # fmt: skip
    values: dict[Any, Any] = {figure.value: figure.value(reading) for figure in valued if figure.value}
    among = [
        figure.denominator(reading) & (figure.numerator(reading) if figure.measure == COUNT else true())
        for figure in told
    ]
    statement = (
        select(*(column.label(name) for name, column in facts.items()), *marks, *values.values())
        .select_from(population.table())
        .where(*population.held(reading, span), or_(*among))
        .order_by(facts["at"], ticket.sort_number, *population.key)
    )
    named = {figure.value: figure.name for figure in reversed(valued)}
    return (
        SheetColumns(
            tuple(facts), tuple(figure.name for figure in marked), tuple(named[each] for each in values)
        ),
        statement,
    )
