"""A job near by in a line (VIS-09)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from console.words import labels
from console.words.i18n import _, translate
from console.words.times import clock_text
from db.views.near import NearRow
from widgets.cells import printable


def near_text(row: NearRow, zone: ZoneInfo, now: datetime) -> str:
    """Number, level, how far, when they would be there and by when they have to, and whose it is."""
    due = translate("due {time}", time=clock_text(row.due_at, zone, now)) if row.due_at is not None else ""
    parts = (
        row.number,
        labels.level(row.level),
        translate("{minutes} min", minutes=row.travel),
        translate("there {time}", time=clock_text(row.arrive_at, zone, now)),
        due if row.in_time else " ".join(filter(None, (due, _("late")))),
        printable(row.district),
        printable(row.customer),
        printable(row.product),
    )
    return "  ".join(filter(None, parts))
