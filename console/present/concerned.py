"""Tickets that are about to be ended or joined, in a line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from console.words.codes import word
from console.words.i18n import N_, _, translate
from console.words.times import age_text
from db.views.concerned import ConcernedRow
from db.views.queue_row import QueueRow
from widgets.cells import printable

DIFFERENCES = {"customer": N_("different customers"), "equipment": N_("different equipment")}


def deed_title(verb: str) -> str:
    """What is about to be done, as the title of a panel."""
    text = word("verb", verb)
    return text[:1].upper() + text[1:]


def concerned_text(row: ConcernedRow, now: datetime) -> str:
    """Number, customer, fault, and how long ago it was reported."""
    return f"{row.number}  {subject_text(row, now)}"


def subject_text(row: ConcernedRow | QueueRow, now: datetime) -> str:
    """Customer, fault, and how long ago it was reported."""
    return "  ".join(filter(None, (printable(row.customer), printable(row.fault), reported_text(row, now))))


def reported_text(row: ConcernedRow | QueueRow, now: datetime) -> str:
    """How long ago it was reported."""
    return translate("reported {age} ago", age=age_text(row.reported_at, now))


def differences_of(rows: Sequence[ConcernedRow]) -> tuple[str, ...]:
    """In what any of the tickets differs from the last one, into which they go."""
    *ones, into = rows
    found = [each for one in ones for each in one.differs_from(into)]
    return tuple(dict.fromkeys(found))


def differences_text(differences: Sequence[str]) -> str:
    """In what two tickets differ; empty when they do not."""
    return _(", ").join(_(DIFFERENCES[each]) for each in differences)


def question_text(differences: Sequence[str]) -> str:
    """What is asked before tickets are joined that do not seem to be about the same."""
    return translate("{differences}: join them all the same?", differences=differences_text(differences))
