"""From the policy's ladders to what the rules climb by."""

from __future__ import annotations

from functools import lru_cache

from db.policy import ladders
from db.policy.model import Policy
from db.rules.rungs import Ladder, Quiet, Rung, Trigger

NEVER_QUIET = "none"


def ladder_of(policy: Policy, profile: str) -> Ladder:
    """The ladder that tickets of the profile climb under this version of the policy."""
    return _ladder(policy, policy.ladder_of(profile).code)


@lru_cache(maxsize=64)
def _ladder(policy: Policy, code: str) -> Ladder:
    return ladder_from(policy.ladders.ladder[code])


def ladder_from(row: ladders.Ladder) -> Ladder:
    """The ladder of the rules."""
    return Ladder(
        code=row.code,
        fallback=row.fallback,
        rungs=tuple(_rung(row, each) for each in sorted(row.rungs, key=lambda each: each.rung)),
        triggers=tuple(
            Trigger(
                each.trigger,
                each.rung,
                each.after_minutes,
                each.times,
                each.levels,
                frozenset(each.milestones),
            )
            for each in row.triggers
        ),
        quiet_levels=row.quiet_levels,
    )


def minutes(clock: str) -> int:
    """`22:00` in minutes from midnight."""
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)


def _rung(ladder: ladders.Ladder, row: ladders.Rung) -> Rung:
    begins = minutes(row.quiet_from or ladder.quiet_from)
    ends = minutes(row.quiet_to or ladder.quiet_to)
    is_quiet = row.quiet != NEVER_QUIET and begins != ends
    return Rung(
        number=row.rung,
        role=row.role,
        roles=row.roles,
        person=row.person,
        repeat_minutes=row.repeat_minutes,
        reminders=row.reminders,
        hold_minutes=row.hold_minutes,
        promise_minutes=row.promise_minutes,
        quiet=Quiet(row.quiet, begins, ends) if is_quiet else None,
    )
