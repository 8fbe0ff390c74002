"""What the tests cost in seconds of a core: `python -m pytest -p tests.costs …` says it by room at the end.

Seconds of a core are those of the tests' processes with the processes that they waited for; those of the
run's PostgreSQL server stand apart. A clock would measure what else the machine does.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

SPENT = "seconds of a core"
SHOWN = 25
TICKS = os.sysconf("SC_CLK_TCK")

_begun = pytest.StashKey[float]()
_spent: Counter[str] = Counter()
_tests: Counter[str] = Counter()


def _now() -> float:
    return sum(os.times()[:4])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    item.stash[_begun] = _now()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Any:
    # After this the report is made; it brings the figure from a worker.
    result = yield
    item.user_properties.append((SPENT, _now() - item.stash[_begun]))
    return result


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "teardown":
        room = _room(report.nodeid)
        _tests[room] += 1
        _spent[room] += dict(report.user_properties).get(SPENT, 0.0)  # type: ignore[operator]  # of any kind


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    whole = f"{_spent.total():.0f} s of a core in {_tests.total()} tests, {_of_server():.0f} s of PostgreSQL"
    terminalreporter.write_sep("-", whole)
    for room, seconds in _spent.most_common(SHOWN):
        terminalreporter.write_line(f"{seconds:8.1f} s {_tests[room]:6d} tests  {room}")


def _room(nodeid: str) -> str:
    """The folder of a test, and the file where it lies in none."""
    path = Path(nodeid.partition("::")[0])
    return "/".join(path.parts[:3])


def _of_server() -> float:
    """What the server has used until now, with those of its processes that have ended."""
    running = Path(os.environ["PAIGONG_TEST_FOLDER"]) / "pg" / "postmaster.pid"
    if not running.exists() or not Path("/proc/self/stat").exists():
        return 0.0
    server = int(running.read_text("utf-8").split("\n", 1)[0])
    used = 0.0
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        user, system, of_ended, system_of_ended = (int(each) / TICKS for each in fields[11:15])
        if int(place.parent.name) == server:
            used += user + system + of_ended + system_of_ended
        elif int(fields[1]) == server:
            used += user + system
    return used
