"""By what a row is known in every run: its number in the other system, else what it says of the call.

Status, times and whatever a map adds may change from one export to the next; the row stays the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from db.errors import BadField
from db.imports.callers import digits_of
from db.imports.table import digest
from db.rules.search import normal as folded

NAMESPACE = UUID("6f1d3b52-8d0e-5c0b-9a53-3c1c9f3d7a10")


@dataclass(frozen=True, slots=True)
class Known:
    """The ids by which a row may be known. `earlier` is what the program gave it up to 0.1."""

    text: str
    earlier: UUID | None = None

    def attempt(self, count: int = 0) -> UUID:
        """The row's id; after it was taken back `count` times another one."""
        return uuid5(NAMESPACE, f"{self.text}/{count}" if count else self.text)


class Identities:
    """Gives every row of a file its ids; equal rows of one file are told apart by their order."""

    def __init__(self, kind: str, source: str, zone: ZoneInfo) -> None:
        self._kind, self._source, self._zone = kind, source, zone
        self._seen: dict[bytes, int] = {}

    def of(self, fields: Mapping[str, Any]) -> Known:
        """The ids of the next row with these fields."""
        old = self._counted(canonical_row(self._kind, self._as_before(fields)))
        if self._kind != "tickets":
            return Known(old)
        number = fields.get("external_number")
        if not number and (former := fields.get("former_number")):
            return Known(json.dumps(["former", self._source, str(former)], ensure_ascii=False))
        if number:
            return Known(json.dumps(["number", self._source, str(number)], ensure_ascii=False),
                         uuid5(NAMESPACE, old))  # fmt: skip
        said = [
            folded(str(fields.get("customer", ""))), digits_of(fields.get("phone")) or "",
            folded(str(fields.get("fault", ""))), self._minute(fields.get("reported_at")),
            folded(str(fields.get("serial", ""))),
        ]  # fmt: skip
        return Known(self._counted(json.dumps(["call", *said], ensure_ascii=False)), uuid5(NAMESPACE, old))

    def _counted(self, text: str) -> str:
        found = digest(text)
        ordinal = self._seen.get(found, 0)
        self._seen[found] = ordinal + 1
        return f"{ordinal}/{text}"

    def _minute(self, told: Any) -> str:
        """A moment to the minute: exports differ in their seconds, a day may come back as its midnight."""
        if isinstance(told, datetime):
            return told.astimezone(UTC).isoformat(timespec="minutes")
        if isinstance(told, date):
            return self._minute(datetime.combine(told, time(), self._zone))
        return ""

    def _as_before(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Up to 0.1 a day stood for its midnight."""
        return {
            name: datetime.combine(value, time(), self._zone)
            if name.endswith(("_at", "_from", "_to")) and isinstance(value, date)
            and not isinstance(value, datetime)
            else value
            for name, value in fields.items()
        }  # fmt: skip


def canonical_row(kind: str, fields: Mapping[str, Any]) -> str:
    """One spelling of a row's fields, whatever file they came from."""
    return json.dumps([kind, fields], sort_keys=True, ensure_ascii=False, default=_spelled)


def _spelled(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone().isoformat() if value.tzinfo is None else str(int(value.timestamp()))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise BadField("", "The line cannot be read: {cause}.", cause=type(value).__name__)
