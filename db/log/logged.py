"""An event read back from the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from db.log.body import opened_args
from db.log.change import Change


@dataclass(frozen=True, slots=True)
class Logged:
    """What one verb did, when, and who did it; `args` with people's words put back, `given` as it was typed
    where that differs from `args`."""

    seq: int
    request: str
    ordinal: int
    verb: str
    actor: str
    at: datetime
    args: Mapping[str, Any]
    answer: Mapping[str, Any]
    bulk: Mapping[str, Any] | None
    subjects: tuple[str, ...]
    changes: tuple[Change, ...]
    given: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        record: Mapping[Any, Any],
        body: Mapping[str, Any],
        texts: Mapping[str, str],
        subjects: tuple[str, ...],
        changes: tuple[Change, ...],
    ) -> Self:
        """From the stored row and its parsed body."""
        return cls(
            seq=record["seq"],
            request=record["request"],
            ordinal=record["ordinal"],
            verb=record["verb"],
            actor=record["actor"],
            at=record["at"],
            args=opened_args(body["args"], texts),
            answer=body["answer"],
            bulk=body.get("bulk"),
            subjects=subjects,
            changes=changes,
            given=opened_args(body.get("given", {}), texts),
        )
