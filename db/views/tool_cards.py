"""The cards of a kind of tool and of a place of tools: what there is, where, how it came there (KIT-02)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypedDict

from sqlalchemy import ColumnElement, func, or_, select

from db import kinds
from db.errors import Refusal
from db.kinds import Called
from db.policy.parts import named
from db.policy.stores import store_called, store_rooms
from db.rules.custody import DEPARTMENT, HANDS, ON_LOAN, REPAIR, ROOM, SITE, STORE, is_store
from db.subjects.tool import TOOL_KIND
from db.tables.tool import Movement, Stock, Tool, ToolKind
from db.verbs.naming import find_staff
from db.views import columns as column
from db.views.lookup import ticket_meant
from db.views.timeline import AT_FIRST, Waiting, timeline_of, waiting
from db.views.tool_month import moved_in_scope
from db.views.tools import ConsumableRow, ToolRow
from db.views.view import Limit, View, ViewContext

T, S, M = Tool.table.c, Stock.table.c, Movement.table.c
PLACE = "place"
KNOWN_PLACES = (STORE, REPAIR)


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A line of the ledger of a kind; `number` of a numbered piece, `count` of what is only counted."""

    at: column.At
    move: Annotated[str, kinds.Code("movement"), Called("Movement")]
    kind: column.ToolKind
    number: column.ToolNumber | None
    count: column.Count
    source: Annotated[str | None, kinds.Place(), Called("From")]
    target: Annotated[str | None, kinds.Place(), Called("To")]
    actor: column.By
    reason: column.Reason


class Moved(TypedDict):
    """How it came there, the last lines of the ledger first."""

    movements: Annotated[
        list[MovedRow],
        kinds.Rows(
            MovedRow,
            brief=("at", "move", "kind", "number", "count", "source", "target", "actor"),
            more="movements_more",
        ),
        Called("Movements"),
    ]
    movements_more: Annotated[bool, kinds.YesNo(), Called("Earlier movements")]


class OfKind(Moved):
    """The pieces of a kind, and where it lies."""

    tools: Annotated[
        list[ToolRow],
        kinds.Rows(
            ToolRow,
            brief=("number", "state", "holder", "place", "since", "calibration_due"),
            count="pieces",
        ),
        Called("Numbered pieces"),
    ]
    stock: Annotated[
        list[ConsumableRow],
        kinds.Rows(ConsumableRow, brief=("place", "count", "due_back"), opens="place"),
        Called("Counted", context="stock"),
    ]


class AtPlace(Moved):
    """What lies at a place."""

    tools: Annotated[
        list[ToolRow],
        kinds.Rows(
            ToolRow, brief=("number", "kind", "state", "since", "calibration_due", "due_back"), count="pieces"
        ),
        Called("Numbered pieces"),
    ]
    stock: Annotated[
        list[ConsumableRow],
        kinds.Rows(ConsumableRow, brief=("kind", "count", "due_back")),
        Called("Counted", context="stock"),
    ]


class ToolKindFacts(TypedDict):
    """A kind of tool; its price is left out for who may not see money, `kits` says how many of it each trade
    should hold."""

    kind: column.ToolKind
    durable: Annotated[bool, kinds.YesNo(), Called("Numbered")]
    pieces: Annotated[int, kinds.Number(), Called("Pieces")]
    in_store: Annotated[int, kinds.Number(), Called("In the store rooms")]
    states: Annotated[dict[str, int], kinds.Keyed(kinds.Code("tool_state")), Called("Pieces by state")]
    price_fen: column.Price
    life_months: Annotated[int | None, kinds.Number(), Called("Life (months)")]
    calibration_months: Annotated[int | None, kinds.Number(), Called("Calibration (months)")]
    permit: column.Permit | None
    kits: Annotated[dict[str, int], kinds.Keyed(kinds.Listed("trade")), Called("Standard kits")]


class ToolKindCard(View[dict[str, Any]]):
    """One kind of tool: how many there are and where, who should hold it, and its last movements."""

    name = "tool_kind"
    label = "A kind of tool"
    card_of = "tool_kind"
    heads = ("kind",)
    places = (
        "durable", ("pieces", "in_store"), "states", ("price_fen", "permit"),
        ("life_months", "calibration_months"), "kits", "tasks", "requests", "tools", "stock", "movements",
        "timeline",
    )  # fmt: skip
    positional: ClassVar[tuple[str, ...]] = ("kind",)
    answers: ClassVar[tuple[type, ...]] = (ToolKindFacts, OfKind, Waiting)

    kind: str
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        known = context.policy.tool_kind(self.kind.strip())
        code = known.code if known else self.kind.strip()
        found = context.read.rows(ToolKind, code=code)
        if not found:
            raise Refusal(
                "KIT-01", "There is no kind of tool {kind}.", "See paigong show tools.", kind=self.kind[:80]
            )
        (kind,) = found
        states = _states(context, T.kind == code)
        facts = {
            "kind": code,
            "durable": kind.durable,
            "pieces": sum(states.values()),
            "in_store": _in_store(context, code) if not kind.durable else states.get("in_store", 0),
            "states": states,
            "price_fen": kind.price_fen,
            "life_months": kind.life_months,
            "calibration_months": kind.calibration_months,
            "permit": kind.permit,
            "kits": {
                trade.code: trade.kit[code]
                for trade in context.policy.kits.trade.values()
                if code in trade.kit
            },
        }
        if not context.sees("money"):
            del facts["price_fen"]
        key = TOOL_KIND.key(code)
        return {
            **facts,
            **_lying(context, T.kind == code, S.kind == code, M.kind == code, self.limit),
            **waiting(context, key),
            **timeline_of(context, key, self.limit),
        }


