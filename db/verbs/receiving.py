"""Signing for what somebody was given of the tool room (KIT-02, KIT-04, KIT-06)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Self

from db.errors import BadField, NotPermitted, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.custody import SIGNED
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.tool import Tool
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.counting import Numbers
from db.verbs.fields import OptionalPerson, OptionalWords
from db.verbs.moving import moved
from db.verbs.tool_moves import Moving, relocate
from db.verbs.tool_verb import KEEPING
from db.verbs.verb import Reads, Verb
from db.verbs.who import FIELD


class SignTools(Verb):
    """Sign for the numbered tools that I was given, or enter the list that somebody signed on paper.

    Without numbers it is everything on the personal list that is not signed for. Whoever has the tools signs;
    for anybody else the keeper says which signed list it was.
    """

    name = "sign_tools"
    word = "sign for tools"
    group = groups.KIT
    sentence = ("staff", "tools")
    form = ("staff", "tools", "paper")
    example = {"staff": "T001"}
    default_roles = KEEPING | FIELD
    rule = "KIT-04"
    undoable = True
    reads: ClassVar[Reads] = {"staff": (Tool,)}
    looks_at: ClassVar[tuple[type[Row], ...]] = (Staff, Tool)

    staff: Annotated[OptionalPerson, Called("Staff no.")] = ""
    tools: Annotated[Numbers, Called("Tools")] = ()
    paper: Annotated[OptionalWords, Called("Signed list", "signed list: {value}")] = ""

    def resolve(self, read: Reader, context: Context) -> Self:
        return super().resolve(read, context).resolved(staff=self.staff or context.actor.no)

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield f"staff:{self.staff}"
        for tool in read.rows(Tool, holder=self.staff):
            yield f"tool:{tool.number}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(Staff, no=self.staff)
        yield from read.rows(Tool, holder=self.staff)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if context.actor.no != self.staff:
            self._check_paper(context)
        held = {tool.number: tool for tool in facts.all(Tool, holder=self.staff)}
        strange = next((number for number in self.tools if number not in held), None)
        if strange is not None:
            raise BadField(
                "tools", "{number} is not on the list of {staff}.", number=strange, staff=self.staff
            )
        asked = self.tools or sorted(held)
        unsigned = [number for number in asked if held[number].signed_at is None]
        if not unsigned:
            raise Refusal("KIT-04", "{staff} has signed for everything.", "", staff=self.staff)
        outcome = Outcome(facts)
        for number in unsigned:
            moved(held[number], self.name, self.name)
            relocate(outcome, context, held[number], Moving(SIGNED, reason=self.paper))
        outcome.answer.update(staff=self.staff, tools=unsigned)
        return outcome

    def _check_paper(self, context: Context) -> None:
        """Nobody signs for somebody else: who keeps the store enters a list that they signed."""
        if context.actor.roles.isdisjoint(KEEPING):
            raise NotPermitted(
                "KIT-04", "Only {staff} signs for what {staff} was given.", "", staff=self.staff
            )
        if not self.paper:
            raise BadField("paper", "Say which list {staff} signed.", staff=self.staff)
