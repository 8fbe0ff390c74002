"""What makes no sense within one ladder (ESC-01)."""

from __future__ import annotations

from collections.abc import Iterator

from db.policy import ladders
from db.policy.error import PolicyError
from db.rules.rungs import MANUAL, REGISTERED, UNACKNOWLEDGED

CLIMBING = (UNACKNOWLEDGED, MANUAL)
"""Triggers that may call the rung above, whichever that is."""


def ladder_faults(ladder: ladders.Ladder) -> Iterator[PolicyError]:
    """All faults that the ladder has by itself."""
    if 1 in ladder.quiet_levels:
        yield PolicyError(
            "ladders: {ladder}: quiet_levels names level 1, which never waits.", ladder=ladder.code
        )
    for rung in ladder.rungs:
        yield from _rung(ladder, rung)
    for trigger in ladder.triggers:
        yield from _trigger(ladder, trigger)


def _rung(ladder: ladders.Ladder, rung: ladders.Rung) -> Iterator[PolicyError]:
    """What is wrong with whom a rung calls, and with its hours."""
    if bool(rung.role) == bool(rung.person):
        yield PolicyError(
            "ladders: {ladder}: rung {rung} needs a role or a person, one of the two.",
            ladder=ladder.code, rung=rung.rung,
        )  # fmt: skip
    if (rung.quiet_from or ladder.quiet_from) == (rung.quiet_to or ladder.quiet_to):
        yield PolicyError(
            "ladders: {ladder}: the quiet hours of rung {rung} begin when they end.",
            ladder=ladder.code, rung=rung.rung,
        )  # fmt: skip


def _trigger(ladder: ladders.Ladder, trigger: ladders.Trigger) -> Iterator[PolicyError]:
    """What is wrong with what calls a rung."""
    if trigger.rung == 0 and trigger.trigger not in CLIMBING:
        yield PolicyError(
            "ladders: {ladder}: {trigger} needs a rung; 0, the one above, is for unacknowledged and manual.",
            ladder=ladder.code, trigger=trigger.trigger,
        )  # fmt: skip
    if trigger.trigger == REGISTERED and not trigger.levels:
        yield PolicyError(
            "ladders: {ladder}: {trigger} needs the levels that it is for.",
            ladder=ladder.code, trigger=trigger.trigger,
        )  # fmt: skip
    if trigger.trigger == UNACKNOWLEDGED and trigger.after_minutes == 0:
        yield PolicyError(
            "ladders: {ladder}: {trigger} after 0 minutes would call everybody at once.",
            ladder=ladder.code, trigger=trigger.trigger,
        )  # fmt: skip