class PlaceFacts(TypedDict):
    """A place where tools lie, and how many of what; `branch` whose store room it is."""

    place: column.Place
    branch: column.Branch | None
    pieces: Annotated[int, kinds.Number(), Called("Pieces")]
    states: Annotated[dict[str, int], kinds.Keyed(kinds.Code("tool_state")), Called("Pieces by state")]
    by_kind: Annotated[dict[str, int], kinds.Keyed(kinds.Listed("tool")), Called("Pieces by kind")]


class PlaceCard(View[dict[str, Any]]):
    """One place of tools, a store room, a site, another department: what lies there and what moved."""

    name = "place"
    label = "A place of tools"
    card_of = PLACE
    heads = ("place", "branch")
    places = ("pieces", "states", "by_kind", "tools", "stock", "movements")
    positional: ClassVar[tuple[str, ...]] = ("place",)
    answers: ClassVar[tuple[type, ...]] = (PlaceFacts, AtPlace)

    place: str
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        place = _place_meant(context, self.place.strip())
        here = _tools_at(place)
        states = _states(context, here)
        counted = select(T.kind, func.count()).where(here, context.scope.tools()).group_by(T.kind)
        rooms = {row.code: row.branch for row in store_rooms(context.policy).values()}
        return {
            "place": place,
            "branch": rooms.get(place.removeprefix(ROOM)) if is_store(place) else None,
            "pieces": sum(states.values()),
            "states": states,
            "by_kind": dict(context.connection.execute(counted.order_by(T.kind)).all()),
            **_lying(context, here, S.place == place, or_(M.source == place, M.target == place), self.limit),
        }


def _place_meant(context: ViewContext, text: str) -> str:
    """The place with this key, or the store room with this code or name; whoever holds something, and the
    ticket at whose site it lies, are found as everywhere else."""
    known = store_called(context.policy, text)
    if known is not None:
        return known
    if text in KNOWN_PLACES:
        return text
    beginning, mark, name = text.partition(":")
    beginning += mark
    if name and beginning in (HANDS, ON_LOAN):
        return beginning + find_staff(context.read, name).no
    if name and beginning == SITE:
        return beginning + ticket_meant(context, name).number
    other = named(context.policy.organisation.department, name) if beginning == DEPARTMENT else None
    if other is not None:
        return beginning + other.code
    raise Refusal("KIT-02", "There is no place {place}.", "See paigong show tools.", place=text[:80])


def _tools_at(place: str) -> ColumnElement[bool]:
    """Numbered pieces there: with their holder, or at the place."""
    return T.holder == place.removeprefix(HANDS) if place.startswith(HANDS) else T.place == place


def _states(context: ViewContext, condition: ColumnElement[bool]) -> dict[str, int]:
    statement = select(T.state, func.count()).where(condition, context.scope.tools()).group_by(T.state)
    return dict(context.connection.execute(statement.order_by(T.state)).all())


def _in_store(context: ViewContext, kind: str) -> int:
    """How many of a consumable lie in the store rooms in reach."""
    in_a_room = or_(S.place == STORE, S.place.startswith(ROOM))
    statement = select(func.coalesce(func.sum(S.count), 0)).where(
        S.kind == kind, in_a_room, context.scope.stock()
    )
    return int(context.connection.execute(statement).scalar_one())


def _lying(
    context: ViewContext,
    tools: ColumnElement[bool],
    stock: ColumnElement[bool],
    moved: ColumnElement[bool],
    most: int,
) -> dict[str, Any]:
    """The pieces and counts of which this holds, and the last lines of the ledger."""
    pieces = select(*(T[name] for name in ToolRow._fields)).where(tools, context.scope.tools())
    counted = (
        select(S.kind, S.place, S.count, S.due_back)
        .join(ToolKind.table, ToolKind.table.c.code == S.kind)
        .where(stock, S.count > 0, ToolKind.table.c.durable.is_(False), context.scope.stock())
    )
    lines = select(
        M.at, M.move, M.kind, M.tool, M.count, M.source, M.target, M.actor, M.reason
    ).where(moved, moved_in_scope(context))  # fmt: skip
    ask = context.connection.execute
    told = [
        MovedRow(*line) for line in ask(lines.order_by(M.at.desc(), M.id.desc()).limit(most + 1))
    ]  # fmt: skip
    return {
        "tools": [ToolRow(*each) for each in ask(pieces.order_by(T.number).limit(most))],
        "stock": [ConsumableRow(*each) for each in ask(counted.order_by(S.kind, S.place))],
        "movements": told[:most],
        "movements_more": len(told) > most,
    }
