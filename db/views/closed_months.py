"""Closed months: their figures as they stood, and beside them what corrections made of them (RPT-02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import Field
from sqlalchemy import select

from db import kinds
from db.errors import Refusal
from db.figures.counting import WHOLE, Cells, Place, counted, empty
from db.figures.declaration import QUANTILES, Cell, Reading, cell
from db.figures.figures import FIGURES
from db.figures.past import policy_then, stood
from db.kinds import Called
from db.policy.parts import BRANCH
from db.rules import periods
from db.rules.periods import Period
from db.tables.closed_month import ClosedFigure, ClosedMonth
from db.verbs.closing_months import HOUSE
from db.views import columns as column
from db.views.listing import Question, rows_as
from db.views.spans import periods_asked, reading_of
from db.views.view import VIEWS, Leads, Limit, View, ViewContext

ClosedPeriod = Annotated[
    str, Field(pattern=r"^(\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?)?$"), kinds.TEXT, Called("Month")
]
M, F = ClosedMonth.table.c, ClosedFigure.table.c


class ClosedMonthRow(NamedTuple):
    """A month that was closed: up to which event its figures count, under which version of the policy."""

    month: column.OfMonth
    closed_at: Annotated[datetime, kinds.Instant(), Called("Closed", context="month")]
    closed_by: Annotated[str, kinds.StaffNo(), Called("Closed by", context="month")]
    position: Annotated[int, kinds.Number(), Called("Up to event")]
    policy: column.Policy
    text: column.Text


class ClosedMonths(View[list[ClosedMonthRow]]):
    """Closed months, the last one first; Enter shows the figures of one, as they stood and as they are."""

    name = "closed_months"
    label = "Closed months"
    key = ("month",)
    leads = Leads("closed_month", "month", "month")

    limit: Limit = 200

    def read(self, context: ViewContext) -> list[ClosedMonthRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[ClosedMonthRow]:
        shown = {name: M[name] for name in ClosedMonthRow._fields}
        return Question(select(*shown.values()), None, (M.month.desc(),), shown, (), rows_as(ClosedMonthRow))


class ClosedFigureRow(NamedTuple):
    """A figure of a closed month, or of months that are all closed: `value` as it stood, `restated` what it
    is now where that is otherwise. `part` of `whole` rows counted for it, up to the event `position`."""

    figure: Annotated[str, kinds.Code("figure"), Called("Figure")]
    value: Annotated[str, kinds.Measured(), Called("As closed")]
    restated: Annotated[str | None, kinds.Measured(), Called("Restated")]
    unit: Annotated[str, kinds.Code("unit_read"), Called("Unit")]
    part: Annotated[int | None, kinds.Number(), Called("Counted")]
    whole: Annotated[int, kinds.Number(), Called("Out of")]
    month: column.OfMonth
    branch: column.Branch | None
    position: Annotated[int, kinds.Number(), Called("Up to event")]


class ClosedMonthView(View[list[ClosedFigureRow]]):
    """The figures of a closed month as they stood; what was corrected later stands beside, as restated.

    The last closed one where none is named; `corrected` leaves those that were restated. A quarter, half-year
    or year (2026-Q3, 2026-H2, 2026) is what its months were closed with, once all of them are: what adds up
    is added up, a median is ranked anew as the store stood when the last of them was closed.
    """

    name = "closed_month"
    label = "Figures of a closed month"
    positional: ClassVar[tuple[str, ...]] = ("month",)
    key = ("figure", "branch")
    leads = Leads("figure", "figure", "figure")
    if_any = frozenset({"branch", "restated"})
    brief = ("figure", "value", "restated", "unit", "part", "whole", "month", "branch")

    month: ClosedPeriod = ""
    corrected: Annotated[bool, kinds.YesNo(), Called("Corrected")] = False

    @classmethod
    def led_by(cls, row: Mapping[str, Any]) -> View[Any] | None:
        if not row.get("figure"):
            return None
        kind = periods.named(row["month"]).kind
        asked = {
            "figure": row["figure"], "period": kind, "of": row["month"], "list": True,
            "as_of": str(row["position"]),
        }  # fmt: skip
        if row.get("branch"):
            asked |= {"by": "branch", "bucket": row["branch"]}
        return VIEWS["figure"].model_validate(asked)

    def read(self, context: ViewContext) -> list[ClosedFigureRow]:
        month = self.month or _last(context)
        if month is None:
            return []
        (span,) = periods_asked(periods.named(month).kind, month, context)
        closed = _closed(context, span)
        cells = [found for each in closed if (found := closed_cells(context, each.month)) is not None]
        frozen = cells[0] if span.kind == periods.MONTH else _added_up(context, span, closed, cells)
        now = counted(reading_of(context), FIGURES.values(), (span,), "branch")
        position = max(each.position for each in closed)
        rows = [row for place in frozen for row in _rows(month, place, frozen, now, position)]
        return [row for row in rows if not self.corrected or row.restated is not None]


def _closed(context: ViewContext, span: Period) -> Sequence[Any]:
    """The months of a period as they were closed, in order; refuses one of which some are not."""
    first = periods.named(span.name).first
    wanted, at = [], periods.holding(periods.MONTH, first)
    while at.first < periods.named(span.name).after:
        wanted.append(at.name)
        at = periods.following(at)
    statement = select(M.month, M.position, M.closed_at).where(M.month.in_(wanted)).order_by(M.month)
    found = context.connection.execute(statement).all()
    lacking = [name for name in wanted if name not in {each.month for each in found}]
    if lacking:
        raise Refusal(
            "RPT-02", "{month} is not closed.", "See paigong show closed_months.", month=", ".join(lacking)
        )
    return found


def _added_up(context: ViewContext, span: Period, closed: Sequence[Any], months: Sequence[Cells]) -> Cells:
    """The figures of a longer period from those of its months; one that a month was closed without is in none
    of them."""
    places = {place: True for cells in months for place in cells}
    found: dict[Place, dict[str, Cell]] = {place: {} for place in places}
    for place, kept in found.items():
        told = [cells[place] for cells in months if place in cells]
        for name, figure in FIGURES.items():
            if figure.measure not in QUANTILES and all(name in each for each in told):
                part = sum(each[name].part or 0 for each in told)
                kept[name] = cell(figure, part, sum(each[name].whole for each in told))
    ranked = [figure for figure in FIGURES.values() if figure.measure in QUANTILES]
    last = max(closed, key=lambda each: each.position)
    with stood(context.connection, last.position) as past:
        reading = Reading(past, context.scope, policy_then(past), context.zone, last.closed_at)
        then = counted(reading, ranked, (span,), "branch")
    for place, kept in found.items():
        kept |= {figure.name: then.get(place, {}).get(figure.name, empty(figure)) for figure in ranked}
    return found


def closed_cells(context: ViewContext, month: str) -> Cells | None:
    """The figures of a closed month that the one who looks may see whole: those of the house, or of their
    branch. None where it is not closed."""
    if context.connection.execute(select(M.month).where(M.month == month)).first() is None:
        return None
    statement = select(F.bucket, F.figure, F.value, F.part, F.whole).where(F.month == month)
    found: dict[Place, dict[str, Cell]] = {}
    for bucket, figure, value, part, whole in context.connection.execute(statement):
        place = _seen(context, bucket)
        if place is not None:
            found.setdefault(place, {})[figure] = Cell(_number(value), part, whole)
    return dict(sorted(found.items(), key=lambda pair: (pair[0].bucket is not WHOLE, pair[0].bucket or "")))


def _seen(context: ViewContext, bucket: str) -> Place | None:
    """Where figures of the house or a branch stand for the one who looks."""
    if context.scope.is_all:
        return Place(0, WHOLE if bucket == HOUSE else bucket)
    own = context.scope.reach == BRANCH and bucket == context.scope.branch
    return Place(0, WHOLE) if own else None


def _number(value: str) -> Any:
    if not value:
        return None
    return Decimal(value) if "." in value else int(value)


def _rows(month: str, place: Place, frozen: Cells, now: Cells, position: int) -> list[ClosedFigureRow]:
    rows = []
    for name, figure in FIGURES.items():
        then = frozen[place].get(name)
        if then is None:
            continue
        present = now.get(place, {}).get(name, empty(figure))
        rows.append(
            ClosedFigureRow(
                name, _text(then.value), _text(present.value) if restated(then, present) else None,
                figure.unit, then.part if figure.is_share else None, then.whole, month, place.bucket,
                position,
            )
        )  # fmt: skip
    return rows


def restated(then: Cell, present: Cell) -> bool:
    """Whether a figure, or what it was counted of, is otherwise than it was."""
    return (then.value, then.part, then.whole) != (present.value, present.part, present.whole)


def _text(value: Any) -> str:
    return "-" if value is None else str(value)


def _last(context: ViewContext) -> str | None:
    found = context.connection.execute(select(M.month).order_by(M.month.desc()).limit(1)).scalar_one_or_none()
    return None if found is None else str(found)
