"""Who has a tool [保管]: what the lines of its ledger make of it, and nothing else (KIT-02, KIT-03).

A place is a text: the store room `store`, another one `store:CODE`, `staff:NO`, `department:CODE` for a
loan to another department, `ticket:NUMBER` for what was left at a customer's, `repair`, `lost`, `scrap`;
tools come from the `supplier`. What somebody borrowed of a consumable lies at `lent:NO` until it comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

STORE, SUPPLIER, REPAIR, LOST, SCRAP = "store", "supplier", "repair", "lost", "scrap"
COUNTED = "count"
OUTSIDE = frozenset({SUPPLIER, COUNTED, LOST, SCRAP})
"""Where consumables come from and go to without being counted there."""
HANDS, DEPARTMENT, ROOM, SITE, ON_LOAN = "staff:", "department:", "store:", "ticket:", "lent:"
AWAY = (HANDS, DEPARTMENT, SITE, ON_LOAN)
"""How places begin from which things are taken back into a store room."""
GOOD, WORN, BROKEN = "good", "worn", "broken"
IN_STORE, HELD, LENT, DAMAGED, SCRAPPED = "in_store", "held", "lent", "damaged", "scrapped"
PURCHASE, REVALUED, SIGNED = "purchase", "revalued", "signed"
PRICED = (PURCHASE, REVALUED)
"""Lines whose amount is the price from then on."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a tool's ledger; older ones have no `step`, and their `condition` is what it was."""

    id: str
    at: datetime
    move: str
    source: str | None
    target: str | None
    step: int | None = None
    condition: str | None = None
    until: datetime | None = None
    amount_fen: int | None = None
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class Custody:
    """Where a tool is and how it is; `price_fen` is None where no line says it. `home` is the store room in
    which it lay last, `ticket` the job for which it is out, `signed_at` when whoever has it signed for it.
    """

    place: str
    condition: str = GOOD
    due_back: datetime | None = None
    price_fen: int | None = None
    moves: int = 0
    home: str = STORE
    ticket: str | None = None
    signed_at: datetime | None = None

    @property
    def holder(self) -> str | None:
        """Whose hands it is in; None where it lies at a place."""
        return self.place.removeprefix(HANDS) if self.place.startswith(HANDS) else None

    @property
    def state(self) -> str:
        """The state that follows from place, condition and loan."""
        return state_of(self.place, self.condition, self.due_back)


def is_store(place: str | None) -> bool:
    """Whether it is a store room."""
    return place is not None and (place == STORE or place.startswith(ROOM))


def room(code: str) -> str:
    """The place of a store room by its code."""
    return code if code == STORE else f"{ROOM}{code}"


def state_of(place: str, condition: str, due_back: datetime | None) -> str:
    """The state of a tool there, in this condition, lent until then or not."""
    if place in (REPAIR, LOST):
        return place
    if place == SCRAP:
        return SCRAPPED
    if condition == BROKEN:
        return DAMAGED
    if place.startswith((DEPARTMENT, SITE)) or (place.startswith(HANDS) and due_back is not None):
        return LENT
    return HELD if place.startswith(HANDS) else IN_STORE


def custody(lines: Iterable[Line]) -> Custody | None:
    """What the whole ledger of one tool makes of it; None where it has no line."""
    found: Custody | None = None
    for line in ordered(lines):
        before = found or Custody(STORE)
        place = line.target or before.place
        found = Custody(
            place=place,
            condition=line.condition or before.condition,
            due_back=line.until,
            price_fen=line.amount_fen if line.move in PRICED else before.price_fen,
            moves=line.step or before.moves,
            home=place if is_store(place) else before.home,
            ticket=line.ticket,
            signed_at=signed(line.move, line.at, before.signed_at if place == before.place else None),
        )
    return found


def signed(move: str, at: datetime, before: datetime | None) -> datetime | None:
    """When it was signed for, after this move: a signature holds until the tool goes elsewhere (KIT-04)."""
    return at if move == SIGNED else before


def ordered(lines: Iterable[Line]) -> list[Line]:
    """The lines of one tool in the order in which they were written.

    Older ones are ordered by their time and, within one second, so that each begins where the one before
    ended.
    """
    known = list(lines)
    without = sorted((line for line in known if line.step is None), key=lambda line: (line.at, line.id))
    numbered = sorted((line for line in known if line.step is not None), key=lambda line: line.step or 0)
    return [*_chained(without), *numbered]


def _chained(lines: Sequence[Line]) -> list[Line]:
    left, found = list(lines), list[Line]()
    while left:
        same = [line for line in left if line.at == left[0].at]
        place = found[-1].target if found else None
        begins = [line for line in same if line.source == place or (place is None and line.move == PURCHASE)]
        chosen = (begins or same)[0]
        left.remove(chosen)
        found.append(chosen)
    return found


def breaks(lines: Sequence[Line]) -> Line | None:
    """The first line that does not begin where the one before it ended: the tool was in two places."""
    place: str | None = None
    for line in lines:
        if place is not None and line.source != place:
            return line
        place = line.target or place
    return None


def balance(moves: Iterable[tuple[str, str | None, str | None, int]]) -> dict[tuple[str, str], int]:
    """Stock by kind and place, from (kind, source, target, count) of every line about consumables."""
    found: dict[tuple[str, str], int] = {}
    for kind, source, target, count in moves:
        if source is not None:
            found[kind, source] = found.get((kind, source), 0) - count
        if target is not None:
            found[kind, target] = found.get((kind, target), 0) + count
    return found
