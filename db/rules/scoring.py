"""What each part of a score is worth, 0 to 1 (DSP-04)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from db import kinds
from db.kinds import Called
from db.rules.candidates import Candidate, Job, Measure
from db.rules.kits import check_kit

SENIOR = 3
HALF = Decimal("0.5")
NOTHING, ALL = Decimal(0), Decimal(1)
LEAST_SPAN, USUAL_SPAN = 60, 240
"""Minutes within which being there counts where little is left to the deadline, and where there is none."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score; `value` lies between 0 and 1 and has four decimals."""

    name: Annotated[str, kinds.Code("part"), Called("Name")]
    weight: Annotated[int, Called("Weight")]
    value: Annotated[Decimal, Called("Value")]


def four(value: Decimal) -> Decimal:
    """Between nothing and all, with four decimals."""
    return min(ALL, max(NOTHING, value)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _skill(job: Job, candidate: Candidate, _: Measure) -> Decimal:
    if job.skill:
        return Decimal(candidate.skills.get(job.skill, 0)) / SENIOR
    return ALL if not job.trade or candidate.trade == job.trade else HALF


def _certificate(job: Job, candidate: Candidate, _: Measure) -> Decimal:
    if not job.certificate:
        return ALL
    if job.certificate not in candidate.certificates:
        return NOTHING
    expires = candidate.certificates[job.certificate]
    return ALL if expires is None or expires >= job.day else NOTHING


def _kit(job: Job, candidate: Candidate, _: Measure) -> Decimal:
    demanded = check_kit(dict.fromkeys(job.tools, 1), candidate.tools, candidate.stock, job.day)
    wanted = demanded.wanted + candidate.kit.wanted
    return Decimal(demanded.ready + candidate.kit.ready) / wanted if wanted else ALL


def _duty(_job: Job, candidate: Candidate, _: Measure) -> Decimal:
    return ALL if candidate.duty.on_duty else NOTHING


def _load(_job: Job, candidate: Candidate, measure: Measure) -> Decimal:
    return ALL - Decimal(candidate.load) / measure.load_full


def _zone(job: Job, candidate: Candidate, measure: Measure) -> Decimal:
    distance = candidate.distance_km(job)
    return HALF if distance is None else ALL - Decimal(distance) / measure.distance_far_km


def _responsible(job: Job, candidate: Candidate, _: Measure) -> Decimal:
    return ALL if candidate.is_responsible(job) else NOTHING


def _knows(_job: Job, candidate: Candidate, _: Measure) -> Decimal:
    if candidate.knows_equipment:
        return ALL
    return HALF if candidate.knows_customer else NOTHING


def _knows_customer(_job: Job, candidate: Candidate, _: Measure) -> Decimal:
    return ALL if candidate.knows_customer or candidate.knows_equipment else NOTHING


def _knows_equipment(_job: Job, candidate: Candidate, _: Measure) -> Decimal:
    return ALL if candidate.knows_equipment else NOTHING


def _fair(_job: Job, candidate: Candidate, _: Measure) -> Decimal:
    """Who was sent least often in the week before comes first."""
    return ALL - Decimal(candidate.week_jobs) / candidate.week_most if candidate.week_most else ALL


def soonest(job: Job, candidate: Candidate, measure: Measure) -> datetime:
    """When they can be there: at the begin of a window, else once they are free, and the way there."""
    if job.window_from is not None:
        return job.window_from
    free = job.at
    for each in sorted(candidate.busy, key=lambda busy: busy.begin):
        if each.begin <= free < each.end:
            free = each.end
    return free + timedelta(minutes=measure.minutes(candidate.place, job.zone))


def _slack(job: Job, candidate: Candidate, measure: Measure) -> Decimal:
    """How much of the time to the deadline would be left when they are there."""
    left = USUAL_SPAN if job.due_at is None else _minutes(job.due_at - job.at)
    gone = _minutes(soonest(job, candidate, measure) - job.at)
    return ALL - Decimal(gone) / max(LEAST_SPAN, left)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


VALUES: Mapping[str, Callable[[Job, Candidate, Measure], Decimal]] = {
    "skill": _skill,
    "certificate": _certificate,
    "kit": _kit,
    "duty": _duty,
    "load": _load,
    "zone": _zone,
    "responsible": _responsible,
    "knows": _knows,
    "knows_customer": _knows_customer,
    "knows_equipment": _knows_equipment,
    "fair": _fair,
    "slack": _slack,
}
"""What each part is worth, 0 to 1; a skill counts by its grade, an unknown district half."""
