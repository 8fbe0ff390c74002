"""What every verb about tools does to the store room and its ledger (KIT-03)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from db.errors import BadField, Refusal
from db.log.facts import Outcome, Reader
from db.rules.custody import HANDS, OUTSIDE, PURCHASE, STORE, SUPPLIER, Custody
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


def add_stock(outcome: Outcome, kind: str, place: str, count: int) -> None:
    present = outcome.get(Stock, kind, place)
    outcome.put(Stock.new(kind=kind, place=place, count=(present.count if present else 0) + count))


def move_stock(
    outcome: Outcome,
    context: Context,
    kind: ToolKind,
    move: str,
    count: int,
    *,
    source: str,
    target: str,
    cause: str = "",
    reason: str = "",
) -> None:
    """Move some of a consumable, and write the line of the ledger (KIT-03)."""
    for place, change in ((source, -count), (target, count)):
        if place not in OUTSIDE:
            add_stock(outcome, kind.code, place, change)
    ledger = f"stock:{kind.code}"
    outcome.put(
        Movement.new(
            id=context.new_id(f"movement {ledger} {source} {target}"), ledger=ledger, kind=kind.code,
            count=count, move=move,
            source=source, target=target, at=context.now, actor=context.actor.no, cause=cause or None,
            reason=reason,
        )
    )  # fmt: skip


def place_of(tool: Tool) -> str:
    """Where a tool is, in the words of the ledger."""
    return tool.place if tool.holder is None else f"{HANDS}{tool.holder}"  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Moving:
    """What a line of the ledger says of a tool: where it goes and how it is then. What is left out stays as
    it was, but for `until`: it is lent no longer unless that is said anew.
    """

    move: str
    target: str = ""
    condition: str = ""
    until: datetime | None = None
    cause: str = ""
    amount_fen: int | None = None
    reason: str = ""


def relocate(outcome: Outcome, context: Context, tool: Tool, moving: Moving) -> Tool:
    """Move a numbered tool, or say how it is, and write the line of the ledger: never one without the other
    (KIT-03). The tool is the row as decided so far.
    """
    source = place_of(tool)
    target = moving.target or source
    condition = moving.condition or tool.condition
    custody = Custody(target, condition, moving.until)
    after = tool.but(
        holder=custody.holder,
        place=None if custody.holder else target,
        state=custody.state,
        condition=condition,
        due_back=moving.until,
        since=tool.since if target == source else context.now,
        moves=tool.moves + 1,
    )
    outcome.put(after)
    _line(outcome, context, after, moving, source)
    return after


def entered(outcome: Outcome, context: Context, tool: Tool, reason: str) -> None:
    """Put a bought tool into the store, with the first line of its ledger."""
    outcome.put(tool)
    moving = Moving(PURCHASE, STORE, amount_fen=tool.price_fen, reason=reason)
    _line(outcome, context, tool, moving, SUPPLIER)


def _line(outcome: Outcome, context: Context, after: Tool, moving: Moving, source: str) -> None:
    ledger = after.subject()
    outcome.put(
        Movement.new(
            id=context.new_id(f"movement {ledger} {after.moves}"), ledger=ledger, tool=after.number,
            kind=after.kind, move=moving.move, source=source, target=place_of(after), at=context.now,
            actor=context.actor.no, reason=moving.reason, step=after.moves, condition=after.condition,
            until=after.due_back, cause=moving.cause or None, amount_fen=moving.amount_fen,
        )
    )  # fmt: skip
