"""The service record of a visit, written once and amended version by version (VIS-02, VIS-14, FRM-01)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, PrivateAttr

from db import kinds
from db.errors import BadField, Conflict, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.rules import numbering
from db.rules.record import BOUGHT, GUARANTEE, declined, ordinals, parts
from db.rules.sentence import msgid
from db.tables.event import NumberCounter
from db.tables.notice import Notice
from db.tables.record import (
    Consent,
    DeclinedItem,
    RecordPart,
    RecordSignature,
    RecordVersion,
    ServiceRecord,
)
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.task import Request, Task
from db.tables.ticket import Assignment, Ticket
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.copies import who_reads
from db.verbs.fields import (
    Day,
    Fen,
    Instant,
    Label,
    OptionalCode,
    OptionalName,
    OptionalWords,
    Private,
    Serial,
)
from db.verbs.moving import moved
from db.verbs.papers import forms_named, settle_papers
from db.verbs.record_lines import LISTS, PricedLines, lines, put_lines
from db.verbs.records import (
    RECORDS,
    How,
    check_looked_at,
    current,
    last_assignment,
    meant,
    papers_in,
    signed,
    version_of,
    visit_to_record,
)
from db.verbs.register import sort_number
from db.verbs.requesting import drop_requests_of
from db.verbs.ticket_verb import TicketVerb, touch
from db.verbs.verb import Reads
from db.verbs.who import SERVICE
from db.verbs.windows import warn

COUNTER = "record"
"""The kind of form that stands before the prefix in the counter's name (FRM-01)."""
APPROVAL = "approve_record"
SHORT_TRIAL = msgid("A trial run lasts at least {minutes} minutes; this one lasted {lasted}.")
OVER = msgid("The work ends before it begins.")


_GUARANTEE = lines(lambda text: parts(text, GUARANTEE))
_BOUGHT = lines(lambda text: parts(text, BOUGHT))
_DECLINED = lines(declined)
_ORDINALS = lines(ordinals)
LINES = kinds.Text(long=True)
Count = Annotated[int, Field(ge=0, le=100_000_000)]


