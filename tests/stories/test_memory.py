"""Eight hours of steady work: what is closed is let go, so that a desk may stay open all day."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.store import Store, open_store
from db.verbs.parsing import parse_verb
from tests.conftest import SOAK
from tests.console.desk.terminal import Terminal, terminal
from tests.console.running import paigong
from tests.reliability import record
from tests.sampling import some_of
from tests.stories.storm import AT, ENTER, ESC

HOURS = float(os.environ.get("PAIGONG_HOURS", "8")) if SOAK else 8 / 200
KEYS_AN_HOUR = 600
MOST_MB, MOST_GROWTH_MB = 200.0 if SOAK else 150.0, 1.0
"""Resident memory at the end, less where the day is short; and what an hour may add after the first one."""
REST = 2.3
"""Seconds for which the hands rest after a round, as they do between two calls."""
TICKETS, STAFF = ("60", "60") if SOAK else ("25", "10")
OPEN_AT_ONCE = 20
"""Tickets that the others have open."""
DEEDS = 7
"""Of so many deeds is the round of one run of `make test`."""
ROUND = (
    ("n", "13800130044", ENTER, ESC, ESC), ("d", "j", "j", ESC), ("w", ESC), ("/", "wj", ENTER, "j", ESC),
    ("v", ESC), ("p", ESC), ("e", ESC), ("c", ESC), (":", "note x", ENTER), ("?", ESC), ("\x10", "gj", ESC),
    ("1", "j", "j", "0"), ("t", ESC), ("j", "j", "j", "k"), ("s", ESC), (":", "wait x", ESC),
)  # fmt: skip


class Others:
    """The other desks: calls come in, are noted and taken back."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._calls = 0
        self._open: list[str] = []

    def do(self, verb: str, **fields: str) -> str:
        return str(self.store.do(parse_verb(verb, fields), "A01").done[0]["number"])

    def work(self) -> None:
        """Two of their verbs."""
        self._calls += 1
        phone = f"139{self._calls:08d}"
        self._open.append(self.do("register", customer=f"客户{self._calls}", phone=phone, fault="空调不制冷"))
        if len(self._open) > OPEN_AT_ONCE:
            self.do("cancel", ticket=self._open.pop(0), reason="customer_withdrew")
        else:
            self.do("note", ticket=self._open[-1], text="下午在家")


def resident_mb(process: int) -> float:
    """Memory that the process holds now."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def work(screen: Terminal, others: Others, keys: int) -> None:
    """So many keys of ordinary work, each deed looked at before the next, while the others work too."""
    pressed, round_ = 0, some_of(ROUND, "deeds of a day at the desk", DEEDS)
    while pressed < keys:
        for deed in round_:
            for key in deed:
                screen.type(key)
                pressed += 1
                time.sleep(0.03)
            others.work()
            screen.until_still(0.1)
        time.sleep(REST)


@pytest.mark.soak
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_a_day_at_the_desk_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "day.db"
    made = paigong(
        "--db", str(path), "demo", "--at", AT, "--tickets", TICKETS, "--closed", TICKETS, "--staff", STAFF
    )
    assert made.code == 0, made.err
    begun, store = time.monotonic(), open_store(f"sqlite:///{path}")
    store.start_at(datetime.fromisoformat(AT).astimezone(UTC))
    others = Others(store)
    with terminal("--db", str(path), "--as", "A01", "--at", AT, size=(120, 40)) as screen:
        screen.until(lambda: "YX2607" in screen.text, 60)
        screen.until_still()
        work(screen, others, round(KEYS_AN_HOUR * min(1, HOURS / 2)))  # everything is used once
        warm = end = resident_mb(screen.process.pid)
        if SOAK:  # how it grows is judged there alone
            work(screen, others, round(KEYS_AN_HOUR * (HOURS - min(1, HOURS / 2))))
            end = resident_mb(screen.process.pid)
        screen.until(lambda: "YX2607" in screen.text)
    store.close()
    assert end < MOST_MB, f"{warm:.1f} MB, then {end:.1f} MB"
    if SOAK:
        assert (end - warm) / (HOURS - 1) < MOST_GROWTH_MB, f"{warm:.1f} MB, then {end:.1f} MB"
    record("a day at the desk", f"{HOURS:g} h of {KEYS_AN_HOUR} keys, others at work",
           f"{warm:.0f} MB after the first, then {end:.0f} MB", time.monotonic() - begun)  # fmt: skip
