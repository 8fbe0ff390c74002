"""Closing a month: its figures stay as they stand, whatever is corrected later (RPT-02)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Self

from pydantic import Field, PrivateAttr
from sqlalchemy import func, select

from db import kinds
from db.errors import BadField, Refusal
from db.figures.counting import WHOLE, Place, counted, empty
from db.figures.declaration import Reading
from db.figures.figures import FIGURES
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules import periods
from db.rules.periods import Period
from db.scope import EVERYTHING
from db.subjects.month import MONTH
from db.tables.closed_month import ClosedFigure, ClosedMonth
from db.tables.event import EVENT
from db.tables.row import Row
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import OptionalWords
from db.verbs.verb import Verb

HOUSE = "all"
"""The bucket of all branches together."""


class CloseMonth(Verb):
    """Close a month: its figures stay as they are now, with the log's position and the policy's version.

    The month before is meant where none is said. What is corrected later stands beside, as restated; a closed
    month is never opened again.
    """

    name = "close_month"
    word = "close a month"
    group = groups.FOLLOW_UP
    example = {"month": "2026-06"}
    default_roles = frozenset({"manager", "general_manager"})
    rule = "RPT-02"
    looks_at: ClassVar[tuple[type[Row], ...]] = (ClosedMonth, ClosedFigure)

    month: Annotated[str, Field(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$"), kinds.TEXT, Called("Month")] = ""
    text: Annotated[OptionalWords, Called("Text")] = ""

    _position: int = PrivateAttr(default=0)
    _counted: tuple[ClosedFigure, ...] = PrivateAttr(default=())

    def resolve(self, read: Reader, context: Context) -> Self:
        spelt = super().resolve(read, context)
        return spelt.resolved(month=self.month or _before(context))

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield MONTH.key(self.month)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        period = self._period(context)
        closed = read.rows(ClosedMonth, month=self.month)
        yield from closed
        if not closed and period.end <= context.now:
            self._position = read.database().execute(select(func.max(EVENT.c.seq))).scalar_one()
            self._counted = tuple(_figures(read, context, period, self.month))

    def decide(self, facts: Facts, context: Context) -> Outcome:
        period = self._period(context)
        for closed in facts.all(ClosedMonth):
            raise Refusal(
                "RPT-02", "{month} was closed by {staff}, for good.", "What is corrected stands beside it.",
                month=closed.month, staff=closed.closed_by,
            )  # fmt: skip
        if period.end > context.now:
            raise BadField("month", "{month} is not over yet.", month=self.month)
        outcome = Outcome(facts)
        outcome.put(
            ClosedMonth.new(
                month=self.month, closed_at=context.now, closed_by=context.actor.no,
                position=self._position, policy=context.policy.version, text=self.text,
            )
        )  # fmt: skip
        for figure in self._counted:
            outcome.put(figure)
        outcome.answer.update(
            month=self.month,
            position=self._position,
            policy=context.policy.version,
            figures=len(self._counted),
        )
        return outcome

    def _period(self, context: Context) -> Period:
        today = context.local(context.now).date()
        return periods.in_zone(periods.asked(periods.MONTH, self.month, today)[0], context.zone)


def _before(context: Context) -> str:
    """The month before the present one, by the branch's clock."""
    today = context.local(context.now)
    year, number = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return f"{year}-{number:02}"


def _figures(read: Reader, context: Context, period: Period, month: str) -> Iterable[ClosedFigure]:
    """Every figure of the month, of the house and of each branch, within the same transaction."""
    reading = Reading(read.database(), EVERYTHING, context.policy, context.zone, context.now)
    cells = counted(reading, FIGURES.values(), (period,), "branch")
    # A branch in which nothing happened has figures, too: corrections may come there.
    branches = {*context.policy.organisation.branch, *(place.bucket for place in cells)} - {WHOLE}
    for bucket in (WHOLE, *sorted(filter(None, branches))):
        found = cells.get(Place(0, bucket), {})
        for name, figure in FIGURES.items():
            value, part, whole = found.get(name, empty(figure))
            yield ClosedFigure.new(
                month=month,
                bucket=bucket or HOUSE,
                figure=name,
                value="" if value is None else str(value),
                part=part,
                whole=whole,
            )
