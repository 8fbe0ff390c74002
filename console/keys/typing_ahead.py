"""Keys in turn: each waits for what it needs, then acts where the key before it led.

Textual hands a key to whoever has the focus when it arrives, while a change of focus takes several turns of
its loop, and a list that a key asked for takes the store's time. On a slow line keys arrive in one piece, and
a fast hand does not look: what is typed ahead must do what the same keys would have done one by one, on the
ticket that was meant, or nothing at all.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from textual.events import Callback, Key, Paste
from textual.message_pump import MessagePump

Typed = Key | Paste

LONGEST_WAY, LONGEST_MOVE = 5.0, 1.0
"""Seconds for which the next key waits at most: for the key before it to be dealt with, on a machine that is
busy with other things; and for a panel that takes its time to get the focus."""
LONGEST_WAIT = 20.0
"""Seconds for which a key waits for the store."""
PATIENCE = 0.6
"""Seconds after which a waiting key is told, and Esc takes it back."""
FLOW_SECONDS = 0.3
"""Keys that follow each other faster belong together: where one is refused, the others are nobody's."""
POLL_SECONDS = 0.005
WAYS = 3
"""How often the way up is gone: behind the key to the application, which acts on it; behind what the action
tells the widgets; behind what these tell those around them."""


@dataclass(frozen=True)
class Hands:
    """What the turns have to know of the desk.

    `pass_on` lets a key act; `target` is who gets the next one; `moving_to` says whither the focus is still
    on its way; `ready` whether a key finds what it needs; `blind` whether it
    picks what had not been shown; `pasted` whether keys that came together are no
    hand's; `slow` is told once when a key has to wait for long; `refuse` says why keys are dropped; `go_on`
    hears that a key acts.
    """

    pass_on: Callable[[Typed], Awaitable[None]]
    target: Callable[[], MessagePump]
    moving_to: Callable[[], object | None]
    ready: Callable[[Typed], bool]
    blind: Callable[[Typed], bool]
    pasted: Callable[[Sequence[Typed]], bool]
    slow: Callable[[], None]
    refuse: Callable[[str], None]
    go_on: Callable[[], None]
    failed: Callable[[Exception], None]


LATE, TAKEN_BACK, PASTED, BLIND = "late", "taken back", "pasted", "blind"
"""Why keys are dropped."""


class KeyTurns:
    """Passes keys on, one at a time."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._given_up: object | None = None
        self._keys: deque[tuple[Typed, Sequence[Typed]]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._acting: Typed | None = None
        self._waiting_since: float | None = None
        self._taken_back = False
        self._dropping = False
        self._last_typed = 0.0

    def take(self, *keys: Typed) -> None:
        """Keys that came together, in their turn."""
        for key in keys:
            if not self._is_dropped(key):
                # The first key of a piece carries the whole of it, to be judged when its turn comes.
                self._keys.append((key, keys if key is keys[0] else ()))
        if self._keys and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._work())

    @property
    def busy(self) -> bool:
        """Whether keys wait, or the last one is still being dealt with."""
        return self._task is not None and not self._task.done()

    @property
    def typed_at(self) -> float:
        """When the key that is acting now was typed, in monotonic seconds; now when no key is acting."""
        return monotonic() if self._acting is None else self._acting.time

    def drop(self) -> None:
        """What was typed behind the key that is acting was meant for what it did not do."""
        self._keys.clear()
        self._dropping = True

    def stop(self) -> None:
        """The keys that are left are nobody's."""
        self._keys.clear()
        if self._task is not None:
            self._task.cancel()

    def _is_dropped(self, key: Typed) -> bool:
        """Whether a key belongs to a flow of which one was refused; Esc, or a pause, ends that."""
        pause, self._last_typed = key.time - self._last_typed, key.time
        is_escape = isinstance(key, Key) and key.key == "escape"
        if is_escape and self._waiting_since is not None and key.time - self._waiting_since > PATIENCE:
            self._taken_back = True
            return True
        if not self._dropping:
            return False
        if is_escape or pause > FLOW_SECONDS:
            self._dropping = False
        return self._dropping

    # -- one after the other ----------------------------------------------------------------------------

    async def _work(self) -> None:
        try:
            while self._keys:
                key, piece = self._keys[0]
                if len(piece) > 1 and self._hands.pasted(piece):
                    self._refuse(PASTED)
                    continue
                refused = await self._until_ready(key)
                if refused or not self._keys:
                    if refused:
                        self._refuse(refused)
                    continue
                if self._hands.blind(key):
                    self._refuse(BLIND)
                    continue
                self._keys.popleft()
                self._hands.go_on()
                target, self._acting = self._hands.target(), key
                await self._hands.pass_on(key)
                await self._handled(target)
                self._acting = None
        except Exception as error:
            self._hands.failed(error)
        finally:
            self._acting = self._waiting_since = None

    def _refuse(self, why: str) -> None:
        self.drop()
        self._hands.refuse(why)

    async def _until_ready(self, key: Typed) -> str:
        """Until the key finds what it needs; otherwise why it never will."""
        self._taken_back, told, begun = False, False, monotonic()
        while self._keys and not self._hands.ready(key):
            self._waiting_since = self._waiting_since or begun
            waited = monotonic() - begun
            if self._taken_back or waited > LONGEST_WAIT:
                self._waiting_since = None
                return TAKEN_BACK if self._taken_back else LATE
            if waited > PATIENCE and not told:
                told = True
                self._hands.slow()
            await asyncio.sleep(POLL_SECONDS)
        self._waiting_since = None
        return ""

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
        self._given_up = self._hands.moving_to()

    def _moving(self) -> bool:
        """What takes its time once is not waited for again."""
        place = self._hands.moving_to()
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
    # `call_later` would wrap it anew each time, and look up each time how many parameters it takes
    if not pump.post_message(Callback(callback=done.set)):
        return
    while not done.is_set() and pump.is_running and not pump._closing:
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await done.wait()
