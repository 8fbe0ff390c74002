"""The register of calls and letters: what comes and goes, what is to come, what waits (INT-13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.subjects.letter import LETTER
from db.tables.customer import Customer
from db.tables.letter import Letter
from db.tables.row import Row
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import (
    Instant,
    Label,
    Letters,
    Name,
    OptionalCode,
    OptionalPhone,
    OptionalWords,
    Words,
    YesNo,
)
from db.verbs.moving import moved
from db.verbs.service import Channel
from db.verbs.verb import Reads, Verb
from db.verbs.who import CONCERNED, FIELD

WRITING = CONCERNED - FIELD
"""Who keeps the register."""
Who = Annotated[Name, Called("From or to")]
Content = Annotated[Words, Called("Content")]
Filed = Annotated[Label, Called("Filed at")]
OurTicket = Annotated[OptionalCode, kinds.TicketNo(), Called("Ticket")]
OurCustomer = Annotated[OptionalCode, kinds.CustomerNo(), Called("Customer")]
TheirReference = Annotated[Label, Called("Their number")]


class _Entering(Verb):
    """What enters a call or a letter into the register. Whose branch's it is follows from its ticket or its
    customer, else from whoever enters it."""

    makes: ClassVar[str] = LETTER.family
    group = groups.FILES
    default_roles = WRITING
    rule = "INT-13"
    undoable = True
    looks_at: ClassVar[tuple[type[Row], ...]] = (Letter, Ticket, Customer)
    answers: ClassVar[Mapping[str, Tells]] = {
        "letter": Tells(kinds.LetterNo(), "In the register as {value}.", "{value}")
    }

    who: Who
    content: Content
    ticket: OurTicket = ""
    customer: OurCustomer = ""
    phone: OptionalPhone = ""
    reference: TheirReference = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield f"letter:{self._id(context)}"
        yield from (f"ticket:{each.number}" for each in self._tickets(read))
        if self.customer:
            yield f"customer:{self.customer}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from self._tickets(read)
        if self.customer:
            yield from read.rows(Customer, id=self.customer)

    def _tickets(self, read: Reader) -> list[Ticket]:
        """The ticket that it is about."""
        return read.rows(Ticket, number=self.ticket) if self.ticket else []

    def _id(self, context: Context) -> str:
        return f"LT{context.seq}"

    def _entered(
        self, outcome: Outcome, context: Context, direction: str, at: datetime, **columns: Any
    ) -> Outcome:
        """Enter it."""
        tickets, customers = outcome.all(Ticket), outcome.all(Customer)
        branches = (*(each.branch for each in tickets), *(each.branch for each in customers))
        branch = next(iter(branches), context.actor.branch)
        owner = self.customer or next((each.customer for each in tickets if each.customer), None)
        letter = outcome.put(
            Letter.new(
                id=self._id(context),
                direction=direction,
                branch=branch,
                at=at,
                entered_at=context.now,
                registered_by=context.actor.no,
                who=self.who,
                phone=self.phone,
                reference=self.reference,
                customer=owner or None,
                ticket=self.ticket or None,
                content=self.content,
                **columns,
            )
        )
        return _told(outcome, letter, context)


class AnnounceLetter(_Entering):
    """Note a letter that is to come: it was announced by phone, or its ticket was registered before it.

    It stays on the list of letters to come until `receive_letter` names it, or it is dropped with a reason.
    """

    name = "announce_letter"
    word = "note a letter to come"
    example = {"who": "x", "content": "x"}
    sentence = ("who", "content")

    channel: Channel = "letter"
    expected_at: Annotated[Instant | None, kinds.Instant(ahead=True), Called("Expected until")] = None

    def decide(self, facts: Facts, context: Context) -> Outcome:
        return self._entered(
            Outcome(facts), context, "in", context.now, channel=self.channel, state="to_come",
            due_at=self.expected_at,
        )  # fmt: skip


class ReceiveLetter(_Entering):
    """Register a call or a letter that came in; one that was announced is named by its number.

    It waits for an answer unless it needs none; `unclear` says what has to be found out before.
    """

    name = "receive_letter"
    word = "register a call or letter"
    example = {"who": "x", "content": "x"}
    sentence = ("who", "content")

    channel: Channel = "letter"
    happened_at: Annotated[Instant | None, Called("Received at")] = None
    letter: Annotated[OptionalCode, kinds.LetterNo(), Called("Announced as")] = ""
    answer_by: Annotated[Instant | None, kinds.Instant(ahead=True), Called("To be answered by")] = None
    unclear: Annotated[OptionalWords, Called("To be cleared up")] = ""
    no_answer: Annotated[YesNo, Called("Needs no answer")] = False

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        return ("receive_letter", "receive_letter unclear", "receive_letter noted")

    def _id(self, context: Context) -> str:
        return self.letter or super()._id(context)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.letter:
            yield from read.rows(Letter, id=self.letter)

    def _tickets(self, read: Reader) -> list[Ticket]:
        return super()._tickets(read) or about(read, self.letter)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        at = happened(self.happened_at, context)
        if self.unclear and self.no_answer:
            raise BadField("no_answer", "What is unclear has to be answered.")
        state = "unclear" if self.unclear else "noted" if self.no_answer else "open"
        said = {"channel": self.channel, "unclear": self.unclear, "due_at": self.answer_by}
        outcome = Outcome(facts)
        announced = facts.get(Letter, self.letter) if self.letter else None
        if announced is None:
            return self._entered(outcome, context, "in", at, state=state, **said)
        move = "receive_letter" if state == "open" else f"receive_letter {state}"
        letter = outcome.put(
            announced.but(
                state=moved(announced, move, "receive_letter"),
                at=at,
                who=self.who,
                content=self.content,
                phone=self.phone or announced.phone,
                reference=self.reference or announced.reference,
                ticket=self.ticket or announced.ticket,
                customer=self.customer or announced.customer,
                **said,
            )
        )
        return _told(outcome, letter, context)


class SendLetter(_Entering):
    """Register a call or a letter that went out, and where its copy is filed."""

    name = "send_letter"
    word = "register what was sent"
    example = {"who": "x", "content": "x"}
    sentence = ("who", "content")

    channel: Channel = "letter"
    happened_at: Annotated[Instant | None, Called("Sent at")] = None
    filed: Filed = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        at = happened(self.happened_at, context)
        return self._entered(
            Outcome(facts), context, "out", at, channel=self.channel, state="sent", filed=self.filed
        )


class _OnLetter(Verb):
    """A verb about a call or a letter in the register."""

    group = groups.FILES
    default_roles = WRITING
    rule = "INT-13"
    undoable = True
    about: ClassVar[str] = "letter"
    reads: ClassVar[Reads] = {"letter": ()}

    looks_at: ClassVar[tuple[type[Row], ...]] = (Ticket,)

    letter: Letters

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        # Its ticket tells it too.
        yield from super().subjects(read, context)
        yield from (f"ticket:{each.number}" for each in about(read, self.one))

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from about(read, self.one)


class AnswerLetter(_OnLetter):
    """Answer a call or a letter: what was answered, when, and where the reply is filed."""

    name = "answer_letter"
    word = "answer a call or letter"
    example = {"letter": "LT999", "text": "x"}
    sentence = ("text",)

    text: Annotated[Words, Called("Answer", context="letter")]
    channel: Channel = "phone"
    happened_at: Annotated[Instant | None, Called("Answered at", context="letter")] = None
    filed: Filed = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        letter = facts.one(Letter, self.one)
        state = moved(letter, "answer_letter", "answer_letter")
        at = happened(self.happened_at, context)
        if at < letter.at:
            raise Refusal(
                "INT-13", "{number} came at {at} only.", "Give a later time.", number=letter.id, at=letter.at
            )
        outcome = Outcome(facts)
        after = letter.but(
            state=state, answered_by=context.actor.no, answered_at=at, answer_channel=self.channel,
            answer=self.text, filed=self.filed,
        )  # fmt: skip
        return _told(outcome, outcome.put(after), context)


class DropLetter(_OnLetter):
    """Take a call or a letter off the list without an answer, with the reason."""

    name = "drop_letter"
    word = "drop a call or letter"
    example = {"letter": "LT999", "reason": "x"}
    sentence = ("reason",)

    reason: Annotated[Words, Called("Reason")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        letter = facts.one(Letter, self.one)
        outcome = Outcome(facts)
        state = moved(letter, "drop_letter", "drop_letter")
        return _told(outcome, outcome.put(letter.but(state=state, reason=self.reason)), context)


def about(read: Reader, letter: str) -> list[Ticket]:
    """The ticket of a letter that is in the register already."""
    numbers = tuple(each.ticket for each in read.rows(Letter, id=letter) if each.ticket) if letter else ()
    return read.rows(Ticket, number=numbers) if numbers else []


def happened(at: datetime | None, context: Context) -> datetime:
    """When it was: it may be entered later, never before (INT-11)."""
    if at is not None and at > context.now:
        raise BadField("happened_at", "A call or a letter cannot lie in the future (INT-11).")
    return at or context.now


def _told(outcome: Outcome, letter: Letter, context: Context) -> Outcome:
    outcome.answer.update(
        letter=letter.id, letter_state=letter.state, due_at=context.local_text(letter.due_at)
    )
    return outcome
