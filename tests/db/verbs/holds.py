"""How long somebody held what others wait for, seen at the database's own line."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

TAKES = ("FOR UPDATE", "BEGIN IMMEDIATE")


@dataclass
class Holds:
    """Spans, by the machine's own clock, in which somebody held something for a second or longer."""

    long: list[tuple[float, float]] = field(default_factory=list)
    _since: dict[int, float] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def watch(self, engine: Engine) -> None:
        """See every lock that this engine's lines take and let go."""

        @event.listens_for(engine, "after_cursor_execute")
        def _taken(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if any(each in statement for each in TAKES):
                self._since.setdefault(id(connection.connection.dbapi_connection), time.monotonic())

        for ended in ("commit", "rollback"):
            event.listen(engine, ended, self._let_go)

    def _let_go(self, connection: Any) -> None:
        now = time.monotonic()
        begun = self._since.pop(id(connection.connection.dbapi_connection), now)
        if now - begun >= 1:
            with self._guard:
                self.long.append((begun, now))

    def longest(self) -> float:
        """The longest one of them, in seconds; 0 where there was none."""
        return max((until - since for since, until in self.long), default=0.0)

    def explain(self, begun: float, ended: float, seconds: float) -> bool:
        """Whether somebody held something for so many seconds or longer between these instants."""
        return any(
            min(until, ended) - max(since, begun) > 0 and until - since >= seconds
            for since, until in self.long
        )
