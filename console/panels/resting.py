"""Asks for what is typed once typing rests: a fast hand asks once."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget

LOOK_SECONDS = 0.08
"""How long typing rests before a question."""


class Resting:
    """The typing in one line: `text` says what stands there, `look` asks for it, the same never twice."""

    def __init__(
        self, line: Widget, text: Callable[[], str], look: Callable[[str], object], *, asked: str
    ) -> None:
        self._line, self._text, self._look = line, text, look
        self._asked = asked
        self._timer: Timer | None = None

    def typed(self) -> None:
        """Another letter: the rest begins anew."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._line.set_timer(LOOK_SECONDS, self.now)

    def now(self) -> None:
        """Look for what is typed, without waiting for the hand to rest."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        text = self._text()
        if text != self._asked:
            self._asked = text
            self._look(text)
