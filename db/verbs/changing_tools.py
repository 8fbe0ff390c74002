"""What changes about a tool that is neither given out nor taken back (KIT-02, KIT-10)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from db import kinds
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.custody import REVALUED
from db.tables.tool import Tool
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Day, Fen, OptionalWords, TheTools
from db.verbs.ticket_verb import needs_one
from db.verbs.tool_moves import Moving, relocate
from db.verbs.verb import Verb


class ChangeTool(Verb):
    """Change what is known of numbered tools: price, the day they were bought, next calibration."""

    name = "change_tool"
    word = "change a tool"
    group = groups.KIT
    example = {"tool": "T0001", "price_fen": 1}
    default_roles = frozenset({"keeper", "manager", "purchaser"})
    rule = "KIT-02"
    undoable = True
    about = "tool"
    reads = {"tool": ()}

    tool: TheTools
    price_fen: Annotated[Fen | None, kinds.Fen(), Called("Price in fen", "price: {value}")] = None
    bought_on: Annotated[Day | None, Called("Bought on")] = None
    calibration_due: Annotated[Day | None, Called("Calibration due")] = None
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"tool:{self.one}",)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        given = self.model_dump(exclude={"tool", "reason"}, exclude_none=True)
        needs_one(given, self.name)
        before = facts.one(Tool, self.one)
        outcome = Outcome(facts)
        after = outcome.put(before.but(**given))
        if after.price_fen != before.price_fen:
            # The ledger says what it is worth as well.
            revalued = Moving(REVALUED, amount_fen=after.price_fen, reason=self.reason)
            relocate(outcome, context, after, revalued)
        changed = [name for name, value in given.items() if getattr(before, name) != value]
        outcome.answer.update(tool=before.number, changed=changed)
        return outcome
