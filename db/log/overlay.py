"""A reader that already sees what earlier parts of the same bulk decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from db.log.facts import Change, Reader, holding
from db.log.logged import Logged
from db.tables.row import Key, Row, changed_row, new_row

R = TypeVar("R", bound=Row)


class Overlay:
    """The rows below, with the changes laid over them that are not written yet."""

    def __init__(self, below: Reader) -> None:
        self.below = below
        self._laid: dict[type[Row], dict[Key, Row | None]] = {}

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]:
        return self._merged(kind, self.below.rows(kind, **equal), equal)

    def _merged(self, kind: type[R], found: list[R], equal: dict[str, Any]) -> list[R]:
        laid = self._laid.get(kind)
        if not laid:
            return found
        merged: dict[Key, Row | None] = {row.identity(): row for row in found} | laid
        kept = [cast(R, row) for row in merged.values() if row is not None and _fits(row, equal)]
        return sorted(kept, key=lambda row: row.identity())

    def holding(self, kind: type[R], words: str, /, **equal: Any) -> list[R]:
        found = self.below.holding(kind, words, **equal)
        return holding(self._merged(kind, found, equal), words)

    def log_of(self, subject: str, /) -> list[Logged]:
        return self.below.log_of(subject)

    def request(self, request: str, /) -> list[Logged]:
        return self.below.request(request)

    def last_by(self, actor: str, /) -> Logged | None:
        return self.below.last_by(actor)

    def lay(self, changes: Iterable[Change], before: Iterable[Row]) -> None:
        """Lay what one decision changes over the rows; `before` are the facts it was decided on."""
        known = {(type(row), row.identity()): row for row in before}
        for change in changes:
            row = known.get((change.kind, change.key))
            laid: Row | None = None
            if change.values is not None:
                laid = changed_row(row, change.values) if row else new_row(change.kind, change.values)
            self._laid.setdefault(change.kind, {})[change.key] = laid


def _fits(row: Row, equal: dict[str, Any]) -> bool:
    for name, wanted in equal.items():
        value = getattr(row, name)
        if (value not in wanted) if isinstance(wanted, tuple) else value != wanted:
            return False
    return True
