"""All tickets of the plain model and what was done to them: several at once, merging, undoing."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.db.verbs.model import ACTS, OPEN, Modelled, cancel, need

SKEW = timedelta(minutes=2)
UNDOABLE = {
    "register", "triage", "correct", "dispatch", "reassign", "recall", "move_window", "step", "pause",
    "resume", "escalate", "verify", "survey", "close", "reopen", "cancel", "merge", "tell", "route", "track",
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
        kept.contact = kept.contact or gone.contact
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
