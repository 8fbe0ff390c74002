"""Samples of closed tickets: drawn by chance, looked at, what was found put right by a date (PRC-01)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar, Self

from pydantic import Field

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.subjects.sample import SAMPLE
from db.tables.row import Row
from db.tables.sample import Sample, SampleTicket
from db.tables.staff import Staff
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Instant, OneTicket, OptionalNumber, OptionalPerson, OptionalWords, YesNo
from db.verbs.verb import Reads, Verb

LOOKING = frozenset({"quality", "manager", "general_manager"})
FINDING = "finding"
Months = Annotated[str, Field(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$"), kinds.TEXT]


class DrawSample(Verb):
    """Draw a sample of the tickets that were closed in a month, by chance.

    The month before is meant where none is said. The same seed draws the same tickets again, so that
    nobody need take the choice on trust.
    """

    name = "sample"
    word = "draw a sample"
    group = groups.WATCH
    example = {"seed": "7"}
    default_roles = LOOKING
    rule = "PRC-01"
    makes = SAMPLE.family
    looks_at: ClassVar[tuple[type[Row], ...]] = (Sample, SampleTicket, Ticket)
    answers = {"tickets": Tells(kinds.TicketNo(), "Drawn: {value}.", "drawn {value}", most=12)}

    month: Annotated[Months, Called("Month")] = ""
    size: Annotated[int | None, Field(ge=1, le=200), kinds.Number(), Called("How many")] = None
    seed: Annotated[OptionalNumber, Called("Seed")] = ""

    def resolve(self, read: Reader, context: Context) -> Self:
        this = context.local(context.now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        before = (this - timedelta(days=1)).replace(day=1)
        if self.month > f"{this:%Y-%m}":
            raise BadField("month", "This month lies ahead.")
        return super().resolve(read, context).resolved(month=self.month or f"{before:%Y-%m}")

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return ("samples",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        begin, end = self._span(context)
        yield from read.between(Ticket, "closed_at", begin, end, state="closed", branch=_branch(context))

    def decide(self, facts: Facts, context: Context) -> Outcome:
        tickets = [ticket.number for ticket in facts.all(Ticket)]
        if not tickets:
            raise Refusal(
                "PRC-01", "No ticket was closed in {month}.", "Name another month.", month=self.month
            )
        size = min(self.size or max(1, context.policy.setting("sample_size")), len(tickets))
        seed = self.seed or str(context.seq)
        outcome = Outcome(facts)
        sample = outcome.put(
            Sample.new(
                id=f"SM{context.seq}", branch=_branch(context), month=self.month, seed=seed, size=size,
                population=len(tickets), drawn_by=context.actor.no, drawn_at=context.now,
            )
        )  # fmt: skip
        drawn = chosen(tickets, size, seed)
        for number in drawn:
            outcome.put(SampleTicket.new(sample=sample.id, ticket=number))
        outcome.answer.update(sample=sample.id, tickets=drawn, population=len(tickets), seed=seed)
        return outcome

    def _span(self, context: Context) -> tuple[datetime, datetime]:
        """The month, in the branch's zone."""
        year, month = map(int, self.month.split("-"))
        begin = datetime(year, month, 1, tzinfo=context.zone)
        return begin.astimezone(UTC), datetime(
            year + month // 12, month % 12 + 1, 1, tzinfo=context.zone
        ).astimezone(UTC)


def chosen(tickets: Iterable[str], size: int, seed: str) -> list[str]:
    """So many of these, as a seed ranks them: the same on every machine and with every version."""
    ranked = sorted(tickets, key=lambda number: hashlib.sha256(f"{seed}/{number}".encode()).digest())
    return sorted(ranked[:size])


class CheckSample(Verb):
    """Say whether a ticket of a sample is in order; what is not is a task of somebody, with a date."""

    name = "check_sample"
    word = "look at a sampled ticket"
    group = groups.WATCH
    example = {"sample": "SM1", "ticket": "1", "conforms": True}
    sentence = ("sample", "text")
    default_roles = LOOKING
    rule = "PRC-01"
    reads: ClassVar[Reads] = {"ticket": (), "owner": ()}
    looks_at: ClassVar[tuple[type[Row], ...]] = (Sample, SampleTicket, Task, Staff)

    ticket: OneTicket
    sample: Annotated[OptionalNumber, Called("Sample")] = ""
    conforms: Annotated[YesNo, Called("In order")] = False
    text: Annotated[OptionalWords, Called("What was found")] = ""
    owner: Annotated[OptionalPerson, Called("To be put right by")] = ""
    until: Annotated[Instant | None, kinds.Instant(ahead=True), Called("Until")] = None

    def resolve(self, read: Reader, context: Context) -> Self:
        spelt = super().resolve(read, context)
        if not spelt.conforms and not (spelt.text and spelt.owner):
            raise BadField("text", "Say what was found, and who puts it right.")
        rows = read.rows(SampleTicket, ticket=spelt.ticket)
        wanted = spelt.sample.upper()
        found = [row.sample for row in rows if wanted in ("", row.sample)]
        if not found:
            raise Refusal("PRC-01", "{number} is in no such sample.", "See paigong show sample_tickets.",
                          number=spelt.ticket)  # fmt: skip
        return spelt.resolved(sample=max(found, key=lambda id: (len(id), id)))

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield SAMPLE.key(self.sample)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from SAMPLE.rows(read, self.sample, (SampleTicket,))

    def decide(self, facts: Facts, context: Context) -> Outcome:
        row = facts.one(SampleTicket, self.sample, self.ticket)
        if row.checked_at is not None:
            raise Refusal("PRC-01", "{number} was looked at already.", "", number=self.ticket)
        outcome = Outcome(facts)
        task: Task | None = None
        if not self.conforms:
            owner = facts.one(Staff, self.owner)
            if not owner.active:
                raise Refusal(
                    "PPL-01", "{staff} is no longer with us.", "Choose another one.", staff=owner.no
                )
            minutes = context.policy.setting("finding_minutes")
            due = self.until or context.now + timedelta(minutes=minutes)
            if due <= context.now:
                raise BadField("until", "This lies in the past.")
            listed = context.policy.tasks.task.get(FINDING)
            task = outcome.put(
                Task.new(
                    id=f"TK{context.seq}", kind=FINDING, about=SAMPLE.key(self.sample),
                    role=listed.role if listed is not None else "lead", staff=owner.no,
                    opened_at=context.now, due_at=due,
                )
            )  # fmt: skip
        outcome.put(
            row.but(
                conforms=self.conforms, checked_by=context.actor.no, checked_at=context.now, text=self.text,
                task=task.id if task is not None else None,
            )
        )  # fmt: skip
        outcome.answer.update(
            sample=self.sample, ticket=self.ticket, conforms=self.conforms, task=task.id if task else None
        )
        return outcome


def _branch(context: Context) -> str:
    return context.actor.branch or context.policy.organisation.default_branch
