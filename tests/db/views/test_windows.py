"""Windows that are offered, and what a day looks like (DSP-03, DSP-08, SLA-11, PPL-01)."""

from datetime import datetime
from typing import Any

import pytest

from tests.db.views.branch import BranchOffice, clock


@pytest.fixture
def crew(office: BranchOffice) -> BranchOffice:
    """Two electricians, one of whom is far."""
    for staff, label, zone in (("T001", "张伟", "nanshan"), ("T002", "王强", "longgang")):
        office.technician(staff, label, zone=zone)
        office.do("set_duty", staff=staff, kind="duty", begins_at=clock("09:00"), ends_at=clock("17:00"))
    return office


def ticket(crew: BranchOffice, **fields: Any) -> str:
    """One that demands no tools."""
    return crew.ticket(**{"product": "", "fault": "要求上门", **fields})


def offered(crew: BranchOffice, number: str, **asked: Any) -> list[tuple[str, str, str]]:
    rows = crew.show("windows", number=number, **asked)
    assert all(row["cost"] == sum(part["minutes"] for part in row["parts"]) for row in rows)
    return [(row["staff"], row["window_from"][11:16], row["window_to"][11:16]) for row in rows]


def test_a_window_that_is_offered_can_be_agreed_and_whoever_is_nearer_comes_first(crew: BranchOffice) -> None:
    number = ticket(crew, level=3)
    found = offered(crew, number)
    assert found[0] == ("T001", "09:30", "10:30")
    assert len(found) == len({begin for _, begin, _ in found}) == 5
    for row in crew.show("windows", number=number):
        again = ticket(crew, level=3, customer="另一家", phone="13900139009")
        window = {"window_from": row["window_from"], "window_to": row["window_to"]}
        assert crew.do("dispatch", ticket=again, technician=row["staff"], **window)["overruled"] == []
        crew.do("undo")


def test_another_window_and_the_way_from_it_are_kept(crew: BranchOffice) -> None:
    held = ticket(crew, level=3, address="龙岗区布吉")
    crew.do("dispatch", ticket=held, technician="T001", window_from=clock("09:00"), window_to=clock("10:00"))
    number = ticket(crew, level=3)
    crew.do("set_duty", staff="T002", kind="leave", begins_at=clock("09:00"), ends_at=clock("17:00"))
    assert offered(crew, number)[0] == ("T001", "11:00", "12:00"), "38 km from Longgang"


def test_nobody_whom_the_customer_refused_is_offered(crew: BranchOffice) -> None:
    number = ticket(crew, level=3)
    crew.do("dispatch", ticket=number, technician="T001")
    crew.do("recall", ticket=number, reason="customer_refused")
    assert {staff for staff, *_ in offered(crew, number)} == {"T002"}


def test_a_wish_and_a_deadline_are_kept(crew: BranchOffice) -> None:
    wished = ticket(crew, level=3, wanted_from=clock("13:00"), wanted_to=clock("15:00"))
    found = offered(crew, wished)
    assert found
    assert all("13:00" <= begin < end <= "15:00" for _, begin, end in found)
    urgent = ticket(crew, level=1)
    due = crew.show("ticket", number=urgent)["milestones"]
    (arrive,) = [each["due_at"] for each in due if each["milestone"] == "arrive"]
    rows = crew.show("windows", number=urgent)
    assert rows
    assert all(row["window_to"] <= arrive for row in rows)
    crew.later(hours=3)
    assert offered(crew, urgent), "a deadline that passed is no longer kept"


def test_a_later_day_is_asked_for_when_the_customer_rings_back(crew: BranchOffice) -> None:
    number = ticket(crew, level=3, wanted_from=clock("13:00"), wanted_to=clock("15:00"))
    rows = crew.show("windows", number=number, not_before="2026-07-16T09:00:00+08:00")
    assert rows
    assert {row["window_from"][:10] for row in rows} == {"2026-07-16"}, "the first wish is given up"


