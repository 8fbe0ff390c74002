"""Gates: what keeps somebody from a job, what only warns, and what would help (DSP-05, DSP-08)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from db import kinds
from db.kinds import Called
from db.rules.candidates import Candidate, Job, Measure
from db.rules.duty import LEAVE, RESTING
from db.rules.kits import HeldTool, check_kit
from db.rules.sentence import Sentence, msgid


class Result(StrEnum):
    """What a gate says."""

    PASS = "pass"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate's answer; `cause` where it does not pass, `repair` where something would open it."""

    name: Annotated[str, Called("Name")]
    rule: Annotated[str, Called("Rule")]
    result: Annotated[Result, kinds.Code("result"), Called("Result")] = Result.PASS
    cause: Annotated[Sentence | None, kinds.TEXT, Called("Cause")] = None
    repair: Annotated[Sentence | None, kinds.TEXT, Called("What would help")] = None

    @property
    def blocks(self) -> bool:
        """Whether only an overruling passes it."""
        return self.result is Result.BLOCK


def gates(job: Job, candidate: Candidate, measure: Measure) -> tuple[Gate, ...]:
    """All gates, always the same ones in the same order. A fact that the ticket lacks warns, never blocks."""
    return (
        _role(candidate),
        _duty(candidate),
        _certificate(job, candidate, measure),
        _kit(job, candidate, measure),
        _overlap(job, candidate),
        _skill(job, candidate),
        _district(job),
        _newcomer(candidate),
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
    """The certificate of the product, then the permits of the tools (KIT-13). One that somebody never had was
    overruled when the tool was handed out: that warns; one that has run out since blocks."""
    found = [_one_certificate(job, candidate, measure, job.certificate)]
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
            Sentence(msgid("{certificate} expired on {day}"), values),
            Sentence(msgid("renew the {certificate}"), {"certificate": kind}),
        )
    if expires is not None and expires <= job.day + timedelta(days=measure.certificate_warning_days):
        return Gate(
            "certificate", "DSP-05", Result.WARN, Sentence(msgid("{certificate} expires on {day}"), values)
        )
    return Gate("certificate", "DSP-05")


def _kit(job: Job, candidate: Candidate, measure: Measure) -> Gate:
    demanded = check_kit(dict.fromkeys(job.tools, 1), candidate.tools, candidate.stock, job.day)
    if demanded.missing:
        values = {"tools": demanded.missing}
        return Gate(
            "kit",
            "DSP-05",
            Result.BLOCK,
            Sentence(msgid("lacks {tools}"), values),
            _issue(job, demanded.missing),
        )
    if demanded.uncalibrated:
        tool = demanded.uncalibrated[0]
        numbers = ", ".join(each.number for each in demanded.uncalibrated)
        return Gate(
            "kit",
            "DSP-05",
            Result.BLOCK,
            Sentence(
                msgid("{tool} {number} not calibrated by {day}"),
                {"tool": tool.kind, "number": tool.number, "day": tool.calibration_due},
            ),
            Sentence(msgid("calibrate {number}"), {"number": numbers}),
        )
    soon = _due_soon(job, candidate, measure)
    if soon is not None:
        values_soon = {"tool": soon.kind, "number": soon.number, "day": soon.calibration_due}
        return Gate(
            "kit",
            "DSP-05",
            Result.WARN,
            Sentence(msgid("{tool} {number} due for calibration on {day}"), values_soon),
        )
    if candidate.kit.missing:
        return Gate(
            "kit",
            "KIT-04",
            Result.WARN,
            Sentence(msgid("kit incomplete: {tools}"), {"tools": candidate.kit.missing}),
        )
    if candidate.kit.uncalibrated:
        kinds = tuple(tool.kind for tool in candidate.kit.uncalibrated)
        return Gate(
            "kit", "KIT-04", Result.WARN, Sentence(msgid("out of calibration: {tools}"), {"tools": kinds})
        )
    return Gate("kit", "DSP-05")


def _issue(job: Job, missing: tuple[str, ...]) -> Sentence:
    numbers = [job.in_store[kind] for kind in missing if kind in job.in_store]
    if len(numbers) == len(missing):
        return Sentence(msgid("issue {number} from the store"), {"number": ", ".join(numbers)})
    return Sentence(msgid("issue {tools}"), {"tools": missing})


def _due_soon(job: Job, candidate: Candidate, measure: Measure) -> HeldTool | None:
    limit = job.day + timedelta(days=measure.calibration_warning_days)
    for kind in job.tools:
        usable = [tool for tool in candidate.tools if tool.kind == kind and tool.is_calibrated(job.day)]
        if usable and all(
            tool.calibration_due is not None and tool.calibration_due <= limit for tool in usable
        ):
            return usable[0]
    return None


def _overlap(job: Job, candidate: Candidate) -> Gate:
    if job.window_from is None or job.window_to is None:
        return Gate("overlap", "DSP-08", Result.WARN, Sentence(msgid("no window agreed")))
    taken = sorted(
        (each for each in candidate.busy if each.begin < job.window_to and each.end > job.window_from),
        key=lambda each: (each.begin, each.ticket),
    )
    if not taken:
        return Gate("overlap", "DSP-08")
    first, last = taken[0], max(each.end for each in taken)
    return Gate(
        "overlap",
        "DSP-08",
        Result.BLOCK,
        Sentence(
            msgid("at {ticket} from {begin} to {end}"),
            {"ticket": first.ticket, "begin": first.begin, "end": first.end},
        ),
        Sentence(msgid("send them after {until}"), {"until": last}),
    )


def _skill(job: Job, candidate: Candidate) -> Gate:
    if job.skill and job.skill not in candidate.skills:
        return Gate(
            "skill", "DSP-04", Result.WARN, Sentence(msgid("lacks the skill {skill}"), {"skill": job.skill})
        )
    return Gate("skill", "DSP-04")


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
