"""Keys in turn: each finds the focus where the key before it put it.

Textual hands a key to whoever has the focus when it arrives, while a change of focus takes several turns of
its loop. On a slow line keys arrive in one piece: without this, what is typed after Tab lands in the field
before it, and the digit that should choose a reason filters the queue.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from textual.events import Key
from textual.message_pump import MessagePump

LONGEST_WAY, LONGEST_MOVE = 5.0, 1.0
"""Seconds for which the next key waits at most: for the key before it to be dealt with, on a machine that is
busy with other things; and for a panel that takes its time to get the focus."""
POLL_SECONDS = 0.005
WAYS = 3
"""How often the way up is gone: behind the key to the application, which acts on it; behind what the action
tells the widgets; behind what these tell those around them."""


class KeyTurns:
    """Passes keys on, one at a time."""

    def __init__(
        self,
        pass_on: Callable[[Key], Awaitable[None]],
        target: Callable[[], MessagePump],
        moving_to: Callable[[], object | None],
        failed: Callable[[Exception], None],
    ) -> None:
        """`target` gets the next key; `moving_to` says whither the focus is still on its way; `failed` hears
        what a key's action raised."""
        self._pass_on = pass_on
        self._target = target
        self._moving_to = moving_to
        self._given_up: object | None = None
        self._failed = failed
        self._keys: deque[Key] = deque()
        self._task: asyncio.Task[None] | None = None

    def take(self, key: Key) -> None:
        """In its turn."""
        self._keys.append(key)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    @property
    def busy(self) -> bool:
        """Whether keys wait, or the last one is still being dealt with."""
        return self._task is not None and not self._task.done()

    def stop(self) -> None:
        """The keys that are left are nobody's."""
        self._keys.clear()
        if self._task is not None:
            self._task.cancel()

    async def _work(self) -> None:
        try:
            while self._keys:
                target = self._target()
                await self._pass_on(self._keys.popleft())
                await self._handled(target)
        except Exception as error:
            self._failed(error)

    async def _handled(self, target: MessagePump) -> None:
        """Until the key has gone all the way up from its target, and the focus stands still."""
        above = _and_above(target)
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_WAY):
                for _ in range(WAYS):
                    for pump in above:
                        await _behind(pump)
                await _behind(above[-1])
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_MOVE):
                while self._moving():
                    await asyncio.sleep(POLL_SECONDS)
        self._given_up = self._moving_to()

    def _moving(self) -> bool:
        """What takes its time once is not waited for again."""
        place = self._moving_to()
        return place is not None and place is not self._given_up


def _and_above(pump: MessagePump | None) -> list[MessagePump]:
    found = []
    while pump is not None:
        found.append(pump)
        pump = pump._parent
    return found


async def _behind(pump: MessagePump) -> None:
    """Until a pump has dealt with all that it has now; one that is being closed never does."""
    done = asyncio.Event()
    if not pump.call_later(done.set):
        return
    while not done.is_set() and pump.is_running and not pump._closing:
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await done.wait()
