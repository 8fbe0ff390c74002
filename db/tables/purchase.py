"""Orders of tools until they are accepted, and what a year plans to buy (KIT-06)."""

from datetime import datetime

from sqlmodel import Field

from db.tables.columns import check, one_of
from db.tables.row import Row, tabled

ORDER_STATES = ("ordered", "arrived", "accepted", "rejected", "cancelled")


@tabled(
    "tool_order",
    one_of("state", ORDER_STATES),
    check("count > 0", "something_ordered"),
    check("accepted >= 0 AND rejected >= 0 AND accepted + rejected <= arrived", "inspected_what_arrived"),
)
class ToolOrder(Row):
    """Pieces of a kind that were ordered; `price_fen` is that of one, `store` the place where they go.

    Of `count` so many have `arrived`, and of these so many were `accepted` and `rejected` at the inspection,
    with what the last one found. `granted` says that it was asked for and granted.
    """

    key = ("id",)
    owner = "tool_order:{id}"
    private = frozenset({"reason", "finding"})

    id: str = Field(primary_key=True, max_length=32)
    kind: str = Field(foreign_key="tool_kind.code", max_length=32)
    count: int
    price_fen: int
    supplier: str = Field(default="", max_length=80)
    store: str = Field(max_length=80)
    branch: str = Field(max_length=32)
    state: str = Field(default="ordered", max_length=16)
    granted: bool = False
    ordered_at: datetime
    ordered_by: str = Field(max_length=32)
    reason: str = Field(default="", max_length=2000)
    arrived: int = 0
    arrived_at: datetime | None = None
    accepted: int = 0
    rejected: int = 0
    inspected_at: datetime | None = None
    inspected_by: str | None = Field(default=None, max_length=32)
    finding: str = Field(default="", max_length=2000)
    version: int = 1


@tabled("tool_plan", check("count > 0", "something_planned"))
class ToolPlan(Row):
    """How many of a kind a year plans to buy, and what a piece was estimated to cost."""

    key = ("year", "kind")
    owner = "tool_plan:{year}"

    year: int = Field(primary_key=True)
    kind: str = Field(primary_key=True, foreign_key="tool_kind.code", max_length=32)
    count: int
    price_fen: int
    planned_at: datetime
    planned_by: str = Field(max_length=32)
