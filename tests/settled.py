"""Waiting for a screen by what it has still to do, not by the clock.

Textual's pilot sleeps twenty milliseconds twice for every key, and goes on for as long as the whole process
works hard. Here a screen has settled when no callback of the loop is ready, nothing waits to be painted, and
whoever works for it in another thread has answered, or obviously waits for something itself.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic, process_time, thread_time
from typing import Any

import textual.app
import textual.pilot
from textual._context import active_app
from textual.app import App
from textual.screen import Screen

Busy = Callable[[App[Any]], bool]

LONGEST = 1.0
"""Seconds of a core after which a screen that never rests is taken as it is. By the clock Textual's own pilot
waits no longer, but on a machine that is busy otherwise a screen may not have begun to be drawn by then."""
PATIENCE = 20.0
"""Seconds by the clock after which it is taken as it is in any case."""
LOOK = 0.002
"""Seconds between two looks at what works in another thread."""
AT_LEAST, IDLE = 0.04, 0.001
"""Threads that used less than `IDLE` seconds of a core in `AT_LEAST` seconds, and would not use one now if it
were free, wait for something."""
TURNS = 2
"""How many turns of the loop in a row have to find nothing to do: one alone has not asked the sockets."""

_works_beside: list[Busy] = []


def settle_by_events(busy: Busy | None = None) -> None:
    """From now on the pilots of this process wait so. `busy` says whether something that an application
    asked another thread for has not been answered yet."""
    textual.app.wait_for_idle = _wait_for_idle  # type: ignore[attr-defined]  # its import, for its keys
    textual.pilot.wait_for_idle = _wait_for_idle  # type: ignore[attr-defined]  # likewise, for its pauses
    # Its own way asks every widget to answer, and waits half a minute for one that has just gone.
    textual.pilot.Pilot._wait_for_screen = _wait_for_screen  # type: ignore[assignment, method-assign]  # its own way
    if busy is not None and busy not in _works_beside:
        _works_beside.append(busy)


async def _wait_for_idle(min_sleep: float = 0.0, max_sleep: float = LONGEST) -> None:
    await settled(active_app.get(), max_sleep)


async def _wait_for_screen(pilot: textual.pilot.Pilot[Any], timeout: float = LONGEST) -> bool:
    await settled(pilot.app)
    return not pilot.app._exception


async def settled(app: App[Any], seconds: float = LONGEST) -> None:
    """Until every message is dealt with, every change painted, and what was asked for has come."""
    limit = _Limit(seconds)
    looked, used = monotonic(), _used_beside()
    while not limit.is_over:
        await _nothing_ready(limit)
        if _paint(app):
            continue
        if app._resize_timer is None and not any(busy(app) for busy in _works_beside):
            return
        if monotonic() - looked > AT_LEAST:
            if _used_beside() - used < IDLE and not _runs_beside():
                return
            looked, used = monotonic(), _used_beside()
        await asyncio.sleep(LOOK)


class _Limit:
    """How long to wait: by the clock, and past that by what this process got to do meanwhile."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._begun, self._used = seconds, monotonic(), process_time()

    @property
    def is_over(self) -> bool:
        gone = monotonic() - self._begun
        return gone > self._seconds and (gone > PATIENCE or process_time() - self._used > self._seconds)


def _used_beside() -> float:
    """Seconds of a core that all threads but this one have used."""
    return process_time() - thread_time()


def _runs_beside() -> bool:
    """Whether another thread waits for nothing but a core; where the system does not tell, none does."""
    own = threading.get_native_id()
    for thread in threading.enumerate():
        if thread.native_id in (own, None):
            continue
        with suppress(OSError):
            told = Path(f"/proc/self/task/{thread.native_id}/stat").read_text().rpartition(")")[2]
            if told.split()[0] == "R":
                return True
    return False


async def _nothing_ready(limit: _Limit) -> None:
    loop = asyncio.get_running_loop()
    quiet = 0
    while quiet < TURNS and not limit.is_over:
        await asyncio.sleep(0)
        # What is left of a turn, and what it made ready for the next one; this task is not among it.
        quiet = 0 if loop._ready else quiet + 1  # type: ignore[attr-defined]  # nothing public tells


def _paint(app: App[Any]) -> bool:
    """What the screen's timer would do within a sixtieth of a second; whether there was anything."""
    if not app._screen_stack or not _is_due(app.screen):
        return False
    app.screen._on_timer_update()
    return True


def _is_due(screen: Screen[Any]) -> bool:
    if screen._callbacks:
        return True
    if not screen.is_current or screen.app._batch_count:
        return False
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
    )
