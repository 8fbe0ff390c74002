"""What candidates are judged by: a job's demands, and what is known of a person (DSP-04, DSP-05)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from db.rules.day_of_work import Visit
from db.rules.duty import DutyState
from db.rules.kits import HeldTool, KitCheck


@dataclass(frozen=True, slots=True)
class Job:
    """What a ticket demands of whoever goes there.

    `at` is when they would go: the window's start, else now; `day` is the local date on which the window
    ends, so that what runs out inside it binds. Empty skill, trade or certificate: none is demanded. `zone`
    None: the district is not known. `grades` are the skills that it demands with their lowest grade, `papers`
    the certificates beside the product's own, `parts` the consumables to take along with their pieces.
    `permits` are the certificates that the use of `tools` and `parts` needs, `in_store` names, by kind, a
    tool that the store could issue, `stocked` counts the consumables there, `elsewhere` says, by kind, who
    has such a tool. It lasts `minutes`; `due_at` is when somebody has to be there, as far as that is known;
    `today` is the local day on which that is asked.
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
    grades: Mapping[str, int] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    parts: Mapping[str, int] = field(default_factory=dict)
    stocked: Mapping[str, int] = field(default_factory=dict)
    elsewhere: Mapping[str, Whereabouts] = field(default_factory=dict)
    branch: str = ""
    minutes: int = 0
    due_at: datetime | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Who has a usable tool of a kind, and until when it is lent to them, where it is."""

    number: str
    holder: str
    due_back: datetime | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as the job sees them, on its day. `skills` is skill → grade (1 to 3), `certificates` kind →
    last valid day (None: it does not expire), `kit` the standard kit of their trade, `load` the open
    tickets that they hold or help with, other than this one. `place` is the zone they come from: that of
    their last job before it, else of the next one, else their own; `away_km` lies between it and the job.

    `day_jobs` and `day_minutes` are what they have on the day of the job besides it; `week_jobs` how often
    they were sent in the week before, `week_most` the most of anybody. Since `unwelcome_since` the customer
    would not have them any more (ESC-08). `busy` is what they are promised to, `expected` when they will come
    there as it looks now (VIS-10). `others_at_hand` counts the colleagues of their branch who are on
    duty and free meanwhile, None where nobody has counted; they are one of those where `at_hand` (DSP-13)."""

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
    busy: tuple[Visit, ...] = ()
    expected: tuple[Visit, ...] = ()
    branch: str = ""
    day_jobs: int = 0
    day_minutes: int = 0
    week_jobs: int = 0
    week_most: int = 0
    unwelcome_since: date | None = None
    at_hand: bool = False
    others_at_hand: int | None = None

    def distance_km(self, job: Job) -> int | None:
        """How far the job is from where they come from, as far as the zones tell: nothing within one zone.
        None where either district is not known."""
        return None if job.zone is None or self.place is None else self.away_km

    def is_responsible(self, job: Job) -> bool:
        """Whether the job lies in a zone that is theirs (DSP-12)."""
        return job.zone in self.responsible_for


def _no_way(_one: str | None, _other: str | None) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Measure:
    """Settings of gates and ranking. `weights` is part → weight; a load of `load_full` and a distance of
    `distance_far_km` are worth nothing. Of jobs and minutes a day `warn` and `most` are where a gate warns
    and where it blocks, 0 for never. `last_at_hand` colleagues have to stay behind in a branch. `minutes`
    says how long the way is between two zones; where it is not told no way takes any time. Too little time
    for it blocks where `travel_blocks`."""

    weights: Mapping[str, int]
    load_full: int = 6
    distance_far_km: int = 60
    tie_rules: tuple[str, ...] = ("load", "distance", "staff")
    certificate_warning_days: int = 30
    calibration_warning_days: int = 14
    jobs_warn: int = 0
    jobs_most: int = 0
    minutes_warn: int = 0
    minutes_most: int = 0
    last_at_hand: int = 1
    travel_blocks: bool = False
    minutes: Callable[[str | None, str | None], int] = _no_way
