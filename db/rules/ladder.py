"""Which rungs of its ladder a ticket climbs, when, and when the next one can be (ESC-01, ESC-03, ESC-04).

Nothing here knows the present but what it is given. Instants are those of the ticket's own clock: a watch
that stood still changes when a call is made, never when it was due.

**Trouble.** A running target is in trouble from the instant at which it is at risk on. Its ladder rests while
it is paused; `respond` is never paused.

**Cycle.** The calls of one (ticket, milestone) are counted in cycles, and in one cycle a rung is called once
at most, and never after a higher one. A cycle lasts as long as what it was called for. It ends, and the next
call begins the next one, when

- the milestone is met, or is no longer asked for (it may be open again later),
- the target is out of the trouble in which it was called: extended, lowered, agreed anew, waiting again,
- the cause itself is gone: the raise of the level that called was undone,
- everybody called has acknowledged and the time that they promised has passed unmet (without a promise: the
  time for which the rung's acknowledgement holds). Then the ladder is armed again: a promise that passed
  calls the same rung anew, a clock calls what it has reached meanwhile,
- somebody calls by hand a rung that was called in this cycle already, or the watch one that was called and
  taken back (its raise was undone) while lower ones go on; those stay open,
- the ticket ends.

**Held.** Until that promised time no clock, chase or raise calls anybody about that milestone.

**Downtime.** Of all that is due only the highest rung is called; what was skipped is told with it. Reminders
that were missed are one reminder, with the last number. An unacknowledged call is counted from when people
were told of it: nobody is passed over whom nobody had called.

**Late by a change.** A deadline that a change put into the past (level, urgency, an early report entered
late, reopening) counts its lateness for the ladder from that change: see `Standing.late_from`. What a raise
of the level made late at once is one call, its cause `level_raised`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from db.rules.calendar import Calendar, CalendarError, Hole, advance, merged
from db.rules.deadlines import PAUSABLE, Pause, frozen, leading, status
from db.rules.rungs import (
    AT_RISK,
    BREACHED,
    BY_PEOPLE,
    FALLBACK,
    LEVEL_RAISED,
    PROMISE_EXPIRED,
    REGISTERED,
    UNACKNOWLEDGED,
    Call,
    Due,
    Happening,
    Ladder,
    Reached,
    Repeat,
    Rung,
    Trigger,
)  # fmt: skip
from db.rules.standings import Standing, State, Status

_A_SECOND: Final = timedelta(seconds=1)
_CAUSES: Final = {LEVEL_RAISED: 0, PROMISE_EXPIRED: 1}
_PAUSABLE = frozenset(each.value for each in PAUSABLE)


@dataclass(frozen=True)
class Course:
    """All that a ticket's ladder goes by at one moment. `live` is a ticket that is open; `calendars` count
    the targets' lateness; `zone` is its branch's."""

    ladder: Ladder
    standings: Sequence[Standing]
    calendars: Mapping[str, Calendar]
    pauses: Sequence[Pause]
    calls: Sequence[Call]
    happenings: Sequence[Happening]
    level: int | None
    zone: ZoneInfo
    live: bool = True

    @cached_property
    def holes(self) -> tuple[Hole, ...]:
        """The pauses that are over."""
        return merged([(pause.begin, pause.end) for pause in self.pauses if pause.end is not None])

    @cached_property
    def is_paused(self) -> bool:
        return any(pause.end is None for pause in self.pauses)

    @cached_property
    def raised_at(self) -> datetime | None:
        """When the level was raised last."""
        return next((each.at for each in self.happenings if each.trigger == LEVEL_RAISED), None)

    @cached_property
    def lead(self) -> str:
        """The milestone that what happened is about: the earliest that runs, else the paused one with the
        least left."""
        first = leading(self.standings) or frozen(self.standings)
        return first.milestone.value if first is not None else FALLBACK

    def tracks(self) -> Iterator[Track]:
        """One for every milestone about which somebody may be called, the earliest deadline first."""
        running = [each for each in self.standings if each.state is State.RUNNING]
        running.sort(key=lambda each: (each.due_at or datetime.max.replace(tzinfo=UTC), each.milestone))
        found: dict[str, Standing | None] = {each.milestone.value: each for each in running}
        if self.happenings:
            found.setdefault(self.lead, self._standing(self.lead))
        for call in self.calls:
            if call.ended_at is None:
                found.setdefault(call.milestone, self._standing(call.milestone))
        for milestone, standing in found.items():
            yield Track(self, milestone, standing)

    def _standing(self, milestone: str) -> Standing | None:
        return next((each for each in self.standings if each.milestone.value == milestone), None)


class Track:
    """The ladder of one milestone of a ticket."""

    def __init__(self, course: Course, milestone: str, standing: Standing | None) -> None:
        self.course, self.milestone, self.standing = course, milestone, standing
        self.pausable = milestone in _PAUSABLE
        self.holes: tuple[Hole, ...] = course.holes if self.pausable else ()
        own = [call for call in course.calls if call.milestone == milestone]
        self._last = max((call.cycle for call in own), default=0)
        self._over = [call for call in own if call.ended_at is not None]
        self._ends = [call.ended_at for call in own if call.ended_at is not None]
        self.living = [call for call in own if call.ended_at is None]
        self.open = [call for call in self.living if call.is_open]
        # What was only reported up stands beside the climb.
        self.climbed = [call for call in self.living if call.trigger != REGISTERED]
        held = [hold_end(call, course.ladder) for call in self.climbed if call.acknowledged_at is not None]
        self.held_until = max(held, default=None)
        self.rearms = bool(self.climbed) and not any(call.is_open for call in self.climbed)
        """Whether the cycle only waits for the time that was promised to pass."""

    @property
    def rests(self) -> bool:
        """Whether a pause stops it."""
        return self.pausable and self.course.is_paused

    @property
    def cycle(self) -> int:
        """The number of the cycle in which the next call is made."""
        if self.living and not self.rearms:
            return self._last
        return self._last + 1

    def cycle_of(self, rung: int) -> int:
        """The number of the cycle in which the watch calls this rung: the next one where a call on it or on a
        higher one was taken back while others go on."""
        over = any(call.cycle == self._last and call.rung >= rung for call in self._over)
        return self._last + 1 if over else self.cycle

    @property
    def called(self) -> list[Call]:
        """The calls of the cycle in which the next one is made."""
        return [] if self.rearms else self.living

    @property
    def deadline(self) -> datetime | None:
        return self.standing.due_at if self.standing is not None else None

    def reached(self) -> list[Reached]:
        """What is or will be due in this cycle as things stand, in order of time."""
        if not self.course.live:
            return []
        highest = max((call.rung for call in self.called if call.trigger != REGISTERED), default=0)
        taken = {call.rung for call in self.called}
        asked = [self._held(each) for each in self._by_happening()]
        if self.rests:
            # A pause stops clocks; a customer who calls again is heard.
            found = [each for each in asked if each.trigger in BY_PEOPLE]
        else:
            clocks = self._by_raise(self._by_clock())
            found = [self._thawed(self._held(each)) for each in (*clocks, *self._by_promise())]
            found += [each if each.trigger in BY_PEOPLE else self._thawed(each) for each in asked]
            found += [self._thawed(each) for each in self._by_silence()]
        return sorted(each for each in found if each.rung > highest and each.rung not in taken)

    def repeat(self, now: datetime) -> Repeat | None:
        """The next reminder of the highest open call: the last of those that are due by now, else the first
        that will be."""
        if self.rests or not self.course.live or not self.open:
            return None
        call = max(self.open, key=_last_called)
        rung, number, found = self.course.ladder.rung(call.rung), call.reminders, None
        while call.is_hole or number < rung.reminders:
            number += 1
            at = self._after(None, call.told_at, number * rung.repeat_minutes)
            _quiet, told = self.course.ladder.telling(call.rung, self.course.level, at, self.course.zone)
            at = told or _quiet_end(rung, at, self.course.zone)
            if found is not None and at > now:
                break
            found = Repeat(call.id, self.milestone, call.rung, number, at)
            if at > now:
                break
        return found

    def _held(self, each: Reached) -> Reached:
        """Nothing is called before the time that was promised has passed."""
        if self.held_until is None or self.held_until <= each.at:
            return each
        return each._replace(at=self.held_until)

    def _thawed(self, each: Reached) -> Reached:
        """Nothing falls due within a pause: it does when that ends."""
        ends = next((end for begin, end in self.holes if begin <= each.at < end), None)
        return each if ends is None else each._replace(at=ends)

    def _after(self, calendar: Calendar | None, since: datetime, minutes: int) -> datetime:
        return advance(calendar, since, minutes * 60, self.holes)

    def _by_clock(self) -> Iterator[Reached]:
        standing = self.standing
        if standing is None or standing.state is not State.RUNNING or standing.due_at is None:
            return
        calendar = self.course.calendars[standing.calendar] if standing.calendar is not None else None
        late = standing.late_from
        if late is None or late <= standing.due_at:
            late = None
        for trigger in self._triggers(AT_RISK):
            # What a change made late was never at risk before.
            if standing.at_risk_at is not None and late is None:
                yield from self._counted(trigger, calendar, standing.at_risk_at)
        for trigger in self._triggers(BREACHED):
            if trigger.after_minutes:
                yield from self._counted(trigger, calendar, late or standing.due_at)
            else:
                yield Reached(late or standing.due_at + _A_SECOND, trigger.rung or 1, BREACHED)

    def _triggers(self, kind: str) -> Iterator[Trigger]:
        for trigger in self.course.ladder.of_kind(kind):
            if trigger.is_for(self.milestone, self.course.level):
                yield trigger

    def _by_raise(self, found: Iterator[Reached]) -> Iterator[Reached]:
        """Of what is due by a clock, what a raise of the level made due at once is due by the raise, and
        called once for the whole ticket; what was late before is due by what made it late. A cycle that began
        since counts by its clocks alone."""
        raised = self.course.raised_at
        if raised is None or self.rearms or any(end >= raised for end in self._ends):
            yield from found
            return
        made_late = self.standing is not None and self.standing.late_from == raised
        for each in found:
            if each.at > raised or (each.trigger == BREACHED and not made_late):
                yield each
            elif not _answered(self.course, LEVEL_RAISED, raised):
                yield Reached(raised, each.rung, LEVEL_RAISED)

    def _counted(self, trigger: Trigger, calendar: Calendar | None, since: datetime) -> Iterator[Reached]:
        try:
            at = self._after(calendar, since, trigger.after_minutes)
        except CalendarError:
            return  # a calendar without service time left: never
        yield Reached(at, trigger.rung or 1, trigger.kind)

    def _by_happening(self) -> Iterator[Reached]:
        if self.milestone != self.course.lead:
            return
        for happening in self.course.happenings:
            for trigger in self._triggers(happening.trigger):
                if trigger.times > happening.times:
                    continue
                if happening.trigger == REGISTERED and happening.level not in trigger.levels:
                    continue
                rung = trigger.rung or 1
                if not _in_hand(self.course, rung, happening.at):
                    at = happening.at + timedelta(minutes=trigger.after_minutes)
                    yield Reached(at, rung, happening.trigger)

    def _by_promise(self) -> Iterator[Reached]:
        """A promise that passed calls again the highest rung that had given one."""
        if self.rearms and self.held_until is not None and any(call.promise for call in self.climbed):
            yield Reached(self.held_until, max(call.rung for call in self.climbed), PROMISE_EXPIRED)

    def _by_silence(self) -> Iterator[Reached]:
        waiting = [call for call in self.climbed if call.is_open]
        if not waiting:
            return
        call = max(waiting, key=_last_called)
        for trigger in self._triggers(UNACKNOWLEDGED):
            rung = trigger.rung or call.rung + 1
            if rung <= self.course.ladder.top:
                at = self._after(None, call.told_at, trigger.after_minutes)
                yield Reached(at, rung, UNACKNOWLEDGED)


def due(course: Course, now: datetime) -> tuple[Due | Repeat, ...]:
    """What is to be called now: for each milestone its highest rung, or else a reminder.

    What one raise of the level made late is one call, about the milestone that leads.
    """
    found: list[Due | Repeat] = []
    raised = False
    for track in course.tracks():
        reached = [each for each in track.reached() if each.at <= now]
        if not reached:
            repeat = track.repeat(now)
            if repeat is not None and repeat.at <= now:
                found.append(repeat)
            continue
        chosen = _chosen(reached)
        if chosen.trigger == LEVEL_RAISED:
            if raised:
                continue
            raised = True
        found.append(
            Due(
                track.milestone, chosen.rung, track.cycle_of(chosen.rung), chosen.trigger, chosen.at,
                tuple(each for each in reached if each is not chosen),
                tuple(call.id for call in track.living) if track.rearms else (),
                track.deadline if in_trouble(track.standing, now) else None,
            )
        )  # fmt: skip
    return tuple(found)


def next_at(course: Course, now: datetime) -> datetime | None:
    """The first instant at which anything is due, past or to come; None where nothing will be."""
    if not course.live:
        return None
    found: list[datetime] = []
    for track in course.tracks():
        found += [each.at for each in track.reached()[:1]]
        repeat = track.repeat(now)
        if repeat is not None:
            found.append(repeat.at)
    return min(found, default=None)


def in_trouble(standing: Standing | None, now: datetime) -> bool:
    """Whether a target is at risk or late; a paused one is not looked at."""
    return status(standing, now) in (Status.AT_RISK, Status.BREACHED)


def hold_end(call: Call, ladder: Ladder) -> datetime:
    """Until when an acknowledged call holds the ladder: the promise, else the time that its rung gives."""
    assert call.acknowledged_at is not None
    if call.promise is not None:
        return call.promise
    return call.acknowledged_at + timedelta(minutes=ladder.rung(call.rung).hold_minutes)


def _chosen(reached: Sequence[Reached]) -> Reached:
    """The highest; of equal ones what a raise of the level or a broken promise caused, then the earliest."""

    def order(each: Reached) -> tuple[int, int, datetime, str]:
        return -each.rung, _CAUSES.get(each.trigger, 2), each.at, each.trigger

    return min(reached, key=order)


def _lives_until(call: Call, ladder: Ladder) -> datetime | None:
    """When somebody ceased to be in charge by this call; None where they still are."""
    held = hold_end(call, ladder) if call.acknowledged_at is not None and not call.settled else None
    ends = [each for each in (call.ended_at, held) if each is not None]
    return min(ends, default=None)


def _last_called(call: Call) -> tuple[int, datetime, int]:
    """The highest comes last, of equal ones the latest: a merge may have brought one of that instant."""
    return call.rung, call.at, call.cycle


def _in_hand(course: Course, rung: int, at: datetime) -> bool:
    """Whether this rung or a higher one was called since, or had been called and was in charge then."""
    return any(
        call.rung >= rung and ((until := _lives_until(call, course.ladder)) is None or until >= at)
        for call in course.calls
    )


def _answered(course: Course, trigger: str, at: datetime) -> bool:
    """Whether what happened then has called somebody already."""
    return any(call.trigger == trigger and call.at >= at for call in course.calls)


def _quiet_end(rung: Rung, at: datetime, zone: ZoneInfo) -> datetime:
    return rung.quiet.end(at, zone) if rung.quiet is not None else at
