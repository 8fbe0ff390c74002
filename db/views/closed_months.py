"""Closed months: their figures as they stood, and beside them what corrections made of them (RPT-02)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, NamedTuple

from sqlalchemy import select

from db import kinds
from db.errors import Refusal
from db.figures.counting import WHOLE, Cells, Place, counted, empty
from db.figures.declaration import Cell
from db.figures.figures import FIGURES
from db.kinds import Called
from db.policy.parts import BRANCH
from db.rules import periods
from db.tables.closed_month import ClosedFigure, ClosedMonth
from db.verbs.closing_months import HOUSE
from db.views import columns as column
from db.views.listing import Question, rows_as
from db.views.registers import Month
from db.views.spans import month_asked, reading_of
from db.views.view import VIEWS, Leads, Limit, View, ViewContext

M, F = ClosedMonth.table.c, ClosedFigure.table.c


class ClosedMonthRow(NamedTuple):
    """A month that was closed: up to which event its figures count, under which version of the policy."""

    month: column.OfMonth
    closed_at: column.ClosedAt
    closed_by: Annotated[str, kinds.StaffNo(), Called("Closed by")]
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
    """A figure of a closed month: `value` as it stood, `restated` what it is now where that is otherwise.
    `part` of `whole` rows counted for it."""

    figure: Annotated[str, kinds.Code("figure"), Called("Figure")]
    value: Annotated[str, kinds.Number(), Called("As closed")]
    restated: Annotated[str | None, kinds.Number(), Called("Restated")]
    unit: Annotated[str, kinds.Code("unit"), Called("Unit")]
    part: Annotated[int | None, kinds.Number(), Called("Counted")]
    whole: Annotated[int, kinds.Number(), Called("Out of")]
    month: column.OfMonth
    branch: column.Branch | None


class ClosedMonthView(View[list[ClosedFigureRow]]):
    """The figures of a closed month as they stood; what was corrected later stands beside, as restated.

    The last closed one where none is named; `corrected` leaves those that were restated.
    """

    name = "closed_month"
    label = "Figures of a closed month"
    positional: ClassVar[tuple[str, ...]] = ("month",)
    key = ("figure", "branch")
    leads = Leads("figure", "figure", "figure")
    if_any = frozenset({"branch", "restated"})

    month: Month = ""
    corrected: bool = False

    @classmethod
    def led_by(cls, row: Mapping[str, Any]) -> View[Any] | None:
        if not row.get("figure"):
            return None
        asked = {"figure": row["figure"], "period": periods.MONTH, "of": row["month"], "list": True}
        return VIEWS["figure"].model_validate(asked)

    def read(self, context: ViewContext) -> list[ClosedFigureRow]:
        month = self.month or _last(context)
        if month is None:
            return []
        frozen = closed_cells(context, month)
        if frozen is None:
            raise Refusal("RPT-02", "{month} is not closed.", "See paigong show closed_months.", month=month)
        now = counted(reading_of(context), FIGURES.values(), (month_asked(month, context),), "branch")
        rows = [row for place in frozen for row in _rows(month, place, frozen, now)]
        return [row for row in rows if not self.corrected or row.restated is not None]


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


def _rows(month: str, place: Place, frozen: Cells, now: Cells) -> list[ClosedFigureRow]:
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
