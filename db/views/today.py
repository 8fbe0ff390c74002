"""What somebody did since midnight: the way back to the ticket that was just in hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple

from sqlalchemy import select

from db import kinds
from db.kinds import Called
from db.log.body import opened_args
from db.subjects.subject import BESIDE, SUBJECTS, family_of
from db.tables.event import EVENT, LINK, PRIVATE
from db.tables.ticket import Ticket
from db.verbs.verb import declaration, spoken_fields
from db.views import columns as column
from db.views.events import masked
from db.views.listing import Opens
from db.views.view import Limit, View, ViewContext

T = Ticket.table.c


class TodayRow(NamedTuple):
    """One event of mine. `about` is a ticket's number, else what else it was about, without its family;
    `customer` is the ticket's. `text` is what was said with it, `args` all fields as they were given."""

    at: column.At
    verb: column.VerbName
    about: Annotated[str, Called("About")]
    text: Annotated[str, kinds.Said(), Called("Text")]
    seq: column.Seq
    customer: column.CustomerName
    state: column.State | None
    args: Annotated[dict[str, Any], kinds.Given(beside=("about", "text")), Called("Fields")]


class Today(View[list[TodayRow]]):
    """My own events of the day, the latest first."""

    name = "today"
    label = "What I did today"
    opens = Opens("ticket", "about")
    key = ("seq",)
    brief = (
        "at", "verb", "about", "customer", "text",
    )  # fmt: skip
    briefer = (
        "at", "verb", "about", "customer", "text", "state",
    )  # fmt: skip

    limit: Limit = 200

    @classmethod
    def subject_of(cls, row: Mapping[str, Any]) -> str:
        # Only of a ticket it is known what the event was about.
        return super().subject_of(row) if row.get("state") is not None else ""

    def read(self, context: ViewContext) -> list[TodayRow]:
        if context.person is None:
            return []
        midnight = context.now.astimezone(context.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        statement = (
            select(EVENT)
            .where(EVENT.c.actor == context.person.no, EVENT.c.at >= midnight, EVENT.c.at <= context.now)
            .order_by(EVENT.c.seq.desc())
            .limit(self.limit)
        )
        records = context.connection.execute(statement).mappings().all()
        seqs = [record["seq"] for record in records]
        about, texts = _about(context, seqs), _texts(context, seqs)
        tickets = _tickets(context, about.values())
        rows = []
        for record in records:
            seq = record["seq"]
            args = masked(
                context, record["verb"], opened_args(json.loads(record["body"])["args"], texts.get(seq, {}))
            )
            family, _, name = about.get(seq, "").partition(":")
            if family not in SUBJECTS:
                name = ""  # what the policy lists has a code that tells nobody anything
            customer, state = tickets.get(name, ("", None)) if family == "ticket" else ("", None)
            verb = declaration(record["verb"])
            words = spoken_fields(verb) if verb is not None else ()
            said = next((str(args[word]) for word in words if args.get(word)), "")
            rows.append(TodayRow(record["at"], record["verb"], name, said, seq, customer, state, args))
        return rows


def _about(context: ViewContext, seqs: list[int]) -> dict[int, str]:
    """The subject that each event is about first of all."""
    link = LINK.c
    found: dict[int, str] = {}
    statement = select(link.event, link.subject).where(link.event.in_(seqs)).order_by(link.subject)
    for seq, subject in context.connection.execute(statement) if seqs else ():
        if seq not in found or _place(subject) < _place(found[seq]):
            found[seq] = subject
    return found


def _place(subject: str) -> int:
    known = SUBJECTS.get(family_of(subject))
    return known.rank if known is not None else BESIDE


def _texts(context: ViewContext, seqs: list[int]) -> dict[int, dict[str, str]]:
    texts: dict[int, dict[str, str]] = {}
    statement = select(PRIVATE.c.event, PRIVATE.c.hash, PRIVATE.c.text).where(PRIVATE.c.event.in_(seqs))
    for seq, digest, text in context.connection.execute(statement) if seqs else ():
        texts.setdefault(seq, {})[digest] = text
    return texts


def _tickets(context: ViewContext, subjects: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """Customer and state of the tickets among them."""
    numbers = {subject.removeprefix("ticket:") for subject in subjects if subject.startswith("ticket:")}
    if not numbers:
        return {}
    statement = select(T.number, T.customer_label, T.state).where(
        T.number.in_(sorted(numbers)), context.scope.tickets()
    )
    return {number: (label, state) for number, label, state in context.connection.execute(statement)}
