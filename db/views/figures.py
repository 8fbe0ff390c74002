"""Figures of periods, cut by what is asked, and the rows behind each of them (RPT-01, RPT-05)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, Field
from sqlalchemy import literal, select

from db import kinds
from db.errors import BadField
from db.figures.counting import WHOLE, Cells, Place, counted, empty
from db.figures.cuts import UNKNOWN, Cut, bucket, cuts_of
from db.figures.declaration import Cell, Figure, Reading, Span
from db.figures.figures import FIGURES, NOT_YET
from db.figures.rows import columns_behind, rows_behind
from db.kinds import Called
from db.policy.model import Policy
from db.rules.periods import Period
from db.rules.sentence import Sentence
from db.tables.ticket import Ticket
from db.verbs.naming import find_staff
from db.views import columns as column
from db.views.listing import Opens, Question, rows_as
from db.views.narrowing import TICKET_TEXT
from db.views.spans import periods_asked, reading_of, reading_then
from db.views.view import Column, Limit, Shape, View, ViewContext, pieces, shape_of

PeriodKind = Literal["day", "week", "month", "quarter", "half_year", "year"]
Value = int | Decimal | None
ALL = "all"
"""The bucket of all rows, where they are cut."""
PeriodName = Annotated[str, kinds.TEXT, Called("Period")]
CutName = Annotated[str, kinds.Code("cut"), Called("Cut by")]
BucketName = Annotated[str, kinds.Bucket(), Called("Of", context="figure")]
Part = Annotated[int, kinds.Number(), Called("Counted")]
Whole = Annotated[int, kinds.Number(), Called("Out of")]


class Asked(BaseModel):
    """For which periods figures are asked, and by what they are cut.

    `of` is the name of a period (2026-07-15, 2026-W29, 2026-07, 2026-Q3, 2026-H2, 2026), a range of two
    (2026-05..2026-07), or nothing for the present one; a longer one than `period` asks for all in it.
    `as_of`, an event's number or an instant, asks for them as they stood then.
    """

    period: Annotated[PeriodKind, kinds.Code("period"), Called("Period")] = "month"
    of: Annotated[str, Field(max_length=40), kinds.TEXT, Called("Of", context="figure")] = ""
    by: Annotated[Cut | None, kinds.Code("cut"), Called("Cut by")] = None
    as_of: Annotated[str, Field(max_length=40), kinds.TEXT, Called("As it stood")] = ""

    def periods(self, context: ViewContext) -> list[Period]:
        """The periods by the branch's clock; refuses what is none."""
        return periods_asked(self.period, self.of, context)


def figure_named(name: str) -> Figure:
    """The figure of this name; refuses others, and says why where it is one that is not there yet."""
    wanted = name.strip().lower()
    if wanted in NOT_YET:
        why = Sentence(NOT_YET[wanted])
        raise BadField("figure", "There is no “{figure}” yet: {why}.", figure=wanted, why=why)
    if wanted not in FIGURES:
        raise BadField(
            "figure", "There is no figure “{given}”; there are {known}.", given=name.strip()[:80],
            known=", ".join(FIGURES),
        )  # fmt: skip
    return FIGURES[wanted]


def grid(cells: Cells, count: int) -> Iterator[Place]:
    """Where figures stand: of each period the whole, then every bucket that any of them has, what is not
    known last. Periods in which nothing happened stand there, too."""
    buckets = {place.bucket for place in cells if place.bucket is not WHOLE}
    inner = sorted((name for name in buckets if name is not None), key=lambda name: (name == UNKNOWN, name))
    for at in range(count):
        yield Place(at, WHOLE)
        yield from (Place(at, name) for name in inner)


class WhereFacts(NamedTuple):
    """In which period and bucket figures stand; `bucket` is “all” where they are cut and stand for all of
    them together, “unknown” where nothing says which, null where they are not cut."""

    period: PeriodName
    begin: column.From
    end: column.To
    by: CutName | None
    bucket: BucketName | None


class Figures(Asked, View[list[dict[str, Any]]]):
    """All figures of a month or other periods, whole and cut by branch, person, product and the like.

    `figure NAME` tells more of one of them, and which tickets it counts.
    """

    name = "figures"
    label = "Figures of a period"
    key = ("period", "bucket")
    brief = (
        "period", "bucket", "reported", "handled", "handling_median", "handling_p90", "resolution_rate",
        "timeliness", "original_timeliness", "kept_appointments", "first_time_fix", "rework", "satisfaction",
        "unreachable", "pauses", "pause_minutes", "escalations", "overrulings",
    )  # fmt: skip
    briefer = (
        "period", "bucket", "handled", "timeliness", "satisfaction", "handling_median", "kept_appointments",
        "first_time_fix", "rework", "unreachable", "pause_minutes", "escalations",
    )  # fmt: skip
    if_any = frozenset({"bucket"})

    @classmethod
    def shape(cls) -> Shape:
        return dict(shape_of(WhereFacts)) | {name: _column(figure) for name, figure in FIGURES.items()}

    def read(self, context: ViewContext) -> list[dict[str, Any]]:
        spans = self.periods(context)
        with reading_then(context, self.as_of) as reading:
            cells = counted(reading, FIGURES.values(), spans, self.by)
        return [_row(self, spans, place, cells) for place in grid(cells, len(spans))]


