"""What candidates are judged by: a job's demands, and what is known of a person (DSP-04, DSP-05)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from db.rules.duty import DutyState
from db.rules.kits import HeldTool, KitCheck


@dataclass(frozen=True, slots=True)
class Job:
    """What a ticket demands of whoever goes there.

    `at` is when they would go: the window's start, else now; `day` is the local date on which the window
    ends, so that what runs out inside it binds. Empty skill, trade or certificate: none is demanded. `zone`
    None: the district is not known. `permits` are the certificates that the use of its `tools` needs,
    `in_store` names, by kind, a tool that the store could issue.
    """

    number: str
    at: datetime
    day: date
    level: int | None = None
    skill: str = ""
    trade: str = ""
    certificate: str = ""
    tools: tuple[str, ...] = ()
    permits: tuple[str, ...] = ()
    zone: str | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    in_store: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Busy:
    """A window in which another ticket has the person."""

    ticket: str
    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as the job sees them, on its day. `skills` is skill → grade (1 to 3), `certificates` kind →
    last valid day (None: it does not expire), `kit` the standard kit of their trade, `load` the open
    tickets that they hold or help with, other than this one. `place` is the zone they come from: that of
    their last job before it, else of the next one, else their own; `away_km` lies between it and the job."""

    staff: str
    name: str
    duty: DutyState
    technician: bool = True
    active: bool = True
    newcomer: bool = False
    trade: str | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    certificates: Mapping[str, date | None] = field(default_factory=dict)
    kit: KitCheck = field(default_factory=KitCheck)
    tools: tuple[HeldTool, ...] = ()
    stock: Mapping[str, int] = field(default_factory=dict)
    load: int = 0
    zone: str | None = None
    place: str | None = None
    away_km: int | None = None
    responsible_for: frozenset[str] = frozenset()
    knows_customer: bool = False
    knows_equipment: bool = False
    busy: tuple[Busy, ...] = ()

    def distance_km(self, job: Job) -> int | None:
        """How far the job is from where they come from, as far as the zones tell: nothing within one zone.
        None where either district is not known."""
        return None if job.zone is None or self.place is None else self.away_km

    def is_responsible(self, job: Job) -> bool:
        """Whether the job lies in a zone that is theirs (DSP-12)."""
        return job.zone in self.responsible_for


@dataclass(frozen=True, slots=True)
class Measure:
    """Settings of the ranking. `weights` is part → weight; a load of `load_full` and a distance of
    `distance_far_km` are worth nothing."""

    weights: Mapping[str, int]
    load_full: int = 6
    distance_far_km: int = 60
    tie_rules: tuple[str, ...] = ("load", "distance", "staff")
    certificate_warning_days: int = 30
    calibration_warning_days: int = 14
