"""Whom to send: somebody who can and may do it and has the time, as a dispatcher would choose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from db.demo.calls import Call
from db.demo.chance import Chance
from db.demo.people import Technician
from db.demo.telling import Telling
from db.demo.words import words
from db.duties import stretch
from db.errors import Refusal
from db.policy.demands import demands
from db.rules.duty import duty_at
from db.tables.staff import Duty
from db.tables.ticket import Assignment, Ticket

LOOKED_AT = 6
"""Candidates that are compared."""
OVERRULED = 0.03
"""How often a dispatcher overrules instead of choosing the next one."""


class Sending:
    """Chooses technicians for dispatches; what the gates say is decided by the verb itself."""

    def __init__(self, telling: Telling, staff: list[Technician], chance: Chance) -> None:
        self._telling, self._staff, self._chance = telling, staff, chance
        self._able: dict[str, list[Technician]] = {}

    @property
    def people(self) -> list[str]:
        """Who may be sent."""
        return [each.no for each in self._staff]

    def send(self, verb: str, actor: str, ticket: str, call: Call, fields: dict[str, Any]) -> str:
        """Dispatch or reassign the ticket; the technician who got it."""
        candidates = self._candidates(ticket, call, fields)
        crew = self._crew(call, candidates, fields)
        for each in candidates:
            try:
                self._do(verb, actor, ticket, each, fields | crew)
            except Refusal:
                crew = {}
                if self._chance.happens(OVERRULED):
                    break
            else:
                return each.no
        # Nobody is free at that time: no window is agreed, or somebody goes all the same (DSP-05).
        chosen = candidates[0]
        loose = {name: value for name, value in fields.items() if not name.startswith("window")}
        try:
            self._do(verb, actor, ticket, chosen, loose)
        except Refusal:
            reason = self._chance.one(words()["said"]["override"])
            self._do(verb, actor, ticket, chosen, fields | {"override": reason})
        return chosen.no

    def _do(self, verb: str, actor: str, ticket: str, each: Technician, fields: dict[str, Any]) -> None:
        self._telling.do(verb, actor, ticket=ticket, technician=each.no, **fields)

    def _candidates(self, ticket: str, call: Call, fields: dict[str, Any]) -> list[Technician]:
        row = self._telling.world.get(Ticket, ticket)
        assert row is not None
        able = [each for each in self._able_for(call) if each.no != row.technician] or self._staff
        chosen = {self._chance.one(able).no: None for _ in range(LOOKED_AT)}
        by_no = {each.no: each for each in able}
        at = self._telling.now
        begin, end = (
            (datetime.fromisoformat(fields["window_from"]), datetime.fromisoformat(fields["window_to"]))
            if "window_from" in fields
            else (row.agreed_from, row.agreed_to)
        )

        def rank(each: Technician) -> tuple[bool, int, bool, int]:
            held = self._telling.world.rows(Assignment, technician=each.no, ended_at=None)
            away = not self._on_duty(each, begin or at)
            busy = _busy(held, begin, end)
            return away, busy, each.zone != row.zone, len(held)

        ranked = sorted((by_no[no] for no in chosen), key=rank)
        if rank(ranked[0]) >= (False, 2, False, 0):
            # None of these can: everybody is looked at.
            ranked = sorted(able, key=rank)[:LOOKED_AT]
        return ranked

    def _on_duty(self, each: Technician, at: datetime) -> bool:
        entered = self._telling.world.rows(Duty, staff=each.no)
        if not entered:
            return True
        stretches = [stretch(row) for row in entered]
        return duty_at(stretches, at, self._telling.zone).on_duty

    def _able_for(self, call: Call) -> list[Technician]:
        category, said = call.category, (call.fields.get("kind", "repair"), call.fields["fault"], call.way)
        wanted = demands(self._telling.policy, category, *said)
        key = repr(replace(wanted, minutes=0)) + category.trade
        if key not in self._able:
            trade = [each for each in self._staff if each.trade == category.trade]
            able = [
                each for each in trade or self._staff
                if each.tools.issuperset(wanted.tools)
                and set(each.certificates).issuperset(wanted.certificates)
                and all(each.skills.get(skill, 0) >= grade for skill, grade in wanted.skills.items())
            ]  # fmt: skip
            self._able[key] = able or trade or self._staff
        return self._able[key]

    def _crew(self, call: Call, candidates: list[Technician], fields: dict[str, Any]) -> dict[str, Any]:
        """A second one for some hard jobs; the first is in charge (DSP-03)."""
        if len(candidates) < 2 or call.problem != "complex" or call.level > 2 or "reason" in fields:
            return {}
        return {"crew": [candidates[1].no]} if self._chance.happens(0.25) else {}


def _busy(held: Iterable[Assignment], begin: datetime | None, end: datetime | None) -> int:
    """2 when the windows overlap, 1 when they are at a customer's now."""
    busy = 0
    for each in held:
        if (
            begin
            and end
            and each.window_from
            and each.window_to
            and (each.window_from < end and begin < each.window_to)
        ):
            return 2
        if each.arrived_at is not None:
            busy = 1
    return busy
