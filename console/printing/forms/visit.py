"""What the two shapes of a visit's record share: versions, signatures, parts, money (VIS-02, VIS-06)."""

from __future__ import annotations

from datetime import datetime

from console.printing.facts import Facts, latest
from console.words import saying
from db.views.records import RecordCard

RESULTS = {"done": "完成", "not_done": "未完成"}
SIGNED, UNSIGNED = "signed", {"refused": "客户拒签", "absent": "客户不在场"}


def of_record(number: str, version: int | None) -> RecordCard:
    """A record by its number, or the last one of a ticket; its last version unless another is asked for."""
    return RecordCard(number=number, version=version)


def its_number(facts: Facts) -> str:
    """The number at the head."""
    return str(facts["number"])


def last_moment(facts: Facts) -> datetime | None:
    """When the version was written, signed or approved last."""
    moments = (facts["written_at"], _approval(facts)["approved_at"])
    return latest([*moments, *(each["at"] for each in signatures(facts))])


def _approval(facts: Facts) -> Facts:
    """What is known of the head's approval of this version (VIS-15)."""
    return next(each for each in facts.within("versions") if each["version"] == facts["shown_version"])


def approved(facts: Facts) -> tuple[str, str]:
    """That the head approved it, who it was, and on which day."""
    version = _approval(facts)
    if version["approved_at"] is None:
        return "", ""
    return " ".join(filter(None, (version.said("approved_by"), "已批准"))), version.day("approved_at")


def signatures(facts: Facts) -> list[Facts]:
    """Those under this version."""
    return [each for each in facts.within("signatures") if each["version"] == facts["shown_version"]]


def signed(facts: Facts) -> tuple[str, str]:
    """Who signed, or why nobody did, and on which day; nothing while nobody was asked."""
    found = signatures(facts)
    if not found:
        return "", ""
    last = found[-1]
    who = last.said("signed_by") if last["how"] == SIGNED else UNSIGNED[last["how"]]
    return in_lines(who, last.said("text")), last.day("at")


def version(facts: Facts) -> str:
    """Which version it is. Nothing of later ones: an old one is printed as it was."""
    return f"第 {facts['shown_version']} 版" + ("　作废" if facts["state"] == "void" else "")


def technician(facts: Facts) -> str:
    """Who did the work."""
    return facts.name("technician", "technician_name") if facts["technician"] else ""


def quantity(part: Facts) -> str:
    """How many, with their unit."""
    return f"{part.said('quantity')} {part.said('unit')}".strip()


def replaced(facts: Facts) -> str:
    """The parts that were replaced."""
    return in_lines(*(f"{each.said('name')} ×{quantity(each)}" for each in facts.within("parts")))


def yuan(fen: int | None) -> str:
    """Money as a form has it; nothing for whom it does not concern."""
    return "" if fen is None else saying.yuan(fen)


def in_lines(*texts: str) -> str:
    """Those that are there, one beneath the other."""
    return "\n".join(filter(None, texts))
