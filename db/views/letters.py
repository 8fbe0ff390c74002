"""The register of calls and letters: in time order, and what waits (INT-13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select

from db import kinds
from db.errors import Refusal
from db.kinds import LETTER, Called
from db.tables.columns import by_number
from db.tables.letter import WAITING, Letter
from db.views import columns as column
from db.views.listing import Opens, Question, Searched
from db.views.lookup import ticket_meant
from db.views.timeline import AT_FIRST, Timeline, timeline_of
from db.views.view import Limit, View, ViewContext

L = Letter.table.c


class LetterRow(NamedTuple):
    """A call or a letter. `at` is when it came or went, `due_at` until when it is to come or to be answered;
    `late` says that this has passed. `filed` is where the reply, or the copy of what went out, is kept."""

    id: Annotated[str, kinds.LetterNo(), Called("Number")]
    at: column.At
    direction: Annotated[str, kinds.Code("direction"), Called("Direction")]
    channel: column.Channel
    who: Annotated[str, kinds.TEXT, Called("From or to")]
    content: Annotated[str, kinds.WORDS, Called("Content")]
    state: Annotated[str, kinds.Code("letter_state"), Called("State")]
    ticket: column.Ticket | None
    due_at: Annotated[datetime | None, kinds.Instant(), Called("Expected or due")]
    late: Annotated[bool, kinds.YesNo(), Called("Late")]
    answered_by: Annotated[str | None, kinds.StaffNo(), Called("Answered by")]
    answered_at: Annotated[datetime | None, kinds.Instant(), Called("Answered at", context="letter")]
    answer_channel: Annotated[str | None, kinds.Code("channel"), Called("Answered by way of")]
    answer: Annotated[str, kinds.WORDS, Called("Answer", context="letter")]
    filed: Annotated[str, kinds.TEXT, Called("Filed at")]
    unclear: Annotated[str, kinds.WORDS, Called("To be cleared up")]
    customer: column.CustomerFile | None
    phone: column.Phone
    reference: Annotated[str, kinds.TEXT, Called("Their number")]
    registered_by: column.RegisteredBy
    entered_at: column.EnteredAt
    branch: column.Branch
    reason: Annotated[str, kinds.WORDS, Called("Reason")]
    version: column.Version


class Letters(View[list[LetterRow]]):
    """Calls and letters in and out, the latest first; what waits (to come, unanswered), by its time.

    `waiting` is all that stays on the list: announced letters, unanswered and unclear ones.
    """

    name = "letters"
    label = "Calls and letters"
    opens = Opens(LETTER, "id")
    brief = (
        "id", "at", "direction", "channel", "who", "state", "due_at", "ticket", "content", "answered_by",
        "answered_at", "filed", "late",
    )  # fmt: skip

    view: Literal["all", "waiting", "unanswered", "to_come"] = "all"
    ticket: str | None = None
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[LetterRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[LetterRow]:
        waits = (L.due_at.is_(None), L.due_at, L.at, *by_number(L.id))
        hidden = ("phone", "content", "answer", "unclear", "reason", "late")
        return Question(
            select(Letter.table).where(context.scope.letters(), *self._conditions(context)),
            L.id,
            (L.at.desc(), *by_number(L.id)) if self.view == "all" else waits,
            {name: L[name] for name in LetterRow._fields if name not in hidden} | {"late": _late(context)},
            (
                Searched(func.lower(L.id)),
                Searched(func.lower(L.who)),
                Searched(func.lower(L.reference)),
                Searched(func.lower(L.ticket)),
                Searched(func.lower(L.filed)),
                Searched(func.lower(L.content), private=True),
                Searched(func.lower(L.answer), private=True),
                Searched(L.phone, private=True),
            ),
            lambda records: [_row(context, record._mapping) for record in records],
        )

    def _conditions(self, context: ViewContext) -> Iterable[ColumnElement[bool]]:
        states = {"waiting": WAITING, "unanswered": ("open", "unclear"), "to_come": ("to_come",)}
        if self.view in states:
            yield L.state.in_(states[self.view])
        if self.ticket is not None:
            yield L.ticket == ticket_meant(context, self.ticket).number


def _late(context: ViewContext) -> ColumnElement[bool]:
    return and_(L.state.in_(WAITING), func.coalesce(L.due_at < context.now, False))


def _row(context: ViewContext, record: Any) -> LetterRow:
    due_at = record["due_at"]
    shown = {name: record[name] for name in LetterRow._fields if name in record}
    shown["late"] = record["state"] in WAITING and due_at is not None and due_at < context.now
    shown["phone"] = context.mask.phone(record["phone"])
    return LetterRow(**shown)


class LetterCard(View[dict[str, Any]]):
    """One call or letter: who, what, how it was answered, and where the reply is filed (INT-13)."""

    name = "letter"
    label = "A call or letter"
    card_of = LETTER
    heads = ("id", "who", "state")
    places = (
        ("direction", "channel"), ("at", "due_at"), ("ticket", "customer"), ("phone", "reference"), "content",
        "unclear", ("answered_by", "answered_at"), ("answer_channel", "filed"), "answer", "reason",
        ("registered_by", "entered_at"), "timeline",
    )  # fmt: skip
    positional: ClassVar[tuple[str, ...]] = ("id",)
    answers: ClassVar[tuple[type, ...]] = (LetterRow, Timeline)

    id: str
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        wanted = and_(context.scope.letters(), L.id == self.id.strip().upper())
        for record in context.connection.execute(select(Letter.table).where(wanted)).mappings():
            row = _row(context, record)
            return {**row._asdict(), **timeline_of(context, f"{LETTER}:{row.id}", self.limit)}
        raise Refusal(
            "INT-13", "There is no call or letter {number}.", "See paigong show letters.",
            number=self.id[:80],
        )  # fmt: skip
