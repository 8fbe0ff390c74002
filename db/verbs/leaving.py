"""Leaving tools at a customer's for a job, and fetching them (KIT-14)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal, Self

from db import kinds
from db.errors import BadField, NotPermitted
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.custody import BROKEN, HANDS, SITE
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.tables.tool import Tool, ToolKind
from db.verbs.context import Context
from db.verbs.fields import OptionalPerson, OptionalTicket, OptionalWords
from db.verbs.lending import check_job
from db.verbs.tool_moves import Moving
from db.verbs.tool_verb import JUDGING, ToolVerb, check_active, check_usable
from db.verbs.verb import Reads
from db.verbs.who import FIELD


class LeaveTool(ToolVerb):
    """Leave tools at the customer's of a ticket, or fetch them from there.

    What was left stands on the ticket until it is fetched, or taken back into the store; the ticket is not
    closed before.
    """

    name = "leave_tool"
    word = "leave a tool at the customer's"
    sentence = ("tool", "what", "ticket")
    deed = "what"
    example = {"tool": "T0001", "what": "fetched"}
    default_roles = JUDGING | FIELD
    rule = "KIT-14"
    reads: ClassVar[Reads] = {"tool": (), "ticket": ()}
    looks_at: ClassVar[tuple[type[Row], ...]] = (ToolKind, Staff, Task, Ticket)

    what: Annotated[Literal["left", "fetched"], kinds.Code("tool_left"), Called("What", context="left")] = (
        "left"
    )
    ticket: Annotated[OptionalTicket, Called("For the job")] = ""
    staff: Annotated[OptionalPerson, Called("Fetched by")] = ""
    text: Annotated[OptionalWords, Called("Text")] = ""

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves of a tool that it may be."""
        return ("leave_tool", "leave_tool fetched", "leave_tool fetched lent", "leave_tool fetched damaged")

    def resolve(self, read: Reader, context: Context) -> Self:
        left = self.what == "left"
        if left and not self.ticket:
            raise BadField("ticket", "{field} is missing.")
        if (left and self.staff) or (not left and self.ticket):
            raise BadField("staff" if left else "ticket", "Say where it is left, or who fetched it.")
        spelt = super().resolve(read, context)
        return spelt if left or self.staff else spelt.resolved(staff=context.actor.no)

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield from super().subjects(read, context)
        if self.ticket:
            yield f"ticket:{self.ticket}"
        if self.staff:
            yield f"staff:{self.staff}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.ticket:
            yield from read.rows(Ticket, number=self.ticket)
        if self.staff:
            yield from read.rows(Staff, no=self.staff)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        tool = self.found(facts).tool
        outcome = Outcome(facts)
        if self.what == "left":
            if tool.holder != context.actor.no and context.actor.roles.isdisjoint(JUDGING):
                raise NotPermitted(
                    "KIT-02", "{number} is not in your hands.", "Tell the store keeper.", number=tool.number
                )
            check_usable(tool, context)
            check_job(facts, self.ticket)
            site = f"{SITE}{self.ticket}"
            moving = Moving("left", site, until=tool.due_back, ticket=self.ticket, reason=self.text)
            self.move(outcome, context, tool, "leave_tool", moving)
        else:
            if not (tool.place or "").startswith(SITE):
                raise BadField("tool", "{number} was not left at a customer's.", number=tool.number)
            check_active(facts, self.staff)
            moving = Moving("fetched", f"{HANDS}{self.staff}", until=tool.due_back, reason=self.text)
            self.move(outcome, context, tool, _fetched(tool), moving)
        outcome.answer["place"] = self.ticket or None
        return outcome


def _fetched(tool: Tool) -> str:
    """What was lent is still lent, and what broke there is as broken in their hands."""
    if tool.condition == BROKEN:
        return "leave_tool fetched damaged"
    return "leave_tool fetched lent" if tool.due_back is not None else "leave_tool fetched"
