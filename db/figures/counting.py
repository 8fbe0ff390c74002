"""Figures in SQL: one question for all figures of the same rows, and one more for each that ranks values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Label, Select, case, func, literal, literal_column, select

from db.figures.cuts import bucket
from db.figures.declaration import (
    QUANTILES,
    Cell,
    Figure,
    Population,
    Reading,
    Span,
    cell,
)
from db.rules.periods import Period

WHOLE: Final[str | None] = None
"""Stands for a bucket where the rows of all of them are meant."""


class Place(NamedTuple):
    """Where a figure stands: the period by its place among those asked for, and the bucket; None for all."""

    period: int
    bucket: str | None


Cells = Mapping[Place, Mapping[str, Cell]]


def counted(
    reading: Reading, figures: Iterable[Figure], periods: Sequence[Period], by: str | None = None
) -> Cells:
    """These figures of each of the periods, which follow each other, whole and by bucket.

    A figure that cannot be cut so has none of its own in the buckets. Buckets in which no row falls are not
    there, periods always are.
    """
    found: dict[Place, dict[str, Cell]] = {Place(at, WHOLE): {} for at in range(len(periods))}
    for population, together in by_population(figures):
        for place, cells in _of_population(reading, population, together, periods, by):
            found.setdefault(place, {}).update(cells)
    for place, cells in found.items():
        # Nothing was counted there: nought of nothing.
        if place.bucket is WHOLE:
            for figure in figures:
                cells.setdefault(figure.name, empty(figure))
    return found


def empty(figure: Figure) -> Cell:
    """A figure of no rows."""
    return Cell(None, None, 0) if figure.measure in QUANTILES else cell(figure, 0, 0)


def by_population(figures: Iterable[Figure]) -> list[tuple[Population, list[Figure]]]:
    """Figures by the rows that they count."""
    together: dict[str, tuple[Population, list[Figure]]] = {}
    for figure in figures:
        together.setdefault(figure.population.name, (figure.population, []))[1].append(figure)
    return list(together.values())


def _of_population(
    reading: Reading,
    population: Population,
    figures: Sequence[Figure],
    periods: Sequence[Period],
    by: str | None,
) -> Iterator[tuple[Place, Mapping[str, Cell]]]:
    summed = [figure for figure in figures if figure.measure not in QUANTILES]
    ranked = [figure for figure in figures if figure.measure in QUANTILES]
    cut = bucket(by, reading, population) if by is not None else None
    if summed:
        yield from _summed(reading, population, summed, periods, cut)
    for figure in ranked:
        yield from _ranked(reading, figure, periods, None)
        if cut is not None:
            yield from _ranked(reading, figure, periods, cut)


def _rows(
    reading: Reading,
    population: Population,
    periods: Sequence[Period],
    cut: ColumnElement[Any] | None,
    columns: Iterable[ColumnElement[Any]],
) -> Select[Any]:
    """The rows of these periods, each with the place of its period and its bucket."""
    place = (
        literal_column("0") if len(periods) == 1 else placed(population.at(reading), periods, 0, len(periods))
    )
    in_bucket = literal_column("''") if cut is None else cut
    span = Span(*_ends(periods))
    return (
        select(place.label("place"), in_bucket.label("bucket"), *columns)
        .select_from(population.table())
        .where(*population.held(reading, span))
    )


def _ends(periods: Sequence[Period]) -> tuple[datetime, datetime]:
    return periods[0].begin, periods[-1].end


def placed(at: ColumnElement[Any], periods: Sequence[Period], first: int, after: int) -> ColumnElement[Any]:
    """Which of the periods an instant lies in, found by halving: the days of a year are nine questions."""
    if after - first == 1:
        return literal_column(str(first))
    middle = (first + after) // 2
    early = placed(at, periods, first, middle)
    begins = literal(periods[middle].begin, at.type)
    return case((at < begins, early), else_=placed(at, periods, middle, after))


def _summed(
    reading: Reading,
    population: Population,
    figures: Sequence[Figure],
    periods: Sequence[Period],
    cut: ColumnElement[Any] | None,
) -> Iterator[tuple[Place, Mapping[str, Cell]]]:
    if cut is None and len(periods) == 1:
        asked = plain(reading, population, figures, Span(*_ends(periods)))
        yield Place(0, WHOLE), cells(figures, list(map(int, reading.connection.execute(asked).one())))
        return
    parts = _parts(reading, figures)
    inner = _rows(reading, population, periods, cut, parts).subquery("counted")
    sums = [func.sum(inner.c[part.name]) for part in parts]
    statement = select(inner.c.place, inner.c.bucket, *sums).group_by(inner.c.place, inner.c.bucket)
    whole: dict[int, list[int]] = {}
    for place, name, *added in reading.connection.execute(statement):
        numbers = [int(each) for each in added]
        so_far = whole.setdefault(place, [0] * len(numbers))
        whole[place] = [a + b for a, b in zip(so_far, numbers, strict=True)]
        if cut is not None:
            yield Place(place, name), cells(figures, numbers)
    for place, numbers in whole.items():
        yield Place(place, WHOLE), cells(figures, numbers)


def plain(reading: Reading, population: Population, figures: Sequence[Figure], span: Span) -> Select[Any]:
    """What figures of the same rows add up to over one stretch, two numbers of each: nothing is grouped."""
    sums = (func.coalesce(func.sum(part.element), 0) for part in _parts(reading, figures))
    return select(*sums).select_from(population.table()).where(*population.held(reading, span))


def _parts(reading: Reading, figures: Sequence[Figure]) -> list[Label[Any]]:
    return [part for figure in figures for part in figure.parts(reading)]


def cells(figures: Sequence[Figure], numbers: Sequence[int]) -> Mapping[str, Cell]:
    """What figures are that added up to these numbers."""
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return {figure.name: cell(figure, *pair) for figure, pair in zip(figures, pairs, strict=True)}


def _ranked(
    reading: Reading, figure: Figure, periods: Sequence[Period], cut: ColumnElement[Any] | None
) -> Iterator[tuple[Place, Mapping[str, Cell]]]:
    """By nearest rank, which both databases tell alike: the value is one of the rows' own."""
    assert figure.value is not None
    value = figure.value(reading).label("value")
    rows = _rows(reading, figure.population, periods, cut, (value,)).where(figure.denominator(reading))
    inner = rows.subquery("valued").c
    among = (inner.place, inner.bucket)
    rank = func.row_number().over(order_by=inner.value, partition_by=among)
    many = func.count().over(partition_by=among)
    ordered = select(inner.place, inner.bucket, inner.value, rank.label("rank"), many.label("many")).subquery(
        "ranked"
    )
    wanted = (ordered.c.many * literal_column(str(QUANTILES[figure.measure])) + literal_column("99")) // (
        literal_column("100")
    )
    statement = select(ordered.c.place, ordered.c.bucket, ordered.c.value, ordered.c.many).where(
        ordered.c.rank == wanted
    )
    for place, name, found, whole in reading.connection.execute(statement):
        yield Place(place, WHOLE if cut is None else name), {figure.name: Cell(int(found), None, int(whole))}
