"""The figures of the long series, kept in docs/reliability.md by `make soak`."""

import fcntl
import os
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
HEAD = """# What the long series found

Written by `make soak`; each row is what its series last gave in full. `make test` runs a hundredth of every
series with a seed that it prints.

| series | of | result | seconds | on |
| --- | --- | --- | --- | --- |
"""


def record(series: str, what: str, result: str, seconds: float) -> None:
    """Put a series' figures into the page; only a run in full does (PAIGONG_SOAK=1)."""
    if os.environ.get("PAIGONG_SOAK") != "1":
        return
    where = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores"
    row = f"| {series} | {what} | {result} | {seconds:.0f} | {where} |"
    with (Path(tempfile.gettempdir()) / "paigong-reliability.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        PAGE.write_text(with_row(PAGE.read_text("utf-8") if PAGE.exists() else HEAD, series, row), "utf-8")


def with_row(page: str, series: str, row: str) -> str:
    """The page with this series' row replaced or added; rows are in the order of their names."""
    head, rows = page[: page.index("| --- |")], page[page.index("| --- |") :].splitlines()
    kept = [each for each in rows[1:] if each.startswith("|") and not each.startswith(f"| {series} |")]
    return head + "\n".join([rows[0], *sorted([*kept, row])]) + "\n"
