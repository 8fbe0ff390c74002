"""How long the program takes to start, beside the import of the library that it stands on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.measure import Compared, in_turn, processor_time

ROUNDS = 7
PEER = "import sqlmodel"


def compare(store: Path) -> Iterator[Compared]:
    """A command that reads, and everything that the desk imports before it paints."""
    paigong = [sys.executable, "-m", "console.cli", "--db", str(store)]

    def theirs() -> float:
        return processor_time([sys.executable, "-c", PEER])

    asked = {
        "paigong show counts": [*paigong, "show", "counts", "--json"],
        "paigong --help": [*paigong, "--help"],
        "import of the desk": [sys.executable, "-c", "import console.app, console.desk.desk"],
    }
    for what, command in asked.items():
        yield in_turn(what, partial(processor_time, command), PEER, theirs, rounds=ROUNDS)
