"""A store that takes as long as the test likes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from db.errors import Unreachable
from db.store import Store


class Gate:
    """Stands before some of a store's doors; `waiting` is what came and was not let through yet."""

    def __init__(self) -> None:
        self._open = Event()
        self.waiting: list[Any] = []

    def open(self) -> None:
        """Let everybody through, now and later."""
        self._open.set()

    def before(self, door: Callable[..., Any]) -> Callable[..., Any]:
        """The same door behind this gate."""

        def guarded(what: Any, *others: Any, **named: Any) -> Any:
            self.waiting.append(what)
            self._open.wait(20)
            return door(what, *others, **named)

        return guarded


@contextmanager
def held_back(store: Store, *doors: str) -> Iterator[Gate]:
    """`do` and `read` of the store wait until the gate opens, at the latest when the test is over."""
    gate = Gate()
    for door in doors:
        setattr(store, door, gate.before(getattr(store, door)))
    try:
        yield gate
    finally:
        gate.open()
        for door in doors:
            delattr(store, door)


@contextmanager
def away(store: Store, *kinds: type[Any]) -> Iterator[None]:
    """Views of these kinds find no line to the store."""
    read = store.read

    def guarded(view: Any, *others: Any, **named: Any) -> Any:
        if isinstance(view, kinds):
            raise Unreachable("db", "The line was lost.", "")
        return read(view, *others, **named)

    store.read = guarded  # type: ignore[method-assign]  # the test stands in its way
    try:
        yield
    finally:
        del store.read
