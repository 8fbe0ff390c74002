"""Where rows come from."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from db.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from db.log.logged import Logged
    from db.scope import Scope

R = TypeVar("R", bound=Row)


class Reader(Protocol):
    """Where rows come from: a database within its transaction, or rows in memory."""

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]:
        """All rows whose columns equal these values (a tuple means any of them), ordered by their key."""
        ...

    def holding(self, kind: type[R], words: str, /, **equal: Any) -> list[R]:
        """Those of `rows` in whose `search` every one of the words stands."""
        ...

    def between(self, kind: type[R], column: str, begin: datetime, end: datetime, /, **equal: Any) -> list[R]:
        """Those of `rows` of which this instant lies in `[begin, end)`."""
        ...

    def within(self, scope: Scope, /) -> Reader:
        """The same rows, as far as they lie in the scope; bulk loads know none."""
        ...

    def database(self) -> Connection:
        """The transaction itself, for what only a database counts; rows in memory have none."""
        ...

    def log_of(self, subject: str, /) -> list[Logged]:
        """The events of a subject in the order of its chain."""
        ...

    def request(self, request: str, /) -> list[Logged]:
        """The events of one request, in order; several when it was a bulk."""
        ...

    def last_by(self, actor: str, /) -> Logged | None:
        """The last thing that this person did."""
        ...