def _column(figure: Figure) -> Column:
    unit = kinds.Minutes() if figure.unit == "minutes" else kinds.Number()
    return Column(figure.name, unit, figure.label, of=figure.of)


def _where(by: str | None, spans: Sequence[Period], place: Place) -> WhereFacts:
    span = spans[place.period]
    bucket = ALL if by is not None and place.bucket is WHOLE else place.bucket
    return WhereFacts(span.name, span.begin, span.end, by, bucket)


def _row(view: Asked, spans: Sequence[Period], place: Place, cells: Cells) -> dict[str, Any]:
    found = cells.get(place, {})
    return _where(view.by, spans, place)._asdict() | {
        name: _value(view.by, figure, place, found).value for name, figure in FIGURES.items()
    }


def _value(by: str | None, figure: Figure, place: Place, found: Any) -> Cell:
    """A figure of a place; nothing where it cannot be cut so, nought where it could and there is none."""
    if figure.name in found:
        cell: Cell = found[figure.name]
        return cell
    is_cut = place.bucket is WHOLE or by is None or by in cuts_of(figure.population)
    return empty(figure) if is_cut else Cell(None, None, 0)


class FigureFacts(NamedTuple):
    """One figure of one period and bucket: `part` of `whole` rows count for it. `target` is what the policy
    wants it to reach, `reached` whether it does; null where it wants nothing."""

    figure: Annotated[str, kinds.Code("figure"), Called("Figure")]
    period: PeriodName
    begin: column.From
    end: column.To
    by: CutName | None
    bucket: BucketName | None
    value: Annotated[Value, kinds.Number(), Called("Value")]
    unit: Annotated[str, kinds.Code("unit"), Called("Unit")]
    part: Part | None
    whole: Whole | None
    target: Annotated[int | None, kinds.Number(), Called("Target")]
    reached: Annotated[bool | None, kinds.YesNo(), Called("Target reached")]


def facts_of(
    policy: Policy, figure: Figure, spans: Sequence[Period], by: str | None, cells: Cells
) -> list[FigureFacts]:
    """All of one figure that was counted, whole and by bucket, period by period."""
    return [_facts(policy, figure, spans, by, place, cells) for place in grid(cells, len(spans))]


def _facts(
    policy: Policy, figure: Figure, spans: Sequence[Period], by: str | None, place: Place, cells: Cells
) -> FigureFacts:
    value, part, whole = _value(by, figure, place, cells.get(place, {}))
    where = _where(by, spans, place)
    return FigureFacts(
        figure.name, where.period, where.begin, where.end, where.by, where.bucket, value, figure.unit,
        part if figure.is_share else None, whole, figure.aim(policy), figure.reached(policy, value),
    )  # fmt: skip


class AllFigures(Asked, View[list[FigureFacts]]):
    """Every figure of periods, one after the other, each against its target."""

    def read(self, context: ViewContext) -> list[FigureFacts]:
        spans = self.periods(context)
        cells = counted(reading_of(context), FIGURES.values(), spans, self.by)
        return [
            one
            for figure in FIGURES.values()
            for one in facts_of(context.policy, figure, spans, self.by, cells)
        ]


class BehindFacts(NamedTuple):
    """A row that a figure counts: `at` puts it into its period; `counted` says whether it counts for a share
    or against it, `minutes` what it adds to a sum or is ranked by."""

    ticket: column.Ticket
    at: column.At
    milestone: column.Milestone | None
    reason: Annotated[str | None, kinds.Reason("pause"), Called("Reason")]
    trigger: column.Trigger | None
    counted: Annotated[bool | None, kinds.YesNo(), Called("Counts for it")]
    minutes: Annotated[int | None, kinds.Minutes(), Called("Minutes")]
    staff: column.Owner | None
    bucket: BucketName | None
    by: CutName | None
    level: column.Level | None
    state: column.State
    customer: column.CustomerName
    product: column.Product


FigureName = Annotated[str, Field(max_length=40), kinds.Code("figure"), Called("Figure")]
BucketGiven = Annotated[str, Field(max_length=80), kinds.TEXT, Called("Of", context="figure")]
WhichPart = Annotated[Literal["counted", "rest"] | None, kinds.Code("figure_part"), Called("Only")]


