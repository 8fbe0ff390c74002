"""A proposal as lines: the capacity, who goes where when, what it changes, and what gets nobody (DSP-10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from console.words import labels
from console.words.i18n import _, translate
from console.words.speech import Speech
from console.words.times import clock_text, span_text
from db.rules.sentence import Sentence
from db.views.proposal import ProposalAnswer, ProposalLine, UnservedTicket
from widgets.cells import width_of
from widgets.columns import Column
from widgets.lists import ListRow

NAMED = 10
"""Tickets that are named where they cannot be kept; those beyond are counted, and stand in the lines."""
WITHOUT = "without "
"""What stands before the number of a ticket that gets nobody, as the key of its line."""


def proposal_columns(lines: Sequence[ProposalLine]) -> tuple[Column, ...]:
    """Mark, number of the line, ticket, level, who, when, the agreed window where one is, what changes."""
    agreed = any(_was_agreed(line) for line in lines)
    columns = (
        Column("mark", "", 1, gap=0),
        Column("at", "#", 3, align="right"),
        Column("number", _("Ticket"), 12, least=9),
        Column("level", _("Lv"), 4, least=2),
        Column("who", _("Who"), 8),
        Column("there", _("There at"), 11, least=8),
        Column("window", _("Agreed"), 12, least=11, drop=2),
        Column("customer", _("Customer"), 16, least=8, grow=1, drop=1, above=100),
        Column("change", _("What changes"), 20, least=16, grow=2),
    )
    return columns if agreed else tuple(each for each in columns if each.name != "window")


def capacity_text(answer: ProposalAnswer, speech: Speech, width: int) -> str:
    """How the work stands to the hands; on lines of their own which tickets cannot be kept, and why another
    solver answered."""
    note = speech.say(answer.note) if answer.note is not None else ""
    lost = answer.capacity.lost
    parts = list(lost[:NAMED])
    if len(lost) > NAMED:
        parts.append(translate("and {count} more", count=len(lost) - NAMED))
    return "\n".join(filter(None, (speech.say(answer.capacity.says), *_broken(parts, width), note)))


def _broken(parts: Sequence[str], width: int) -> list[str]:
    """Numbers side by side in lines of at most `width` cells, none of them torn apart."""
    lines: list[str] = []
    for at, part in enumerate(parts):
        text = part if at == len(parts) - 1 else f"{part}{_(', ')}"
        if lines and width_of(lines[-1]) + width_of(text.rstrip()) <= width:
            lines[-1] += text
        else:
            lines.append(text)
    return [line.rstrip() for line in lines]


def proposal_rows(
    answer: ProposalAnswer,
    speech: Speech,
    now: datetime,
    *,
    marked: Collection[int],
    outcome: Mapping[str, str],
    changed: Collection[str],
) -> list[ListRow]:
    """The lines, then what gets nobody with why. `outcome` is what became of a ticket's line: its cause
    where it was refused, nothing where it is done; `changed` are tickets that are others than proposed."""
    rows = [_row(line, speech, now, marked, outcome, changed) for line in answer.lines]
    if answer.unserved:
        rows.append(ListRow(None, heading=_("Without anybody")))
        rows += [_without(one, speech) for one in answer.unserved]
    return rows


def _row(
    line: ProposalLine,
    speech: Speech,
    now: datetime,
    marked: Collection[int],
    outcome: Mapping[str, str],
    changed: Collection[str],
) -> ListRow:
    zone = speech.zone
    words = {
        "mark": "*" if line.line in marked else "",
        "at": str(line.line),
        "number": line.ticket,
        "level": labels.level(line.level),
        "who": _name(line.technician, speech),
        "there": clock_text(line.arrive_at, zone, now) if line.arrive_at is not None else "",
        "window": _window(line, zone, now),
        "customer": line.customer,
        "change": said(line.changes, speech),
    }
    if line.ticket in outcome:
        cause = outcome[line.ticket]
        words["change"] = cause or _("done")
        return ListRow(str(line.line), words, {"change": "warning"} if cause else {"change": "dim"})
    if line.ticket in changed:
        words["change"] = _("has changed since")
        return ListRow(str(line.line), words, {"change": "warning"})
    late = line.due_at is not None and line.arrive_at is not None and line.arrive_at > line.due_at
    return ListRow(str(line.line), words, {"there": "warning"} if late else {})


def _window(line: ProposalLine, zone: ZoneInfo | None, now: datetime) -> str:
    if not _was_agreed(line):
        return ""
    return span_text(line.window_from, line.window_to, zone, now)


def _was_agreed(line: ProposalLine) -> bool:
    """Whether the customer had a time before."""
    return not line.agrees and (line.window_from is not None or line.window_to is not None)


def _without(one: UnservedTicket, speech: Speech) -> ListRow:
    words = {
        "number": one.ticket,
        "level": labels.level(one.level),
        "who": _("can wait") if one.can_wait else _("is lost"),
        "customer": one.customer,
        "change": said(one.causes, speech),
    }
    return ListRow(f"{WITHOUT}{one.ticket}", words, {} if one.can_wait else {"who": "warning"})


def line_text(line: ProposalLine, speech: Speech, now: datetime, refused: str) -> str:
    """All of a line beneath the list: whose ticket, until when, what speaks for it; why it was refused."""
    due = f"{_('Due')} {clock_text(line.due_at, speech.zone, now)}" if line.due_at is not None else ""
    whose = "  ".join(filter(None, (line.customer, line.fault, line.district, due)))
    return "\n".join(filter(None, (refused, said((*line.reasons, *line.changes), speech), whose)))


def without_text(one: UnservedTicket, speech: Speech, now: datetime) -> str:
    """All that keeps everybody from a ticket, and whose it is."""
    due = f"{_('Due')} {clock_text(one.due_at, speech.zone, now)}" if one.due_at is not None else ""
    return "\n".join((said(one.causes, speech), "  ".join(filter(None, (one.customer, due)))))


def said(sentences: Iterable[Sentence], speech: Speech) -> str:
    """Sentences side by side."""
    return _(", ").join(speech.say(each) for each in sentences)


def _name(no: str | None, speech: Speech) -> str:
    return "" if no is None else speech.names.get(no, no)
