"""Who is on leave when they would have to be somewhere (PPL-04, DSP-05)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from sqlalchemy import select

from db.duties import ASKED, stretch_of
from db.rules.duty import LEAVE, Stretch, duty_at
from db.substitutes import StandingIn, behind, leaves_with_substitutes
from db.tables.staff import Duty
from db.views.view import ViewContext


def absence(context: ViewContext) -> Absence:
    """Who is away, looked up once for an answer."""
    found: Absence = context.memory.setdefault("absence", Absence(context))
    return found


def stood_in_for(context: ViewContext) -> tuple[str, ...]:
    """Those for whom the one who looks stands in now: their open work is in the scope too (PPL-04)."""
    return context.scope.away


def in_place_of(context: ViewContext) -> tuple[str, ...]:
    """All in whose place the one who looks stands, also through another substitute."""
    if context.person is None:
        return ()
    return tuple(sorted(behind(_standing(context), context.person.no)))


def substitutes_of(context: ViewContext) -> Mapping[str, str]:
    """Who stands in now, by those who are on leave."""
    return {each.staff: no for no, away in _standing(context).items() for each in away}


def _standing(context: ViewContext) -> Mapping[str, list[StandingIn]]:
    if "standing_in" not in context.memory:
        found = leaves_with_substitutes(context.connection, context.now, context.zone)
        context.memory["standing_in"] = found
    standing: Mapping[str, list[StandingIn]] = context.memory["standing_in"]
    return standing


class Absence:
    """The leaves that are not over yet, asked for once for a whole answer."""

    def __init__(self, context: ViewContext) -> None:
        self._context = context

    @cached_property
    def _stretches(self) -> Mapping[str, list[Stretch]]:
        """All entries of those who have a leave before them or are on it; nearly always few people."""
        duty, now = Duty.table.c, self._context.now
        away = select(duty.staff).where(duty.kind == LEAVE, duty.ends_at > now)
        statement = select(duty.staff, *ASKED).where(duty.staff.in_(away), duty.ends_at > now)
        found: dict[str, list[Stretch]] = {}
        for staff, *entry in self._context.connection.execute(statement):
            found.setdefault(staff, []).append(stretch_of(*entry))
        return found

    def people(self) -> tuple[str, ...]:
        """Those who have a leave before them or are on it."""
        return tuple(sorted(self._stretches))

    def is_away(self, staff: str | None, at: datetime | None) -> bool:
        """Whether somebody is on leave at that instant, or now where it has passed or is not known."""
        stretches = self._stretches.get(staff) if staff else None
        if not stretches:
            return False
        now = self._context.now
        return duty_at(stretches, max(at, now) if at else now, self._context.zone).kind == LEAVE
