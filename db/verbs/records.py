"""What verbs about service records share: the record of the present visit, its signature, what is missing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from db.errors import BadField, Conflict, Refusal
from db.log.facts import Outcome
from db.log.rows import Rows
from db.policy.model import Policy
from db.rules import closing
from db.rules.closing import Missing
from db.rules.sentence import msgid
from db.subjects.subject import Held
from db.tables.record import DeclinedItem, Paper, RecordPart, RecordSignature, RecordVersion, ServiceRecord
from db.tables.row import Row
from db.tables.ticket import Assignment, Ticket
from db.tables.tool import Tool
from db.timing import way_of
from db.verbs.context import Context
from db.verbs.moving import moved
from db.verbs.windows import warn

ON_RECORD: tuple[type[Row], ...] = (ServiceRecord, RecordSignature, Paper)
DEMANDED: tuple[type[Row], ...] = (*ON_RECORD, Tool)
"""What is read of a ticket to know what closing lacks."""
RECORDS: tuple[type[Row], ...] = (*ON_RECORD, RecordVersion)
"""And to write on them."""
How = Literal["signed", "refused", "absent"]
NOT_OPERATED = msgid("The record does not say that the customer operated the machine before signing.")


def current(rows: Held, number: str) -> ServiceRecord | None:
    """The record of the ticket's present visit: of the assignment that is the last one, while its visit is
    not over; None where there is none yet."""
    last = last_assignment(rows, number)
    found = [
        each
        for each in rows.all(ServiceRecord, ticket=number, is_current=True, is_void=False)
        if last is None or each.assignment in (None, last.id)
    ]
    return max(found, key=lambda each: each.visit, default=None)


def last_assignment(rows: Held, number: str) -> Assignment | None:
    """The last one in charge of the ticket; None where nobody was sent."""
    held = rows.all(Assignment, ticket=number, lead=True)
    return max(held, key=lambda each: (each.begun_at, each.ended_at is None, each.id), default=None)


def visit_to_record(rows: Held, ticket: Ticket) -> Assignment | None:
    """Who was in charge of the visit of which a record may be begun now; None for work from afar to which
    nobody was sent. Raises where there is nothing to record."""
    away = way_of(ticket) != "on_site"
    last = last_assignment(rows, ticket.number)
    if last is None and not away and ticket.state not in ("new", "cancelled"):
        raise Refusal("VIS-02", "Nobody was sent to {number}: there is no visit to record.",
                      "Dispatch it first.", number=ticket.number)  # fmt: skip
    moved(ticket, "record away" if away else "record", "record")
    return last


def meant(rows: Held, number: str, said: str) -> ServiceRecord:
    """The record that somebody names by its number, or the present one. Raises where there is none."""
    if said:
        found = next((each for each in rows.all(ServiceRecord, ticket=number) if _is(each, said)), None)
        if found is None:
            raise BadField("record", "{number} has no record {record}.", "See paigong show records.",
                           number=number, record=said[:40])  # fmt: skip
        if found.is_void:
            raise Refusal("VIS-02", "The record {record} was taken back.", "Write a new one.",
                          record=found.number)  # fmt: skip
        return found
    there = current(rows, number)
    if there is None:
        raise Refusal("VIS-02", "There is no record of this visit of {number} yet.", "Write it: record.",
                      number=number)  # fmt: skip
    return there


def _is(record: ServiceRecord, said: str) -> bool:
    wanted = said.strip().upper()
    return record.number == wanted or str(record.visit) == wanted


def version_of(rows: Rows, record: ServiceRecord) -> RecordVersion:
    """Its last version."""
    return rows.one(RecordVersion, record.number, record.last_version)


def check_looked_at(
    rows: Rows, number: str, record: ServiceRecord | None, looked_at: int | None, context: Context
) -> None:
    """Refuse what was written against another version than the last one of the record: also one's own, at
    another desk. 0 stands for no record; None where nobody says what was looked at."""
    there = record.last_version if record is not None else 0
    if looked_at is None or looked_at == there:
        return
    if record is None:
        raise Conflict("VIS-02", "The record of this visit of {number} was taken back meanwhile.",
                       "Look at it again and repeat.", number=number)  # fmt: skip
    last = version_of(rows, record)
    raise Conflict(
        "VIS-02", "{staff} wrote version {version} of {record} meanwhile, at {until}.",
        "Look at it again and repeat: it is amended then.", staff=last.actor, version=there,
        record=record.number, until=last.at,
    )  # fmt: skip


def signature_of(rows: Held, record: str, version: int) -> RecordSignature | None:
    """The signature that counts of a version; None while nobody signed it, nor refused to."""
    found = rows.all(RecordSignature, record=record, version=version)
    return max(found, key=lambda each: each.ordinal, default=None)


def signed(
    outcome: Outcome,
    ticket: Ticket,
    record: ServiceRecord,
    how: How,
    signed_by: str,
    text: str,
    at: datetime,
    context: Context,
) -> None:
    """Record that the customer signed the last version of a record, refused to, or was not there (VIS-06)."""
    moved(ticket, "sign", "sign")
    if at > context.now:
        raise BadField("signed_at", "A signature cannot lie in the future.")
    if ticket.finished_at is None or at < ticket.finished_at:
        raise Refusal(
            "VIS-06", "The customer signs after the work, never before: {number} was finished at {until}.",
            "Give the time at which they signed.", number=ticket.number,
            until=context.local_text(ticket.finished_at),
        )  # fmt: skip
    if how == "signed" and not signed_by:
        raise BadField("signed_by", "Say who signed.")
    if how == "refused" and not text:
        raise BadField("sign_text", "A refused signature needs a reason.")
    before = signature_of(outcome, record.number, record.last_version)
    if before is not None and before.how == "signed":
        raise Refusal("VIS-06", "{record} is signed already.", "A later change needs a new version: record.",
                      record=record.number)  # fmt: skip
    version = outcome.get(RecordVersion, record.number, record.last_version)
    if how == "signed" and way_of(ticket) == "on_site" and not (version is not None and version.operated):
        warn(outcome, "VIS-15", NOT_OPERATED)
    outcome.put(
        RecordSignature.new(
            id=context.new_id("signature"),
            record=record.number,
            version=record.last_version,
            ordinal=(before.ordinal if before else 0) + 1,
            ticket=ticket.number,
            how=how,
            signed_by=signed_by,
            at=at,
            actor=context.actor.no,
            text=text,
        )
    )
    outcome.answer.update(signed=how)


def papers_in(
    outcome: Outcome, ticket: Ticket, forms: Iterable[str], at: datetime, text: str, context: Context
) -> list[str]:
    """Record that these papers are in, with the copy for quality; those that were in stay as they are."""
    policy, taken = context.policy_named(ticket.policy), []
    for form in forms:
        listed = policy.records.form.get(form)
        row = _paper(outcome, ticket.number, form)
        if row.in_at is not None:
            continue
        copied = at if listed is not None and listed.copy_to_quality else None
        outcome.put(row.but(in_at=at, in_by=context.actor.no, copied_at=copied, text=text or row.text))
        taken.append(form)
    return taken


def chased(outcome: Outcome, ticket: Ticket, forms: Iterable[str], text: str, context: Context) -> None:
    """Record that these papers were asked for."""
    for form in forms:
        row = _paper(outcome, ticket.number, form)
        outcome.put(row.but(chased=row.chased + 1, chased_at=context.now, text=text or row.text))


def _paper(rows: Held, number: str, form: str) -> Paper:
    found = rows.all(Paper, ticket=number, form=form, is_current=True)
    if found:
        return found[0]
    before = [each.visit for each in rows.all(Paper, ticket=number, is_current=False)]
    return Paper.new(ticket=number, visit=max(before, default=0) + 1, form=form)


def expected(ticket: Ticket, policy: Policy) -> tuple[str, ...]:
    """The papers that are to come back of this ticket, in order."""
    if ticket.finished_elsewhere:
        return ()
    wanted = policy.closing(way_of(ticket))
    return wanted.forms if closing.FORMS in wanted.demands else ()


def outstanding(rows: Held, ticket: Ticket, policy: Policy) -> list[str]:
    """Those of them that are not in."""
    there = {each.form for each in rows.all(Paper, ticket=ticket.number, is_current=True) if each.in_at}
    return [form for form in expected(ticket, policy) if form not in there]


def missing_to_close(rows: Held, ticket: Ticket, policy: Policy) -> list[Missing]:
    """What CLS-05 asks for and is not there yet, by the way of service. A ticket that another program
    finished has its papers there."""
    wanted = policy.closing(way_of(ticket))
    record = current(rows, ticket.number)
    done = closing.Done(
        record=record is not None,
        signature=record is not None and signature_of(rows, record.number, record.last_version) is not None,
        approval=record is not None and record.approved_version == record.last_version,
        forms=frozenset(
            each.form for each in rows.all(Paper, ticket=ticket.number, is_current=True) if each.in_at
        ),
        tools_out=tuple(each.number for each in rows.all(Tool, ticket=ticket.number)),
        verify=ticket.verified_at is not None,
        survey=ticket.surveyed_at is not None,
    )
    demands = [each for each in wanted.demands if not (ticket.finished_elsewhere and each in _OF_PAPER)]
    return closing.missing(demands, wanted.forms, done)


_OF_PAPER = (closing.RECORD, closing.SIGNATURE, closing.APPROVAL, closing.FORMS)


def visit_over(outcome: Outcome, ticket: Ticket) -> None:
    """The ticket is served anew: its records and papers stay as they are, the next visit has its own."""
    for record in outcome.all(ServiceRecord, ticket=ticket.number, is_current=True):
        outcome.put(record.but(is_current=False))
    for paper in outcome.all(Paper, ticket=ticket.number, is_current=True):
        outcome.put(paper.but(is_current=False))


def content(rows: Rows, record: ServiceRecord) -> str:
    """The hash of all that its last version says: who approves it approves this (VIS-15)."""
    version = rows.one(RecordVersion, record.number, record.last_version)
    said = [_told(version)]
    kinds: tuple[type[RecordPart | DeclinedItem], ...] = (RecordPart, DeclinedItem)
    for kind in kinds:
        lines = rows.all(kind, record=record.number, version=record.last_version)
        said += [_told(each) for each in sorted(lines, key=lambda each: each.line)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


_ADDED = frozenset({"model", "serial"})
"""Columns that a version from before them has empty: what was asked for of it then says nothing of them."""


def _told(row: Row) -> list[tuple[str, str]]:
    said = row.__dict__.items()
    return sorted((name, str(value)) for name, value in said if value is not None or name not in _ADDED)
