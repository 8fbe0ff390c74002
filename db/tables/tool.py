"""Tools and consumables: kinds, ledger, and who holds what now (KIT-01 to KIT-04)."""

from datetime import date, datetime

from sqlmodel import Field

from db.tables.columns import check, index, index_where, one_of, unique_in_any_case
from db.tables.row import Row, tabled

TOOL_STATES = ("in_store", "held", "lent", "repair", "damaged", "lost", "scrapped")
STORE = "store"


@tabled("tool_kind")
class ToolKind(Row):
    """A kind of tool; a durable one has numbered pieces, a consumable one only a count. Price in fen."""

    key = ("code",)
    owner = "tool_kind:{code}"

    code: str = Field(primary_key=True, max_length=32)
    zh: str = Field(max_length=80)
    en: str = Field(max_length=80)
    durable: bool = True
    price_fen: int = 0
    life_months: int | None = None
    calibration_months: int | None = None
    permit: str | None = Field(default=None, max_length=32)


@tabled(
    "tool",
    one_of("state", TOOL_STATES),
    check("(holder IS NULL) <> (place IS NULL)", "one_place"),
    unique_in_any_case("tool", "number"),
    index_where("ix_tool_due_back", "due_back", where="due_back IS NOT NULL"),
    index_where("ix_tool_ticket", "ticket", where="ticket IS NOT NULL"),
)
class Tool(Row):
    """A numbered tool. It is in exactly one place: with its holder, or at `place` (KIT-03).

    Holder, place, state, condition, `due_back` (of a loan), `home` (the store room in which it lay last) and
    `ticket` (the job for which it is out), `signed_at` (when its holder signed for it) are what its ledger
    gives; `moves` counts the ledger's lines, from the first one of a program that numbered them.
    `calibrated_on` is the day from which its calibrations are counted, `bought_on` where there is none.
    """

    key = ("number",)
    owner = "tool:{number}"

    number: str = Field(primary_key=True, max_length=32)
    kind: str = Field(foreign_key="tool_kind.code", max_length=32, index=True)
    holder: str | None = Field(default=None, foreign_key="staff.no", max_length=32, index=True)
    place: str | None = Field(default=None, max_length=80)
    state: str = Field(default="in_store", max_length=16)
    since: datetime
    price_fen: int = 0
    bought_on: date
    calibration_due: date | None = None
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    condition: str = Field(default="good", max_length=16, sa_column_kwargs={"server_default": "good"})
    due_back: datetime | None = None
    calibrated_on: date | None = None
    moves: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    home: str = Field(default=STORE, max_length=80, sa_column_kwargs={"server_default": STORE})
    ticket: str | None = Field(default=None, max_length=32)
    signed_at: datetime | None = None


@tabled("stock", check("count >= 0", "never_below_zero"))
class Stock(Row):
    """How many of a consumable lie at a place: a store room, with somebody, on loan (`db.rules.custody`);
    `due_back` is when the first that are lent there are due.
    """

    key = ("kind", "place")
    owner = "stock:{kind}"

    kind: str = Field(primary_key=True, foreign_key="tool_kind.code", max_length=32)
    place: str = Field(primary_key=True, max_length=80)
    count: int = 0
    due_back: datetime | None = None


@tabled(
    "movement",
    check("count > 0", "something_moves"),
    index("uq_movement_tool_step", "tool", "step", unique=True),
    index_where("ix_movement_ticket", "ticket", where="ticket IS NOT NULL"),
)
class Movement(Row):
    """One line of the ledger [台账]; never changed. `source` and `target` are places or `staff:NO`.

    `step` numbers the lines of a tool without a gap: of two keepers who move it at once only one can write
    the next. Older lines have none. `condition`, `until` (of a loan) and `ticket` (the job) are those of the
    tool afterwards, of a consumable the job for which it goes out or from which it comes back,
    `amount_fen` the price that it has from now on, or what is to be paid for `cause`.
    """

    key = ("id",)
    owner = "{ledger}"
    private = frozenset({"reason"})

    id: str = Field(primary_key=True, max_length=36)
    ledger: str = Field(max_length=80, index=True)
    tool: str | None = Field(default=None, foreign_key="tool.number", max_length=32, index=True)
    kind: str = Field(foreign_key="tool_kind.code", max_length=32)
    count: int = 1
    move: str = Field(max_length=16)
    source: str | None = Field(default=None, max_length=80)
    target: str | None = Field(default=None, max_length=80)
    at: datetime
    actor: str = Field(max_length=32)
    reason: str = Field(default="")
    step: int | None = None
    condition: str | None = Field(default=None, max_length=16)
    until: datetime | None = None
    cause: str | None = Field(default=None, max_length=16)
    amount_fen: int | None = None
    ticket: str | None = Field(default=None, max_length=32)
