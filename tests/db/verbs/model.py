"""A plain model of one ticket, written from the interface page: no rows, no log, no table of moves."""

from __future__ import annotations

from collections.abc import Callable
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
    responsible: str = "ZL"
    items: list[str] = field(default_factory=list)
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
    again = fields["slot"] != t.slot
    if again and t.state == "onsite":
        need(window(fields["slot"])[0] > now)
        t.state, t.visit = "dispatched", None
    if again:
        t.begun_at = now if t.begun_at is None else max(now, t.begun_at)
    t.slot, t.by_customer = fields["slot"], customer
    t.assignment += again


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
    # Nobody writes a service record here: a visit is closed by a waiver.
    need(fields.get("waive") or (t.service != "on_site" and wanted <= t.done))
    t.calls = [(rung, False) for rung, _ in t.calls]
    t.state, t.closed_at = "closed", now


def reopen(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    in_time = t.closed_at is not None and now - t.closed_at <= timedelta(hours=48)
    need(t.state == "follow_up" or (t.state == "closed" and in_time))
    back_to_work(t)


def remind(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state in OPEN)


def tell(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state in ("dispatched", "onsite"))
    # Nobody can be told before the dispatch, which may lie a moment ahead.
    need(t.begun_at is None or fields.get("told", now) >= t.begun_at)


def route(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state in OPEN and t.responsible != fields["department"])
    t.responsible = fields["department"]


def track(t: Modelled, fields: dict[str, Any], now: datetime) -> None:
    need(t.state in OPEN | {"closed"} and t.service in ("send_in", "mail"))
    here = bool(t.items) and t.items[-1] not in ("shipped", "collected")
    need(here != (fields["what"] == "received"))
    t.items = [*t.items, fields["what"]]


Act = Callable[[Modelled, dict[str, Any], datetime], None]
ACTS: dict[str, Act] = {
    act.__name__: act
    for act in (
        triage, correct, note, chase, dispatch, reassign, recall, move_window, cancel, step, pause, resume,
        escalate, acknowledge, verify, survey, close, reopen, remind, tell, route, track,
    )
}  # fmt: skip
