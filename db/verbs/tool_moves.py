"""What every verb about tools does to the store room and its ledger (KIT-03)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from db.errors import BadField, Refusal
from db.log.facts import Outcome, Reader
from db.policy.stores import store_called, store_rooms, stores_of
from db.rules.custody import (
    HANDS,
    ON_LOAN,
    OUTSIDE,
    PURCHASE,
    SUPPLIER,
    Custody,
    is_store,
    room,
    signed,
)
from db.tables.tool import Movement, Stock, Tool, ToolKind
from db.verbs.context import Context

COUNT_DIGITS = 6


def kind_called(read: Reader, text: str, known: Collection[str] | None = None) -> ToolKind:
    """The kind with this code or name; with `known` one of these, since the policy may have given one up."""
    return kind_among((kind for kind in read.rows(ToolKind) if known is None or kind.code in known), text)


def kind_among(kinds: Iterable[ToolKind], text: str) -> ToolKind:
    """The one of these kinds with this code or name."""
    wanted, kinds = text.strip().casefold(), list(kinds)
    for kind in kinds:
        if wanted in (kind.code.casefold(), kind.zh.casefold(), kind.en.casefold()):
            return kind
    raise Refusal(
        "KIT-01", "There is no kind of tool “{kind}”.", "There are: {tools}.",
        kind=text[:40], tools=tuple(kind.code for kind in kinds),
    )  # fmt: skip


def counts_of(texts: Iterable[str], kinds: Iterable[ToolKind]) -> dict[str, int]:
    """How many of each consumable, from texts as `shoe_covers:48`; a kind by its code or name."""
    found, kinds = dict[str, int](), list(kinds)
    for text in texts:
        called, _, count = text.replace("\uff1a", ":").rpartition(":")
        if not count.strip().isdecimal() or len(count.strip()) > COUNT_DIGITS:
            raise BadField("consumables", "Write kind and count, like {example}.", example="shoe_covers:48")
        kind = kind_among(kinds, called)
        if kind.durable:
            raise BadField("consumables", "{kind} has numbers: count them one by one.", kind=kind.code)
        found[kind.code] = int(count)
    return found


def store_of(context: Context, named: str = "", home: str = "") -> str:
    """The place of the store room that is meant (KIT-02): the one that is named, else `home` where that is
    one of the actor's branch, else the first one of that branch. What lies out of reach is not there."""
    own = stores_of(context.policy, context.actor.branch)
    if not named:
        return home if home in own or not own else own[0]
    place = store_called(context.policy, named)
    if place is None or not (context.scope.is_all or place in context.scope.stores):
        known = [code for code in store_rooms(context.policy) if context.scope.is_all or room(code) in own]
        raise BadField(
            "store",
            "There is no store room “{given}”; there are {known}.",
            given=named,
            known=", ".join(known),
        )
    return place


def fit_ones(read: Reader, kind: str, context: Context) -> list[Tool]:
    """Tools of a kind that lie in a store room and may be used today, those of the actor's own first: what is
    past its calibration goes out to nobody (KIT-13)."""
    today = context.local(context.now).date()
    own = stores_of(context.policy, context.actor.branch)
    fit = (
        tool
        for tool in read.rows(Tool, kind=kind, state="in_store")
        if tool.calibration_due is None or tool.calibration_due >= today
    )
    return sorted(fit, key=lambda tool: (tool.place not in own, tool.number))


def check_stock(outcome: Outcome, kind: ToolKind, place: str, count: int) -> None:
    """Refuse to take more of a consumable than there is (PRT-09)."""
    stock = outcome.get(Stock, kind.code, place)
    there = stock.count if stock else 0
    if there >= count:
        return
    if is_store(place):
        raise Refusal(
            "PRT-09", "Only {count} of {kind} are in the store.", "Buy some first.", count=there,
            kind=kind.code,
        )  # fmt: skip
    raise Refusal(
        "PRT-09", "{staff} has only {count} of {kind}.", "", count=there, kind=kind.code,
        staff=place.removeprefix(HANDS).removeprefix(ON_LOAN),
    )  # fmt: skip


