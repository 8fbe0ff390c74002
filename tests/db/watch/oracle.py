"""The ladder once more, told as a clerk would keep it: one sheet for each ticket (ESC-01, ESC-03, ESC-04).

Written from the regulation, `ladders.toml` and the decision about cycles; no code of the ladder and none of
the deadlines is used. Deadlines are those of the other clerk, who walks through the minutes
(`tests/db/rules/oracle.py`). Verbs happen on whole minutes, sweeps between; instants are seconds since a
local midnight in a zone without summer time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tests.db.rules.oracle import Ticket, Walk
from tests.db.rules.oracle_cells import cell
from tests.db.watch.oracle_lines import (
    AFTER_WORK,
    CAUSES,
    DAY,
    LATE,
    LONG_AGO,
    MINUTE,
    NEVER,
    ORDER,
    PAUSABLE,
    QUIET_FROM,
    QUIET_LEVELS,
    QUIET_TO,
    REMINDERS,
    REPEAT,
    TOP,
    Call,
    Reach,
    Reached,
    Standings,
    late_since,
)


@dataclass
class Sheet:
    """One ticket. `late` says after how many minutes of lateness which rung is called."""

    ticket: Ticket
    reach: Reach
    late: tuple[tuple[int, int], ...] = LATE
    technician: str | None = None
    live: bool = True
    calls: list[Call] = field(default_factory=list)
    since: dict[str, int | None] = field(default_factory=dict)
    """From when a milestone counts as late where a change made it so."""
    raised_at: int | None = None
    chases: int = 0
    chased_at: int | None = None
    standings: Standings = field(default_factory=dict)
    clock: dict[str, list[Reached]] = field(default_factory=dict)
    risks: dict[str, int] = field(default_factory=dict)
    rests_until: int = LONG_AGO
    """Before that nothing is due unless somebody does something; then it is read anew."""

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
        cycle = last if living and not self._rearms(living) else last + 1
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

    def _told(self, at: int) -> int:
        """When people hear of it: the lower levels not before the night is over."""
        if self.ticket.facts["level"] not in QUIET_LEVELS:
            return at
        day, second = divmod(at, DAY)
        if second >= QUIET_FROM:
            return (day + 1) * DAY + QUIET_TO
        return day * DAY + QUIET_TO if second < QUIET_TO else at

    # -- cycles

    def living(self, milestone: str) -> list[Call]:
        return [each for each in self.calls if each.milestone == milestone and each.ended is None]

    @staticmethod
    def _rearms(living: list[Call]) -> bool:
        return bool(living) and all(each.acknowledged is not None for each in living)

    def _is_past(self, living: list[Call], now: int) -> bool:
        return self._rearms(living) and max(each.holds_until() for each in living) <= now

    def end_cycles(self, now: int) -> None:
        """What the calls of a milestone were for is over: they end, and nobody need answer them."""
        self.rests_until = LONG_AGO  # something happened
        if not self.live:  # nobody need answer anything of a ticket that is over
            for call in self.calls:
                self._end(call, call.ended if call.ended is not None else now, now)
            return
        for milestone in {each.milestone for each in self.calls if each.ended is None}:
            living = self.living(milestone)
            if self._is_over(milestone, living, now):
                for each in living:
                    self._end(each, now, now)

    def _end(self, call: Call, ended: int, now: int) -> None:
        call.ended = ended
        asked = call.trigger in ("manual", "chased") and self.live
        if not asked and call.acknowledged is None:
            call.acknowledged, call.settled = now, True

    def _is_over(self, milestone: str, living: list[Call], now: int) -> bool:
        standing = self.standings.get(milestone)
        if standing is None:
            # Asked for no more; of a call about nothing yet, what it was in trouble for.
            return milestone != "resolve" or any(each.in_trouble for each in living)
        if standing["state"] in ("met", "not_applicable"):
            return True
        if standing["state"] == "paused":
            return False
        return not self._in_trouble(milestone, now) and any(each.in_trouble for each in living)

    def _in_trouble(self, milestone: str, now: int) -> bool:
        standing = self.standings.get(milestone)
        if standing is None or standing["state"] != "running":
            return False
        return now >= self._at_risk(milestone) or now > int(standing["due"]) * MINUTE

    def _walk(self, milestone: str) -> Walk:
        row = cell(self.ticket.facts, milestone)
        assert row is not None
        return Walk(self.ticket, milestone, row, self.ticket.starts[row.start])

    def _at_risk(self, milestone: str) -> int:
        """When a quarter of the allowance is left, to the second; after an extension of the time from it."""
        if milestone not in self.risks:
            walk, due = self._walk(milestone), int(self.standings[milestone]["due"])
            begin, total = walk.start, walk.row.minutes
            if walk.grant is not None:
                begin = min(max(walk.grant[2], walk.start), walk.grant[1])
                total = walk.minutes(begin, walk.grant[1], None)
            whole, rest = divmod(total * 45, MINUTE)
            minute = walk.walk(begin, whole)
            while rest and (walk.stopped(minute) or not walk.counts(minute)):
                minute += 1
            self.risks[milestone] = min(minute * MINUTE + rest, due * MINUTE)
        return self.risks[milestone]

    # -- what is reached

    def _about(self) -> list[str]:
        """The milestones about which somebody may be called, the earliest deadline first."""
        running = [one for one, what in self.standings.items() if what["state"] == "running"]
        running.sort(key=lambda one: (self.standings[one]["due"], one))
        more = [self._asked_about()] if self.raised_at is not None or self.chased_at is not None else []
        more += [each.milestone for each in self.calls if each.ended is None]
        return list(dict.fromkeys([*running, *more]))

    def leading(self) -> str | None:
        running = [one for one, what in self.standings.items() if what["state"] == "running"]
        return min(running, key=lambda one: (self.standings[one]["due"], ORDER.index(one)), default=None)

    def _frozen(self) -> str | None:
        paused = [one for one, what in self.standings.items() if what["state"] == "paused"]
        return min(paused, key=lambda one: (self.standings[one]["left"], ORDER.index(one)), default=None)

    def _asked_about(self) -> str:
        """What a raise or a chase is about."""
        return self.leading() or self._frozen() or "resolve"

    def _reached(self, milestone: str) -> list[Reached]:
        living = self.living(milestone)
        rearms = self._rearms(living)
        called = [] if rearms else living
        held = max((each.holds_until() for each in living if each.acknowledged is not None), default=LONG_AGO)
        found, asked = [*self._by_clock(milestone, rearms)], []
        if milestone == self._asked_about():
            asked = [one for one in self._by_people() if one.trigger == "chased"]
            found += [one for one in self._by_people() if one.trigger != "chased"]
        if rearms and any(each.promise is not None for each in living):
            found.append(Reached(held, max(each.rung for each in living), "promise_expired"))
        found = [one.not_before(held) for one in found]
        unanswered = [each for each in living if each.acknowledged is None]
        if unanswered:
            top = max(unanswered, key=lambda one: (one.rung, one.at, one.cycle))
            minutes = 240 if milestone in AFTER_WORK else 30
            if top.rung < TOP:
                found.append(
                    Reached(self._after(milestone, top.told, minutes), top.rung + 1, "unacknowledged")
                )
        # A pause stops clocks; a customer who calls again is heard.
        rests = milestone in PAUSABLE and self._paused()
        found = [] if rests else [one.not_before(self._thawed(milestone, one.at)) for one in found]
        found += [one.not_before(held) for one in asked]
        above = max((each.rung for each in called), default=0)
        return sorted(one for one in found if one.rung > above)

    def _by_clock(self, milestone: str, rearms: bool) -> Iterator[Reached]:
        """A raise that makes late, or puts at risk, at once is one call for the whole ticket, its cause the
        raise; what was late before stays what it was."""
        found = self.clock.get(milestone, []) if milestone in self.standings else []
        raised = self.raised_at
        own = [each for each in self.calls if each.milestone == milestone and each.ended is not None]
        if raised is None or rearms or any(int(each.ended or 0) >= raised for each in own):
            yield from found
            return
        answered = any(each.trigger == "level_raised" and each.at >= raised for each in self.calls)
        made_late = self.since.get(milestone) == raised
        for one in found:
            if one.at > raised or (one.trigger != "at_risk" and not made_late):
                yield one
            elif not answered:
                yield Reached(raised, one.rung, "level_raised")

    def _by_people(self) -> Iterator[Reached]:
        if self.raised_at is not None and not self._in_hand(2, self.raised_at):
            yield Reached(self.raised_at, 2, "level_raised")
        if self.chased_at is not None and self.chases >= 2 and not self._in_hand(2, self.chased_at):
            yield Reached(self.chased_at, 2, "chased")

    def _in_hand(self, rung: int, at: int) -> bool:
        """Whether that rung or a higher one was called since, or was in charge then."""
        for each in self.calls:
            ends = [] if each.ended is None else [each.ended]
            if each.acknowledged is not None and not each.settled:
                ends.append(each.holds_until())
            if each.rung >= rung and (not ends or min(ends) >= at):
                return True
        return False

    def _reminder(self, milestone: str, now: int) -> tuple[Call, int] | None:
        """The last of those that are due by now."""
        due = [(call, number) for call, number, at in self._reminders(milestone, now) if at <= now]
        return due[-1] if due else None

    def _reminders(self, milestone: str, until: int = LONG_AGO) -> Iterator[tuple[Call, int, int]]:
        """The reminders that are left of the highest call nobody answered, each with when it is due; with
        the first that is due later than that instant they end."""
        if milestone in PAUSABLE and self._paused():
            return
        unanswered = [each for each in self.living(milestone) if each.acknowledged is None]
        call = max(unanswered, key=lambda one: (one.rung, one.at, one.cycle), default=None)
        number, at = 0 if call is None else call.reminders, LONG_AGO
        while call is not None and at <= until and (not call.persons or number < REMINDERS[call.rung]):
            number += 1
            at = self._told(self._after(milestone, call.told, number * REPEAT[call.rung]))
            yield call, number, at

    # -- time

    def _paused(self) -> bool:
        return any(end is None for _begin, end in self.ticket.pauses)

    def _holes(self, milestone: str) -> list[tuple[int, int]]:
        if milestone not in PAUSABLE:
            return []
        pairs = [(begin, end) for begin, end in self.ticket.pauses if begin is not None and end is not None]
        return [(begin * MINUTE, end * MINUTE) for begin, end in sorted(pairs)]

    def _thawed(self, milestone: str, at: int) -> int:
        for begin, end in self._holes(milestone):
            if begin <= at < end:
                at = end
        return at

    def _after(self, milestone: str, since: int, minutes: int) -> int:
        """So many minutes later, without those that were paused."""
        at = since + minutes * MINUTE
        for begin, end in self._holes(milestone):
            if end > since and begin < at:
                at += end - max(begin, since)
        return at

    def _way(self) -> str:
        facts = self.ticket.facts
        return str(facts["way"]) if facts["way"] else ("remote" if facts["level"] == 4 else "on_site")

    def _moved(self, minute: int, before: Standings, level: int | None) -> None:
        """Deadlines may have moved: from when what is late now counts, and when which rung is reached."""
        now = minute * MINUTE
        after = self.ticket.all_standings() if self.live else {}
        new_level = self.ticket.facts["level"]
        if level is not None and new_level is not None and new_level < level:
            self.raised_at = now
        if self.live:
            self.since = {
                one: late_since(self.since.get(one), standing, before.get(one), now)
                for one, standing in after.items()
            }
        self.standings, self.risks = after, {}
        self.clock = {one: [*self._reached_by_clock(one)] for one in after}
        self.end_cycles(now)

    def _reached_by_clock(self, milestone: str) -> Iterator[Reached]:
        standing = self.standings[milestone]
        if standing["state"] != "running":
            return
        due, changed = int(standing["due"]) * MINUTE, self.since.get(milestone)
        since = due if changed is None else max(due, changed)
        if since == due:  # what a change made late was never at risk before
            yield Reached(self._at_risk(milestone), 1, "at_risk")
        walk = self._walk(milestone)
        for rung, minutes in self.late:
            if rung == TOP and milestone in AFTER_WORK:
                continue
            at_once = since if since > due else due + 1
            at = walk.walk(since // MINUTE, minutes) * MINUTE if minutes else at_once
            yield Reached(at, rung, "breached")


def _as_since(before: Call, after: Call, now: Call) -> Call:
    """The call as it was before, but for what became of it since."""
    since = {name: value for name, value in vars(now).items() if value != getattr(after, name)}
    return replace(before, **since)
