"""What the customer says before and after the work: consent, signature; and the head's approval of the record
(VIS-04, VIS-06, VIS-15)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Self

from db import kinds
from db.errors import BadField, NotPermitted, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.tables.record import Consent, DeclinedItem, RecordPart, RecordVersion, ServiceRecord
from db.tables.row import Row
from db.tables.task import Request
from db.tables.ticket import Assignment, Ticket
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Fen, Instant, Name, OptionalCode, OptionalName, OptionalWords, Words
from db.verbs.moving import moved
from db.verbs.records import RECORDS, How, content, current, meant, signed
from db.verbs.ticket_verb import TicketVerb, touch
from db.verbs.verb import Reads
from db.verbs.who import HEADS, SERVICE

KINDS: tuple[type[Row], ...] = (ServiceRecord, RecordVersion, RecordPart, DeclinedItem, Assignment)
"""What says which record is asked about, and what it says."""


class Agree(TicketVerb):
    """Record that the customer agreed to extra work, or to be reached from afar, before it is done.

    One who did not agree is recorded as well: that work is not done. After the work nobody agrees any more.
    """

    name = "consent"
    word = "record a consent"
    group = groups.VISIT
    example: ClassVar[dict[str, Any]] = {"what": "x", "given_by": "王先生"}
    sentence = ("given_by", "what")
    default_roles = SERVICE
    rule = "VIS-04"
    undoable = True
    answers = {"consent": Tells(kinds.Number(), "Consent no. {value}.")}
    reads: ClassVar[Reads] = {"ticket": (Consent,)}

    what: Annotated[Words, Called("To be done besides")]
    given_by: Annotated[Name, Called("Agreed by")]
    agreed: Annotated[bool, Called("Agreed")] = True
    amount_fen: Annotated[Fen | None, kinds.Fen(), Called("Price in fen", "price: {value}")] = None
    happened_at: Annotated[Instant | None, Called("Happened at")] = None

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "consent", "consent")
        at = self.happened_at or context.now
        if at > context.now:
            raise BadField("happened_at", "A step cannot lie in the future.")
        if at < ticket.reported_at:
            raise BadField("happened_at", "A step cannot lie before the report.")
        ordinal = len(facts.all(Consent, ticket=ticket.number)) + 1
        outcome = Outcome(facts)
        outcome.put(
            Consent.new(
                ticket=ticket.number,
                ordinal=ordinal,
                what=self.what,
                agreed=self.agreed,
                given_by=self.given_by,
                amount_fen=self.amount_fen,
                at=at,
                actor=context.actor.no,
            )
        )
        outcome.answer["consent"] = ordinal
        return touch(outcome, ticket, context)


class Sign(TicketVerb):
    """Record that the customer signed the service record, refused to, or that nobody was there.

    Nobody signs before the work is finished. What is signed is the last version; a later one needs a
    signature of its own.
    """

    name = "sign"
    word = "record the signature"
    group = groups.FOLLOW_UP
    example: ClassVar[dict[str, Any]] = {"how": "absent"}
    sentence = ("how", "signed_by")
    tells = ("how", "text")
    default_roles = SERVICE
    rule = "VIS-06"
    undoable = True
    answers = {"record": Tells(kinds.RecordNo(), "Record {value}.", "{value}")}
    reads: ClassVar[Reads] = {"ticket": (*RECORDS, Assignment)}

    how: Annotated[How, kinds.Code("signed_how"), Called("Signature")]
    signed_by: Annotated[OptionalName, Called("Signed by")] = ""
    text: Annotated[OptionalWords, Called("Text")] = ""
    signed_at: Annotated[Instant | None, Called("Signed at")] = None
    record: Annotated[OptionalCode, Called("Record")] = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "sign", "sign")
        record = meant(facts, ticket.number, self.record)
        outcome = Outcome(facts)
        at = self.signed_at or context.now
        signed(outcome, ticket, record, self.how, self.signed_by, self.text, at, context)
        outcome.answer.update(record=record.number, record_version=record.last_version)
        return touch(outcome, ticket, context)


class ApproveRecord(TicketVerb):
    """Approve a service record as the head of the serving department; who wrote it asks for that.

    Approved is what stood there when it was asked for: a later version has to be asked for anew.
    """

    name = "approve_record"
    word = "approve the service record"
    group = groups.FOLLOW_UP
    example: ClassVar[dict[str, Any]] = {}
    default_roles = SERVICE
    rule = "VIS-15"
    undoable = True
    answers = {"record": Tells(kinds.RecordNo(), "Record {value}.", "{value}")}
    reads: ClassVar[Reads] = {"ticket": (*RECORDS, RecordPart, DeclinedItem, Assignment, Request)}
    looks_at = KINDS

    record: Annotated[OptionalCode, Called("Record")] = ""
    record_version: Annotated[int | None, kinds.Number(), Called("Version")] = None
    content: Annotated[str, kinds.TEXT, Called("Hash of what it says")] = ""

    def resolve(self, read: Reader, context: Context) -> Self:
        """Name the version that is asked for, and the hash of what it says."""
        copy = super().resolve(read, context)
        if copy.content:
            return copy
        rows = Facts(self._read(read, copy.number))
        if not self.record and current(rows, copy.number) is None:
            return copy  # which is refused when it is decided
        record = meant(rows, copy.number, self.record)
        named = {"record": record.number, "record_version": record.last_version,
                 "content": content(rows, record)}  # fmt: skip
        return copy.resolved(**named)

    def _read(self, read: Reader, number: str) -> Iterable[Row]:
        for kind in KINDS:
            yield from read.rows(kind, ticket=number)

    def told(self) -> dict[str, Any]:
        asked = {"record": self.record, "record_version": self.record_version, "content": self.content}
        return {**super().told(), **asked}

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "approve_record", "approve_record")
        record = meant(facts, ticket.number, self.record)
        if record.last_version != self.record_version or content(facts, record) != self.content:
            raise Refusal("VIS-15", "{record} was amended since: its present version is asked for anew.", "",
                          record=record.number)  # fmt: skip
        if record.approved_version == record.last_version:
            raise Refusal("VIS-15", "{record} is approved already.", "", record=record.number)
        self._check_asked(facts, ticket, record, context)
        outcome = Outcome(facts)
        outcome.put(record.but(approved_version=record.last_version, approved_at=context.now))
        outcome.answer.update(record=record.number, record_version=record.last_version)
        return touch(outcome, ticket, context)

    def _check_asked(self, facts: Facts, ticket: Ticket, record: ServiceRecord, context: Context) -> None:
        if context.granted:
            return
        waiting = facts.all(Request, about=ticket.subject(), verb=self.name, state="open")
        if waiting:
            raise Refusal("VIS-15", "{number} waits for a decision already: {request}.", "",
                          number=record.number, request=waiting[0].id)  # fmt: skip
        # Where the policy has nothing asked for, a head approves it; nobody what they wrote themselves.
        is_asked = bool(context.policy.approvals.steps(self.name))
        if not is_asked and not context.actor.roles & (HEADS | {"admin"}):
            raise NotPermitted("VIS-15", "The head of the department approves a record.", "Ask them.")
