"""A ticket's events: who did what, when, chained so that a change is found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, NamedTuple, TypedDict

from sqlalchemy import ColumnElement, exists, func, select

from db import kinds
from db.kinds import Called
from db.log.body import opened_args
from db.rules.record import unpriced
from db.subjects.subject import family_of, name_of
from db.subjects.ticket import TICKET
from db.tables.event import EVENT, LINK, PRIVATE
from db.tables.staff import Staff
from db.tables.ticket import Ticket
from db.verbs.record_lines import PricedLines
from db.verbs.verb import declaration, kinds_of
from db.views import columns as column
from db.views.lookup import masked_as, subject_meant
from db.views.merged import is_told, merged_tickets
from db.views.view import View, ViewContext


class MovedDeadlines(TypedDict):
    """Which running deadlines an event moved, and because of what."""

    milestones: Annotated[list[column.Milestone], Called("Milestones")]
    because: Annotated[str, kinds.Code("because"), Called("Why")]


class EventNotes(TypedDict):
    """What is told among the fields of an event."""

    merged_from: column.MergedFrom
    of: column.Ticket
    moved: Annotated[MovedDeadlines, Called("Deadlines moved")]


class EventRow(NamedTuple):
    """One event; `seq` is its number in the whole log, `place` in the ticket's chain. `args` are the fields
    as they were given, `was` those that it changed as they were before, where the event says so.

    `moved` says which running deadlines it moved and because of what, where nobody gave a reason (SLA-13).
    `of` is the ticket that came to this one by the event, a merge; `told` are the notes and calls of it,
    which keep the hashes of its own chain, each with the number `of` which it is (INT-09)."""

    seq: column.Seq
    at: column.At
    actor: column.Actor
    verb: column.VerbName
    args: Annotated[dict[str, Any], kinds.Given(without="ticket", notes=EventNotes), Called("Fields")]
    hash: column.Hash
    previous: column.Previous
    actor_name: column.ActorName
    place: Annotated[int, Called("Place")]
    was: Annotated[dict[str, Any] | None, kinds.Given(), Called("Before")] = None
    moved: Annotated[dict[str, Any] | None, kinds.Rows(MovedDeadlines), Called("Deadlines moved")] = None
    of: Annotated[column.Ticket | None, Called("Ticket")] = None
    told: Annotated[tuple[EventRow, ...], Called("Said of it")] = ()


class Events(View[list[EventRow]]):
    """Every event of a ticket in order; what was undone stays listed.

    A merge tells what was said of the ticket that it brought (INT-09). Of other things they are asked for as
    `tool:K-1`, `staff:T001`, or by the number of a task or request.
    """

    name = "events"
    label = "Events"
    brief = (
        "seq", "at", "actor", "actor_name", "verb", "args",
    )  # fmt: skip
    briefer = (
        "at", "actor_name", "verb", "args",
    )  # fmt: skip
    of_ticket = True
    key = ("seq",)
    positional: ClassVar[tuple[str, ...]] = ("number",)

    number: str

    def read(self, context: ViewContext) -> list[EventRow]:
        key = subject_meant(context, self.number)
        if family_of(key) != TICKET.family:
            return events_of(context, key)
        return with_merged(context, name_of(key))


def with_merged(context: ViewContext, number: str) -> list[EventRow]:
    """The chain of a ticket; each merge into it with what was said of the ticket that came."""
    own = events_of(context, f"ticket:{number}")
    if not any(row.verb == "merge" for row in own):
        return own
    standing = merged_tickets(context, number)
    return [_merge(context, row, number, row.seq in standing) for row in own]


def _merge(context: ViewContext, row: EventRow, number: str, stands: bool) -> EventRow:
    if row.verb != "merge" or row.args.get("into") != number:
        return row
    gone = str(row.args["ticket"])
    return row._replace(of=gone, told=tuple(told_of(context, gone)) if stands else ())


def told_of(context: ViewContext, number: str) -> Iterator[EventRow]:
    """What was said of a merged ticket, and of those that were merged into it before."""
    for row in with_merged(context, number):
        yield from row.told
        if is_told(row.verb, row.args):
            yield row._replace(of=number, told=())


def flattened(events: Iterable[EventRow]) -> list[EventRow]:
    """The events with those that they tell, in the order in which all of them happened."""
    return sorted((each for row in events for each in (row, *row.told)), key=lambda row: row.seq)


def events_of(context: ViewContext, subject: str, most: int | None = None) -> list[EventRow]:
    """The chain of one subject, or the last of it; of another thing than a ticket without what was about a
    ticket that lies outside one's reach (PPL-03)."""
    staff = Staff.table.c
    joined = LINK.join(EVENT, EVENT.c.seq == LINK.c.event)
    statement = (
        select(EVENT, LINK.c.hash, LINK.c.previous, staff.label)
        .add_columns(LINK.c.seq.label("place"))
        .select_from(joined.outerjoin(Staff.table, staff.no == EVENT.c.actor))
        .where(LINK.c.subject == subject)
        .order_by(LINK.c.seq.desc())
        .limit(most)
    )
    if family_of(subject) != TICKET.family and not context.scope.is_all:
        statement = statement.where(~_beyond_reach(context))
    records = context.connection.execute(statement).mappings().all()[::-1]
    texts = _private_texts(context, subject, records[0]["place"]) if records else {}
    return [_row(context, record, texts.get(record["seq"], {})) for record in records]