class Record(TicketVerb):
    """Write the service record of a visit; of one that is there already a new version.

    Each visit has one record, with the serving department's number. What is not given stays as the version
    before has it. A version that was signed, or that somebody else wrote, is amended with a reason; its
    signature stays with it, and the new one needs its own. `version` is the one that was looked at, 0 where
    there was none: if somebody wrote another meanwhile, nothing is changed. Extra work has to have been
    agreed before (consent), a declined safety item is signed for, and nobody signs before the work is
    finished.
    """

    name = "record"
    word = "write the service record"
    group = groups.VISIT
    example: ClassVar[dict[str, Any]] = {"work": "x"}
    form = (
        "work", "operated", "signed", "signed_by", "forms", "sign_text", "cause", "result", "test_result",
        "trial_minutes", "readings", "guarantee_parts", "bought_parts", "old_parts",
        "attitude", "damage", "hygiene", "satisfaction", "opinion", "suggestion", "promise",
        "model", "serial", "running_hours", "mileage_km", "under_guarantee", "opened_before", "photos",
    )  # fmt: skip
    sentence = ("work",)
    tells = ("cause", "work", "reason")
    default_roles = SERVICE
    rule = "VIS-02"
    undoable = True
    answers = {
        "record": Tells(kinds.RecordNo(), "Record {value}.", "{value}"),
        "amends": Tells(kinds.Number(), "It amends version {value}."),
        "forms_in": Tells(kinds.Listed("paper"), "In: {value}."),
    }
    reads: ClassVar[Reads] = {"ticket": (*RECORDS, RecordPart, DeclinedItem, Consent, Assignment, Task)}
    looks_at = (NumberCounter, Staff, Request, Notice)

    record: Annotated[OptionalCode, Called("Record")] = ""
    another: Annotated[bool, Called("Another visit")] = False
    version: Annotated[Count | None, kinds.Number(), Called("Version looked at")] = None
    reason: Annotated[OptionalWords, Called("Reason")] = ""
    cause: Annotated[OptionalWords, Called("Cause of the fault")] = ""
    work: Annotated[OptionalWords, Called("Work done")] = ""
    result: Annotated[
        Literal["done", "not_done"], kinds.Code("record_result"), Called("Outcome of the work")
    ] = "done"
    test_result: Annotated[OptionalWords, Called("Test result")] = ""
    trial_minutes: Annotated[Count | None, kinds.Minutes(), Called("Trial run (minutes)")] = None
    readings: Annotated[OptionalWords, Called("Readings")] = ""
    guarantee_parts: Annotated[str, *_GUARANTEE, LINES, Called("Three-guarantee parts")] = ""
    bought_parts: Annotated[str, *_BOUGHT, PricedLines(long=True), Called("Customer-bought parts")] = ""
    old_parts: Annotated[OptionalWords, Called("Old parts brought back")] = ""
    extra_done: Annotated[str, *_ORDINALS, kinds.TEXT, Called("Extra work done")] = ""
    recommended: Annotated[OptionalWords, Called("Recommended work")] = ""
    declined: Annotated[str, *_DECLINED, Private(), LINES, Called("Safety declined, by whom")] = ""
    operated: Annotated[bool | None, Called("Customer operated it")] = None
    attitude: Annotated[
        Literal["poor", "fair", "satisfied", "good", "very_good"] | None, kinds.Code("attitude_box"),
        Called("Attitude on site"),
    ] = None  # fmt: skip
    damage: Annotated[Literal["yes", "no", "severe"] | None, kinds.Code("damage_box"), Called("Damage")] = (
        None
    )
    damage_note: Annotated[OptionalWords, Called("What was damaged")] = ""
    hygiene: Annotated[
        Literal["good", "not_good"] | None, kinds.Code("hygiene_box"), Called("Hygiene on site")
    ] = None
    satisfaction: Annotated[
        Literal["satisfied", "dissatisfied", "very_dissatisfied"] | None, kinds.Code("satisfaction_box"),
        Called("Satisfaction on site"),
    ] = None  # fmt: skip
    opinion: Annotated[OptionalWords, Called("Customer's opinion")] = ""
    suggestion: Annotated[OptionalWords, Called("Customer's suggestion")] = ""
    promise: Annotated[OptionalWords, Called("Promised by the company")] = ""
    fee_fen: Annotated[Fen | None, kinds.Fen(), Called("Charged (fen)", "charged: {value}")] = None
    fee_note: Annotated[OptionalWords, Called("What was charged")] = ""
    model: Annotated[Label, Called("Model")] = ""
    serial: Annotated[Serial, Called("Serial no.")] = ""
    running_hours: Annotated[Count | None, kinds.Number(), Called("Running hours")] = None
    mileage_km: Annotated[Count | None, kinds.Number(), Called("Mileage (km)")] = None
    usage: Annotated[OptionalWords, Called("How it was used")] = ""
    circumstances: Annotated[OptionalWords, Called("Before and after fault")] = ""
    under_guarantee: Annotated[bool | None, Called("Within the guarantee")] = None
    opened_before: Annotated[bool | None, Called("Opened before")] = None
    photos: Annotated[OptionalWords, Called("Photos")] = ""
    responsibility: Annotated[OptionalCode, kinds.Listed("cause_category"), Called("Responsible")] = ""
    compensation: Annotated[OptionalWords, Called("Replaced, compensated")] = ""
    service_type: Annotated[
        Literal["panel", "sofa", "care", "extra", "other"] | None, kinds.Code("service_type"),
        Called("Type of service"),
    ] = None  # fmt: skip
    delivered_on: Annotated[Day | None, Called("Delivered on")] = None
    begun_at: Annotated[Instant | None, Called("Work begun at")] = None
    ended_at: Annotated[Instant | None, Called("Work ended at")] = None
    signed: Annotated[How | None, kinds.Code("signed_how"), Called("Signature")] = None
    signed_by: Annotated[OptionalName, Called("Signed by")] = ""
    signed_at: Annotated[Instant | None, Called("Signed at")] = None
    sign_text: Annotated[OptionalWords, Called("Why it is not signed")] = ""
    forms: Annotated[str, kinds.Papers(), Called("Papers that are in")] = ""

    _counter: str = PrivateAttr(default="")

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        return ("record", "record away", "record again")

    def resolve(self, read: Reader, context: Context) -> Self:
        """Look whose number it will have: that department's counter is held with the ticket."""
        copy = super().resolve(read, context).resolved()
        found = Facts(copy._of_ticket(read))
        is_new = not copy.record and copy._amended(found) is None
        copy._counter = copy._prefix(found, context) if is_new else ""
        return copy

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield from super().subjects(read, context)
        if self._counter:
            yield f"counter:{self._counter}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        found = Facts(self._of_ticket(read))
        yield from (*found.rows(Staff), *(who_reads(read) if self.forms else ()))
        yield from read.rows(NumberCounter, prefix=self._prefix(found, context))
        yield from read.rows(Request, about=f"ticket:{self.number}", state="open", verb=APPROVAL)

    def _of_ticket(self, read: Reader) -> Iterable[Row]:
        """What says whose number the record has: the ticket, who was sent last, the records there are."""
        yield from read.rows(Ticket, number=self.number)
        yield from read.rows(ServiceRecord, ticket=self.number)
        held = read.rows(Assignment, ticket=self.number)
        yield from held
        last = last_assignment(Facts(held), self.number)
        if last is not None:
            yield from read.rows(Staff, no=last.technician)

    def _prefix(self, facts: Facts, context: Context) -> str:
        """The counter of the serving department: whose technician it was, else who is responsible."""
        day = context.local(context.now).date()
        return numbering.counter_key(COUNTER, self._serving(facts, context), day)

    def _serving(self, facts: Facts, context: Context) -> str:
        last = last_assignment(facts, self.number)
        person = facts.get(Staff, last.technician) if last is not None else None
        if person is not None:
            return person.department
        ticket = facts.one(Ticket, self.number)
        policy = context.policy_named(ticket.policy)
        return ticket.responsible or (
            ticket.department if policy.route_of(ticket.category or "").code == "undecided"
            else policy.responsible_for(ticket.category)
        )  # fmt: skip

    def _amended(self, facts: Facts) -> ServiceRecord | None:
        """The record of which this is a new version; None where it is a new one."""
        if self.record:
            return meant(facts, self.number, self.record)
        return None if self.another else current(facts, self.number)

    # -- deciding ---------------------------------------------------------------------------------------

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        if self.record:
            moved(ticket, "record again", "record")
        before = self._amended(facts)
        check_looked_at(facts, self.number, before, self.version, context)
        if before is None:
            record, written = self._made(outcome, ticket, context)
        else:
            record, written = self._again(outcome, ticket, before, context)
        written = self._written(written, ticket, facts, context)
        self._check(written, ticket, facts, context)
        outcome.put(written)
        record = outcome.put(record.but(last_version=written.version))
        put_lines(outcome, record, before, self._lines())
        drop_requests_of(outcome, ticket.subject(), APPROVAL, context)
        outcome.answer.update(record=record.number, record_version=written.version)
        if before is not None:
            outcome.answer["amends"] = before.last_version
        if self.signed is not None:
            at = self.signed_at or context.now
            signed(outcome, ticket, record, self.signed, self.signed_by, self.sign_text, at, context)
        elif self.signed_by or self.signed_at or self.sign_text:
            raise BadField("signed", "Say whether it was signed, refused or nobody was there.")
        if self.forms:
            wanted = forms_named(self.forms, ticket, context)
            moved(ticket, "take_forms", "record")
            outcome.answer["forms_in"] = papers_in(outcome, ticket, wanted, context.now, "", context)
        self._warn_of_trial(outcome, written, context)
        settle_papers(outcome, ticket, context)
        return touch(outcome, ticket, context)

    def _made(
        self, outcome: Outcome, ticket: Ticket, context: Context
    ) -> tuple[ServiceRecord, RecordVersion]:
        """A new record with the next number of the serving department."""
        last = visit_to_record(outcome, ticket)
        if not self.work:
            raise BadField("work", "{field} is missing.")
        prefix = self._prefix(outcome.facts, context)
        if prefix != self._counter:
            raise Conflict("FRM-01", "Somebody else was sent to {number} meanwhile.",
                           "Look at it again and repeat.", number=ticket.number)  # fmt: skip
        running = self._next(outcome, prefix)
        bare = prefix.partition(":")[2]
        visits = [each.visit for each in outcome.all(ServiceRecord, ticket=ticket.number)]
        for each in outcome.all(ServiceRecord, ticket=ticket.number, is_current=True):
            outcome.put(each.but(is_current=False))
        record = ServiceRecord.new(
            number=numbering.join(bare, running),
            ticket=ticket.number,
            department=self._serving(outcome.facts, context),
            running=running,
            sort_number=sort_number(bare, running),
            visit=max(visits, default=0) + 1,
            assignment=last.id if last else None,
            technician=last.technician if last else None,
            made_at=context.now,
            made_by=context.actor.no,
        )
        begun = (last.arrived_at or last.begun_at) if last else ticket.arrived_at
        first = RecordVersion.new(
            record=record.number, version=1, ticket=ticket.number, at=context.now, actor=context.actor.no,
            begun_at=begun, ended_at=ticket.finished_at, model=ticket.model, serial=ticket.serial,
        )  # fmt: skip
        return record, first

    def _next(self, outcome: Outcome, prefix: str) -> int:
        """Draw the next running number (FRM-01)."""
        counter = outcome.get(NumberCounter, prefix)
        running = (counter.last if counter else 0) + 1
        outcome.put(NumberCounter.new(prefix=prefix, last=running))
        return running

    def _again(
        self, outcome: Outcome, ticket: Ticket, record: ServiceRecord, context: Context
    ) -> tuple[ServiceRecord, RecordVersion]:
        """The next version of a record that is there."""
        moved(ticket, "record again", "record")
        last = version_of(outcome.facts, record)
        is_signed = bool(outcome.all(RecordSignature, record=record.number, version=last.version))
        if is_signed and not self.reason:
            raise BadField("reason", "{record} is signed: a new version needs a reason.",
                           record=record.number)  # fmt: skip
        if last.actor != context.actor.no and not self.reason:
            raise BadField("reason", "{staff} wrote {record} already: a new version needs a reason.",
                           record=record.number, staff=last.actor)  # fmt: skip
        ended = last.ended_at or (ticket.finished_at if record.is_current else None)
        return record, last.but(
            version=last.version + 1, at=context.now, actor=context.actor.no, reason="", ended_at=ended
        )

    def _written(
        self, written: RecordVersion, ticket: Ticket, facts: Facts, context: Context
    ) -> RecordVersion:
        """The version with what was given; what was not stays."""
        given = {name: getattr(self, name) for name in _COPIED if name in self.model_fields_set}
        if "responsibility" in given:
            given["responsibility"] = self._category(context)
        if "extra_done" in self.model_fields_set:
            given["extra_done"] = ",".join(map(str, self._agreed(facts, ticket)))
        return written.but(reason=self.reason, **given)

    def _category(self, context: Context) -> str | None:
        if not self.responsibility:
            return None
        found = context.policy.cause_category(self.responsibility)
        if found is None:
            raise BadField("responsibility", "“{code}” is not one of {codes}.", code=self.responsibility,
                           codes=", ".join(context.policy.reasons.category))  # fmt: skip
        return found.code

    def _agreed(self, facts: Facts, ticket: Ticket) -> tuple[int, ...]:
        """The extra work that was done: each was agreed before (VIS-04)."""
        wanted = ordinals(self.extra_done)
        for ordinal in wanted:
            asked = facts.get(Consent, ticket.number, ordinal)
            if asked is None or not asked.agreed:
                raise Refusal(
                    "VIS-04", "The customer did not agree to extra work no. {ordinal} of {number}.",
                    "Consent is recorded before the work is done: consent.", number=ticket.number,
                    ordinal=ordinal,
                )  # fmt: skip
        return wanted

    def _check(self, written: RecordVersion, ticket: Ticket, facts: Facts, context: Context) -> None:
        if not written.work:
            raise BadField("work", "{field} is missing.")
        for name in ("begun_at", "ended_at"):
            at = getattr(written, name)
            if at is not None and at > context.now:
                raise BadField(name, "A step cannot lie in the future.")
        if written.begun_at and written.ended_at and written.ended_at < written.begun_at:
            raise BadField("ended_at", OVER)
        if written.damage == "no" and written.damage_note:
            raise BadField("damage_note", "Something was damaged, or nothing was.")

    def _lines(self) -> dict[str, str]:
        """The lists of lines that were given."""
        return {name: getattr(self, name) for name in LISTS if name in self.model_fields_set}

    def _warn_of_trial(self, outcome: Outcome, written: RecordVersion, context: Context) -> None:
        """A trial run lasts 20 to 30 minutes (VIS-02)."""
        least, lasted = context.policy.setting("trial_run_minutes"), written.trial_minutes
        if lasted is not None and lasted < least:
            warn(outcome, "VIS-02", SHORT_TRIAL, minutes=least, lasted=lasted)


_COPIED = tuple(
    name for name in RecordVersion.model_fields
    if name in Record.model_fields and name not in ("record", "version", "reason", "extra_done")
)  # fmt: skip
"""The fields that a version has as they are given."""
