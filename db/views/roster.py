"""The roster: who is there, what they are at, and whether their kit is complete (PPL-01, KIT-04)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, NamedTuple

from db.kinds import Called
from db.rules.kits import KitCheck
from db.staffing import PersonFile, roster_state
from db.tables.codes import ROLES
from db.views import columns as column
from db.views.days import read_days
from db.views.listing import Opens
from db.views.tools import WayRow, ways_of
from db.views.view import View, ViewContext


class RosterRow(NamedTuple):
    """A person now. `state`: free, en_route, on_site, resting, leave, off. `load` counts the active tickets
    they hold or help with; `missing` names a tool kind once for every missing piece, `uncalibrated` the
    kinds that are there but out of calibration, `ways` how each is had most cheaply. `next_at` is the next
    instant at which a customer was promised them, on a job where they have not arrived."""

    staff: column.Staff
    name: column.Name
    role: column.Role
    state: column.PersonState
    on_duty: column.OnDuty
    load: column.Load
    kit_complete: column.KitComplete
    missing: tuple[column.Missing, ...]
    uncalibrated: tuple[column.Uncalibrated, ...]
    trade: column.Trade | None
    zone: column.Zone | None
    newcomer: column.Newcomer
    tickets: Annotated[tuple[column.Ticket, ...], Called("Tickets")]
    next_at: column.NextAt | None
    ways: Annotated[tuple[WayRow, ...], Called("How to complete it")]


class Roster(View[list[RosterRow]]):
    """Everybody with their state now; `role` leaves only those who hold it."""

    name = "roster"
    label = "Roster"
    opens = Opens("staff", "staff")
    briefer = (
        "staff", "name", "role", "state", "load", "kit_complete", "missing", "ways", "tickets",
    )  # fmt: skip

    role: str | None = None

    def read(self, context: ViewContext) -> list[RosterRow]:
        files = read_days(context).files
        today = context.now.astimezone(context.zone).date()
        kits = {no: file.kit(context.policy, today) for no, file in files.items()}
        completed = ways_of(context, kits)
        return [
            _row(context, file, kits[file.staff], completed[file.staff])
            for file in files.values()
            if self.role is None or self.role == main_role(file.roles) or _also(self.role, file.roles)
        ]


def _row(context: ViewContext, file: PersonFile, kit: KitCheck, ways: tuple[WayRow, ...]) -> RosterRow:
    return RosterRow(
        staff=file.staff,
        name=file.name,
        role=main_role(file.roles),
        state=roster_state(file, context.now, context.zone),
        on_duty=file.duty(context.now, context.zone).on_duty,
        load=len(file.jobs),
        kit_complete=kit.complete,
        missing=kit.missing,
        uncalibrated=tuple(tool.kind for tool in kit.uncalibrated),
        trade=file.trade,
        zone=file.zone,
        newcomer=file.newcomer,
        tickets=tuple(held.ticket for held in file.jobs),
        next_at=_next_at(file),
        ways=ways,
    )


def _next_at(file: PersonFile) -> datetime | None:
    promised = (job.window_from or job.window_to for job in file.jobs if job.arrived_at is None)
    return min((each for each in promised if each is not None), default=None)


def _also(role: str, roles: frozenset[str]) -> bool:
    """Whether somebody holds that role beside another; an administrator holds all of them by name only."""
    return role in roles and "admin" not in roles


def main_role(roles: frozenset[str]) -> str:
    """The one role that a row shows: admin, technician, else the first in the order of the codes."""
    for role in ("admin", "technician", *ROLES):
        if role in roles:
            return role
    return ""
