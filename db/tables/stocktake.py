"""The monthly count of the tool room: who counted what, and what was otherwise than the ledger (KIT-09)."""

from datetime import datetime

from sqlmodel import Field

from db.tables.columns import check, one_of, unique
from db.tables.row import Row, tabled

STOCKTAKE_STATES = ("open", "closed")


@tabled("stocktake", one_of("state", STOCKTAKE_STATES), unique("month", "branch"))
class Stocktake(Row):
    """One month's count [盘点] of a branch's store rooms; `month` as 2026-07. `branch` is empty for the one
    whose first room is `store`.
    """

    key = ("id",)
    owner = "stocktake:{id}"
    private = frozenset({"text"})

    id: str = Field(primary_key=True, max_length=32)
    month: str = Field(max_length=7)
    branch: str = Field(default="", max_length=32, sa_column_kwargs={"server_default": ""})
    state: str = Field(default="open", max_length=16)
    opened_at: datetime
    opened_by: str = Field(max_length=32)
    closed_at: datetime | None = None
    closed_by: str | None = Field(default=None, max_length=32)
    text: str = Field(default="", max_length=2000)
    version: int = 1


@tabled("count_line", check("count >= 0", "not_negative"))
class CountLine(Row):
    """What one person counted at a place: a numbered tool (`count` 1), or how many of a consumable kind."""

    key = ("stocktake", "counter", "place", "item")
    owner = "stocktake:{stocktake}"

    stocktake: str = Field(primary_key=True, foreign_key="stocktake.id", max_length=32)
    counter: str = Field(primary_key=True, foreign_key="staff.no", max_length=32)
    place: str = Field(primary_key=True, max_length=80)
    item: str = Field(primary_key=True, max_length=80)
    consumable: bool = False
    count: int = 1
    at: datetime


@tabled("count_difference", one_of("kind", ("missing", "unexpected", "unknown", "more", "less")))
class CountDifference(Row):
    """What a count found otherwise than the ledger said, and its cause; it was posted when it was closed.

    `expected` and `found` are places, or how many of a consumable.
    """

    key = ("stocktake", "item", "place")
    owner = "stocktake:{stocktake}"
    private = frozenset({"cause"})

    stocktake: str = Field(primary_key=True, foreign_key="stocktake.id", max_length=32)
    item: str = Field(primary_key=True, max_length=80)
    place: str = Field(primary_key=True, max_length=80)
    kind: str = Field(max_length=16)
    expected: str = Field(default="", max_length=80)
    found: str = Field(default="", max_length=80)
    cause: str = Field(default="", max_length=2000)
