"""What was read stays for the next question while nothing has been written: by how far the log goes.

Several views of one desk ask for everybody's days after each change, each in a transaction of its own. What
is kept follows from rows alone, and is never changed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

V = TypeVar("V")
MOST = 8


class Kept:
    """The last few things that were made, by what they were made of; asked from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self.mark: Any = None
        """How far the log went when something was read last, as whoever keeps things by it says it."""

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """What stands under the key, made where nothing does. Two who ask at once may both make it."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                found: V = self._found[key]
                return found
        made = make()
        with self._lock:
            self._found[key] = made
            while len(self._found) > MOST:
                self._found.popitem(last=False)
        return made
