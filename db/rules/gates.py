"""Gates: what keeps somebody from a job, what only warns, and what would help (DSP-05, DSP-08)."""

from collections.abc import Iterable
from datetime import timedelta

from db.rules.candidates import Candidate, Job, Measure
from db.rules.duty import LEAVE, RESTING
from db.rules.gate import Gate as Gate
from db.rules.gate import Result as Result
from db.rules.gate_of_day import load_gate, overlap_gate
from db.rules.gate_of_kit import kit_gate
from db.rules.sentence import Sentence, msgid


def gates(job: Job, candidate: Candidate, measure: Measure) -> tuple[Gate, ...]:
    """All gates, always the same ones in the same order: of those that block the first is what matters most.
    A fact that the ticket lacks warns, never blocks."""
    return (
        _role(candidate),
        _welcome(candidate),
        _duty(candidate),
        _certificate(job, candidate, measure),
        kit_gate(job, candidate, measure),
        _skill(job, candidate),
        overlap_gate(job, candidate, measure),
        load_gate(job, candidate, measure),
        _parts(job, candidate),
        _branch(job, candidate),
        _district(job),
        _newcomer(candidate),
        last_at_hand(candidate.others_at_hand if candidate.at_hand else None, measure),
    )


def is_able(job: Job, candidate: Candidate, measure: Measure) -> bool:
    """Whether nothing but time keeps somebody from such a job: their role, certificates, skills and tools."""
    return not (
        _role(candidate).blocks
        or _certificate(job, candidate, measure).blocks
        or _skill(job, candidate).blocks
        or kit_gate(job, candidate, measure).blocks
    )


def blocking(found: Iterable[Gate]) -> tuple[Gate, ...]:
    """Those that only an overruling with a reason passes."""
    return tuple(gate for gate in found if gate.blocks)


def _role(candidate: Candidate) -> Gate:
    if not candidate.active:
        return Gate("role", "PPL-01", Result.BLOCK, Sentence(msgid("no longer with us")))
    if not candidate.technician:
        return Gate("role", "PPL-01", Result.BLOCK, Sentence(msgid("not a technician")))
    return Gate("role", "PPL-01")


def _welcome(candidate: Candidate) -> Gate:
    """Whom a customer would not have again is not sent to them, until somebody overrules it (ESC-08)."""
    if candidate.unwelcome_since is None:
        return Gate("welcome", "ESC-08")
    cause = Sentence(msgid("the customer refused them on {day}"), {"day": candidate.unwelcome_since})
    return Gate("welcome", "ESC-08", Result.BLOCK, cause, Sentence(msgid("ask the customer first")))


def _duty(candidate: Candidate) -> Gate:
    duty = candidate.duty
    if duty.on_duty:
        return Gate("duty", "DSP-05")
    if duty.kind == LEAVE:
        cause, dated = msgid("on leave"), msgid("on leave until {until}")
    elif duty.kind == RESTING:
        cause, dated = msgid("resting"), msgid("resting until {until}")
    else:
        cause, dated = msgid("off duty"), msgid("off duty until {until}")
    if duty.until is None:
        return Gate("duty", "DSP-05", Result.BLOCK, Sentence(cause))
    until = {"until": duty.until}
    repair = Sentence(msgid("send them after {until}"), until)
    return Gate("duty", "DSP-05", Result.BLOCK, Sentence(dated, until), repair)


def _certificate(job: Job, candidate: Candidate, measure: Measure) -> Gate:
    """The certificates of product and job, then the permits of the tools (KIT-13).

    A permit that somebody never had was overruled when the tool was handed out: that warns; one that has run
    out since blocks.
    """
    found = [_one_certificate(job, candidate, measure, each) for each in (job.certificate, *job.papers)]
    for permit in job.permits:
        if permit in candidate.certificates:
            found.append(_one_certificate(job, candidate, measure, permit))
        else:
            lacks = Sentence(msgid("lacks the {certificate} for the tools"), {"certificate": permit})
            found.append(Gate("certificate", "KIT-13", Result.WARN, lacks))
    order = (Result.BLOCK, Result.WARN, Result.PASS)
    return min(found, key=lambda gate: order.index(gate.result))


