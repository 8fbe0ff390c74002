"""Tools that are here already: known by their number (KIT-02 to KIT-04)."""

from __future__ import annotations

from collections.abc import Iterator

from db.errors import BadField, Refusal
from db.imports.plans import BROUGHT_OVER, holder_of, tool_kind_of
from db.imports.surroundings import Fields, Plan, Planned, Surroundings
from db.imports.things import BROUGHT_UP_TO_DATE, Thing
from db.rules.text import folded_number
from db.tables.tool import Tool
from db.verbs.changing_tools import ChangeTool
from db.verbs.issuing import IssueTool
from db.verbs.parsing import parse
from db.verbs.returning import ReturnTool

COLUMNS = {"price": "price_fen", "bought_on": "bought_on", "calibration_due": "calibration_due"}
MOVABLE = ("in_store", "held")
"""States in which a list may say who holds it; what is lent or lost is not moved by a list."""


class KnownTool(Thing):
    """A numbered tool."""

    def __init__(self, here: Tool, fields: Fields, around: Surroundings) -> None:
        super().__init__(here, here.number, here.number, fields, around)
        self.here = here
        self._holder = holder_of(fields["staff"], around) if fields.get("staff") else None

    def compare(self) -> Iterator[str]:
        for name, column in COLUMNS.items():
            if name in self.fields and self.fields[name] != getattr(self.here, column):
                yield name
        if self._holder is not None and self._holder != self.here.holder:
            yield "staff"

    def change(self, names: tuple[str, ...]) -> Plan:
        given = {COLUMNS[name]: self.fields[name] for name in names if name in COLUMNS}
        number = self.here.number
        if given:
            yield Planned(parse(ChangeTool, {**given, "tool": number, "reason": BROUGHT_UP_TO_DATE}))
        if "staff" not in names or self.here.state not in MOVABLE:
            return
        if self.here.holder is not None:
            yield Planned(parse(ReturnTool, {"tool": number, "reason": BROUGHT_UP_TO_DATE}))
        yield Planned(parse(IssueTool, {"staff": self._holder, "tool": number, "override": BROUGHT_OVER}))


def known_tool(fields: Fields, around: Surroundings) -> KnownTool | None:
    """The tool of this number. Raises Refusal where that is one of another kind."""
    number = fields.get("number")
    found = around.read.rows(Tool, number=folded_number(str(number))) if number else []
    if not found:
        return None
    here = found[0]
    if fields.get("kind") and tool_kind_of(str(fields["kind"]), around) != here.kind:
        raise Refusal(
            "KIT-02", "The tool number {number} is taken.", "Choose another one.", number=here.number
        )
    if fields.get("count", 1) != 1:
        raise BadField("number", "A number can be given to one piece only.")
    return KnownTool(here, fields, around)
