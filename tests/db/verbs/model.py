"""A plain model of tickets, written from the interface page: no rows, no log, no table of moves."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from db.policy.load import shipped
from db.rules.deadlines import Conditions, History, Milestone, Pause, Standing, Start, derive, meet
from tests.db.desk import local

TARGETS = shipped().targets
OPEN = {"new", "triaged", "dispatched", "onsite", "paused", "follow_up"}
ACTIVE = OPEN - {"follow_up"}
WORK = ["accepted", "departed", "arrived", "found", "trial_run", "finished", "left", "returned"]
RUNGS = 4
SKEW = timedelta(minutes=2)
UNDOABLE = {
    "register", "triage", "correct", "dispatch", "reassign", "recall", "move_window", "step", "pause",
    "resume", "escalate", "verify", "survey", "close", "reopen", "cancel", "merge",
}  # fmt: skip


class Illegal(Exception):
    """The page does not allow it."""


def need(condition: object) -> None:
    if not condition:
        raise Illegal


def window(slot: int) -> tuple[datetime, datetime]:
    """The window that a slot stands for."""
    begin = local("07-28 09:00") + timedelta(hours=slot)
    return begin, begin + timedelta(hours=1)


@dataclass
class Modelled:
    """What the page says a ticket is."""

    number: str
    reported_at: datetime
    last_at: datetime
    state: str = "new"
    before: str = ""
    level: int | None = None
    way: str | None = None
    urgent: bool = False
    problem: str = "simple"
    contact: str = ""
    chases: int = 0
    merged_into: str = ""
    holders: list[str] = field(default_factory=list)
    assignment: int = 0
    begun_at: datetime | None = None
    slot: int | None = None
    visit: str | None = None
    last_step_at: datetime | None = None
    pauses: list[Pause] = field(default_factory=list)
    started: dict[Start, datetime] = field(default_factory=dict)
    met: dict[Milestone, Standing] = field(default_factory=dict)
    missed: dict[Milestone, datetime] = field(default_factory=dict)
    by_customer: bool = False
    unanswered: dict[str, int] = field(default_factory=lambda: {"verify": 0, "survey": 0})
    done: set[str] = field(default_factory=set)
    closed_at: datetime | None = None
    calls: list[tuple[int, bool]] = field(default_factory=list)
    version: int = 1

    @property
    def service(self) -> str:
        return self.way or ("remote" if self.level == 4 else "on_site")

    @property
    def is_paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].end is None

    def counted(self) -> tuple[object, ...]:
        """What a version is counted for."""
        return self.state, self.level, tuple(self.holders), self.holders and self.assignment, self.slot

    def history(self) -> History:
        return History(
            conditions=Conditions(
                level=self.level, way=self.way, urgent=self.urgent, problem=self.problem,
                main_urban=True, travel_minutes=0, distance_km=0,
            ),
            started={Start.REPORT: self.reported_at, **self.started},
            met=self.met,
            pauses=tuple(self.pauses),
            agreed_to=None if self.slot is None else window(self.slot)[1],
            wanted_by_customer=self.by_customer,
            finished=self.state in ("follow_up", "closed"),
            void=self.state == "cancelled",
        )  # fmt: skip

    def standings(self) -> dict[Milestone, Standing]:
        """Every target as it has to stand; of a void ticket what was met."""
        return self.met | {each.milestone: each for each in derive(self.history(), TARGETS)}

    def late(self, now: datetime) -> dict[Milestone, datetime]:
        """The deadlines that have passed unmet, or had when they were met."""
        return {
            milestone: each.due_at
            for milestone, each in self.standings().items()
            if each.due_at is not None and (each.met_at or now) > each.due_at
        }

    def remember_late(self, before: Modelled, now: datetime) -> None:
        """What was late under a deadline that holds no more stays late, unless it had happened by then."""
        present = self.standings()
        for milestone, due in before.late(now).items():
            one = present.get(milestone)
            if one is None or one.due_at != due:
                self.missed[milestone] = min(due, self.missed.get(milestone, due))
        for milestone, due in list(self.missed.items()):
            met = self.met.get(milestone)
            if met is not None and met.met_at is not None and met.met_at <= due:
                del self.missed[milestone]

    def reach(self, milestone: Milestone, at: datetime) -> None:
        if milestone not in self.met:
            self.met[milestone] = meet(self.history(), TARGETS, milestone, at)

    def end_pause(self, now: datetime) -> None:
        if self.is_paused:
            self.pauses[-1] = replace(self.pauses[-1], end=now)

    def leave(self) -> None:
        self.holders, self.begun_at = [], None


# Each takes the ticket, the verb's fields and the moment, and changes the ticket or says Illegal.


def triage(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state in OPEN)
    for name in ("level", "way", "urgent", "problem"):
        if name in fields:
            setattr(t, name, fields[name])
    t.state = "triaged" if t.state == "new" else t.state


def correct(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state != "cancelled" and t.contact != fields["contact"])
    t.contact = fields["contact"]


def note(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state != "cancelled")


def chase(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state in OPEN)
    t.chases += 1


def assign(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    t.holders = [fields["technician"], *fields.get("crew", [])]
    t.assignment += 1
    t.begun_at, t.visit, t.state = now, None, "dispatched"
    t.by_customer = t.by_customer and fields["slot"] in (None, t.slot)
    said = fields.get("window_wanted_by")
    t.slot = fields["slot"] if fields["slot"] is not None else t.slot
    if said is not None and t.slot is not None:
        t.by_customer = said == "customer"
    t.started.setdefault(Start.DISPATCHED, now)


def dispatch(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state == "triaged")
    assign(t, fields, now)
    t.way = fields.get("way", "on_site")


def reassign(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state in ("dispatched", "onsite"))
    assign(t, fields, now)
    t.way = fields.get("way", t.way)


def recall(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state in ("dispatched", "onsite"))
    t.leave()
    t.met.pop(Milestone.ARRIVE, None)
    t.state, t.visit = "triaged", None
    if not fields.get("keep_window"):
        t.slot, t.by_customer = None, False


def move_window(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state in ("dispatched", "onsite"))
    said = fields.get("window_wanted_by")
    customer = said == "customer" if said else t.by_customer and fields["slot"] == t.slot
    need((fields["slot"], customer) != (t.slot, t.by_customer))
    t.slot, t.by_customer = fields["slot"], customer
    t.assignment += t.state == "dispatched"


def cancel(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state in ACTIVE)
    t.end_pause(now)
    t.leave()
    t.calls = [(rung, False) for rung, _ in t.calls]
    t.state = "cancelled"


def step(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    what, at = fields["what"], fields.get("happened_at", now)
    away = t.service != "on_site"
    states = {
        "contacted": OPEN, "answered": OPEN, "accepted": {"dispatched"}, "departed": {"dispatched"},
        "arrived": {"dispatched"}, "found": {"onsite"} | ({"dispatched"} if away else set()),
        "trial_run": {"onsite"} | ({"dispatched"} if away else set()),
        "finished": {"onsite"} | ({"triaged", "dispatched"} if away else set()),
        "left": {"follow_up"}, "returned": {"follow_up"},
    }[what]  # fmt: skip
    need(t.state in states)
    need(t.reported_at <= at <= now and (t.last_step_at is None or at >= t.last_step_at))
    if what in WORK:
        need(t.visit is None or WORK.index(what) > WORK.index(t.visit))
        need(not t.holders or (t.begun_at is not None and at >= t.begun_at))
        need(not any(pause.end is not None and pause.begin <= at < pause.end for pause in t.pauses))
        t.visit = what
    t.last_step_at = at
    if what == "contacted" or what == "arrived" or (what == "finished" and away):
        t.reach(Milestone.RESPOND, at)
    if what == "answered":
        t.reach(Milestone.ANSWER, at)
    if what == "arrived":
        t.started.setdefault(Start.ARRIVED, at)
        t.reach(Milestone.ARRIVE, at)
        t.state = "onsite"
    if what == "finished":
        t.reach(Milestone.RESOLVE, at)
        t.leave()
        t.started[Start.FINISHED] = at
        t.state = "follow_up"


def pause(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state in ("triaged", "dispatched", "onsite"))
    t.before, t.state = t.state, "paused"
    t.pauses.append(Pause(now, None, fields["reason"], "A01"))


def resume(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state == "paused")
    t.end_pause(now)
    t.state = t.before


def escalate(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state in OPEN)
    rung = max((rung for rung, is_open in t.calls if is_open), default=0) + 1
    need(rung <= RUNGS)
    t.calls.append((rung, True))


def acknowledge(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state != "cancelled" and any(is_open for _, is_open in t.calls))
    t.calls = [(rung, False) for rung, _ in t.calls]


def back_to_work(t: Modelled) -> None:
    for milestone in (Milestone.RESOLVE, Milestone.VERIFY, Milestone.SURVEY):
        t.met.pop(milestone, None)
    for start in (Start.FINISHED, Start.VERIFIED):
        t.started.pop(start, None)
    t.state, t.visit, t.closed_at = "triaged", None, None
    t.done, t.unanswered = set(), {"verify": 0, "survey": 0}


def ask(t: Modelled, what: str, reached: bool, now: datetime) -> None:
    """A call after the work: the third that reaches nobody stands for it."""
    if not reached:
        t.unanswered[what] += 1
    if reached or t.unanswered[what] == 3:
        t.reach(Milestone(what), now)
        t.done.add(what)
        if what == "verify":
            t.started[Start.VERIFIED] = now


def verify(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state == "follow_up" and t.service == "remote" and "verify" not in t.done)
    if fields["solved"] == "no":
        back_to_work(t)
    else:
        ask(t, "verify", fields["solved"] == "yes", now)


def survey(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state == "follow_up" and "survey" not in t.done)
    need(t.service != "remote" or "verify" in t.done)
    ask(t, "survey", not fields.get("unreachable"), now)


def close(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state == "follow_up")
    wanted = {"survey"} | ({"verify"} if t.service == "remote" else set())
    need(fields.get("waive") or wanted <= t.done)
    t.calls = [(rung, False) for rung, _ in t.calls]
    t.state, t.closed_at = "closed", now


def reopen(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    in_time = t.closed_at is not None and now - t.closed_at <= timedelta(hours=48)
    need(t.state == "follow_up" or (t.state == "closed" and in_time))
    back_to_work(t)


Act = Callable[[Modelled, dict[str, Any], datetime], None]
ACTS: dict[str, Act] = {
    act.__name__: act
    for act in (
        triage, correct, note, chase, dispatch, reassign, recall, move_window, cancel, step, pause, resume,
        escalate, acknowledge, verify, survey, close, reopen,
    )
}  # fmt: skip


@dataclass(eq=False)
class Done:
    """Something that somebody did, and how the tickets were before. Doing the same twice is two things."""

    verb: str
    by: str
    at: datetime
    before: dict[str, Modelled | None]


class World:
    """All tickets, and what was done."""

    def __init__(self) -> None:
        self.tickets: dict[str, Modelled] = {}
        self.log: list[Done] = []

    def moment(self, numbers: list[str], now: datetime) -> datetime:
        """Now, or the tickets' last event where that lies a little later; Illegal where much later."""
        latest = max([now, *(self.tickets[number].last_at for number in numbers)])
        need(latest - now <= SKEW)
        return latest

    def register(self, number: str, fields: dict[str, Any], by: str, now: datetime) -> None:
        reported = fields.get("reported_at", now)
        need(reported <= now)
        t = Modelled(number, reported, now, state="triaged" if "level" in fields else "new")
        for name in ("level", "way", "urgent", "problem"):
            setattr(t, name, fields.get(name, getattr(t, name)))
        self.tickets[number] = t
        self.log.append(Done("register", by, now, {number: None}))

    def act(self, verb: str, number: str, fields: dict[str, Any], by: str, now: datetime) -> None:
        while verb == "chase" and self.tickets[number].merged_into:
            number = self.tickets[number].merged_into  # of a merged ticket, the one that goes on
        now = self.moment([number], now)
        t = deepcopy(self.tickets[number])
        if verb in ("dispatch", "reassign", "move_window"):
            self.check_free(t, fields)
        ACTS[verb](t, fields, now)
        self.enter(verb, by, now, [t], fields.get("happened_at", now))

    def check_free(self, t: Modelled, fields: dict[str, Any]) -> None:
        """Nobody is in two overlapping windows (DSP-08)."""
        slot = fields["slot"] if fields["slot"] is not None else t.slot
        crew = fields.get("crew", [])
        people = {fields["technician"], *crew} if "technician" in fields else {*t.holders}
        need("technician" not in fields or len(people) == 1 + len(crew))
        for other in self.tickets.values():
            need(
                other.number == t.number
                or slot is None
                or slot != other.slot
                or not people & {*other.holders}
            )

    def merge(self, number: str, into: str, by: str, now: datetime) -> None:
        need(number != into)
        now = self.moment([number, into], now)
        gone, kept = deepcopy(self.tickets[number]), deepcopy(self.tickets[into])
        need(kept.state in OPEN)
        kept.calls += [(rung, True) for rung, is_open in gone.calls if is_open]
        cancel(gone, {}, now)
        kept.reported_at = min(gone.reported_at, kept.reported_at)
        kept.chases += gone.chases + 1
        gone.merged_into = into
        self.enter("merge", by, now, [gone, kept])

    def undo(self, by: str, number: str | None, now: datetime) -> None:
        mine = [done for done in self.log if done.by == by and (number is None or number in done.before)]
        need(mine)
        last = mine[-1]
        need(last.verb in UNDOABLE)
        now = self.moment(list(last.before), now)
        need(now - last.at <= timedelta(minutes=2))
        since = self.log[self.log.index(last) + 1 :]
        need(not any(done.before.keys() & last.before.keys() for done in since))
        restored = []
        for each, before in last.before.items():
            t = deepcopy(before)
            if t is None:
                t = deepcopy(self.tickets[each])
                cancel(t, {}, now)
            restored.append(t)
        self.enter("undo", by, now, restored)

    def enter(
        self, verb: str, by: str, now: datetime, after: list[Modelled], happened_at: datetime | None = None
    ) -> None:
        """Put what was decided; the version counts what it is counted for. What was late stays late."""
        before: dict[str, Modelled | None] = {t.number: self.tickets[t.number] for t in after}
        for t in after:
            present = self.tickets[t.number]
            if verb != "undo":
                t.remember_late(present, happened_at or now)
            t.version = present.version + (t.counted() != present.counted())
            t.last_at = now
            self.tickets[t.number] = t
        self.log.append(Done(verb, by, now, before))
