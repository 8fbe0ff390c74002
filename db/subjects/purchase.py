"""Orders of tools and a year's plan of purchases as subjects (KIT-06)."""

from __future__ import annotations

from db.rules.moves import Machine, Move
from db.subjects.subject import Subject
from db.tables.purchase import ORDER_STATES, ToolOrder, ToolPlan

TOOL_ORDER = Subject(
    family="tool_order",
    root=ToolOrder,
    machine=Machine.of(
        "state",
        ORDER_STATES,
        (
            Move("receive_tools", ("ordered", "arrived"), "arrived", "KIT-06"),
            Move("accept_tools", ("arrived",), "accepted", "KIT-06"),
            Move("accept_tools none", ("arrived",), "rejected", "KIT-06"),
            Move("accept_tools in part", ("arrived",), "ordered", "KIT-06"),
            Move("cancel_order", ("ordered",), "cancelled", "KIT-06"),
        ),
        "order_state",
    ),
    series="CG and the number of the event that made it",
)
TOOL_PLAN = Subject(family="tool_plan", root=ToolPlan)
