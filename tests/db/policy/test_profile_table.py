"""Every cell of the table of shipped profiles against the shipped data (SLA-03, SLA-04, SLA-14)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import pytest

from db.policy import shipped
from db.rules.profile import WAYS
from db.rules.targets import Clock, Conditions, Milestone

TABLE = """
| profile | respond | answer | arrive | resolve |
| electrical | 10 min / 1 h / 2 h / 2 h, report, e | none | on site: L1 2 h (+ zone travel), L2 48 h (urgent 12 h), L3 72 h, report, e; L4 24 h, dispatched, e, or agreed | simple 24 h, complex 48 h, e; on site: arrived; remote: report |
| air_conditioning | | | branch city 4 h, else 4 h + zone travel, report, e | simple 24 h, report, e |
| integrator | 30 min, report, e | | 1 h, report, e | 1 h, report, e |
| monitoring | at once, s 8:00-24:00 | | 8 h, dispatched, s 8:00-24:00 | 24 h, report, e |
| maker | | 24 h, report, e | 12 h, report, e, or agreed | |
| vehicles | | 12 h, report, e: beyond 100 km, supplier needed, chassis or engine | body faults within 100 km 24 h, report, e; beyond 100 km, chassis or engine: none (agreed) | |
| software | at once, s 8:30-22:00 | | 24 h, dispatched, e, or agreed | remote: 1 h, report, s 8:30-22:00; on site: 1 h, arrived, s 8:30-22:00 |
"""  # noqa: E501 - as it stands in the regulations' summary
MILESTONES = ("respond", "answer", "arrive", "resolve")
POLICY = shipped()
HOUR = 60
E, DAY_LONG, LATE = "e", "8:00-24:00", "8:30-22:00"
FAR: dict[str, Any] = {"distance_km": 101}
NEAR: dict[str, Any] = {"distance_km": 100}
GRAVE = ({"fault_group": "chassis"}, {"fault_group": "engine"})


class Cell(NamedTuple):
    """What a ticket with these facts gets: minutes, start, clock or its hours, and whether a time may be
    agreed instead. No start: there is no such target."""

    facts: dict[str, Any]
    minutes: int | None
    start: str = ""
    clock: str = E
    agreed: bool = False
    travel: int = 0


def at(minutes: int | None, start: str, clock: str = E, **more: Any) -> Cell:
    agreed, travel = more.pop("agreed", False), more.pop("travel", 0)
    return Cell(more, minutes, start, clock, agreed, travel)


NONE = Cell({}, None)
REACHED: dict[str, Any] = {"main_urban": False, "travel_minutes": 40, "distance_km": 70}
CELLS: dict[tuple[str, str], list[Cell]] = {
    ("electrical", "respond"): [
        at(minutes, "report", level=level) for level, minutes in ((1, 10), (2, HOUR), (3, 120), (4, 120))
    ],
    ("electrical", "answer"): [NONE],
    ("electrical", "arrive"): [
        at(2 * HOUR, "report", level=1),
        at(2 * HOUR, "report", level=1, travel=40, **REACHED),
        at(48 * HOUR, "report", level=2),
        at(48 * HOUR, "report", level=2, **REACHED),
        at(12 * HOUR, "report", level=2, urgent=True),
        at(72 * HOUR, "report", level=3),
        at(72 * HOUR, "report", level=3, urgent=True),
        at(24 * HOUR, "dispatched", level=4, way="on_site", agreed=True),
    ],
    ("electrical", "resolve"): [
        at(hours * HOUR, start, problem=problem, way=way)
        for problem, hours in (("simple", 24), ("complex", 48))
        for way, start in (("on_site", "arrived"), ("remote", "report"))
    ],
    ("air_conditioning", "arrive"): [
        at(4 * HOUR, "report"),
        at(4 * HOUR, "report", distance_km=65, main_urban=False, travel_minutes=60),
        at(4 * HOUR, "report", travel=40, **REACHED),
    ],
    ("air_conditioning", "resolve"): [
        at(24 * HOUR, "report", problem="simple", way=way) for way in ("on_site", "remote")
    ],
    ("integrator", "respond"): [at(30, "report")],
    ("integrator", "arrive"): [at(HOUR, "report")],
    ("integrator", "resolve"): [at(HOUR, "report", way=way) for way in ("on_site", "remote")],
    ("monitoring", "respond"): [at(5, "report", DAY_LONG)],
    ("monitoring", "arrive"): [at(8 * HOUR, "dispatched", DAY_LONG)],
    ("monitoring", "resolve"): [at(24 * HOUR, "report", way=way) for way in ("on_site", "remote")],
    ("maker", "answer"): [at(24 * HOUR, "report")],
    ("maker", "arrive"): [at(12 * HOUR, "report", agreed=True)],
    ("vehicles", "answer"): [
        *(
            at(12 * HOUR, "report", **facts)
            for facts in (FAR, {"supplier_needed": True}, *GRAVE)
        ),
        Cell(NEAR, None),
    ],
    ("vehicles", "arrive"): [
        at(24 * HOUR, "report", **NEAR),
        at(None, "report", agreed=True, **FAR),
        at(None, "report", agreed=True, fault_group="chassis", **NEAR),
        at(None, "report", agreed=True, fault_group="engine", **FAR),
    ],
    ("software", "respond"): [at(5, "report", LATE)],
    ("software", "arrive"): [at(24 * HOUR, "dispatched", agreed=True)],
    ("software", "resolve"): [
        at(HOUR, "report", LATE, way="remote"),
        at(HOUR, "arrived", LATE, way="on_site"),
    ],
}  # fmt: skip


def written() -> Iterator[tuple[str, str, str]]:
    """Profile, milestone and text of every cell of the table."""
    for line in TABLE.strip().splitlines()[1:]:
        profile, *cells = (each.strip() for each in line.strip("|").split("|"))
        assert len(cells) == len(MILESTONES), line
        yield from ((profile, milestone, text) for milestone, text in zip(MILESTONES, cells, strict=True))


def found(profile: str, milestone: str, facts: dict[str, Any]) -> Cell:
    """What the shipped policy gives such a ticket."""
    conditions = Conditions(**{"level": 2, **facts})
    choice = POLICY.targets.chosen(profile, conditions).get(Milestone(milestone))
    if choice is None:
        return Cell(facts, None)
    row, clock = choice.target, E
    if row.clock is Clock.SERVICE:
        assert choice.calendar is not None
        assert not choice.calendar.working_days_only
        (window,) = choice.calendar.weekdays[6]
        clock = f"{window.opens // 60}:{window.opens % 60:02}-{window.closes // 60}:{window.closes % 60:02}"
        assert choice.calendar.weekdays == ((window,),) * 7
    minutes = None if choice.seconds is None else choice.seconds // 60
    travel = 0 if minutes is None or row.allowance_minutes is None else minutes - row.allowance_minutes
    return Cell(facts, row.allowance_minutes, row.start.value, clock, row.agreed, travel)


@pytest.mark.parametrize(("profile", "milestone", "text"), list(written()))
def test_a_cell_of_the_table_stands_in_the_shipped_data(profile: str, milestone: str, text: str) -> None:
    cells = CELLS.get((profile, milestone), [])
    assert bool(cells) is bool(text), "every cell with a text is looked at, and no other"
    for cell in cells:
        assert found(profile, milestone, cell.facts) == cell
    if not text:
        for level, way, problem, urgent in product((1, 2, 3, 4), WAYS, ("simple", "complex"), (False, True)):
            facts = {"level": level, "way": way, "problem": problem, "urgent": urgent}
            assert found(profile, milestone, facts) == found("electrical", milestone, facts), facts


@pytest.mark.parametrize("profile", [line[0] for line in written() if line[1] == "respond"])
def test_every_profile_verifies_a_remote_solution_and_asks_what_the_customer_thinks(profile: str) -> None:
    for way in WAYS:
        remote = way == "remote"
        verify, survey = (found(profile, each, {"way": way}) for each in ("verify", "survey"))
        assert verify == (at(48 * HOUR, "finished", way=way) if remote else Cell({"way": way}, None))
        assert survey == at(16 * HOUR, "verified" if remote else "finished", way=way)


def test_nobody_says_the_way_and_level_four_is_served_remotely() -> None:
    assert [Conditions(level=level).way_of_service for level in (1, 2, 3, 4)] == [*["on_site"] * 3, "remote"]