def test_where_nothing_can_be_kept_it_says_what_breaks(crew: BranchOffice) -> None:
    for staff in ("T001", "T002"):
        crew.do("set_duty", staff=staff, kind="leave", begins_at=clock("09:00"), ends_at=clock("13:00"))
    urgent = ticket(crew, level=1)
    assert offered(crew, urgent) == []
    (row, *_) = crew.show("windows", number=urgent, late=True)
    assert row["window_from"] >= clock("13:00")
    assert "ends after" in str(row["breaks"])


def test_nobody_ordinary_is_visited_at_night(crew: BranchOffice) -> None:
    """Who works then goes to level 1, and to whoever wished it themselves."""
    for staff in ("T001", "T002"):
        crew.do("set_duty", staff=staff, kind="leave", begins_at=clock("09:00"), ends_at=clock("17:00"))
    tonight, tomorrow = "2026-07-15T23:00:00+08:00", "2026-07-16T10:00:00+08:00"
    crew.do("set_duty", staff="T001", kind="duty", begins_at=tonight, ends_at=tomorrow)
    ordinary = crew.show("windows", number=ticket(crew, level=3), late=True)
    assert ordinary[0]["window_from"] >= "2026-07-16T08:30"
    assert all("08:30" <= row["window_from"][11:16] < row["window_to"][11:16] <= "22:00" for row in ordinary)
    urgent = crew.show("windows", number=ticket(crew, level=1), late=True)
    assert urgent[0]["window_from"] < "2026-07-16"
    wished = {"wanted_from": tonight, "wanted_to": "2026-07-16T01:00:00+08:00"}
    asked = crew.show("windows", number=ticket(crew, level=3, **wished))
    assert asked[0]["window_from"] < "2026-07-16"


def test_a_closed_ticket_needs_nobody(crew: BranchOffice) -> None:
    number = ticket(crew)
    crew.do("cancel", ticket=number, reason="误报")
    assert offered(crew, number) == []


def test_the_timeline_tells_what_everybody_has_on_a_day(crew: BranchOffice) -> None:
    number = ticket(crew, level=3)
    crew.do(
        "dispatch", ticket=number, technician="T001", window_from=clock("10:00"), window_to=clock("12:00")
    )
    crew.do("set_duty", staff="T002", kind="leave", begins_at=clock("13:00"), ends_at=clock("15:00"))
    rows = [
        (row["staff"], row["kind"], row["begin"][11:16], row["end"][11:16], row["ticket"])
        for row in crew.show("timeline", day="2026-07-15")
    ]
    assert ("T001", "shift", "09:00", "17:00", None) in rows
    assert ("T001", "travel", "09:45", "10:00", number) in rows
    assert ("T001", "window", "10:00", "12:00", number) in rows
    assert ("T001", "job", "10:00", "12:00", number) in rows
    assert [each for each in rows if each[0] == "T002"] == [
        ("T002", "shift", "09:00", "13:00", None),
        ("T002", "leave", "13:00", "15:00", None),
        ("T002", "shift", "15:00", "17:00", None),
    ]
    tomorrow = crew.show("timeline", day="2026-07-16")
    assert {row["kind"] for row in tomorrow} == {"shift"}, "by the house's hours"


def test_the_timeline_tells_what_was(crew: BranchOffice) -> None:
    number = ticket(crew, level=3)
    crew.do("dispatch", ticket=number, technician="T001")
    for what in ("departed", "arrived", "finished"):
        crew.later(minutes=30)
        crew.do("step", ticket=number, what=what)
    crew.later(days=2)
    rows = [row for row in crew.show("timeline", day="2026-07-15") if row["ticket"] == number]
    begins = {row["kind"]: datetime.fromisoformat(row["begin"]).strftime("%H:%M") for row in rows}
    assert begins == {"travel": "09:30", "job": "10:00"}