def _one_certificate(job: Job, candidate: Candidate, measure: Measure, kind: str) -> Gate:
    if not kind:
        return Gate("certificate", "DSP-05")
    if kind not in candidate.certificates:
        return Gate(
            "certificate",
            "DSP-05",
            Result.BLOCK,
            Sentence(msgid("lacks the {certificate}"), {"certificate": kind}),
            Sentence(msgid("enter the {certificate}"), {"certificate": kind}),
        )
    expires = candidate.certificates[kind]
    values = {"certificate": kind, "day": expires}
    if expires is not None and expires < job.day:
        return Gate(
            "certificate",
            "DSP-05",
            Result.BLOCK,
            Sentence(
                msgid("{certificate} expired on {day}, {count} d before"),
                {**values, "count": (job.day - expires).days},
            ),
            Sentence(msgid("renew the {certificate}"), {"certificate": kind}),
        )
    if expires is not None and expires <= job.day + timedelta(days=measure.certificate_warning_days):
        return Gate(
            "certificate", "DSP-05", Result.WARN, Sentence(msgid("{certificate} expires on {day}"), values)
        )
    return Gate("certificate", "DSP-05")


def _skill(job: Job, candidate: Candidate) -> Gate:
    """A grade that the job demands blocks; the skill that its product is served with only warns."""
    for skill, grade in job.grades.items():
        own = candidate.skills.get(skill, 0)
        if own < grade:
            values = {"skill": skill, "grade": own, "wanted": grade}
            lower = msgid("{skill} grade {grade}, the job demands {wanted}")
            cause = lower if own else msgid("lacks the skill {skill}")
            repair = Sentence(msgid("send them with somebody of grade {wanted}"), values)
            return Gate("skill", "DSP-05", Result.BLOCK, Sentence(cause, values), repair)
    if job.skill and job.skill not in candidate.skills:
        return Gate(
            "skill", "DSP-04", Result.WARN, Sentence(msgid("lacks the skill {skill}"), {"skill": job.skill})
        )
    return Gate("skill", "DSP-04")


def _parts(job: Job, candidate: Candidate) -> Gate:
    """Consumables of the job that they do not carry are fetched; what lies nowhere is said."""
    lacking = {kind: count for kind, count in job.parts.items() if candidate.stock.get(kind, 0) < count}
    if not lacking:
        return Gate("parts", "KIT-14")
    nowhere = tuple(kind for kind in lacking if job.stocked.get(kind, 0) < lacking[kind])
    if not nowhere:
        cause = Sentence(msgid("to fetch from the store: {tools}"), {"tools": tuple(lacking)})
        return Gate("parts", "KIT-14", Result.WARN, cause)
    cause = Sentence(msgid("neither in hand nor in the store: {tools}"), {"tools": nowhere})
    return Gate("parts", "KIT-14", Result.WARN, cause, Sentence(msgid("buy {tools}"), {"tools": nowhere}))


def _branch(job: Job, candidate: Candidate) -> Gate:
    if job.branch and candidate.branch and job.branch != candidate.branch:
        cause = Sentence(msgid("of branch {branch}"), {"branch": candidate.branch})
        return Gate("branch", "DSP-04", Result.WARN, cause)
    return Gate("branch", "DSP-04")


def _district(job: Job) -> Gate:
    if job.zone is None:
        return Gate("district", "DSP-04", Result.WARN, Sentence(msgid("district not known")))
    return Gate("district", "DSP-04")


def _newcomer(candidate: Candidate) -> Gate:
    if candidate.newcomer:
        return Gate(
            "newcomer", "PPL-01", Result.WARN, Sentence(msgid("newcomer: goes with an experienced colleague"))
        )
    return Gate("newcomer", "PPL-01")


def last_at_hand(left: int | None, measure: Measure) -> Gate:
    """Whether a branch would be left without its last technician on call (DSP-13): of the others `left`
    are at hand there, None where the one who goes is not at hand either."""
    if left is None or left >= measure.last_at_hand:
        return Gate("last", "DSP-13")
    cause = msgid("the last one on call of the branch") if not left else msgid("leaves {count} on call")
    return Gate("last", "DSP-13", Result.WARN, Sentence(cause, {"count": left}))
