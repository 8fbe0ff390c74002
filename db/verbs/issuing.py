"""Issuing tools from the store room to people (KIT-03, KIT-04)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.tables.row import Row
from db.tables.staff import Certificate, Staff
from db.tables.ticket import Ticket
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import (
    OneStore,
    OptionalCode,
    OptionalTicket,
    OptionalTools,
    OptionalWords,
    Person,
    Pieces,
)
from db.verbs.lending import check_job
from db.verbs.moving import moved
from db.verbs.tool_moves import (
    Moving,
    check_stock,
    fit_ones,
    kind_called,
    move_stock,
    relocate,
    store_of,
)
from db.verbs.tool_verb import TO, TOLD, check_active, check_permit, check_usable
from db.verbs.verb import Verb


class IssueTool(Verb):
    """Issue a numbered tool, or some of a consumable, from the store to somebody, who signs for it.

    What goes out for a job is on its ticket's card; of consumables the service record begins with them.
    """

    name = "issue_tool"
    word = "issue a tool"
    group = groups.KIT
    sentence = ("staff", "tool")
    example = {"staff": "T001", "kind": "multimeter"}
    default_roles = frozenset({"keeper", "manager"})
    rule = "KIT-04"
    undoable = True
    about = "tool"
    answers = {**TOLD, "staff": TO}
    looks_at = (Staff, Certificate, Tool, ToolKind, Stock, Ticket)

    staff: Annotated[Person, Called("Staff no.")]
    tool: OptionalTools = ""
    kind: Annotated[OptionalCode, kinds.Listed("tool"), Called("Consumable")] = ""
    count: Annotated[Pieces, Called("Count")] = 1
    ticket: Annotated[OptionalTicket, Called("For the job")] = ""
    store: OneStore = ""
    reason: Annotated[OptionalWords, Called("Reason")] = ""
    override: Annotated[OptionalWords, Called("Reason for the exception", "overruled: {value}")] = ""

    def resolve(self, read: Reader, context: Context) -> Self:
        if bool(self.one) == bool(self.kind):
            raise BadField("tool", "Give either the number of a tool or a kind.")
        spelt = super().resolve(read, context)
        if self.one:
            return spelt
        kind = kind_called(read, self.kind)
        if not kind.durable:
            return spelt.resolved(kind=kind.code)
        if self.count != 1:
            raise BadField("count", "Numbered tools are issued one by one.")
        free = fit_ones(read, kind.code, context)
        if not free and read.rows(Tool, kind=kind.code, state="in_store"):
            raise Refusal(
                "KIT-13", "Each {kind} of the store is out of calibration.", "Calibrate one first.",
                kind=kind.code,
            )  # fmt: skip
        if not free:
            raise Refusal("KIT-04", "No {kind} is in the store.", "Buy one first.", kind=kind.code)
        return spelt.resolved(tool=free[0].number, kind="")

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        job = (f"ticket:{self.ticket}",) if self.ticket else ()
        return (f"tool:{self.one}" if self.one else f"stock:{self.kind}", f"staff:{self.staff}", *job)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(Staff, no=self.staff)
        yield from read.rows(Certificate, staff=self.staff)
        if self.ticket:
            yield from read.rows(Ticket, number=self.ticket)
        if self.one:
            tools = read.rows(Tool, number=self.one)
            yield from tools
            for tool in tools:
                yield from read.rows(ToolKind, code=tool.kind)
        else:
            yield from read.rows(ToolKind, code=self.kind)
            yield from read.rows(Stock, kind=self.kind)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        target = f"staff:{self.staff}"
        if not self.one:
            kind = facts.one(ToolKind, self.kind)
            self._permit(facts, kind, context)
            source = store_of(context, self.store)
            check_stock(outcome, kind, source, self.count)
            check_job(facts, self.ticket)
            move_stock(
                outcome, context, kind, "issue", self.count,
                source=source, target=target, reason=self.reason, ticket=self.ticket,
            )  # fmt: skip
            outcome.answer.update(kind=kind.code, staff=self.staff, count=self.count)
            return outcome
        tool = facts.get(Tool, self.one)
        if tool is None:
            raise Refusal("KIT-02", "There is no tool {number}.", "See paigong show tools.", number=self.one)
        check_usable(tool, context, self.override)
        moved(tool, "issue_tool", self.name)
        self._permit(facts, facts.one(ToolKind, tool.kind), context)
        check_job(facts, self.ticket)
        issued = Moving("issue", target, reason=self.reason, ticket=self.ticket or None)
        relocate(outcome, context, tool, issued)
        outcome.answer.update(tool=tool.number, kind=tool.kind, staff=self.staff, count=1)
        return outcome

    def _permit(self, facts: Facts, kind: ToolKind, context: Context) -> None:
        """Refuse a tool to somebody who has left or may not use it, unless that is overruled with a reason
        (KIT-13)."""
        if not self.override:
            check_active(facts, self.staff)
            check_permit(facts, self.staff, kind, context)
