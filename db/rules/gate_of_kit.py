"""The gate of tools: those that the job demands block, the rest of the kit warns (KIT-04, KIT-14, DSP-05)."""

from datetime import timedelta

from db.rules.candidates import Candidate, Job, Measure
from db.rules.gate import Gate, Result
from db.rules.kits import HeldTool, KitCheck, check_kit
from db.rules.sentence import Sentence, joined, msgid


def kit_gate(job: Job, candidate: Candidate, measure: Measure) -> Gate:
    """Tools that the job demands have to be there and in calibration on its day."""
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
        return _uncalibrated(job, demanded)
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


def _uncalibrated(job: Job, demanded: KitCheck) -> Gate:
    tool = demanded.uncalibrated[0]
    values = {"tool": tool.kind, "number": tool.number, "day": tool.calibration_due}
    numbers = ", ".join(each.number for each in demanded.uncalibrated)
    kinds = tuple(each.kind for each in demanded.uncalibrated)
    calibrate = Sentence(msgid("calibrate {number}"), {"number": numbers})
    return Gate(
        "kit",
        "DSP-05",
        Result.BLOCK,
        Sentence(msgid("{tool} {number} not calibrated by {day}"), values),
        # One that is in calibration and lies in the store is had sooner.
        _issue(job, kinds) if all(kind in job.in_store for kind in kinds) else calibrate,
    )


def _issue(job: Job, missing: tuple[str, ...]) -> Sentence | None:
    """The cheapest way to have each of them: from the store, else back from whoever has one, else bought."""
    numbers = tuple(job.in_store[kind] for kind in missing if kind in job.in_store)
    lent = tuple(
        dict.fromkeys(kind for kind in missing if kind not in job.in_store and kind in job.elsewhere)
    )
    bought = tuple(kind for kind in missing if kind not in job.in_store and kind not in job.elsewhere)
    found = (
        [Sentence(msgid("issue {number} from the store"), {"number": ", ".join(numbers)})] if numbers else []
    )
    for kind in lent:
        there = job.elsewhere[kind]
        values = {"tool": kind, "number": there.number, "colleague": there.holder, "until": there.due_back}
        back = msgid("{tool} {number} is lent to {colleague}, due back {until}")
        held = msgid("no {tool} in the store: {colleague} has {number}")
        found.append(Sentence(held if there.due_back is None else back, values))
    if bought:
        found.append(Sentence(msgid("issue {tools}"), {"tools": bought}))
    return joined(tuple(found))


def _due_soon(job: Job, candidate: Candidate, measure: Measure) -> HeldTool | None:
    limit = job.day + timedelta(days=measure.calibration_warning_days)
    for kind in job.tools:
        usable = [tool for tool in candidate.tools if tool.kind == kind and tool.is_calibrated(job.day)]
        if usable and all(
            tool.calibration_due is not None and tool.calibration_due <= limit for tool in usable
        ):
            return usable[0]
    return None