def add_stock(outcome: Outcome, kind: str, place: str, count: int, until: datetime | None = None) -> None:
    """More or fewer of a consumable at a place; what is lent there is due when its first part is."""
    present = outcome.get(Stock, kind, place)
    there = (present.count if present else 0) + count
    due = min(filter(None, (present.due_back if present else None, until)), default=None) if there else None
    outcome.put(Stock.new(kind=kind, place=place, count=there, due_back=due))


def move_stock(
    outcome: Outcome,
    context: Context,
    kind: ToolKind,
    move: str,
    count: int,
    *,
    source: str,
    target: str,
    until: datetime | None = None,
    cause: str = "",
    amount_fen: int | None = None,
    reason: str = "",
    ticket: str = "",
) -> None:
    """Move some of a consumable, and write the line of the ledger (KIT-03)."""
    for place, change, due in ((source, -count, None), (target, count, until)):
        if place not in OUTSIDE:
            add_stock(outcome, kind.code, place, change, due)
    ledger = f"stock:{kind.code}"
    outcome.put(
        Movement.new(
            id=context.new_id(f"movement {ledger} {source} {target}"), ledger=ledger, kind=kind.code,
            count=count, move=move,
            source=source, target=target, at=context.now, actor=context.actor.no, cause=cause or None,
            until=until, amount_fen=amount_fen, reason=reason, ticket=ticket or None,
        )
    )  # fmt: skip


def place_of(tool: Tool) -> str:
    """Where a tool is, in the words of the ledger."""
    return tool.place if tool.holder is None else f"{HANDS}{tool.holder}"  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Moving:
    """What a line of the ledger says of a tool: where it goes and how it is then. What is left out stays as
    it was; of a tool that goes elsewhere loan and job end unless they are said anew.
    """

    move: str
    target: str = ""
    condition: str = ""
    until: datetime | None = None
    cause: str = ""
    amount_fen: int | None = None
    reason: str = ""
    ticket: str | None = None


def relocate(outcome: Outcome, context: Context, tool: Tool, moving: Moving) -> Tool:
    """Move a numbered tool, or say how it is, and write the line of the ledger: never one without the other
    (KIT-03). The tool is the row as decided so far.
    """
    source = place_of(tool)
    target = moving.target or source
    condition = moving.condition or tool.condition
    stays = target == source
    until = moving.until or (tool.due_back if stays else None)
    custody = Custody(target, condition, until)
    after = tool.but(
        holder=custody.holder,
        place=None if custody.holder else target,
        state=custody.state,
        condition=condition,
        due_back=until,
        since=tool.since if stays else context.now,
        moves=tool.moves + 1,
        home=target if is_store(target) else tool.home,
        ticket=moving.ticket or (tool.ticket if stays else None),
        signed_at=signed(moving.move, context.now, tool.signed_at if stays else None),
    )
    outcome.put(after)
    _line(outcome, context, after, moving, source)
    return after


def entered(outcome: Outcome, context: Context, tool: Tool, reason: str) -> None:
    """Put a bought tool into the store, with the first line of its ledger."""
    outcome.put(tool)
    moving = Moving(PURCHASE, tool.home, amount_fen=tool.price_fen, reason=reason)
    _line(outcome, context, tool, moving, SUPPLIER)


def _line(outcome: Outcome, context: Context, after: Tool, moving: Moving, source: str) -> None:
    ledger = after.subject()
    outcome.put(
        Movement.new(
            id=context.new_id(f"movement {ledger} {after.moves}"), ledger=ledger, tool=after.number,
            kind=after.kind, move=moving.move, source=source, target=place_of(after), at=context.now,
            actor=context.actor.no, reason=moving.reason, step=after.moves, condition=after.condition,
            until=after.due_back, cause=moving.cause or None, amount_fen=moving.amount_fen,
            ticket=after.ticket,
        )
    )  # fmt: skip
