"""What the clerk reads off a sheet: what is late, in trouble, called for, and what is to be reminded of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.db.rules.oracle import Ticket, Walk
from tests.db.rules.oracle_cells import cell
from tests.db.watch.oracle_lines import (
    AFTER_WORK,
    DAY,
    LATE,
    LONG_AGO,
    MINUTE,
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
class Reading:
    """One ticket as it stands. `late` says after how many minutes of lateness which rung is called."""

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

    def living(self, milestone: str) -> list[Call]:
        return [each for each in self.calls if each.milestone == milestone and each.ended is None]

    @staticmethod
    def _rearms(living: list[Call]) -> bool:
        return bool(living) and all(each.acknowledged is not None for each in living)

    def _is_past(self, living: list[Call], now: int) -> bool:
        return self._rearms(living) and max(each.holds_until() for each in living) <= now

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

    def _told(self, at: int) -> int:
        """When people hear of it: the lower levels not before the night is over."""
        if self.ticket.facts["level"] not in QUIET_LEVELS:
            return at
        day, second = divmod(at, DAY)
        if second >= QUIET_FROM:
            return (day + 1) * DAY + QUIET_TO
        return day * DAY + QUIET_TO if second < QUIET_TO else at

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
