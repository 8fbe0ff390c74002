"""Why an escalation fired: its cause, the clock, whom it reached, what was passed over (ESC-01, ESC-03)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, ClassVar, NamedTuple, TypedDict

from db import kinds
from db.errors import Refusal
from db.kinds import ESCALATION, Called
from db.tables.escalation import Escalation, RepeatedCall
from db.tables.staff import Staff
from db.verbs.calls import skipped_of
from db.views import columns as column
from db.views.card_columns import Segment
from db.views.proof import Proof
from db.views.view import View, ViewContext
from db.views.watching import EscalationRow, Escalations


class CalledPerson(NamedTuple):
    """Somebody who was called, or would have been but for where they were."""

    staff: Annotated[str, kinds.StaffNo(named=True), Called("Staff no.")]
    name: Annotated[str, kinds.Text(of="staff"), Called("Name")]
    state: Annotated[str | None, kinds.Code("person_state gone"), Called("Not called, being")]
    roles: Annotated[tuple[str, ...], kinds.Code("role"), Called("Roles")]


class SkippedRung(NamedTuple):
    """What was due and not called: a lower rung that was missed, or one on which nobody could be reached."""

    rung: column.Rung
    trigger: column.Trigger
    at: Annotated[datetime, kinds.Instant(), Called("Was due")]


class RepeatedRow(NamedTuple):
    """A reminder under it."""

    number: Annotated[int, kinds.Number(), Called("Reminder")]
    at: column.At
    persons: Annotated[tuple[str, ...], kinds.StaffNo(), Called("Called")]


class EscalationFacts(TypedDict):
    """What is recorded of it besides its row."""

    quiet: Annotated[str | None, kinds.Code("quiet"), Called("Quiet hours")]
    deadline: Annotated[datetime | None, kinds.Instant(), Called("Deadline then")]
    ended_at: column.EndedAt | None
    people: Annotated[list[CalledPerson], kinds.Rows(CalledPerson), Called("Whom it called")]
    skipped: Annotated[list[SkippedRung], kinds.Rows(SkippedRung), Called("Passed over")]
    repeats: Annotated[list[RepeatedRow], kinds.Rows(RepeatedRow), Called("Reminders")]
    segments: Annotated[list[Segment], kinds.Rows(Segment), Called("The clock")]


class EscalationCard(View[dict[str, Any]]):
    """One escalation: why it fired and when it was due, whom it reached, the clock behind it."""

    name = "escalation"
    label = "Why it was escalated"
    card_of = ESCALATION
    heads = ("ticket", "milestone", "state")
    places = (
        ("trigger", "rung"), ("due_at", "at"), ("deadline", "cycle"), ("target", "actor"),
        ("quiet", "notify_at"),
        ("acknowledged_by", "acknowledged_at"), ("promise", "expired"), ("reminders", "ended_at"), "reason",
        "people", "skipped", "repeats", "segments",
    )  # fmt: skip
    positional: ClassVar[tuple[str, ...]] = ("id",)
    answers: ClassVar[tuple[type, ...]] = (EscalationRow, EscalationFacts)

    id: str

    def read(self, context: ViewContext) -> dict[str, Any]:
        found = context.read.rows(Escalation, id=self.id.strip().lower())
        # As the list shows it: what lies beyond one's reach is not there.
        shown = Escalations(ticket=found[0].ticket).read(context) if found else []
        for row in shown:
            if row.id == found[0].id:
                return {**row._asdict(), **_facts(context, found[0], row)}
        raise Refusal("ESC-04", "There is no escalation {number}.", "See paigong show escalations.",
                      number=self.id[:80])  # fmt: skip


def _facts(context: ViewContext, call: Escalation, row: EscalationRow) -> dict[str, Any]:
    targets = Proof(number=call.ticket).read(context)["targets"]
    repeats = sorted(context.read.rows(RepeatedCall, escalation=call.id), key=lambda each: each.number)
    return {
        "quiet": call.quiet,
        "deadline": call.deadline,
        "ended_at": call.ended_at,
        "people": list(_people(context, call, row)),
        "skipped": [SkippedRung(*each) for each in skipped_of(call.skipped)],
        "repeats": [RepeatedRow(each.number, each.at, _split(each.persons)) for each in repeats],
        "segments": next(
            (each["segments"] for each in targets if str(each["milestone"]) == call.milestone), []
        ),
    }


def _people(context: ViewContext, call: Escalation, row: EscalationRow) -> Iterator[CalledPerson]:
    """Those who were called, and then those who were not, with what kept them from it."""
    away = dict(each.split(" ", 1) for each in _split(call.away))
    numbers = tuple(dict.fromkeys((*row.called, *away)))
    people = {each.no: each for each in context.read.rows(Staff, no=numbers)} if numbers else {}
    for no in numbers:
        person = people.get(no)
        state = away.get(no) if no not in row.called else None
        yield CalledPerson(
            no, person.label if person else "", state, tuple(person.roles.split(",")) if person else ()
        )


def _split(told: str | None) -> tuple[str, ...]:
    return tuple(each for each in (told or "").split(",") if each)
