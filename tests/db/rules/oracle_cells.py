"""Which cell of the shipped profiles holds for a ticket, written from the text of `deadlines.md` alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass
class Row:
    """A cell of the table: minutes or working days, by whose hours (None: every minute), from which start."""

    start: str
    minutes: int = 0
    days: int = 0
    hours: str | None = None
    agreed: bool = False


def cell(facts: Mapping[str, Any], milestone: str) -> Row | None:
    """The cell of the table of shipped profiles that holds for such a ticket."""
    if facts["level"] is None:
        if milestone not in ("respond", "answer"):
            return None
        facts = {**facts, "level": 1}
    way = way_of(facts)
    if milestone == "arrive" and way != "on_site":
        return None
    if milestone == "verify" and way != "remote":
        return None
    own = OWN[facts["profile"]](facts, milestone, way)
    if own is not None:
        return own
    return electrical(facts, milestone, way)


def way_of(facts: Mapping[str, Any]) -> str:
    if facts["way"]:
        return str(facts["way"])
    return "remote" if facts["level"] == 4 else "on_site"


def travel(facts: Mapping[str, Any]) -> int:
    return 0 if facts["main_urban"] else int(facts["travel_minutes"])


def electrical(facts: Mapping[str, Any], milestone: str, way: str) -> Row | None:
    level = facts["level"]
    if milestone == "respond":
        return Row("report", {1: 10, 2: 60, 3: 120, 4: 120}[level])
    if milestone == "arrive":
        if level == 1:
            return Row("report", 120 + travel(facts))
        if level == 2:
            return Row("report", 720 if facts["urgent"] else 2880)
        if level == 3:
            return Row("report", 4320)
        return Row("dispatched", 1440, agreed=True)
    if milestone == "resolve":
        minutes = 1440 if facts["problem"] == "simple" else 2880
        return Row("arrived" if way == "on_site" else "report", minutes)
    if milestone == "verify":
        return Row("finished", 2880)
    if milestone == "survey":
        return Row("verified" if way == "remote" else "finished", 960)
    return None


def air_conditioning(facts: Mapping[str, Any], milestone: str, way: str) -> Row | None:
    if milestone == "arrive":
        return Row("report", 240 + travel(facts))
    if milestone == "resolve" and facts["problem"] == "simple":
        return Row("report", 1440)
    return None


def integrator(facts: Mapping[str, Any], milestone: str, way: str) -> Row | None:
    minutes = {"respond": 30, "arrive": 60, "resolve": 60}.get(milestone)
    return Row("report", minutes) if minutes else None


def monitoring(facts: Mapping[str, Any], milestone: str, way: str) -> Row | None:
    return {
        "respond": Row("report", 5, hours="monitoring"),
        "arrive": Row("dispatched", 480, hours="monitoring"),
        "resolve": Row("report", 1440),
    }.get(milestone)


def maker(facts: Mapping[str, Any], milestone: str, way: str) -> Row | None:
    return {"answer": Row("report", 1440), "arrive": Row("report", 720, agreed=True)}.get(milestone)


def vehicles(facts: Mapping[str, Any], milestone: str, way: str) -> Row | None:
    far, heavy = facts["distance_km"] > 100, facts["fault_group"] in ("chassis", "engine")
    if milestone == "answer" and (far or facts["supplier_needed"] or heavy):
        return Row("report", 720)
    if milestone == "arrive":
        return Row("report", agreed=True) if far or heavy else Row("report", 1440)
    return None


def software(facts: Mapping[str, Any], milestone: str, way: str) -> Row | None:
    return {
        "respond": Row("report", 5, hours="software"),
        "arrive": Row("dispatched", 1440, agreed=True),
        "resolve": Row("arrived" if way == "on_site" else "report", 60, hours="software"),
    }.get(milestone)


def working_days(facts: Mapping[str, Any], milestone: str, way: str) -> Row | None:
    return {
        "answer": Row("report", days=1, hours="software"),
        "resolve": Row("report", days=2, hours="office"),
    }.get(milestone)


OWN: dict[str, Callable[[Mapping[str, Any], str, str], Row | None]] = {
    "electrical": electrical,
    "air-conditioning": air_conditioning,
    "integrator contract": integrator,
    "monitoring system": monitoring,
    "equipment maker": maker,
    "vehicles": vehicles,
    "software": software,
    "working days": working_days,
}
