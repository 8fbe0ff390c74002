"""What was closed is let go of while nobody types, before there is much of it.

A panel's widgets hold each other, so only the collector frees them. Left to itself it comes in the middle of
a key, and so late that a day's garbage sets the size of the process for good.
"""

import asyncio
import ctypes
import gc
import sys
from collections.abc import Callable
from functools import cache
from time import monotonic
from typing import cast

from rich.segment import Segment

REST_SECONDS = 2.0
"""Without a key for so long the hands rest; most keys follow each other faster, or much later."""
LITTLE = 5_000
"""New objects that are not worth a look at all of them."""
MOST_CUT = 1024
"""Pieces of lines that may stay remembered; left to itself Rich remembers sixteen thousand, 13 MB."""


def let_go() -> None:
    """Free what holds only itself and what is no longer drawn, and give the memory back."""
    if Segment._split_cells.cache_info().currsize > MOST_CUT:
        Segment._split_cells.cache_clear()
    young, middle, old = gc.get_count()
    if young >= LITTLE or middle or old:
        gc.collect()
        give_back = _give_back()
        if give_back is not None:
            give_back(0)


@cache
def _give_back() -> Callable[[int], int] | None:
    """glibc's malloc_trim, where there is one: it keeps what was freed, a fifth of what it holds after an
    hour. A few milliseconds at most."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    return cast("Callable[[int], int] | None", trim)


class Rest:
    """Waits for the first rest after keys; belongs to the loop's thread."""

    def __init__(self, then: Callable[[], None] = let_go, seconds: float = REST_SECONDS) -> None:
        self._then = then
        self._seconds = seconds
        self._typed_at = 0.0
        self._waking: asyncio.TimerHandle | None = None

    def typed(self) -> None:
        """A key came."""
        self._typed_at = monotonic()
        if self._waking is None:
            self._wake_in(self._seconds)

    def stop(self) -> None:
        """Nobody will rest here any more."""
        if self._waking is not None:
            self._waking.cancel()
            self._waking = None

    def _wake_in(self, seconds: float) -> None:
        self._waking = asyncio.get_running_loop().call_later(seconds, self._look)

    def _look(self) -> None:
        left = self._typed_at + self._seconds - monotonic()
        if left > 0:
            self._wake_in(left)
            return
        self._waking = None
        self._then()
