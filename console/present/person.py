"""Somebody's day in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from console.words import labels
from console.words.codes import word
from console.words.i18n import _, installed_language, ngettext, translate
from console.words.times import clock_text
from db.policy.model import Policy
from db.views.person_day import PersonDayRow
from db.views.queue_row import QueueRow
from widgets.cells import printable, width_of
from widgets.columns import Column
from widgets.lists import ListRow

HELD_STATES = ("dispatched", "onsite", "paused")
"""In which a ticket is somebody's open job."""


def title(person: PersonDayRow, policy: Policy) -> str:
    """Name, number, state, phone, how many jobs, and the zone."""
    zone = policy.organisation.zone.get(person.zone) if person.zone else None
    parts = [
        printable(person.name),
        person.staff,
        word("person_state", person.state),
        person.phone,
        ngettext("{count} job", "{count} jobs", len(person.jobs)),
        zone.name(installed_language()) if zone is not None else "",
    ]
    return "  ".join(filter(None, parts))


def job_columns() -> tuple[Column, ...]:
    """Level, number, agreed time, customer, district, fault, state."""
    return (
        Column("level", _("Lv"), 2, gap=2),
        Column("number", _("Ticket"), 12),
        Column("window", _("Agreed"), 17),
        Column("customer", _("Customer"), 12, least=8, grow=1),
        Column("district", _("District"), max(6, width_of(_("District"))), drop=1),
        Column("fault", _("Fault"), 12, least=8, grow=2),
        Column("state", _("State"), max(width_of(word("state", each)) for each in HELD_STATES)),
    )


def job_lines(person: PersonDayRow, zone: ZoneInfo, now: datetime) -> list[ListRow]:
    """A line for each job, or that there is none."""
    if not person.jobs:
        return [ListRow(None, heading=translate("{name} has no open job.", name=printable(person.name)))]
    return [_job(row, zone, now) for row in person.jobs]


def _job(row: QueueRow, zone: ZoneInfo, now: datetime) -> ListRow:
    begin = clock_text(row.agreed_from, zone, now)
    end = row.agreed_to.astimezone(zone).strftime("%H:%M") if row.agreed_to is not None else ""
    return ListRow(
        row.number,
        {
            "level": labels.level(row.level),
            "number": row.number,
            "window": "-".join(filter(None, (begin, end))),
            "customer": row.customer,
            "district": row.district,
            "fault": row.fault,
            "state": word("state", row.state),
        },
    )
