"""Lending tools to other departments and to one's own staff, until a day (KIT-08, KIT-16)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from db import kinds
from db.errors import BadField
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.custody import DEPARTMENT, HANDS
from db.tables.row import Row
from db.tables.staff import Certificate, Staff
from db.tables.task import Task
from db.tables.tool import ToolKind
from db.verbs.context import Context
from db.verbs.fields import Instant, OptionalCode, OptionalPerson, OptionalWords
from db.verbs.tool_moves import Moving
from db.verbs.tool_verb import KEEPING, ToolVerb, check_active, check_permit


class LendTool(ToolVerb):
    """Lend tools of the store to another department or to somebody of ours, with the time when they are due.

    They come back with return_tool, which asks for their condition. The policy may have loans asked for
    first: where they are `own_staff`, or of a `department`.
    """

    name = "lend_tool"
    word = "lend a tool"
    sentence = ("tool", "staff", "until")
    example = {"tool": "T0001", "department": "YF", "until": "2026-07-20T18:00:00+08:00", "reason": "x"}
    default_roles = KEEPING
    rule = "KIT-08"
    looks_at: ClassVar[tuple[type[Row], ...]] = (ToolKind, Staff, Certificate, Task)

    staff: Annotated[OptionalPerson, Called("Staff no.")] = ""
    department: Annotated[OptionalCode, kinds.Listed("department"), Called("Department")] = ""
    until: Annotated[Instant, kinds.Instant(ahead=True), Called("Due back")]
    reason: Annotated[OptionalWords, Called("Reason")] = ""
    override: Annotated[OptionalWords, Called("Overruling reason", "overruled: {value}")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield from super().subjects(read, context)
        if self.staff:
            yield f"staff:{self.staff}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.staff:
            yield from read.rows(Staff, no=self.staff)
            yield from read.rows(Certificate, staff=self.staff)

    def is_asked_for(self, when: str, facts: Facts, context: Context) -> bool:
        """Whether it is a loan of the kind that the policy wants asked for."""
        return {"own_staff": bool(self.staff), "department": bool(self.department)}.get(when, True)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        tool, kind = self.found(facts)
        target = self._target(facts, kind, context)
        outcome = Outcome(facts)
        moving = Moving("lend", target, until=self.until, reason=self.reason)
        self.move(outcome, context, tool, "lend_tool", moving)
        outcome.answer["due_back"] = context.local_text(self.until)
        return outcome

    def _target(self, facts: Facts, kind: ToolKind, context: Context) -> str:
        if bool(self.staff) == bool(self.department):
            raise BadField("staff", "Lend it either to somebody or to a department.")
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
