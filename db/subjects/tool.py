"""Tools as subjects: a numbered one, and a kind that is only counted."""

from __future__ import annotations

from db.rules.moves import Machine, Move
from db.subjects.subject import Findable, Subject
from db.tables.tool import TOOL_STATES, Movement, Stock, Tool, ToolKind

IN_STORE, HELD = "in_store", "held"

MACHINE = Machine.of(
    "state",
    TOOL_STATES,
    (
        Move("issue_tool", (IN_STORE,), HELD, "KIT-03"),
        Move("return_tool", (HELD,), IN_STORE, "KIT-03"),
    ),
)

TOOL = Subject(
    family="tool",
    root=Tool,
    children={Movement: "tool"},
    machine=MACHINE,
    finds=Findable(
        name="kind",
        texts=("number", "kind"),
        coded={"kind": "tool"},
        people=("holder",),
        of="holder",
        of_family="staff",
        order="number",
    ),
    series="counter:T",
    rank=1,
)
TOOL_KIND = Subject(family="tool_kind", root=ToolKind)
STOCK = Subject(family="stock", root=Stock, children={Movement: "kind"})
