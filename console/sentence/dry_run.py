"""What sending somebody would bring with it, beneath the sentence: what speaks against it, whom it takes off
the ticket, what they would have then, and the time that is left to the deadline (DSP-04, DSP-05, DSP-08)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from console.keys.sent import CREW, TECHNICIAN, WINDOW
from console.present.gates import gate_lines
from console.sentence.parse import Parsed
from console.words.codes import word
from console.words.i18n import translate
from console.words.speech import Speech
from console.words.times import span_text
from db.rules.gates import Result
from db.verbs.verb import VERBS, kinds_of
from db.views.candidates import CandidateRow, Candidates
from db.views.queue_row import QueueRow
from widgets.countdown import duration
from widgets.sentence import Detail

MOVES, JOINS = "move_window", "add_helper"
"""The verbs that leave a ticket with whoever holds it."""


def people_of(parsed: Parsed, holders: Mapping[str, str]) -> tuple[str, ...]:
    """Whom a sentence sends to its only ticket, the one in charge first; nobody where it sends nobody."""
    if len(parsed.tickets) != 1:
        return ()
    if parsed.verb == MOVES:
        held = holders.get(parsed.tickets[0])
        return (held,) if held else ()
    if TECHNICIAN not in kinds_of(VERBS[parsed.verb]) or not parsed.fields.get(TECHNICIAN):
        return ()
    crew = parsed.fields.get(CREW, "").split(",")
    return (parsed.fields[TECHNICIAN], *filter(None, crew))


def question(parsed: Parsed, sent: Mapping[str, str]) -> Candidates:
    """What is asked about the people: how they stand to the ticket within the window that was typed."""
    begins, ends = WINDOW
    window = {name: datetime.fromisoformat(sent[name]) for name in (begins, ends) if name in sent}
    return Candidates(number=parsed.tickets[0], **window)


@dataclass(frozen=True, slots=True)
class About:
    """What is told to all of it: the ticket as the desk shows it, the deadline that would run, how people and
    times are said, and what the dry run said already."""

    ticket: QueueRow | None
    due_at: datetime | None
    milestone: str
    speech: Speech
    names: Mapping[str, str]
    now: datetime
    said: str = ""


def details(
    rows: Iterable[CandidateRow],
    people: Sequence[str],
    sent: Mapping[str, str],
    known: About,
    verb: str,
) -> list[Detail]:
    """What stands beneath, the most important first: every gate that blocks, whom it takes off, how much time
    is left, what warns, and the load that follows."""
    by_staff = {row.staff: row for row in rows}
    sent_rows = [by_staff[no] for no in people if no in by_staff]
    return [
        *(Detail(*line) for line in gate_lines(sent_rows, Result.BLOCK, known.speech, known.said)),
        *(_taken_off(people, known) if verb not in (MOVES, JOINS) else ()),
        *_slack(sent.get(WINDOW[0]), known),
        *(Detail(*line) for line in gate_lines(sent_rows, Result.WARN, known.speech, known.said)),
        *(_loads(sent_rows) if verb != MOVES else ()),
    ]


def _taken_off(people: Sequence[str], known: About) -> Iterator[Detail]:
    ticket = known.ticket
    holder = ticket.technician if ticket is not None else None
    if ticket is None or holder is None or holder in people:
        return
    window = span_text(ticket.agreed_from, ticket.agreed_to, known.speech.zone, known.now)
    name = known.names.get(holder, holder)
    text = translate("takes {name} off {number}", name=name, number=ticket.number)
    yield Detail(f"{text}  {window}".rstrip(), "warning")


def _slack(begin: str | None, known: About) -> Iterator[Detail]:
    """The time between the begin of the window and the deadline that runs."""
    if begin is None or known.due_at is None:
        return
    left = int((known.due_at - datetime.fromisoformat(begin)).total_seconds() // 60)
    what, time = word("milestone", known.milestone), duration(left)
    if left < 0:
        yield Detail(translate("{milestone} {time} late", milestone=what, time=time), "strong")
    else:
        yield Detail(translate("{milestone} with {time} to spare", milestone=what, time=time), "dim")


def _loads(rows: Iterable[CandidateRow]) -> Iterator[Detail]:
    """What each would hold then, this ticket included; a candidate's load leaves it out."""
    for row in rows:
        text = translate(
            "{name}: {before} > {after} open jobs", name=row.name, before=row.load, after=row.load + 1
        )
        away = "" if row.distance_km is None else "  " + translate("{count} km", count=row.distance_km)
        yield Detail(f"{text}{away}", "dim")
