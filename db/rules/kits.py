"""Whether somebody holds what they should: a trade's standard kit, or what a job demands (KIT-04, KIT-14)."""

from collections.abc import Iterable, Mapping
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
