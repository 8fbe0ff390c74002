"""Eight hours of steady work: what is closed is let go, so that a desk may stay open all day."""

import time
from pathlib import Path

import pytest

from tests.conftest import SOAK
from tests.console.desk.terminal import Terminal, terminal
from tests.console.running import paigong
from tests.reliability import record
from tests.stories.storm import AT, ENTER, ESC

HOURS, KEYS_AN_HOUR = 8, 600
MOST_MB, MOST_GROWTH_MB = 200.0, 1.0
"""Resident memory at the end, and what an hour may add once everything was used."""
ROUND = (
    ("n", "13800130044", ENTER, ESC, ESC), ("d", "j", "j", ESC), ("w", ESC), ("/", "wj", ENTER, "j", ESC),
    ("v", ESC), ("p", ESC), ("e", ESC), ("c", ESC), (":", "note x", ESC), ("?", ESC), ("\x10", "gj", ESC),
    ("1", "j", "j", "0"), ("t", ESC), ("j", "j", "j", "k"), ("s", ESC),
)  # fmt: skip


def resident_mb(process: int) -> float:
    """Memory that the process holds now."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def work(screen: Terminal, keys: int) -> None:
    """So many keys of ordinary work, each deed looked at before the next."""
    pressed = 0
    while pressed < keys:
        for deed in ROUND:
            for key in deed:
                screen.type(key)
                pressed += 1
                time.sleep(0.03)
            screen.until_still(0.1)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_a_day_at_the_desk_does_not_fill_the_memory(tmp_path: Path) -> None:
    path, hours = tmp_path / "day.db", HOURS if SOAK else HOURS / 50
    made = paigong("--db", str(path), "demo", "--at", AT, "--tickets", "60", "--closed", "60")
    assert made.code == 0, made.err
    begun = time.monotonic()
    with terminal("--db", str(path), "--as", "A01", "--at", AT, size=(120, 40)) as screen:
        screen.until(lambda: "YX2607" in screen.text, 60)
        screen.until_still()
        work(screen, KEYS_AN_HOUR // 8)  # everything is used once
        warm = resident_mb(screen.process.pid)
        work(screen, round(hours * KEYS_AN_HOUR))
        end = resident_mb(screen.process.pid)
        assert end < MOST_MB, f"{warm:.1f} MB, then {end:.1f} MB"
        if SOAK:
            assert (end - warm) / hours < MOST_GROWTH_MB, f"{warm:.1f} MB, then {end:.1f} MB"
    record("a day at the desk", f"{hours:g} h of {KEYS_AN_HOUR} keys",
           f"{warm:.0f} MB, then {end:.0f} MB", time.monotonic() - begun)  # fmt: skip
