"""What happened to a thing, the latest first, as every card tells it; and what waits about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple, TypedDict

from sqlalchemy import select

from db import kinds
from db.kinds import Called
from db.subjects.subject import family_of
from db.subjects.ticket import TICKET
from db.subjects.tool import TOOL_KIND
from db.tables.event import LINK
from db.tables.task import Request, Task
from db.views import columns as column
from db.views.events import EventRow, MovedDeadlines, events_of
from db.views.requests import RequestRow, request_rows
from db.views.tasks import TaskRow, task_rows
from db.views.view import CARDS, ViewContext

AT_FIRST = 20
"""Earlier tickets and events that a card shows until it is asked for more."""


class ToldRow(NamedTuple):
    """One event as people read it. `about` is what else it was about, `of` the merged ticket of which it was
    said."""

    at: column.At
    verb: Annotated[str, kinds.Deed(), Called("Action")]
    actor_name: column.ActorName
    args: Annotated[dict[str, Any], kinds.Tale(), Called("Fields")]
    about: column.Subject | None
    actor: column.Actor
    seq: column.Seq
    was: Annotated[dict[str, Any] | None, kinds.Given(), Called("Before")]
    moved: Annotated[dict[str, Any] | None, kinds.Rows(MovedDeadlines), Called("Deadlines moved")]
    of: column.Ticket | None


class Timeline(TypedDict):
    """What happened to a thing, the latest first; `timeline_more` says that there was more before."""

    timeline: Annotated[
        list[ToldRow],
        kinds.Rows(
            ToldRow,
            brief=("at", "verb", "actor_name", "about", "args"),
            opens="about",
            more="timeline_more",
        ),
        Called("Timeline"),
    ]
    timeline_more: Annotated[bool, kinds.YesNo(), Called("Earlier events")]


class Open(TypedDict):
    """What is open about a thing."""

    tasks: Annotated[
        list[TaskRow],
        kinds.Rows(TaskRow, brief=("id", "due_at", "kind", "about", "owner", "role", "late")),
        Called("Open tasks"),
    ]
    requests: Annotated[
        list[RequestRow],
        kinds.Rows(RequestRow, brief=("id", "at", "verb", "about", "needs", "fields", "asked_by")),
        Called("Open requests"),
    ]


class Waiting(Timeline, Open):
    """What stands on every card: what is open about the thing, and what happened to it."""


def timeline_of(context: ViewContext, subject: str, most: int) -> dict[str, Any]:
    """The last events of a chain, and whether there are earlier ones; none about a ticket that lies outside
    one's reach (PPL-03)."""
    found = events_of(context, subject, most + 1)
    shown = found[-most:]
    about = _about(context, subject, [row.seq for row in shown])
    return {
        "timeline": [told(row, about.get(row.seq)) for row in reversed(shown)],
        "timeline_more": len(found) > most,
    }


def told(row: EventRow, about: str | None = None) -> ToldRow:
    """An event as a card tells it."""
    return ToldRow(
        row.at, row.verb, row.actor_name, row.args, about, row.actor, row.seq, row.was, row.moved, row.of
    )


def _about(context: ViewContext, subject: str, events: Sequence[int]) -> dict[int, str]:
    """What else with a card each of these events was about first of all: a ticket before anything else."""
    statement = select(LINK.c.event, LINK.c.subject).where(
        LINK.c.event.in_(events), LINK.c.subject != subject
    )
    found: dict[int, str] = {}
    for event, key in context.connection.execute(statement.order_by(LINK.c.subject)) if events else ():
        if family_of(key) == TOOL_KIND.family:
            continue  # the founding of a store is about every kind of tool there is
        if family_of(key) in CARDS and (event not in found or _place(key) < _place(found[event])):
            found[event] = key
    return found


def _place(key: str) -> int:
    family = family_of(key)
    return -1 if family == TICKET.family else list(CARDS).index(family)


def waiting(context: ViewContext, subject: str, owner: str = "") -> dict[str, Any]:
    """The open tasks and requests about a thing; of a person those that are theirs."""
    task, request = Task.table.c, Request.table.c
    mine = task.staff == owner if owner else task.about == subject
    asked = request.asked_by == owner if owner else request.about == subject
    return {
        "tasks": task_rows(context, mine, task.state == "open"),
        "requests": request_rows(context, asked, request.state == "open"),
    }
