"""The files of all people at once: a handful of questions, however many people there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, literal_column, select

from db.duties import ASKED, stretch_of
from db.held import Held, Work
from db.rules.kits import HeldTool
from db.staffing import AT_HAND, PersonFile, stock_place
from db.tables.organisation import Zone
from db.tables.staff import Certificate, Duty, Skill, Staff
from db.tables.ticket import OPEN, Assignment, Ticket
from db.tables.tool import Stock, Tool
from db.views.view import ViewContext

HALF_DAY = timedelta(hours=12)
LONGEST_DAY = timedelta(days=2)
"""A shift that ended so long before an instant cannot lie on its local day."""


def read_files(
    context: ViewContext, since: datetime, *, only: tuple[str, ...] | None = None
) -> dict[str, PersonFile]:
    """Everybody active in scope by staff number, in its order; duty is known from `since` on, where they
    finished last as of now. `only` names those wanted, active or not. What they are busy with counts wherever
    it is."""
    connection = context.connection
    files = _people(context, only)
    _add_abilities(connection, files)
    _add_duty(connection, files, since)
    _add_tools(connection, files)
    _add_jobs(connection, files)
    _add_last_places(connection, files, context.now)
    return files


def _people(context: ViewContext, only: tuple[str, ...] | None) -> dict[str, PersonFile]:
    staff = Staff.table.c
    statement = (
        select(
            staff.no,
            staff.label,
            staff.roles,
            staff.department,
            staff.zone,
            staff.trade,
            staff.newcomer,
            staff.active,
            staff.branch,
        )
        .where(context.scope.staff())
        .order_by(staff.no)
    )
    statement = (
        statement.where(staff.active.is_(True)) if only is None else statement.where(staff.no.in_(only))
    )
    return {
        no: PersonFile(no, label, frozenset(roles.split(",")), *others)
        for no, label, roles, *others in context.connection.execute(statement)
    }


def _add_abilities(connection: Connection, files: dict[str, PersonFile]) -> None:
    skill, certificate, zone = Skill.table.c, Certificate.table.c, Zone.table.c
    for no, code, grade in connection.execute(select(skill.staff, skill.skill, skill.grade)):
        if no in files:
            files[no].skills[code] = grade
    statement = select(certificate.staff, certificate.kind, certificate.expires_on)
    for no, kind, expires_on in connection.execute(statement):
        if no in files:
            files[no].certificates[kind] = expires_on
    for no, code in connection.execute(select(zone.technician, zone.code)):
        if no in files:
            files[no].responsible_for.add(code)


def _add_duty(connection: Connection, files: dict[str, PersonFile], since: datetime) -> None:
    duty = Duty.table.c
    statement = (
        select(duty.staff, *ASKED).where(duty.ends_at > since - LONGEST_DAY).order_by(duty.entered, duty.id)
    )
    for no, *entry in connection.execute(statement):
        if no in files:
            files[no].stretches.append(stretch_of(*entry))


def _add_tools(connection: Connection, files: dict[str, PersonFile]) -> None:
    tool, stock = Tool.table.c, Stock.table.c
    statement = (
        select(tool.holder, tool.kind, tool.number, tool.calibration_due)
        .where(tool.state.in_(AT_HAND), tool.holder.is_not(None))
        .order_by(tool.number)
    )
    for no, kind, number, calibration_due in connection.execute(statement):
        if no in files:
            files[no].tools.append(HeldTool(kind, number, calibration_due))
    places = {stock_place(no): file for no, file in files.items()}
    for place, kind, count in connection.execute(select(stock.place, stock.kind, stock.count)):
        if place in places:
            places[place].stock[kind] = count


def _add_last_places(connection: Connection, files: dict[str, PersonFile], now: datetime) -> None:
    """Where somebody finished last within the last half day; of what is still followed up, which is all of
    it but what was surveyed and closed at once."""
    held, ticket = Assignment.table.c, Ticket.table.c
    statement = (
        select(held.technician, ticket.zone)
        .join(Ticket.table, ticket.number == held.ticket)
        .where(
            literal_column(f"({OPEN})"),
            ticket.state == "follow_up",
            held.arrived_at.is_not(None),
            held.ended_at > now - HALF_DAY,
            held.ended_at <= now,
        )
        .order_by(held.ended_at, held.id)
    )
    for no, zone in connection.execute(statement):
        if no in files and zone is not None:
            files[no].last_zone = zone


def _add_jobs(connection: Connection, files: dict[str, PersonFile]) -> None:
    held, ticket = Assignment.table.c, Ticket.table.c
    statement = (
        select(
            held.technician,
            held.ticket,
            ticket.state,
            held.window_from,
            held.window_to,
            held.departed_at,
            held.arrived_at,
            ticket.zone,
            ticket.category,
            ticket.product,
            ticket.kind,
            ticket.fault,
            ticket.way,
            case((ticket.item_state.is_(None), ticket.estimate)),
        )
        .join(Ticket.table, ticket.number == held.ticket)
        .where(held.ended_at.is_(None), literal_column(f"({OPEN})"), ticket.state != "follow_up")
        .order_by(held.begun_at, held.id)
    )
    for no, *values, estimate in connection.execute(statement):
        if no in files:
            files[no].jobs.append(replace(Held(*values[:7]), work=Work(*values[7:]), estimate=estimate))
