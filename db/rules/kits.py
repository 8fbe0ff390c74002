"""Whether somebody holds what they should: a trade's standard kit, or what a job demands (KIT-04, KIT-14)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HeldTool:
    """A usable numbered tool in somebody's hands; `calibration_due` is the last day it may be used."""

    kind: str
    number: str
    calibration_due: date | None = None

    def is_calibrated(self, day: date) -> bool:
        """Whether it may be used on that day."""
        return self.calibration_due is None or self.calibration_due >= day


@dataclass(frozen=True, slots=True)
class KitCheck:
    """What was found. `missing` names a kind once for every missing piece, `uncalibrated` the tools that
    would be needed but are out of calibration; `ready` of `wanted` pieces can be used."""

    missing: tuple[str, ...] = ()
    uncalibrated: tuple[HeldTool, ...] = ()
    ready: int = 0
    wanted: int = 0

    @property
    def complete(self) -> bool:
        """Everything is there and may be used."""
        return not self.missing and not self.uncalibrated


def check_kit(
    wanted: Mapping[str, int], tools: Iterable[HeldTool], stock: Mapping[str, int], day: date
) -> KitCheck:
    """Compare what is wanted (kind → pieces) with numbered tools and with the stock of consumables."""
    held: dict[str, list[HeldTool]] = {}
    for tool in tools:
        held.setdefault(tool.kind, []).append(tool)
    missing: list[str] = []
    uncalibrated: list[HeldTool] = []
    ready = 0
    for kind, pieces in wanted.items():
        own = held.get(kind, [])
        expired = [tool for tool in own if not tool.is_calibrated(day)]
        usable = min(pieces, len(own) - len(expired) + stock.get(kind, 0))
        lacking = pieces - usable
        uncalibrated += expired[:lacking]
        missing += [kind] * (lacking - len(expired[:lacking]))
        ready += usable
    return KitCheck(tuple(missing), tuple(uncalibrated), ready, sum(wanted.values()))


ISSUE, CALIBRATE, MEND, BUY = "issue", "calibrate", "mend", "buy"
"""Ways to complete a kit, the cheapest first."""


@dataclass(frozen=True, slots=True)
class Way:
    """How one lacking piece is had most cheaply: `number` is the tool to issue, calibrate or mend, None for
    one that has to be bought; `cost_fen` is what that costs, 0 where nothing is bought."""

    kind: str
    how: str
    number: str | None
    cost_fen: int


@dataclass(frozen=True, slots=True)
class Supply:
    """What there is for completing kits: tools of the store that may be issued by kind, in their order, own
    broken ones by kind, how many of each consumable lie in the store, and the price of each kind in fen."""

    ready: Mapping[str, Sequence[str]]
    broken: Mapping[str, Sequence[str]]
    stock: Mapping[str, int]
    prices: Mapping[str, int]


def ways(check: KitCheck, supply: Supply) -> tuple[Way, ...]:
    """The cheapest way to have each piece that lacks; no tool of the store is named twice (KIT-04)."""
    found: list[Way] = []
    used: dict[str, int] = {}
    for kind in check.missing:
        at = used[kind] = used.get(kind, 0) + 1
        ready, broken = supply.ready.get(kind, ()), supply.broken.get(kind, ())
        if at <= len(ready):
            found.append(Way(kind, ISSUE, ready[at - 1], 0))
        elif at <= supply.stock.get(kind, 0):
            found.append(Way(kind, ISSUE, None, 0))
        elif at - len(ready) <= len(broken):
            found.append(Way(kind, MEND, broken[at - len(ready) - 1], 0))
        else:
            found.append(Way(kind, BUY, None, supply.prices.get(kind, 0)))
    for tool in check.uncalibrated:
        found.append(Way(tool.kind, CALIBRATE, tool.number, 0))
    return tuple(found)
