"""Windows that may be offered to a customer, the cheapest first, each cost as a sum (DSP-03, SLA-11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

from db import kinds
from db.kinds import Called
from db.rules.day_of_work import Hole, Minutes, Span, Visit, holes

SHORTEST: Final = timedelta(minutes=5)
"""A window that a deadline cuts is at least so long: who can be there at the very last is offered, too."""
COARSE, FINE = timedelta(minutes=30), timedelta(minutes=10)
ROUND = timedelta(minutes=5)
HURRY: Final = timedelta(hours=4)
"""Where less time than this is left, windows begin every ten minutes."""
TRAVEL, WAIT, FIT, PUT_OFF = "travel", "wait", "fit", "put_off"


@dataclass(frozen=True, slots=True)
class CostPart:
    """One part of what a window costs, in minutes."""

    name: Annotated[str, kinds.Code("cost_part"), Called("Name")]
    minutes: Annotated[int, kinds.Minutes(), Called("Minutes")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a window has to keep, all of it half-open.

    It begins at `earliest` or later and ends by `latest`; the work, which lasts `length`, is done by
    `done_by`. It is `window` long, or shorter where `latest` cuts it.
    """

    earliest: datetime
    length: timedelta
    window: timedelta
    latest: datetime | None = None
    done_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who may be sent: in these hours, between these visits, from `home`; `unfit` minutes is what
    sending them costs beside the way, for those who know this kind of work less well. `loose` is when they
    would do what they hold without a time: nobody is promised it, so that it waits, which costs."""

    staff: str
    hours: Sequence[Span]
    visits: Sequence[Visit]
    home: str | None = None
    unfit: int = 0
    loose: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody within a window, and the parts of what that costs."""

    staff: str
    begin: datetime
    end: datetime
    parts: tuple[CostPart, ...]

    @property
    def cost(self) -> int:
        """All parts together, in minutes."""
        return sum(part.minutes for part in self.parts)


@dataclass(frozen=True, slots=True)
class Prices:
    """`wait_percent` of each minute that the customer waits counts as much as one on the road."""

    wait_percent: int = 10


def offers(
    hands: Iterable[Hand], wanted: Wanted, zone: str | None, minutes: Minutes, prices: Prices
) -> list[Offer]:
    """Everybody in every window that breaks nothing of what is wanted, the cheapest first; equal ones by
    their begin, then by number."""
    found = [
        _offer(hand, hole, begin, end, wanted, prices)
        for hand in hands
        for hole in holes(hand.hours, hand.visits, zone, SHORTEST, home=hand.home, minutes=minutes)
        for begin, end in _windows(hole, wanted)
    ]
    return sorted(found, key=lambda one: (one.cost, one.begin, one.staff))


def chosen(
    found: Iterable[Offer], most: int, passes: Callable[[Offer], bool], *, apart: bool = True
) -> list[Offer]:
    """The first that pass, in order of time only where they are equal. Where they are to lie `apart`, no two
    windows lie over each other, so that a customer has something to choose from."""
    kept: list[Offer] = []
    for one in found:
        if len(kept) == most:
            break
        if apart and any(one.begin < other.end and one.end > other.begin for other in kept):
            continue
        if passes(one):
            kept.append(one)
    return kept


def _windows(hole: Hole, wanted: Wanted) -> Iterator[tuple[datetime, datetime]]:
    """The windows within a hole: whoever comes at their begin has done the work before the next one."""
    begin = max(hole.begin, wanted.earliest)
    last = hole.end - wanted.length
    if wanted.done_by is not None:
        last = min(last, wanted.done_by - wanted.length)
    if wanted.latest is not None:
        last = min(last, wanted.latest - SHORTEST)
    left = wanted.latest - begin if wanted.latest is not None else HURRY
    step = COARSE if left >= HURRY else FINE if left >= COARSE else ROUND
    origin = begin.replace(minute=0, second=0, microsecond=0)
    at = origin - (origin - begin) // step * step
    while at <= last:
        end = at + wanted.window
        for limit in (hole.end, wanted.latest):
            if limit is not None and limit < end:
                end = limit - (limit - origin) % ROUND
        if end - at >= min(SHORTEST, wanted.window):
            yield at, end
        at += step


def _offer(hand: Hand, hole: Hole, begin: datetime, end: datetime, wanted: Wanted, prices: Prices) -> Offer:
    waits = int((begin - wanted.earliest).total_seconds()) // 60 * prices.wait_percent // 100
    done = begin + max(wanted.length, end - begin)
    over = (span.cut(begin, done) for span in hand.loose)
    put_off = sum((cut.length for cut in over if cut is not None), timedelta())
    parts = (
        CostPart(TRAVEL, max(0, hole.added)),
        CostPart(WAIT, waits),
        CostPart(FIT, hand.unfit),
        CostPart(PUT_OFF, int(put_off.total_seconds()) // 60),
    )
    return Offer(hand.staff, begin, end, parts)
