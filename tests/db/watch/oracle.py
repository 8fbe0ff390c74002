"""The ladder once more, told as a clerk would keep it: one sheet for each ticket (ESC-01, ESC-03, ESC-04).

Written from the regulation, `ladders.toml` and the decision about cycles; no code of the ladder and none of
the deadlines is used. Deadlines are those of the other clerk, who walks through the minutes
(`tests/db/rules/oracle.py`). Verbs happen on whole minutes, sweeps between; instants are seconds since a
local midnight in a zone without summer time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.db.watch.oracle_lines import (
    CAUSES,
    LONG_AGO,
    MINUTE,
    NEVER,
    TOP,
    Call,
    Reached,
)
from tests.db.watch.oracle_reading import Reading


@dataclass
class Sheet(Reading):
    """One ticket, and what happens to it."""

    def begins(self, minute: int) -> None:
        """Registered."""
        self._moved(minute, {}, None)

    def happens(self, minute: int, what: str, value: Any = None) -> None:
        """Something that may move deadlines, as the other clerk calls it."""
        before, level = self.standings, self.ticket.facts["level"]
        if what == "closed":
            self.live = False
        elif what == "renewed":
            self.late, self.ticket.hours["software"] = value
        else:
            if what == "cancelled":
                self.live = False
            if what == "reopened":
                self.live = True
            if what == "finished" and self._way() != "on_site":
                self.ticket.meets("respond", minute)
            self.ticket.happens(minute, what, value)
        self._moved(minute, before, level)

    def merged_into(self, other: Sheet, minute: int) -> None:
        """This one ends; the other has been reported as early and called as often, and what nobody answered
        here waits for an answer there, each call in the next cycle of its rung."""
        before = other.standings
        for call in self.calls:
            if call.acknowledged is None:
                rung = (call.milestone, call.rung)
                same = [one for one in other.calls if (one.milestone, one.rung) == rung]
                cycle = max((one.cycle for one in same), default=0) + 1
                other.calls.append(replace(call, cycle=cycle))
        other.chases += self.chases + 1
        other.chased_at = minute * MINUTE
        starts = other.ticket.starts
        starts["report"] = min(starts["report"], self.ticket.starts["report"])
        other._moved(minute, before, other.ticket.facts["level"])
        self.happens(minute, "cancelled")

    def kept(self) -> Sheet:
        """A copy of the sheet as it stands."""
        return replace(self, calls=[replace(one) for one in self.calls], ticket=self.ticket.kept())

    def undone(self, minute: int, before: Sheet, after: Sheet) -> None:
        """What somebody did is taken back: the sheet is as before it, but for what was called since.

        A call that this itself made goes. What was called because of it ends.
        """
        calls, now = self.calls, minute * MINUTE
        raised, chased = self.raised_at, self.chased_at
        for name, value in vars(before).items():
            setattr(self, name, value)
        self.calls = [_as_since(*three) for three in zip(before.calls, after.calls, calls, strict=False)]
        for call in calls[len(after.calls) :]:
            self.calls.append(call)
            gone = {"level_raised": raised != self.raised_at, "chased": chased != self.chased_at}
            if call.ended is None and gone.get(call.trigger):
                self._end(call, now, now)
        self.end_cycles(now)

    def chased(self, minute: int) -> None:
        self.chases += 1
        self.chased_at = minute * MINUTE
        self.end_cycles(minute * MINUTE)

    def called_by_hand(self, minute: int, rung: int, presser: str) -> None:
        """Somebody called a rung, whichever the desk chose: it passes over those on which nobody is."""
        now = minute * MINUTE
        waiting = [each.rung for each in self.calls if each.acknowledged is None and each.ended is None]
        self.end_cycles(now)
        milestone = self._asked_about()
        living = self.living(milestone)
        last = max((each.cycle for each in self.calls if each.milestone == milestone), default=0)
        if not living:
            cycle = last + 1
        elif self._is_past(living, now) or any(
            each.rung == rung for each in self.calls if each.milestone == milestone and each.cycle == last
        ):
            cycle = last + 1
            for each in living:
                each.ended = now
        else:
            cycle = last
        self.calls.append(
            Call(milestone, rung, cycle, "manual", now, now, self._in_trouble(milestone, now), due=now)
        )
        self.calls[-1].in_trouble = False  # what somebody asked for is not over when the clock is
        others = {
            one: tuple(no for no in self.reach(one, milestone, self.technician, now) if no != presser)
            for one in range(max(waiting, default=0) + 1, rung + 1)
        }
        self.calls[-1].persons = others.pop(rung, ())
        self.calls[-1].passed = tuple(one for one, found in others.items() if not found)

    def acknowledged(self, minute: int, promise: int | None) -> None:
        for each in self.calls:
            if each.acknowledged is None:
                each.acknowledged = minute * MINUTE
                each.promise = None if promise is None else promise * MINUTE
        self.end_cycles(minute * MINUTE)

    # -- what the watch has to do

    def due(self, now: int) -> tuple[str, Any] | None:
        """The next thing that is due: a call or a reminder."""
        self.rests_until = NEVER
        if not self.live:
            return None
        self.end_cycles(now)
        reminder, ahead = None, [NEVER]
        for milestone in self._about():
            found = self._reached(milestone)
            reached = [each for each in found if each.at <= now]
            if reached:
                return "call", (milestone, reached)
            reminder = reminder or self._reminder(milestone, now)
            ahead += [each.at for each in found] + [at for _call, _number, at in self._reminders(milestone)]
        self.rests_until = LONG_AGO if reminder else min(ahead)
        return ("reminder", reminder) if reminder is not None else None

    def swept(self, now: int) -> Iterator[tuple[Any, ...]]:
        """Do all that is due, and say each: a call as milestone, rung, cycle, trigger, due, skipped, persons,
        a reminder as milestone, rung and number."""
        while (found := self.due(now)) is not None:
            what, value = found
            yield self._called(now, *value) if what == "call" else self._reminded(now, *value)

    def _called(self, now: int, milestone: str, reached: list[Reached]) -> tuple[Any, ...]:
        best = min(reached, key=lambda one: (-one.rung, CAUSES.get(one.trigger, 2), one.at, one.trigger))
        living = self.living(milestone)
        last = max((each.cycle for each in self.calls if each.milestone == milestone), default=0)
        # A rung that was called and taken back, while lower ones go on, is called in the next cycle.
        gone = any(
            each.rung >= best.rung and each.ended is not None
            for each in self.calls if (each.milestone, each.cycle) == (milestone, last)
        )  # fmt: skip
        cycle = last if living and not gone and not self._rearms(living) else last + 1
        if self._rearms(living):
            for each in living:
                each.ended = now
        taken = [each.rung for each in self.calls if (each.milestone, each.cycle) == (milestone, cycle)]
        free = [rung for rung in range(best.rung, TOP + 1) if rung not in taken]
        told, passed = self._told(now), []
        for rung in free:
            persons = self.reach(rung, milestone, self.technician, told)
            if persons or rung == free[-1]:
                break
            passed.append(rung)
        skipped = [(one.rung, one.trigger, one.at) for one in reached if one is not best]
        skipped += [(one, "unreachable", now) for one in passed]
        call = Call(
            milestone, rung, cycle, best.trigger, now, told, self._in_trouble(milestone, now), best.at,
            tuple(skipped), persons, tuple(passed),
        )  # fmt: skip
        self.calls.append(call)
        return milestone, rung, cycle, best.trigger, best.at, tuple(sorted(skipped)), persons

    def _reminded(self, now: int, call: Call, number: int) -> tuple[Any, ...]:
        call.reminders = number
        found = self.reach(call.rung, call.milestone, self.technician, now)
        for rung in call.passed:
            found = found or self.reach(rung, call.milestone, self.technician, now)
        call.persons = found or call.persons
        return call.milestone, call.rung, number

    # -- cycles


def _as_since(before: Call, after: Call, now: Call) -> Call:
    """The call as it was before, but for what became of it since."""
    since = {name: value for name, value in vars(now).items() if value != getattr(after, name)}
    return replace(before, **since)
