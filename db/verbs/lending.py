"""Lending tools to other departments and to one's own staff, until a day (KIT-08, KIT-16)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from db import kinds
from db.errors import BadField, NotPermitted, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.custody import DEPARTMENT, HANDS, ON_LOAN
from db.tables.codes import OPEN_STATES
from db.tables.row import Row
from db.tables.staff import Certificate, Staff
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs.context import Context
from db.verbs.fields import (
    Instant,
    OneStore,
    OptionalCode,
    OptionalPerson,
    OptionalTicket,
    OptionalWords,
)
from db.verbs.some import ToolOrSome
from db.verbs.tool_moves import Moving, check_stock, move_stock, store_of
from db.verbs.tool_verb import KEEPING, check_active, check_permit, check_usable
from db.verbs.verb import Reads
from db.verbs.who import FIELD


class LendTool(ToolOrSome):
    """Lend tools of the store to another department or to somebody of ours, with the time when they are due.

    Some of a consumable as well, by kind and count. They come back with return_tool, which asks for the
    condition of a tool. `ticket` is the job for which they are lent. Whoever does not keep the store applies
    for a loan. The policy may have loans asked for: where they are `applied` for, for `own_staff`, or of a
    `department`.
    """

    name = "lend_tool"
    word = "lend a tool"
    sentence = ("tool", "staff", "until")
    example = {"tool": "T0001", "department": "YF", "until": "2026-07-20T18:00:00+08:00", "reason": "x"}
    default_roles = KEEPING | FIELD
    rule = "KIT-08"
    reads: ClassVar[Reads] = {"tool": (), "ticket": ()}
    looks_at: ClassVar[tuple[type[Row], ...]] = (Tool, ToolKind, Stock, Staff, Certificate, Task, Ticket)
    only_tools = ("ticket",)

    staff: Annotated[OptionalPerson, Called("Staff no.")] = ""
    department: Annotated[OptionalCode, kinds.Listed("department"), Called("Department")] = ""
    until: Annotated[Instant, kinds.Instant(ahead=True), Called("Due back")]
    reason: Annotated[OptionalWords, Called("Reason")] = ""
    ticket: Annotated[OptionalTicket, Called("For the job")] = ""
    store: OneStore = ""
    override: Annotated[OptionalWords, Called("Reason for the exception", "overruled: {value}")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield from super().subjects(read, context)
        if self.staff:
            yield f"staff:{self.staff}"
        if self.ticket:
            yield f"ticket:{self.ticket}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.staff:
            yield from read.rows(Staff, no=self.staff)
            yield from read.rows(Certificate, staff=self.staff)
        if self.ticket:
            yield from read.rows(Ticket, number=self.ticket)

    def is_asked_for(self, when: str, facts: Facts, context: Context) -> bool:
        """Whether it is a loan of the kind that the policy wants asked for."""
        told = {
            "own_staff": bool(self.staff), "department": bool(self.department),
            "applied": not _keeps(context),
        }  # fmt: skip
        return told.get(when, True)

    def piece(self, outcome: Outcome, context: Context) -> None:
        tool, kind = self.found(outcome.facts)
        target = self._target(outcome.facts, kind, context)
        check_usable(tool, context, self.override)
        check_job(outcome.facts, self.ticket)
        moving = Moving("lend", target, until=self.until, reason=self.reason, ticket=self.ticket or None)
        self.move(outcome, context, tool, "lend_tool", moving)
        outcome.answer["due_back"] = context.local_text(self.until)

    def some(self, outcome: Outcome, kind: ToolKind, context: Context) -> None:
        target = self._target(outcome.facts, kind, context)
        source = store_of(context, self.store)
        check_stock(outcome, kind, source, self.count)
        check_job(outcome.facts, self.ticket)
        move_stock(
            outcome, context, kind, "lend", self.count, source=source,
            target=target.replace(HANDS, ON_LOAN), until=self.until, reason=self.reason, ticket=self.ticket,
        )  # fmt: skip
        outcome.answer["due_back"] = context.local_text(self.until)

    def _target(self, facts: Facts, kind: ToolKind, context: Context) -> str:
        if bool(self.staff) == bool(self.department):
            raise BadField("staff", "Lend it either to somebody or to a department.")
        if not (_keeps(context) or context.granted or context.policy.approvals.steps(self.name)):
            raise NotPermitted("KIT-16", "Only the store keeper lends tools.", "Ask the store keeper.")
        if self.until <= context.now:
            raise BadField("until", "The time when it is due back lies in the past.")
        if self.staff:
            check_active(facts, self.staff)
            if not self.override:
                check_permit(facts, self.staff, kind, context)
            return f"{HANDS}{self.staff}"
        known = context.policy.organisation.department
        if self.department not in known:
            raise BadField(
                "department", "“{code}” is not one of {codes}.", code=self.department, codes=", ".join(known)
            )
        if not self.reason:
            raise BadField("reason", "Say who takes it there and what for.")
        return f"{DEPARTMENT}{self.department}"


def _keeps(context: Context) -> bool:
    return not context.actor.roles.isdisjoint(KEEPING | {"admin"})


def check_job(facts: Facts, number: str) -> None:
    """Refuse to take tools along for a job that is over."""
    ticket = facts.get(Ticket, number) if number else None
    if ticket is not None and ticket.state not in OPEN_STATES:
        raise Refusal("KIT-14", "{number} is {state}: nothing is taken along.", "", number=number,
                      state=ticket.state)  # fmt: skip
