"""Everything that a report or a workbook of a period shows, read at one moment (RPT-02, RPT-03, RPT-05)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from db.figures.counting import WHOLE, Place, counted
from db.figures.cuts import Cut, cuts_of
from db.figures.declaration import Cell, Figure, Population, Span
from db.figures.figures import FIGURES
from db.figures.rows import SheetColumns, sheet
from db.rules import periods
from db.rules.periods import Period
from db.views.closed_months import closed_cells
from db.views.figures import Asked, FigureFacts, facts_of
from db.views.spans import reading_of
from db.views.view import View, ViewContext

TREND: Final = 12
"""So many periods are shown one after the other, the asked one last."""
COURSE: Final = ("reported", "handled", "timeliness", "satisfaction", "kept_appointments", "rework")
"""The figures whose course is shown."""
COMPARED: Final = (
    "handled", "handling_median", "timeliness", "kept_appointments", "first_time_fix", "rework",
    "satisfaction", "pause_minutes",
)  # fmt: skip
"""The figures by which buckets are compared."""
STANDARD_CUTS: Final[tuple[Cut, ...]] = ("department", "team", "person", "level")
"""The cuts by which buckets are compared where nobody says which."""
CAUSES: Final[tuple[Cut, ...]] = ("cause", "cause_category", "cause_department", "category")
"""What a fault analysis is cut by (RPT-02)."""


class SheetFacts(NamedTuple):
    """The rows of one population: what they are, and for which figures each counts."""

    population: str
    columns: SheetColumns
    rows: list[tuple[Any, ...]]


class BookFacts(NamedTuple):
    """`whole` are all figures of each period, `course` some of them over the last periods, `causes` the
    closed tickets by cause, most first, by each of `CAUSES`, `pauses` those by reason, `buckets` some figures
    by each of the cuts asked for. `until` is up to when it was counted: the end, or the present before that.
    `closed` are the figures of a month as they were closed, by name; empty of any other period.
    """

    period: str
    name: str
    begin: datetime
    end: datetime
    until: datetime
    whole: list[FigureFacts]
    course: list[FigureFacts]
    causes: Mapping[str, list[FigureFacts]]
    pauses: list[FigureFacts]
    buckets: Mapping[str, list[FigureFacts]]
    sheets: list[SheetFacts]
    closed: Mapping[str, Cell]


class Book(Asked, View[BookFacts]):
    """All figures of periods, how they went, causes, buckets, and with `rows` the rows behind them."""

    cuts: tuple[Cut, ...] = ()
    rows: bool = False

    def read(self, context: ViewContext) -> BookFacts:
        spans, reading = self.periods(context), reading_of(context)
        whole = Period(self.period, self.of.strip() or spans[-1].name, spans[0].begin, spans[-1].end)
        cuts = self.cuts or ((self.by,) if self.by is not None else ())

        def facts(names: Sequence[str], over: Sequence[Period], by: Cut | None = None) -> list[FigureFacts]:
            figures = [FIGURES[name] for name in names]
            if by is not None:
                figures = [figure for figure in figures if by in cuts_of(figure.population)]
            cells = counted(reading, figures, over, by)
            return [one for figure in figures for one in facts_of(context.policy, figure, over, by, cells)]

        return BookFacts(
            whole.kind, whole.name, whole.begin, whole.end, min(whole.end, context.now),
            facts(tuple(FIGURES), spans),
            facts(COURSE, spans if len(spans) > 1 else _course(spans[0], context)),
            {by: most_first(facts(("closed",), [whole], by)) for by in CAUSES},
            facts(("pauses", "pause_minutes"), [whole], "reason"),
            {by: facts(COMPARED, [whole], by) for by in cuts},
            list(_sheets(context, Span(whole.begin, whole.end))) if self.rows else [],
            _closed(context, whole),
        )  # fmt: skip


def _closed(context: ViewContext, period: Period) -> Mapping[str, Cell]:
    """A closed month keeps what it was closed with, also where it was restated since (RPT-02)."""
    cells = closed_cells(context, period.name) if period.kind == periods.MONTH else None
    return (cells or {}).get(Place(0, WHOLE), {})


def most_first(facts: list[FigureFacts]) -> list[FigureFacts]:
    """The buckets that have most first; without the whole, which is their sum."""
    return sorted((one for one in facts if one.bucket != "all"), key=lambda one: -(one.value or 0))


def _course(last: Period, context: ViewContext) -> list[Period]:
    """The months of a longer period; the periods up to a shorter one."""
    days = periods.named(last.name)
    if periods.MONTHS.get(days.kind, 1) > 1:
        months = [periods.in_zone(each, context.zone) for each in periods.within(periods.MONTH, days)]
        # What has not begun is no month without work.
        return [each for each in months if each.begin <= context.now] or months[:1]
    found = [days]
    while len(found) < TREND and found[0].first > date(periods.FIRST_YEAR + 2, 1, 1):
        found.insert(0, periods.preceding(found[0]))
    return [periods.in_zone(each, context.zone) for each in found]


def _sheets(context: ViewContext, span: Span) -> Iterator[SheetFacts]:
    reading = reading_of(context)
    together: dict[str, tuple[Population, list[Figure]]] = {}
    for figure in FIGURES.values():
        together.setdefault(figure.population.name, (figure.population, []))[1].append(figure)
    for population, figures in together.values():
        columns, statement = sheet(reading, population, figures, span)
        rows = [tuple(record) for record in context.connection.execute(statement)]
        yield SheetFacts(population.name, columns, rows)
