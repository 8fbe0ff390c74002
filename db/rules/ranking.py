"""Candidates for a job in order, and why (DSP-04): score = Σ weight × value ÷ Σ weight, in exact decimals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from db import kinds
from db.kinds import Called
from db.rules.candidates import Busy, Candidate, Job, Measure
from db.rules.gates import Gate, Result, blocking, gates
from db.rules.kits import check_kit
from db.rules.sentence import Sentence, msgid

__all__ = [
    "AWAY_KM",
    "Busy",
    "Candidate",
    "Gate",
    "Job",
    "Measure",
    "Part",
    "Ranked",
    "Result",
    "blocking",
    "gates",
    "parts",
    "rank",
    "reasons",
    "score_of",
]

SENIOR = 3
AWAY_KM = msgid("{count} km")
"""The reason that says how far somebody is."""
HALF = Decimal("0.5")
NOTHING, ALL = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score; `value` lies between 0 and 1 and has four decimals."""

    name: Annotated[str, kinds.Code("part"), Called("Name")]
    weight: Annotated[int, Called("Weight")]
    value: Annotated[Decimal, Called("Value")]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in order: `rank` from 1, None for a blocked one; `score` has two decimals."""

    candidate: Candidate
    rank: int | None
    score: Decimal
    parts: tuple[Part, ...]
    gates: tuple[Gate, ...]
    reasons: tuple[Sentence, ...]

    @property
    def blocked(self) -> bool:
        """Whether only an overruling sends them."""
        return self.rank is None

    @property
    def repair(self) -> tuple[Sentence, ...]:
        """What would open every gate that blocks, as far as it is known."""
        return tuple(gate.repair for gate in blocking(self.gates) if gate.repair is not None)


def rank(job: Job, candidates: Iterable[Candidate], measure: Measure) -> list[Ranked]:
    """All candidates, the best first, blocked ones last; the same facts always give the same order."""
    judged = []
    for candidate in candidates:
        found, passed = parts(job, candidate, measure), gates(job, candidate, measure)
        judged.append((bool(blocking(passed)), score_of(found), candidate, found, passed))
    judged.sort(key=lambda one: (one[0], -one[1], *_ties(job, one[2], measure)))
    return [
        Ranked(candidate, None if blocked else at, score, found, passed, reasons(job, candidate))
        for at, (blocked, score, candidate, found, passed) in enumerate(judged, 1)
    ]


def parts(job: Job, candidate: Candidate, measure: Measure) -> tuple[Part, ...]:
    """The parts that have a weight, in the order of the weights; one that nobody knows weighs nothing."""
    return tuple(
        Part(name, weight, _four(VALUES[name](job, candidate, measure)))
        for name, weight in measure.weights.items()
        if name in VALUES
    )


def score_of(found: Sequence[Part]) -> Decimal:
    """Σ weight × value ÷ Σ weight, rounded half up to two decimals."""
    total = sum(part.weight for part in found)
    if not total:
        return Decimal("0.00")
    weighed = sum((part.weight * part.value for part in found), NOTHING)
    return (weighed / total).quantize(Decimal("0.01"), ROUND_HALF_UP)


def reasons(job: Job, candidate: Candidate) -> tuple[Sentence, ...]:
    """What speaks for them, in a few words each."""
    found = []
    grade = candidate.skills.get(job.skill) if job.skill else None
    if grade is not None:
        values = {"skill": job.skill}
        found.append(Sentence(msgid("{skill}, senior") if grade >= SENIOR else msgid("{skill}"), values))
    demanded = check_kit(dict.fromkeys(job.tools, 1), candidate.tools, candidate.stock, job.day)
    if candidate.kit.complete and candidate.kit.wanted and demanded.complete:
        found.append(Sentence(msgid("kit complete")))
    if candidate.knows_equipment:
        found.append(Sentence(msgid("knows this equipment")))
    elif candidate.knows_customer:
        found.append(Sentence(msgid("knows this customer")))
    if candidate.is_responsible(job):
        found.append(Sentence(msgid("responsible for the zone")))
    distance = candidate.distance_km(job)
    if distance == 0:
        found.append(Sentence(msgid("same zone")))
    elif distance is not None:
        found.append(Sentence(AWAY_KM, {"count": distance}))
    return tuple(found)


def _ties(job: Job, candidate: Candidate, measure: Measure) -> tuple[int | str, ...]:
    keys: dict[str, int | str] = {
        "load": candidate.load,
        "distance": candidate.distance_km(job) or 0,
        "staff": candidate.staff,
    }
    return (*(keys[name] for name in measure.tie_rules), candidate.staff)


def _four(value: Decimal) -> Decimal:
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


VALUES: Mapping[str, Callable[[Job, Candidate, Measure], Decimal]] = {
    "skill": _skill,
    "certificate": _certificate,
    "kit": _kit,
    "duty": _duty,
    "load": _load,
    "zone": _zone,
    "responsible": _responsible,
    "knows": _knows,
}
"""What each part is worth, 0 to 1; a skill counts by its grade, an unknown district half."""
