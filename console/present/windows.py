"""Windows that can be promised, as lines: who, when, what moves, what it costs (DSP-03, SLA-11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.words.i18n import _, translate
from console.words.speech import Speech
from console.words.times import span_text
from db.views.agreed import Agreed
from db.views.windows import WindowRow
from widgets.columns import Column
from widgets.lists import ListRow


def window_columns(*, moving: bool) -> tuple[Column, ...]:
    """The digit, when, who, what moves where something is agreed, the cost and its sum."""
    columns = (
        Column("at", "#", 2, align="right"),
        Column("window", _("Window"), 17, least=11),
        Column("who", _("Who"), 10, least=6),
        Column("moves", _("What moves"), 22, least=16),
        Column("cost", _("Cost"), 5, align="right"),
        Column("why", _("What it costs"), 30, least=10, grow=1, drop=1),
    )
    return columns if moving else tuple(each for each in columns if each.name != "moves")


def window_lines(
    rows: Sequence[WindowRow], agreed: Agreed, speech: Speech, zone: ZoneInfo, now: datetime
) -> list[ListRow]:
    """A line for each, behind its digit; what one breaks stands before its cost."""
    return [
        ListRow(
            str(at),
            {
                "at": str(at),
                "window": span_text(row.window_from, row.window_to, zone, now),
                "who": row.name,
                "moves": moves_text(row, agreed),
                "cost": str(row.cost),
                "why": _("; ").join([*(speech.say(each) for each in row.breaks), speech.say(row.why)]),
            },
            {"why": "warning"} if row.breaks else {},
        )
        for at, row in enumerate(rows, 1)
    ]


def moves_text(row: WindowRow, agreed: Agreed) -> str:
    """How far the window moves, and whether somebody else comes."""
    began = agreed.begin or agreed.end
    if began is None:
        when = ""
    else:
        by = row.window_from - began if agreed.begin is not None else row.window_to - began
        when = _("same time") if not by else shift_text(by)
    who = ""
    if agreed.holder is not None:
        who = _("stays") if row.staff == agreed.holder else _("another")
    return _(", ").join(filter(None, (when, who)))


def shift_text(by: timedelta) -> str:
    """2:30 later, 1 d 2:00 earlier."""
    minutes = abs(int(by.total_seconds() // 60))
    days, rest = divmod(minutes, 24 * 60)
    clock = f"{rest // 60}:{rest % 60:02d}"
    span = translate("{days} d {time}", days=days, time=clock) if days else clock
    return (
        translate("{time} later", time=span) if by > timedelta(0) else translate("{time} earlier", time=span)
    )