def _beyond_reach(context: ViewContext) -> ColumnElement[bool]:
    """That an event was about a ticket that the one who looks does not see."""
    other, begin = LINK.alias("also_about"), f"{TICKET.family}:"
    # Taken apart on this side, so that the ticket is found by its number.
    number = func.substr(other.c.subject, len(begin) + 1)
    seen = select(1).select_from(Ticket.table).where(Ticket.table.c.number == number, context.scope.tickets())
    about = select(1).select_from(other).where(other.c.event == EVENT.c.seq, ~exists(seen))
    return exists(about.where(other.c.subject.startswith(begin)))


def _row(context: ViewContext, record: Any, texts: Mapping[str, str]) -> EventRow:
    body = json.loads(record["body"])
    return EventRow(
        record["seq"],
        record["at"],
        record["actor"],
        record["verb"],
        masked(context, record["verb"], opened_args(body["args"], texts)),
        record["hash"],
        record["previous"],
        record["label"] or "",
        record["place"],
        body["answer"].get("was"),
        body["answer"].get("moved"),
    )


def _private_texts(context: ViewContext, subject: str, first: int) -> dict[int, dict[str, str]]:
    statement = (
        select(PRIVATE.c.event, PRIVATE.c.hash, PRIVATE.c.text)
        .join(LINK, LINK.c.event == PRIVATE.c.event)
        .where(LINK.c.subject == subject, LINK.c.seq >= first)
    )
    texts: dict[int, dict[str, str]] = {}
    for record in context.connection.execute(statement):
        texts.setdefault(record.event, {})[record.hash] = record.text
    return texts


def masked(context: ViewContext, verb: str, args: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an event as the one who looks may see them: no money without that right (PPL-03); phones
    in texts are hidden with the whole answer (CUS-03)."""
    sees_money = context.sees("money")
    if context.mask.is_open and sees_money:
        return dict(args)
    declared = declaration(verb)
    known = kinds_of(declared) if declared is not None else {}
    shown = {
        name: value for name, value in args.items()
        if sees_money or not isinstance(known.get(name), kinds.Fen)
    }  # fmt: skip
    if not sees_money:
        priced = (name for name in shown if isinstance(known.get(name), PricedLines))
        shown |= {name: unpriced(str(shown[name] or "")) for name in priced}
    return {
        name: masked_as(context.mask, known.get(name), value) if isinstance(value, str) else value
        for name, value in shown.items()
    }
