"""What a store is asked: the statements of a stretch of a test, by kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "NOTIFY", "SAVEPOINT")


class Statements(list[str]):
    """The texts of the statements, in order."""

    def looking(self) -> list[str]:
        """Those that read."""
        return [each for each in self if each.startswith(("SELECT", "WITH")) and each not in self.binding()]

    def binding(self) -> list[str]:
        """Those that write, lock, draw a number or begin a transaction that may."""
        return [
            each for each in self
            if each.startswith(WRITES) or "FOR UPDATE" in each or "nextval" in each or "IMMEDIATE" in each
            or "pg_notify" in each
        ]  # fmt: skip


@contextmanager
def statements(engine: Engine) -> Iterator[Statements]:
    """Everything that this engine sends to its database meanwhile."""
    found = Statements()

    def seen(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        found.append(text.strip())

    event.listen(engine, "before_cursor_execute", seen)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", seen)
