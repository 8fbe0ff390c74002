"""`paigong watch` as a command: one sweep, many at once, ended and killed (ESC-03)."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from db.engine import transaction
from db.rules.watching import PROCESS
from db.store import open_store
from db.watch import lease as leases
from db.watch import running
from db.watch.running import Watch
from tests.console.running import ROOT, Branch, paigong


@pytest.fixture
def branch(demo: Branch) -> Branch:
    """One whose calendar of reports has begun: what is owed today is open already (RPT-06)."""
    assert demo.run("watch", "--once", at=None).code == 0
    return demo


def started(url: str, *arguments: str) -> subprocess.Popen[str]:
    """A watch as a process of its own, which has said its first line."""
    return subprocess.Popen(
        [sys.executable, "-m", "console.cli", "--db", url, "--lang", "en", "watch", *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def watching(branch: Branch) -> Iterator[subprocess.Popen[str]]:
    process = started(branch.url)
    assert said(process) == "This process watches now."
    yield process
    process.kill()
    process.communicate()


def test_one_sweep_answers_with_figures(branch: Branch) -> None:
    ran = branch.run("watch", "--once", at=None)
    assert (ran.code, ran.out, ran.err) == (0, "0 things were due.\n", "")
    assert branch.run("watch", "--once", "--json").json == {"done": 0}
    assert paigong("--db", branch.url, "--lang", "zh_CN", "watch", "--once").out == "到期处理 0 项。\n"


def test_without_a_store_nothing_is_made_and_nothing_is_waited_for(tmp_path: Path) -> None:
    place = tmp_path / "none.db"
    for arguments in (("watch",), ("watch", "--once")):
        assert paigong("--db", str(place), *arguments).code == 6
    assert not place.exists()


def test_at_stands_only_before_a_watch_of_a_demonstration(live: Branch) -> None:
    assert live.run("watch", "--once", at="2026-07-15T10:00:00+08:00").code == 2


@pytest.mark.ways("number")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_one_waits_follows_one_that_was_killed_and_gives_the_lease_back_at_a_signal(
    branch: Branch, watching: subprocess.Popen[str], number: signal.Signals
) -> None:
    other = started(branch.url)
    assert said(other).endswith(f"process {watching.pid}, watches; this one waits.")
    os.kill(watching.pid, signal.SIGKILL)
    assert said(other) == "This process watches now.", "who was killed is followed"
    assert holder(branch) is not None
    begun = time.monotonic()
    other.send_signal(number)
    out, err = other.communicate(timeout=30)
    assert (other.returncode, out, err) == (0, "", "")
    assert time.monotonic() - begun < 10
    assert holder(branch) == "", "given back, and not only left behind by a process that is gone"


def holder(branch: Branch) -> str | None:
    """Who has the lease."""
    with closing(open_store(branch.url)) as store, transaction(store.engine, writing=False) as connection:
        lease = leases.read(connection)
    return None if lease is None else lease.holder


def test_a_single_sweep_is_made_by_whoever_watches(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BEAT_SECONDS", 0.3)
    monkeypatch.setattr(running, "STANDBY_SECONDS", 0.1)
    store = open_store(branch.url)
    heard: list[str] = []
    watch = Watch(store, PROCESS, lambda told: heard.append(told.what))
    thread = threading.Thread(target=watch.run)
    thread.start()
    try:
        while not heard:
            time.sleep(0.01)
        ran = branch.run("watch", "--once", at=None)
        assert (ran.code, ran.out, ran.err) == (0, "0 things were due.\n", "")
        assert heard == ["taken"], "nobody took the lease from it"
    finally:
        watch.stop.set()
        thread.join(20)
        store.close()
