"""How late something is (SLA-06), and what stays late whatever changes afterwards (SLA-13)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from db.rules.calendar import Calendar, counted, merged
from db.rules.deadlines import (
    PAUSABLE,
    Milestone,
    Pause,
    Standing,
    State,
    Targets,
    counting_calendar,
)


def late_seconds(standing: Standing, targets: Targets, pauses: Sequence[Pause], now: datetime) -> int:
    """Seconds after the deadline by the target's own clock, pauses out; nothing while it is not late.

    While paused it is what it was when the pause began. A target whose granted time lies before its start is
    late from its start on.
    """
    at = standing.met_at or now
    if standing.state is State.PAUSED:
        return max(0, -(standing.remaining_minutes or 0)) * 60
    if standing.due_at is None or at <= standing.due_at:
        return 0
    calendar = counting_calendar(standing, targets)
    since = max(standing.due_at, standing.started_at or standing.due_at)
    return counted(calendar, since, at) - paused_late_seconds(standing, targets, pauses)


def paused_late_seconds(standing: Standing, targets: Targets, pauses: Iterable[Pause]) -> int:
    """Counted seconds after the deadline that were paused: neither forgiven nor added."""
    due = standing.due_at
    if due is not None and standing.started_at is not None:
        due = max(due, standing.started_at)
    if due is None or standing.milestone not in PAUSABLE:
        return 0
    until = standing.met_at
    over = [
        (max(pause.begin, due), pause.end if until is None else min(pause.end, until))
        for pause in pauses
        if pause.end is not None and pause.end > due and (until is None or pause.begin < until)
    ]
    calendar = counting_calendar(standing, targets)
    return sum(counted(calendar, begin, end) for begin, end in merged(over))


def late_minutes(calendar: Calendar | None, due: datetime, paused_seconds: int, now: datetime) -> int:
    """Minutes late by a clock, a begun one as a whole one; nothing until then."""
    if now <= due:
        return 0
    return max(0, -(-(counted(calendar, due, now) - paused_seconds) // 60))


def lasting(
    before: Mapping[Milestone, Standing],
    after: Iterable[Standing],
    now: datetime,
    *,
    kept: Iterable[Milestone] = (),
) -> tuple[Standing, ...]:
    """The targets that follow on earlier ones, with what was late under those (SLA-13).

    A target that passed its deadline unmet and whose deadline then changes, or that ceases to exist, leaves
    that deadline behind as `missed_at`; the earliest one stays. It is let go only when it turns out that the
    milestone had happened by then, told afterwards (INT-11). `kept` are those that stand as they are although
    they are not among `after`: a cancelled ticket's met ones.
    """
    found: list[Standing] = []
    present = {each.milestone: each for each in after}
    for milestone in Milestone:
        one, then = present.get(milestone), before.get(milestone)
        if then is None:
            if one is not None:
                found.append(one)
            continue
        missed = _missed(then, one, now)
        if one is None:
            if missed is not None and milestone not in kept:
                found.append(_gone(then, missed))
            continue
        if missed is not None and one.met_at is not None and one.met_at <= missed:
            missed = None
        if missed != one.missed_at or then.forgiven_at != one.forgiven_at:
            one = one._replace(missed_at=missed, forgiven_at=then.forgiven_at)
        found.append(one)
    return tuple(found)


def since_change(then: Standing | None, one: Standing, now: datetime) -> Standing:
    """The target with the instant from which the ladder counts it late, where a change made it late.

    One that was late already goes on from when it was, if its deadline is put further back. One that a change
    asks for while it is paused is late from that change, should its deadline turn out to lie before it.
    """
    late_from = None
    if one.state is State.PAUSED:
        goes_on = then is not None and then.state in (State.RUNNING, State.PAUSED)
        late_from = then.late_from if then is not None and goes_on else now
    elif one.state is State.RUNNING and one.due_at is not None and one.due_at < now:
        late_from = now
        if then is not None and then.state is State.PAUSED:
            late_from = then.late_from
        elif then is not None and then.state is State.RUNNING and is_late(then, now):
            late_from = then.late_from or then.due_at
        if late_from is not None and late_from <= one.due_at:
            late_from = None
    return one if one.late_from == late_from else one._replace(late_from=late_from)


def is_late(standing: Standing, now: datetime) -> bool:
    """Whether its deadline passed, or had passed when it was met."""
    due = standing.due_at
    return due is not None and standing.state in (State.RUNNING, State.MET) and (standing.met_at or now) > due


def _missed(then: Standing, one: Standing | None, now: datetime) -> datetime | None:
    if not is_late(then, now) or (one is not None and one.due_at == then.due_at):
        return then.missed_at
    assert then.due_at is not None
    return then.due_at if then.missed_at is None else min(then.missed_at, then.due_at)


def _gone(then: Standing, missed: datetime) -> Standing:
    """A target that is no more, of which only its lateness is left."""
    return then._replace(
        state=State.NOT_APPLICABLE, due_at=None, original_due_at=None, at_risk_at=None, met_at=None,
        paused_since=None, remaining_minutes=None, started_at=None, missed_at=missed,
    )  # fmt: skip
