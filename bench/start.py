"""How long the program takes to start, beside the import of the library that it stands on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.chapters import ROOT, grown
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
    yield from with_later_chapters(asked, theirs)


def with_later_chapters(asked: Mapping[str, list[str]], theirs: Callable[[], float]) -> Iterator[Compared]:
    """The same with 60 tables, 100 verbs and 20 views more: a start must not grow with them."""
    with TemporaryDirectory(prefix="paigong-grown-") as place:
        program = grown(Path(place))
        for what in ("paigong show counts", "import of the desk"):
            later, today = (partial(processor_time, asked[what], cwd=where) for where in (program, ROOT))
            yield in_turn(f"{what}, later", later, PEER, theirs, rounds=ROUNDS)
            yield in_turn(f"{what}, later", later, "the same today", today, rounds=ROUNDS)
