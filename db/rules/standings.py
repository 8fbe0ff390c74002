"""What deadlines are derived from and what they are derived to: a ticket's history and its standings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from db.rules.targets import Clock, Conditions, Milestone, Start


class State(StrEnum):
    """Where a milestone stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"


class Status(StrEnum):
    """A running milestone against its due time (SLA-07)."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BREACHED = "breached"


@dataclass(frozen=True, slots=True)
class Pause:
    """`[begin, end)`; `end` None while it is open. `reason` is a code, `text` what was said."""

    begin: datetime
    end: datetime | None
    reason: str
    actor: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """An extension of a milestone, approved at `at`, to the instant `until` (SLA-08). The last one counts."""

    milestone: Milestone
    until: datetime
    at: datetime


class Standing(NamedTuple):
    """One milestone of a ticket and its deadline, if it has one.

    `level` is the level it is judged by: 1 for a ticket that is not triaged yet. `allowance_minutes` of a
    target in working days, of an agreed and of an extended one are the counted minutes up to that instant.
    While paused there is no due time but `remaining_minutes`, negative when late. `original_due_at` is what
    would be due without the extension or the agreed time. `missed_at` is the earliest deadline that passed
    unmet under a target that is no longer in force; of that and of the present one, what fell due by
    `forgiven_at` was taken back as a wrong entry (SLA-13). `late_from` is when a change put the deadline into
    the past, from which the ladder counts its lateness; null where the deadline simply passed.
    """

    milestone: Milestone
    level: int | None
    clock: Clock
    calendar: str | None
    start: Start
    state: State
    allowance_minutes: int | None = None
    working_days: int | None = None
    started_at: datetime | None = None
    due_at: datetime | None = None
    original_due_at: datetime | None = None
    at_risk_at: datetime | None = None
    met_at: datetime | None = None
    paused_since: datetime | None = None
    remaining_minutes: int | None = None
    agreed: bool = False
    granted: bool = False
    missed_at: datetime | None = None
    forgiven_at: datetime | None = None
    late_from: datetime | None = None

    @property
    def was_missed(self) -> bool:
        """Whether it was late under an earlier target and nobody took that back (SLA-13)."""
        return self.missed_at is not None and not self.is_forgiven(self.missed_at)

    @property
    def in_time(self) -> bool | None:
        """Whether it was met at or before its deadline; None unless met against one, or forgiven."""
        return self._kept(self.due_at)

    @property
    def in_original_time(self) -> bool | None:
        """The same against the deadline before an extension or an agreed time."""
        return self._kept(self.original_due_at or self.due_at)

    def is_forgiven(self, due: datetime) -> bool:
        """Whether the lateness after that deadline was taken back as a wrong entry."""
        return self.forgiven_at is not None and due <= self.forgiven_at

    def _kept(self, due: datetime | None) -> bool | None:
        if self.was_missed:
            return False
        if self.met_at is None or due is None:
            return None
        return True if self.met_at <= due else None if self.is_forgiven(due) else False


@dataclass(frozen=True, slots=True)
class History:
    """All of a ticket's past that its deadlines depend on. Instants are UTC with whole seconds.

    - `started`: when each start first happened for the current report; REPORT is always there. FINISHED and
      VERIFIED count only while `finished`, and are those of the last finish.
    - `met`: the milestones that are met now, as `meet` froze them. What opens again (recall: arrive; reopen:
      resolve, verify, survey) is taken out and runs on from its first start.
    - `unjudged`: milestones of which nothing is known: not applicable, neither met nor missed.
    - `finished`: from finishing until reopened, closed included.
    - `agreed_to`: the end of the window agreed with the customer; it replaces the allowance of arriving where
      the row says so, or where the customer wanted that window (`wanted_by_customer`, SLA-11).
    - `void`: cancelled or merged.
    """

    conditions: Conditions
    started: Mapping[Start, datetime]
    met: Mapping[Milestone, Standing] = field(default_factory=dict)
    pauses: tuple[Pause, ...] = ()
    grants: tuple[Grant, ...] = ()
    agreed_to: datetime | None = None
    wanted_by_customer: bool = False
    profile: str = "electrical"
    finished: bool = False
    unjudged: frozenset[Milestone] = frozenset()
    void: bool = False
