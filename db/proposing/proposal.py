"""A proposal: who goes where and why, who gets nobody and why not, and how much work there is (DSP-10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from db.planning.problem import Hand, Job, Plan, Problem
from db.planning.solving import BUILTIN, Solved, late, mend, solve
from db.policy.model import Policy
from db.proposing.day import Day, Places, as_they_can, day_of, hand_and_pins, lengths, minute_of, pin_of
from db.proposing.known import Known
from db.proposing.saying import fair, in_time, most_frequent
from db.proposing.token import Packed, packed
from db.proposing.trying import Sent, Stopped, Trial
from db.proposing.waiting import Able, by_urgency, due_of, needs_a_visit, planned
from db.proposing.work import Work
from db.rules.ranking import reasons
from db.rules.sentence import Sentence, msgid
from db.staffing import PersonFile
from db.tables.ticket import MilestoneTime, Ticket
from db.workdays import goes_out, usual_hours

ROUNDS: Final = 3
"""So often a plan is made anew without pairs that a gate refused at their hour."""
REASSIGN, FEWER = "reassign", "fewer"
"""What a line does: give a ticket to somebody else; let those who hold it go without whom is away."""


@dataclass(frozen=True, slots=True)
class Line:
    """One change that is proposed; `technician` None puts the ticket back among those that wait. It `agrees`
    the time of the visit where the customer has none; `crew` are those who go along, as before."""

    line: int
    verb: str
    ticket: Ticket
    technician: str | None
    arrive_at: datetime | None
    minutes: int
    load: int
    due_at: datetime | None
    reasons: tuple[Sentence, ...]
    changes: tuple[Sentence, ...]
    agrees: bool = False
    crew: tuple[str, ...] = ()

    @property
    def window(self) -> tuple[datetime | None, datetime | None]:
        """The time that is agreed with the customer once the line is accepted."""
        if not self.agrees or self.arrive_at is None:
            return self.ticket.agreed_from, self.ticket.agreed_to
        return self.arrive_at, self.arrive_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Unserved:
    """A ticket for which nobody was found, and why."""

    ticket: Ticket
    causes: tuple[Sentence, ...]
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a day. `lost` are the tickets that cannot be kept, whether somebody goes late or
    nobody. `wanted` minutes of work stand against `free` ones of people."""

    id: str
    day: Day
    solver: str
    note: Sentence | None
    lines: tuple[Line, ...]
    unserved: tuple[Unserved, ...]
    lost: tuple[str, ...]
    wanted: int
    free: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read: people's files, what is known of them and the customers, the tickets that wait (or that
    somebody holds whose work is planned anew), and their targets. `work` is all that they hold."""

    files: Mapping[str, PersonFile]
    tickets: Sequence[Ticket]
    targets: Sequence[MilestoneTime]
    policy: Policy
    zone: ZoneInfo
    now: datetime
    known: Known = field(default_factory=Known)
    without: str = ""
    asked: datetime | None = None
    work: Work = field(default_factory=Work)


def propose(given: Gathered, solver: str = BUILTIN) -> Proposal:
    """Plan the day; every line of it keeps the rules of the planner and passes the gates at its hour."""
    return _Proposing(given).proposal(solver)


class _Proposing:
    """One proposal while it is made."""

    def __init__(self, given: Gathered) -> None:
        self.given = given
        policy = given.policy
        self.files = {no: file for no, file in given.files.items() if goes_out(file) and no != given.without}
        self.day = day_of(given.asked, self.files.values(), given.now, policy, given.zone)
        self.places = Places(policy)
        self.able = Able(self.files, given.known, policy, self.day, given.zone)
        usual = usual_hours(policy, policy.organisation.default_branch, self.day.begin, self.day.end)
        made = {
            no: hand_and_pins(file, self.day, self.places, usual, given.zone)
            for no, file in self.files.items()
        }
        self.hands: list[Hand] = [hand for hand, _ in made.values()]
        travel = self.places.travel()
        self.pins = {hand.id: as_they_can(hand, made[hand.id][1], travel) for hand in self.hands}
        targets: dict[str, list[MilestoneTime]] = {}
        for row in given.targets:
            targets.setdefault(row.ticket, []).append(row)
        self.tickets = [one for one in by_urgency(given.tickets) if needs_a_visit(one)]
        self.due = {one.number: due_of(one, targets.get(one.number, ()), policy) for one in self.tickets}
        self.jobs: dict[str, Job] = {}
        self.elsewhere: list[Ticket] = []
        for one in self.tickets:
            barred = frozenset(self.able.blocks(one)) | set(given.work.crews.get(one.number, ()))
            job = planned(one, self.due[one.number], self.day, self.places, barred)
            if job is None:
                self.elsewhere.append(one)
            else:
                self.jobs[one.number] = job
        self.favour = {
            (one.number, no): worth
            for one in self.tickets
            if one.number in self.jobs
            for no, worth in self.able.worth(one).items()
            if no not in self.jobs[one.number].barred
        }
        self.stopped = Stopped()

    def proposal(self, solver: str) -> Proposal:
        kept = self._solved(solver)
        solved = self._late_too(kept)
        on_time = kept.plan.served
        who, stopped = self._tried(solved.plan)
        self.stopped |= stopped
        lines = self._lines(who)
        lines = (*lines, *self._left_alone(len(lines)))
        served = {line.ticket.number for line in lines if line.technician is not None}
        unserved = [self._unserved(one) for one in self.tickets if one.number not in served]
        unserved += [self._stays(one) for one in self.given.work.paused]
        lost = tuple(
            one.number
            for one in self.tickets
            if one.number in self.jobs
            and one.number not in on_time
            and self.jobs[one.number].latest is not None
        )
        return Proposal(
            packed((_packed(line) for line in lines), minute_of(self.given.now), self.given.without),
            self.day,
            solved.solver,
            solved.note,
            lines,
            tuple(unserved),
            lost,
            self._wanted(solved.plan),
            self._free(),
        )

    def _solved(self, solver: str) -> Solved:
        """A plan of which no line is stopped by a gate at its hour."""
        left = dict(self.jobs)
        solved = solve(self._problem(left), solver)
        for _ in range(ROUNDS):
            stopped = self._stopped(solved.plan)
            if not stopped:
                return solved
            self.stopped |= stopped
            for number, no in stopped:
                left[number] = replace(left[number], barred=left[number].barred | {no})
            kept = replace(solved, plan=_without(solved.plan, stopped))
            solved = mend(self._problem(left), kept)
        # What still cannot be sent at its hour waits.
        stopped = self._stopped(solved.plan)
        self.stopped |= stopped
        return replace(solved, plan=_without(solved.plan, stopped))

    def _late_too(self, kept: Solved) -> Solved:
        """The same plan, and in what time is left those whose deadline it cannot keep: late is better than
        never. What it planned stays to the minute."""
        when = {stop.job: (route.hand, stop.begin) for route in kept.plan.routes for stop in route.stops}
        jobs = {}
        for number, job in self.jobs.items():
            if number in when:
                hand, begin = when[number]
                jobs[number] = replace(job, opens=begin, closes=begin, pinned=hand)
            else:
                barred = job.barred | {no for one, no in self.stopped if one == number}
                jobs[number] = replace(job, due=None, barred=frozenset(barred))
        plan = late(self._problem(jobs))
        return replace(kept, plan=_without(plan, self._stopped(plan)))

    def _problem(self, jobs: Mapping[str, Job]) -> Problem:
        pins = (pin for pins in self.pins.values() for pin in pins)
        return Problem((*jobs.values(), *pins), tuple(self.hands), self.places.travel(), self.favour)

    def _stopped(self, plan: Plan) -> Stopped:
        """What a gate stops at its hour of what a plan gives to somebody new: leave within the visit, a
        window in the way, more than a day may hold."""
        planned = {(stop.job, route.hand) for route in plan.routes for stop in route.stops}
        return {pair: gates for pair, gates in self._tried(plan)[1].items() if pair in planned}

    def _tried(self, plan: Plan) -> tuple[dict[str, Sent], Stopped]:
        """Who goes to each ticket and when, in the order in which the lines will be accepted; and what a gate
        stops then. Nothing becomes a line that its acceptance would refuse in the state of this moment."""
        who = {stop.job: (route.hand, stop.begin) for route in plan.routes for stop in route.stops}
        trial, sent, stopped = Trial(self.able), dict[str, Sent](), Stopped()
        for one in self.tickets:
            for no, minute in self._ways(one, who):
                visit = self._visit(one.number, minute)
                gates = trial.kept_by(one, no, *visit)
                if gates:
                    stopped[one.number, no] = gates
                    continue
                crew, timed = self._others(one, no), (one.agreed_from, one.agreed_to)
                missing = trial.elsewhere(one, crew, *visit) if timed == (None, None) else None
                agrees = timed == (None, None) and missing is None
                sent[one.number] = Sent(no, minute, agrees, missing[0] if missing else "")
                trial.send(one, (no, *crew), visit if agrees else timed)
                break
        return sent, stopped

    def _others(self, one: Ticket, no: str) -> tuple[str, ...]:
        """Who goes along with somebody in charge, as before."""
        return tuple(each for each in self.given.work.crews.get(one.number, ()) if each != no)

    def _ways(self, one: Ticket, who: Mapping[str, tuple[str, int]]) -> Iterator[tuple[str, int]]:
        """Who can take charge of a ticket, and when they are there: whom the plan sends, else whoever goes
        along anyway."""
        if one.number in who:
            yield who[one.number]
        for no in self.given.work.crews.get(one.number, ()):
            there = who.get(pin_of(one.number, no))
            if there is not None and one.number in self.jobs:
                yield no, there[1]

    def _visit(self, number: str, minute: int) -> tuple[datetime, datetime]:
        begin = self.day.instant(minute)
        return begin, begin + timedelta(minutes=self.jobs[number].duration)

    def _lines(self, who: Mapping[str, Sent]) -> tuple[Line, ...]:
        verb = REASSIGN if self.given.without else "dispatch"
        loads = {no: len(file.jobs) for no, file in self.files.items()}
        found: list[Line] = []
        for one in self.tickets:
            if one.number in who:
                no, minute, agrees, elsewhere = who[one.number]
                begin, end = self._visit(one.number, minute)
                job, person = self.able.at(one, no, begin, end)
                due = self.due[one.number]
                why = (*reasons(job, person), *fair(person), *in_time(begin, due))
                changes = self._changes(loads[no], begin, end, agrees)
                if elsewhere:
                    untimed = msgid("agrees no time: {colleague}, who goes along, is elsewhere then")
                    changes = (*changes, Sentence(untimed, {"colleague": elsewhere}))
                line = Line(
                    len(found) + 1, verb, one, no, begin, int((end - begin) / timedelta(minutes=1)),
                    loads[no], due, why, changes, agrees, self._others(one, no),
                )  # fmt: skip
                loads[no] += 1
                found.append(line)
            elif self.given.without and one.state == "dispatched":
                back = Sentence(msgid("goes back to those that wait"))
                moved = Sentence(msgid("taken from {colleague}"), {"colleague": self.given.without})
                found.append(
                    Line(
                        len(found) + 1,
                        "recall",
                        one,
                        None,
                        None,
                        0,
                        0,
                        self.due[one.number],
                        (),
                        (moved, back),
                    )
                )
        return tuple(found)

    def _left_alone(self, after: int) -> Iterator[Line]:
        """Where they only go along the others go without them."""
        for at, one in enumerate(self.given.work.helping, after + 1):
            lead, *crew = self.given.work.crews[one.number]
            stays = Sentence(msgid("{colleague} goes without them"), {"colleague": lead})
            moved = Sentence(msgid("taken from {colleague}"), {"colleague": self.given.without})
            yield Line(
                at, FEWER, one, lead, one.agreed_from, 0, 0, self.due.get(one.number), (), (moved, stays),
                crew=tuple(crew),
            )  # fmt: skip

    def _stays(self, one: Ticket) -> Unserved:
        cause = Sentence(
            msgid("paused: stays with {colleague} until it goes on"), {"colleague": self.given.without}
        )
        return Unserved(one, (cause,))

    def _changes(self, load: int, begin: datetime, end: datetime, agrees: bool) -> tuple[Sentence, ...]:
        then = Sentence(msgid("tickets then: {count}"), {"count": load + 1})
        times = {"begin": begin, "end": end}
        time = (Sentence(msgid("agrees {begin} to {end}"), times),) if agrees else ()
        moved = Sentence(msgid("taken from {colleague}"), {"colleague": self.given.without})
        return (moved, then, *time) if self.given.without else (then, *time)

    def _unserved(self, one: Ticket) -> Unserved:
        return replace(self._left(one), due_at=self.due[one.number])

    def _left(self, one: Ticket) -> Unserved:
        due = self.due[one.number]
        if one in self.elsewhere:
            agreed = Sentence(msgid("agreed for {begin}"), {"begin": one.agreed_from})
            return Unserved(one, (agreed,))
        job = self.jobs[one.number]
        blocks = self.able.blocks(one)
        binds = job.latest is not None
        if not self.files or len(blocks) >= len(self.files):
            causes = most_frequent(blocks.values()) or (Sentence(msgid("nobody goes out")),)
            return Unserved(one, causes)
        late = [gate.cause for (number, _), gates in self.stopped.items() if number == one.number
                for gate in gates if gate.cause is not None]  # fmt: skip
        if binds:
            until = (one.agreed_from if job.opens else one.agreed_to) if job.closes is not None else due
            cause = Sentence(msgid("nobody who may go is free by {until}"), {"until": until})
        else:
            cause = Sentence(msgid("nobody who may go has time left on this day"))
        return Unserved(one, (cause, *late[:1]))

    def _wanted(self, plan: Plan) -> int:
        """Minutes of work of this day, with the ways as they are on average."""
        ways = count = 0
        travel, starts = self.places.travel(), {hand.id: hand.start for hand in self.hands}
        place = {job.id: job.place for job in self.jobs.values()}
        for route in plan.routes:
            at = starts[route.hand]
            for stop in route.stops:
                if stop.job in place:
                    ways, count, at = ways + travel[at][place[stop.job]], count + 1, place[stop.job]
        way = ways // count if count else self.given.policy.roads.minutes(None, None)
        return sum(job.duration + way for job in self.jobs.values())

    def _free(self) -> int:
        """Minutes that people have on this day beside what they hold."""
        held = lengths(self.pins)
        return sum(
            max(0, sum(last - first for first, last in hand.shifts) - held[hand.id]) for hand in self.hands
        )


def _without(plan: Plan, stopped: Stopped) -> Plan:
    """A plan without what a gate stops."""
    routes = (
        replace(route, stops=tuple(stop for stop in route.stops if (stop.job, route.hand) not in stopped))
        for route in plan.routes
    )
    return Plan(tuple(routes))


def _packed(line: Line) -> Packed:
    begin = int(line.arrive_at.timestamp()) if line.arrive_at is not None else 0
    return Packed(
        line.line, line.verb, line.ticket.number, line.ticket.version, line.technician or "", begin,
        line.minutes, line.load, line.agrees, ",".join(line.crew),
    )  # fmt: skip
