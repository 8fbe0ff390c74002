"""A ticket's events: who did what, when, chained so that a change is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import select

from db.log.body import opened_args
from db.log.reading import EVENT, PRIVATE, SUBJECT_OF_EVENT
from db.tables.staff import Staff
from db.views.lookup import masked_as, private_kinds, ticket_meant
from db.views.view import View, ViewContext


class EventRow(NamedTuple):
    """One event; `seq` is its number in the whole log, `place` in the ticket's chain. `args` are the fields
    as they were given, `was` those that it changed as they were before, where the event says so."""

    seq: int
    at: datetime
    actor: str
    verb: str
    args: dict[str, Any]
    hash: str
    previous: str
    actor_name: str
    place: int
    was: dict[str, Any] | None = None


class Events(View[list[EventRow]]):
    """Every event of a ticket in order; what was undone stays listed."""

    name = "events"
    positional: ClassVar[tuple[str, ...]] = ("number",)

    number: str

    def read(self, context: ViewContext) -> list[EventRow]:
        return events_of(context, ticket_meant(context, self.number).subject())


def events_of(context: ViewContext, subject: str) -> list[EventRow]:
    """The chain of one subject."""
    staff = Staff.table.c
    joined = SUBJECT_OF_EVENT.join(EVENT, EVENT.c.seq == SUBJECT_OF_EVENT.c.event)
    statement = (
        select(EVENT, SUBJECT_OF_EVENT.c.hash, SUBJECT_OF_EVENT.c.previous, staff.label)
        .add_columns(SUBJECT_OF_EVENT.c.seq.label("place"))
        .select_from(joined.outerjoin(Staff.table, staff.no == EVENT.c.actor))
        .where(SUBJECT_OF_EVENT.c.subject == subject)
        .order_by(SUBJECT_OF_EVENT.c.seq)
    )
    records = context.connection.execute(statement).mappings().all()
    texts = _private_texts(context, subject)
    return [_row(context, record, texts.get(record["seq"], {})) for record in records]


def _row(context: ViewContext, record: Any, texts: Mapping[str, str]) -> EventRow:
    body = json.loads(record["body"])
    return EventRow(
        record["seq"],
        record["at"],
        record["actor"],
        record["verb"],
        masked(context, opened_args(body["args"], texts)),
        record["hash"],
        record["previous"],
        record["label"] or "",
        record["place"],
        body["answer"].get("was"),
    )


def _private_texts(context: ViewContext, subject: str) -> dict[int, dict[str, str]]:
    statement = (
        select(PRIVATE.c.event, PRIVATE.c.hash, PRIVATE.c.text)
        .join(SUBJECT_OF_EVENT, SUBJECT_OF_EVENT.c.event == PRIVATE.c.event)
        .where(SUBJECT_OF_EVENT.c.subject == subject)
    )
    texts: dict[int, dict[str, str]] = {}
    for record in context.connection.execute(statement):
        texts.setdefault(record.event, {})[record.hash] = record.text
    return texts


def masked(context: ViewContext, args: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an event as the one who looks may see them; phones in texts are hidden with the whole
    answer (CUS-03)."""
    if context.mask.is_open:
        return dict(args)
    kinds = private_kinds()
    return {
        name: masked_as(context.mask, kinds.get(name, ""), value) if isinstance(value, str) else value
        for name, value in args.items()
    }