class Rows(Asked, View[list[BehindFacts]]):
    """The rows behind a figure: the tickets, milestones, pauses that it counts.

    `bucket` leaves those of one bucket of the cut, “unknown” those of which nothing says which; `only`
    those that count for a share, or the rest, that count against it. With `as_of` they are those of then.
    """

    name = "figure_rows"
    label = "Behind a figure"
    positional: ClassVar[tuple[str, ...]] = ("figure",)
    opens = Opens("ticket", "ticket")
    key = ("ticket", "milestone", "at", "staff", "reason", "trigger")
    if_any = frozenset({"milestone", "reason", "trigger", "counted", "minutes", "bucket", "by"})
    whole = 20_000
    brief = (
        "ticket", "at", "counted", "minutes", "milestone", "reason", "trigger", "bucket", "staff", "customer",
        "product", "level", "state",
    )  # fmt: skip
    briefer = (
        "ticket", "at", "counted", "minutes", "milestone", "reason", "trigger", "bucket", "staff", "customer",
        "product", "level", "state",
    )  # fmt: skip
    asks: ClassVar[tuple[str, ...]] = ("figure",)

    figure: FigureName = "handled"
    bucket: BucketGiven = ""
    only: WhichPart = None
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[BehindFacts]:
        with reading_then(context, self.as_of) as reading:
            found = self._asked(context, reading).first(reading.connection, self.limit)
        return _named_now(context, found) if self.as_of.strip() else found

    def question(self, context: ViewContext) -> Question[BehindFacts] | None:
        # What stood once is read whole of a store of its own: no page of it can be asked of this one.
        return None if self.as_of.strip() else self._asked(context, reading_of(context))

    def _asked(self, context: ViewContext, reading: Reading) -> Question[BehindFacts]:
        figure, spans = figure_named(self.figure), self.periods(context)
        conditions = rows_behind(
            reading, figure, Span(spans[0].begin, spans[-1].end), by=self.by,
            of=bucket_meant(context, self.by, self.bucket), part=self.only,
        )  # fmt: skip
        found, rows, ticket = columns_behind(reading, figure), figure.population, Ticket.table.c
        shown: dict[str, Any] = {
            name: found[name].label(name)
            for name in ("ticket", "at", "milestone", "reason", "trigger", "counted")
        }
        in_bucket = bucket(self.by, reading, rows) if self.by is not None else None
        shown |= {
            "minutes": found["value"].label("minutes"),
            "staff": found["staff"].label("staff"),
            "bucket": literal(None).label("bucket") if in_bucket is None else in_bucket.label("bucket"),
            "by": literal(self.by).label("by"),
            "level": ticket.level,
            "state": ticket.state,
            "customer": ticket.customer_label,
            "product": ticket.product,
        }
        return Question(
            select(*shown.values()).select_from(rows.table()).where(*conditions),
            None,
            (found["at"], ticket.sort_number, *rows.key),
            {name: shown[name] for name in ("ticket", "at", "level", "state", "customer", "product")},
            (TICKET_TEXT,),
            rows_as(BehindFacts),
        )


def _named_now(context: ViewContext, rows: list[BehindFacts]) -> list[BehindFacts]:
    """Rows of a past moment, where nobody's words are, with what customers and products are called today."""
    known = {
        ticket.number: ticket
        for numbers in pieces(sorted({row.ticket for row in rows}))
        for ticket in context.read.rows(Ticket, number=numbers)
    }
    return [
        row._replace(customer=known[row.ticket].customer_label, product=known[row.ticket].product)
        if row.ticket in known else row
        for row in rows
    ]  # fmt: skip


def bucket_meant(context: ViewContext, by: str | None, given: str) -> str | None:
    """The bucket that is asked for; a person by number, name or pinyin. None for all of them."""
    wanted = given.strip()
    if wanted in ("", ALL):
        return None
    if by is None:
        raise BadField("by", "{field} is missing.", "By what it is cut says what a bucket is.")
    if by == "person" and wanted != UNKNOWN:
        return find_staff(context.read, wanted).no
    return wanted


class FigureView(Asked, View[list[FigureFacts | BehindFacts]]):
    """One figure of periods, whole and by bucket, against its target; with --list the rows that it counts."""

    name = "figure"
    label = "One figure"
    about = ("ticket",)
    positional: ClassVar[tuple[str, ...]] = ("figure",)
    answers: ClassVar[tuple[type, ...]] = (FigureFacts, BehindFacts)
    brief = tuple(
        dict.fromkeys(
            ("figure", "period", "bucket", "value", "unit", "part", "whole", "target", "reached", *Rows.brief)
        )
    )
    if_any = frozenset({"by", "bucket", "target", "reached"})

    figure: FigureName
    list: Annotated[bool, kinds.YesNo(), Called("The rows behind it")] = False
    bucket: BucketGiven = ""
    only: WhichPart = None
    limit: Limit = 200

    def read(self, context: ViewContext) -> Any:
        figure = figure_named(self.figure)
        if self.list:
            return self.rows().read(context)
        spans = self.periods(context)
        with reading_then(context, self.as_of) as reading:
            cells = counted(reading, (figure,), spans, self.by)
        wanted = bucket_meant(context, self.by, self.bucket)
        if wanted is None:
            places = list(grid(cells, len(spans)))
        else:
            places = [Place(at, wanted) for at in range(len(spans))]
        return [_facts(context.policy, figure, spans, self.by, place, cells) for place in places]

    def rows(self) -> Rows:
        """The question for the rows behind it."""
        return Rows(
            figure=self.figure, period=self.period, of=self.of, by=self.by, bucket=self.bucket,
            only=self.only, limit=self.limit, as_of=self.as_of,
        )  # fmt: skip
