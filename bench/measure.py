"""Two things done in turn, and the medians of what each of them cost."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Sample = Callable[[], float]


@dataclass(frozen=True)
class Compared:
    """`ours` and `theirs` are medians in `unit`; `peer` says what theirs is."""

    what: str
    ours: float
    peer: str
    theirs: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Ours as a multiple of theirs."""
        return self.ours / self.theirs if self.theirs else float("inf")


def in_turn(what: str, ours: Sample, peer: str, theirs: Sample, *, rounds: int, unit: str = "ms") -> Compared:
    """Both once unmeasured, then one after the other: what disturbs the machine disturbs both."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    mine, others = zip(*pairs, strict=True)
    return Compared(what, statistics.median(mine), peer, statistics.median(others), unit)


def processor_time(command: Sequence[str], cwd: Path | None = None) -> float:
    """Milliseconds of processor that a command takes from start to end, whatever else runs beside it."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def own_time(deed: Callable[[], object]) -> float:
    """Milliseconds of processor that a deed takes in this process, all threads together."""
    begun = time.process_time()
    deed()
    return (time.process_time() - begun) * 1000
