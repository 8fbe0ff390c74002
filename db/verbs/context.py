"""Who acts, when, under which policy: everything a verb decides with that is not a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from db.errors import NotPermitted
from db.policy.model import Policy
from db.scope import EVERYTHING, Scope

WATCH = "watch"
"""Who acts when nobody pressed a key (ESC-03)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts."""

    no: str
    roles: frozenset[str]
    department: str
    branch: str
    lent: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of `roles` those that each of whom they stand in for lends them (PPL-04), by staff number."""
    behind: frozenset[str] = frozenset()
    """All for whom they stand in, also through another substitute who is away."""
    own: frozenset[str] | None = None
    """Of `roles` those that are theirs without anybody's leave; all where nothing is lent."""


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is UTC and whole seconds; `policy` is the version in force, `policy_named` finds an older one."""

    now: datetime
    actor: Actor
    policy: Policy
    policy_named: Callable[[str], Policy]
    zone: ZoneInfo
    request: UUID
    ordinal: int
    seq: int
    scope: Scope = EVERYTHING
    """How far whoever acts reaches; the house itself, which founds and loads, reaches everything."""
    granted: bool = False
    """Whether what is done was asked for and granted (ESC-07); `asked_at` says when it was asked."""
    asked_at: datetime | None = None

    def new_id(self, what: str) -> str:
        """An id for a new row, the same whenever the same verb is decided again."""
        return str(uuid5(self.request, f"{self.ordinal}/{what}"))

    def local(self, instant: datetime) -> datetime:
        """An instant as the branch's clock shows it."""
        return instant.astimezone(self.zone)

    def local_text(self, instant: datetime | None) -> str | None:
        """An instant as answers print it, in the branch's offset."""
        return None if instant is None else self.local(instant).isoformat()

    def demand(self, right: str) -> None:
        """Refuse a person without this right (PPL-03)."""
        if not self.policy.has_right(right, self.actor.roles):
            raise NotPermitted(
                "PPL-03",
                "{actor} does not have the right “{right}”.",
                "Ask a manager to do it.",
                actor=self.actor.no,
                right=right,
            )
