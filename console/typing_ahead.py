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

LONGEST_WAIT = 0.5
"""Seconds after which the next key goes on in any case."""
POLL_SECONDS = 0.005


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
        handled = asyncio.Event()
        _follow(target, handled)
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_WAIT):
                await handled.wait()
                while self._moving():
                    await asyncio.sleep(POLL_SECONDS)
                return
        self._given_up = self._moving_to()

    def _moving(self) -> bool:
        """What takes its time once is not waited for again."""
        place = self._moving_to()
        return place is not None and place is not self._given_up


def _follow(pump: MessagePump | None, handled: asyncio.Event) -> None:
    """Behind the key, from one to the next above."""
    if pump is None or not pump.is_running:
        handled.set()
    elif pump._parent is None:
        # The application acts on the key now; the change of focus that follows from it comes behind.
        pump.call_later(pump.call_later, handled.set)
    else:
        pump.call_later(_follow, pump._parent, handled)
