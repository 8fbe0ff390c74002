"""Periods that a view is asked for, by the branch's clock, and what figures are read of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from pydantic import Field

from db.errors import BadField
from db.figures.declaration import Reading, Span
from db.figures.past import moment_meant, policy_then, stood
from db.rules import periods
from db.rules.periods import Period, TooManyPeriods, UnknownPeriod
from db.views.view import ViewContext

Month = Annotated[str, Field(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$")]
"""A month, as 2026-07; nothing for the present one."""


def periods_asked(kind: str, of: str, context: ViewContext) -> list[Period]:
    """The periods that a name stands for; refuses what is none."""
    today = context.now.astimezone(context.zone).date()
    try:
        found = periods.asked(kind, of, today)
    except UnknownPeriod:
        raise BadField(
            "of", "“{given}” is no period.",
            "There are 2026-07-15, 2026-W29, 2026-07, 2026-Q3, 2026-H2, 2026, and ranges: 2026-05..2026-07.",
            given=of.strip()[:80],
        ) from None  # fmt: skip
    except TooManyPeriods:
        raise BadField(
            "of", "“{given}” are more than {count} periods.", "Ask for longer ones, or for fewer.",
            given=of.strip()[:80], count=periods.MOST_PERIODS,
        ) from None  # fmt: skip
    return [periods.in_zone(days, context.zone) for days in found]


def month_asked(month: str, context: ViewContext) -> Period:
    """A month of the branch, `2026-07`; the present one where none is said."""
    return periods_asked(periods.MONTH, month, context)[0]


def month_of(month: str, context: ViewContext) -> Span:
    """The instants of that month."""
    asked = month_asked(month, context)
    return Span(asked.begin, asked.end)


@contextmanager
def reading_then(context: ViewContext, as_of: str) -> Iterator[Reading]:
    """What figures are read of: this moment, or where `as_of` names an event or an instant, the store, the
    policy and the clock as they stood then (RPT-02)."""
    if not as_of.strip():
        yield reading_of(context)
        return
    moment = moment_meant(context.connection, as_of, context.now)
    with stood(context.connection, moment.position) as past:
        yield Reading(past, context.scope, policy_then(past), context.zone, moment.at)


def reading_of(context: ViewContext) -> Reading:
    """What figures are read of: this moment, as far as whoever looks may see."""
    return Reading(context.connection, context.scope, context.policy, context.zone, context.now)
