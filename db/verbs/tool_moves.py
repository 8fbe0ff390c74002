"""What every verb about tools does to the store room and its ledger (KIT-03)."""

from __future__ import annotations

from collections.abc import Collection

from db.errors import Refusal
from db.log.facts import Outcome, Reader
from db.tables.tool import Movement, Stock, ToolKind
from db.verbs.context import Context


def numbered(running: int) -> str:
    return f"T{running:04d}"


def kind_called(read: Reader, text: str, known: Collection[str] | None = None) -> ToolKind:
    """The kind with this code or name; with `known` one of these, since the policy may have given one up."""
    wanted = text.strip().casefold()
    kinds = [kind for kind in read.rows(ToolKind) if known is None or kind.code in known]
    for kind in kinds:
        if wanted in (kind.code.casefold(), kind.zh.casefold(), kind.en.casefold()):
            return kind
    raise Refusal(
        "KIT-01", "There is no kind of tool “{kind}”.", "There are: {tools}.",
        kind=text[:40], tools=tuple(kind.code for kind in kinds),
    )  # fmt: skip


def add_stock(outcome: Outcome, kind: str, place: str, count: int) -> None:
    present = outcome.get(Stock, kind, place)
    outcome.put(Stock.new(kind=kind, place=place, count=(present.count if present else 0) + count))


def move_tool(
    outcome: Outcome,
    context: Context,
    kind: ToolKind,
    move: str,
    ledger: str,
    count: int,
    *,
    tool: str | None = None,
    source: str | None = None,
    target: str | None = None,
    reason: str = "",
) -> None:
    """Write one line of the ledger (KIT-03)."""
    outcome.put(
        Movement.new(
            id=context.new_id(f"movement {ledger}"),
            ledger=ledger,
            tool=tool,
            kind=kind.code,
            count=count,
            move=move,
            source=source,
            target=target,
            at=context.now,
            actor=context.actor.no,
            reason=reason,
        )
    )
