"""What verbs about numbered tools have in common: what they read, whom they ask, what they write (KIT-03)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar, Literal, NamedTuple

from db import kinds
from db.errors import NotPermitted, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.rules.custody import DAMAGED
from db.rules.moves import STAYS
from db.rules.tool_value import compensation
from db.tables.row import Row
from db.tables.staff import Certificate, Staff
from db.tables.task import Task
from db.tables.tool import Tool, ToolKind
from db.verbs import groups
from db.verbs.clocks import DROPPED, begin, end
from db.verbs.context import Context
from db.verbs.fields import TheTools
from db.verbs.groups import Group
from db.verbs.moving import moved
from db.verbs.tool_moves import Moving, relocate
from db.verbs.verb import Reads, Verb

KEEPING = frozenset({"keeper", "manager", "department_lead"})
"""Those who keep the tool room, and those who look after it."""
JUDGING = KEEPING | {"lead", "general_manager", "admin"}
"""Those who say whether something was worn or misused (KIT-11)."""
COMPENSATION = "compensation"
TOLD: Mapping[str, Tells] = {
    "tool": Tells(kinds.TEXT, "", "{value}", leads=True),
    "kind": Tells(kinds.Listed("tool"), "", "{value}", leads=True),
    "compensation_fen": Tells(kinds.Fen(), "", "to be paid {value}"),
}
"""Which one, what it is, and what is to be paid for it (KIT-11), as a line at the desk says it."""
TO, BACK_FROM = (
    Tells(kinds.StaffNo(), "", "to {value}", leads=True),
    Tells(kinds.StaffNo(), "", "from {value}", leads=True),
)
ToolCondition = Annotated[
    Literal["good", "worn", "broken"], kinds.Code("tool_condition"), Called("Condition", context="tool")
]
DamageCause = Annotated[Literal["wear", "misuse"], kinds.Code("tool_cause"), Called("Cause of the damage")]


class OneTool(NamedTuple):
    """A tool with its kind."""

    tool: Tool
    kind: ToolKind


class ToolVerb(Verb):
    """A verb about numbered tools; given several it is a bulk. Whose hands a tool is in is held with it."""

    group: ClassVar[Group | None] = groups.KIT
    about: ClassVar[str] = "tool"
    undoable: ClassVar[bool] = True
    answers: ClassVar[Mapping[str, Tells]] = TOLD
    reads: ClassVar[Reads] = {"tool": ()}
    looks_at: ClassVar[tuple[type[Row], ...]] = (ToolKind, Staff, Task)

    tool: TheTools

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield f"tool:{self.one}"
        for tool in read.rows(Tool, number=self.one):
            if tool.holder:
                yield f"staff:{tool.holder}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        for tool in read.rows(Tool, number=self.one):
            yield tool
            yield from read.rows(ToolKind, code=tool.kind)
            yield from read.rows(Staff, no=tool.holder) if tool.holder else ()
            yield from read.rows(Task, about=tool.subject(), state="open")

    def amount(self, facts: Facts, context: Context) -> int:
        """The price that it was bought for."""
        return facts.one(Tool, self.one).price_fen

    def found(self, facts: Facts) -> OneTool:
        """The tool that it is about."""
        tool = facts.one(Tool, self.one)
        return OneTool(tool, facts.one(ToolKind, tool.kind))

    def move(self, outcome: Outcome, context: Context, tool: Tool, move: str, moving: Moving) -> Tool:
        """Move a tool by a legal move of its machine, with its line of the ledger."""
        state = moved(tool, move, self.name)
        after = relocate(outcome, context, tool, moving)
        assert after.state == state or state == STAYS, f"{move} leads to {after.state}, not {state}"
        outcome.answer.update(tool=after.number, kind=after.kind, state=after.state)
        return after


def answer_charge(outcome: Outcome, context: Context, tool: Tool, cause: str, *, nobody: bool) -> int | None:
    """What is to be paid for a tool (KIT-11), told in the answer, with finance's task; None for nothing."""
    owed = 0 if nobody else compensation(cause, tool.price_fen, context.policy.setting("misuse_percent"))
    if not owed:
        return None
    outcome.answer["compensation_fen"] = owed
    begin(outcome, COMPENSATION, tool.subject(), context)
    return owed


def drop_charge(outcome: Outcome, context: Context, tool: Tool) -> None:
    """Nothing is to be paid any more: it is there again."""
    end(outcome, tool.subject(), context, (COMPENSATION,), DROPPED)


def check_judging(cause: str | None, context: Context) -> None:
    """Refuse a finding on who is to blame to those who have to live with it (KIT-11)."""
    if cause and context.actor.roles.isdisjoint(JUDGING):
        raise NotPermitted(
            "KIT-11",
            "{actor} cannot say whether it was worn or misused.",
            "Leave the cause out: the store keeper judges it when it comes back.",
            actor=context.actor.no,
        )


def check_permit(facts: Facts, staff: str, kind: ToolKind, context: Context) -> None:
    """Refuse a tool to somebody who may not use it (KIT-13)."""
    if not kind.permit:
        return
    held = facts.get(Certificate, staff, kind.permit)
    today = context.local(context.now).date()
    if held is None or (held.expires_on is not None and held.expires_on < today):
        raise Refusal(
            "KIT-13",
            "{staff} has no valid {certificate}, which {kind} demands.",
            "Enter or renew it, or overrule with a reason.",
            staff=staff,
            certificate=kind.permit,
            kind=kind.code,
        )


def check_usable(tool: Tool, context: Context, overruled: str = "") -> None:
    """Refuse to hand out what is broken, or past its calibration, also by its number (KIT-13). Only the day
    can be overruled, with a reason: what somebody had before the ledger began is in their hands."""
    if tool.state == DAMAGED:
        raise Refusal(
            "KIT-13", "{number} is damaged: it is out of use.", "Have it repaired first: repair_tool.",
            number=tool.number,
        )  # fmt: skip
    due = tool.calibration_due
    if not overruled and due is not None and due < context.local(context.now).date():
        raise Refusal(
            "KIT-13", "{number} was due for calibration on {day}.", "Calibrate it first: calibrate_tool.",
            number=tool.number, day=due,
        )  # fmt: skip


def check_active(facts: Facts, staff: str) -> None:
    """Nobody who has left is given anything."""
    if not facts.one(Staff, staff).active:
        raise Refusal("PPL-01", "{staff} is no longer with us.", "Choose another one.", staff=staff)
