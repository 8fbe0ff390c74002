"""`python -m bench`: every comparison on one branch in peak season, as a table; `python -m bench start` only
those of that room."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import desk, figures, plan, slack, start, store
from bench.measure import Compared

TICKETS, CLOSED, STAFF = 400, 2_000, 60
ROOMS = {"start": start, "store": store, "figures": figures, "desk": desk, "plan": plan, "slack": slack}


def compared(place: Path, rooms: Sequence[str]) -> Iterator[Compared]:
    """One after the other: each has the machine for itself."""
    season = place / "season.db"
    amounts = ("--tickets", str(TICKETS), "--closed", str(CLOSED), "--staff", str(STAFF), "--seed", "7")
    made = [sys.executable, "-m", "console.cli", "--db", str(season), "demo", *amounts]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    for room in rooms or ROOMS:
        yield from ROOMS[room].compare(season)


def main() -> None:
    print(
        f"{TICKETS} open and {CLOSED} closed tickets, {STAFF} technicians; medians, in turn with the peer\n"
    )
    print(f"{'':28}{'paigong':>12}{'peer':>12}{'ratio':>8}  peer")
    with tempfile.TemporaryDirectory(prefix="paigong-bench-") as place:
        for each in compared(Path(place), sys.argv[1:]):
            ours, theirs = (f"{value:,.1f} {each.unit}" for value in (each.ours, each.theirs))
            print(f"{each.what:28}{ours:>12}{theirs:>12}{each.ratio:>8.2f}  {each.peer}", flush=True)


if __name__ == "__main__":
    main()
