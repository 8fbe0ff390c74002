"""Passing tools from hand to hand, which is refused without a reason (KIT-07)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from db.errors import Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.custody import HANDS
from db.tables.row import Row
from db.tables.staff import Certificate, Staff
from db.tables.task import Task
from db.tables.tool import ToolKind
from db.verbs.context import Context
from db.verbs.fields import OptionalWords, Person
from db.verbs.tool_moves import Moving
from db.verbs.tool_verb import KEEPING, ToolVerb, check_active, check_permit
from db.verbs.verb import Reads


class TransferTool(ToolVerb):
    """Pass tools from one person to another without the store: only as a special case, with its reason."""

    name = "transfer_tool"
    word = "pass on a tool"
    sentence = ("tool", "to", "reason")
    example = {"tool": "T0001", "to": "T001", "reason": "x"}
    default_roles = KEEPING | {"lead"}
    rule = "KIT-07"
    reads: ClassVar[Reads] = {"tool": (), "to": ()}
    looks_at: ClassVar[tuple[type[Row], ...]] = (ToolKind, Staff, Certificate, Task)

    to: Annotated[Person, Called("Handed to")]
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield from super().subjects(read, context)
        yield f"staff:{self.to}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from read.rows(Staff, no=self.to)
        yield from read.rows(Certificate, staff=self.to)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        tool, kind = self.found(facts)
        if not self.reason:
            raise Refusal(
                "KIT-07",
                "Tools are not passed from hand to hand.",
                "Take it back and issue it; in a special case give the reason.",
            )
        if tool.holder == self.to:
            raise Refusal("KIT-07", "{staff} has {number} already.", "", staff=self.to, number=tool.number)
        check_active(facts, self.to)
        check_permit(facts, self.to, kind, context)
        outcome = Outcome(facts)
        moving = Moving("transfer", f"{HANDS}{self.to}", reason=self.reason)
        self.move(outcome, context, tool, "transfer_tool", moving)
        outcome.answer.update(staff=self.to, before=tool.holder)
        return outcome
