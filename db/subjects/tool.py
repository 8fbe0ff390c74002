"""Tools as subjects: a numbered one, and a kind that is only counted."""

from __future__ import annotations

from db.rules.moves import STAYS, Machine, Move
from db.subjects.subject import Findable, Subject
from db.tables.tool import TOOL_STATES, Movement, Stock, Tool, ToolKind

IN_STORE, HELD, LENT, REPAIR, DAMAGED, LOST, SCRAPPED = TOOL_STATES
HANDS = (HELD, LENT)
USABLE = (IN_STORE, *HANDS)
THERE = (*USABLE, REPAIR, DAMAGED, LOST)

MACHINE = Machine.of(
    "state",
    TOOL_STATES,
    (
        Move("issue_tool", (IN_STORE,), HELD, "KIT-03"),
        Move("return_tool", (*HANDS, DAMAGED), IN_STORE, "KIT-03"),
        Move("return_tool damaged", (*HANDS, DAMAGED), DAMAGED, "KIT-03"),
        Move("exchange_tool", (HELD, DAMAGED), DAMAGED, "KIT-05"),
        Move("lend_tool", (IN_STORE,), LENT, "KIT-08"),
        Move("transfer_tool", (HELD,), STAYS, "KIT-07"),
        Move("transfer_tool to a store", (IN_STORE, DAMAGED), STAYS, "KIT-02"),
        Move("leave_tool", HANDS, LENT, "KIT-14"),
        Move("leave_tool fetched", (LENT,), HELD, "KIT-14"),
        Move("leave_tool fetched lent", (LENT,), STAYS, "KIT-14"),
        Move("leave_tool fetched damaged", (DAMAGED,), STAYS, "KIT-14"),
        Move("report_tool broken", USABLE, DAMAGED, "KIT-13"),
        Move("report_tool accident", (*USABLE, DAMAGED), DAMAGED, "KIT-15"),
        Move("report_tool lost", (*USABLE, DAMAGED, REPAIR), LOST, "KIT-11"),
        Move("report_tool found", (LOST,), IN_STORE, "KIT-03"),
        Move("report_tool found damaged", (LOST,), DAMAGED, "KIT-03"),
        Move("repair_tool out", (IN_STORE, DAMAGED), REPAIR, "KIT-13"),
        Move("repair_tool back", (REPAIR,), IN_STORE, "KIT-13"),
        Move("repair_tool back damaged", (REPAIR,), DAMAGED, "KIT-13"),
        Move("calibrate_tool", USABLE, STAYS, "KIT-13"),
        Move("calibrate_tool failed", USABLE, DAMAGED, "KIT-13"),
        Move("care_tool", (*USABLE, DAMAGED), STAYS, "KIT-13"),
        Move("care_tool failed", USABLE, DAMAGED, "KIT-13"),
        Move("sign_tools", (*HANDS, DAMAGED), STAYS, "KIT-04"),
        Move("scrap_tool", (IN_STORE, DAMAGED), SCRAPPED, "KIT-10"),
        Move("count_tools missing", (*USABLE, DAMAGED), LOST, "KIT-09"),
        Move("count_tools found", THERE, IN_STORE, "KIT-09"),
        Move("count_tools found damaged", THERE, DAMAGED, "KIT-09"),
        Move("count_tools found in hands", THERE, HELD, "KIT-09"),
    ),
    "tool_state",
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
