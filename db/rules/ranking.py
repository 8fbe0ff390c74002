"""Candidates for a job in order, and why (DSP-04): score = Σ weight × value ÷ Σ weight, in exact decimals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from db.rules.candidates import Candidate, Job, Measure
from db.rules.gate import Gate, Result
from db.rules.gates import blocking, gates
from db.rules.kits import check_kit
from db.rules.scoring import SENIOR, VALUES, Part, four
from db.rules.sentence import Sentence, msgid

__all__ = [
    "AWAY_KM",
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

AWAY_KM = msgid("{count} km")
"""The reason that says how far somebody is."""


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
    def cause(self) -> Sentence | None:
        """Why they are blocked: of several causes the first, which matters most."""
        return next((gate.cause for gate in blocking(self.gates)), None)

    @property
    def repair(self) -> tuple[Sentence, ...]:
        """What would open every gate that blocks, as far as it is known."""
        return tuple(gate.repair for gate in blocking(self.gates) if gate.repair is not None)


def rank(job: Job, candidates: Iterable[Candidate], measure: Measure) -> list[Ranked]:
    """All candidates, the best first, blocked ones last; the same facts always give the same order."""
    people = tuple(candidates)
    most = max((each.week_jobs for each in people), default=0)
    judged = []
    for each in people:
        candidate = replace(each, week_most=most)
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
        Part(name, weight, four(VALUES[name](job, candidate, measure)))
        for name, weight in measure.weights.items()
        if name in VALUES
    )


def score_of(found: Sequence[Part]) -> Decimal:
    """Σ weight × value ÷ Σ weight, rounded half up to two decimals."""
    total = sum(part.weight for part in found)
    if not total:
        return Decimal("0.00")
    weighed = sum((part.weight * part.value for part in found), Decimal(0))
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
