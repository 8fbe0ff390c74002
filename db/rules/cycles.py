"""When a cycle of calls ends by what was done, and in which one a call by hand stands (ESC-02, ESC-03)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from db.rules.ladder import Course, Track, in_trouble
from db.rules.rungs import BY_PEOPLE, CHASED, FALLBACK, LEVEL_RAISED, REGISTERED, Call, Ending
from db.rules.standings import Standing, State


def endings(course: Course, now: datetime) -> tuple[Ending, ...]:
    """The calls whose cycle has ended by what was done until now."""
    living = [call for call in course.calls if call.ended_at is None]
    if not living:
        return ()
    standings = {each.milestone.value: each for each in course.standings}
    over: set[str] = set()
    for milestone in {call.milestone for call in living}:
        own = [call for call in living if call.milestone == milestone]
        standing = standings.get(milestone)
        if not course.live or _is_over(standing, own, now):
            over |= {call.id for call in own}
        else:
            over |= {call.id for call in own if _is_groundless(course, call)}
    return tuple(
        Ending(call.id, not course.live or call.trigger not in BY_PEOPLE)
        for call in living
        if call.id in over
    )


def by_hand(course: Course, milestone: str, rung: int, now: datetime) -> tuple[int, tuple[str, ...]]:
    """The cycle of a call by hand, and the calls of an earlier one that end with it: where that rung was
    called already, or where the time that was promised has passed."""
    track = Track(course, milestone, None)
    if not track.living:
        return track.cycle, ()
    is_past = track.rearms and track.held_until is not None and track.held_until <= now
    last = max(call.cycle for call in course.calls if call.milestone == milestone)
    taken = any(
        call.cycle == last and call.rung == rung for call in course.calls if call.milestone == milestone
    )
    if is_past or taken:
        return last + 1, tuple(call.id for call in track.living)
    return last, ()


def _is_over(standing: Standing | None, calls: Sequence[Call], now: datetime) -> bool:
    """Whether what these calls of one milestone were for is over. One that is asked for no more is over as
    one that is met is; the one that stands for none (nothing is asked for yet) only where it was in trouble.
    """
    if standing is None:
        return any(call.in_trouble or call.milestone != FALLBACK for call in calls)
    if standing.state in (State.MET, State.NOT_APPLICABLE):
        return True
    if standing.state is State.PAUSED:
        return False
    return not in_trouble(standing, now) and any(call.in_trouble for call in calls)


def _is_groundless(course: Course, call: Call) -> bool:
    """Whether what the watch called for was undone since."""
    if call.trigger not in (LEVEL_RAISED, CHASED, REGISTERED):
        return False
    last = next((each.at for each in course.happenings if each.trigger == call.trigger), None)
    return last is None or any(
        each.trigger == call.trigger and last <= each.at < call.at for each in course.calls
    )
