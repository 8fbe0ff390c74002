"""Whoever only another agreed job keeps is told who could take that (DSP-04, DSP-09)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.db.views.branch import BranchOffice, clock


@pytest.fixture
def crew(office: BranchOffice) -> BranchOffice:
    """Two electricians with shifts; T001 has a job at ten."""
    for staff, label in (("T001", "张伟"), ("T002", "王强")):
        office.technician(staff, label)
        office.do("set_duty", staff=staff, kind="duty", begins_at=clock("08:00"), ends_at=clock("18:00"))
    return office


def sent(crew: BranchOffice, staff: str, begin: str, end: str, **fields: Any) -> str:
    number = waiting(crew, **fields)
    window = {"window_from": clock(begin), "window_to": clock(end)}
    crew.do("dispatch", ticket=number, technician=staff, **window)
    return number


def waiting(crew: BranchOffice, **fields: Any) -> str:
    return crew.ticket(**{"product": "", "fault": "要求上门", "level": 3, **fields})


def kept(crew: BranchOffice, number: str, staff: str, **asked: Any) -> tuple[Any, ...]:
    row = next(each for each in crew.show("candidates", number=number, **asked) if each["staff"] == staff)
    assert row["rank"] is None
    return row["freed_by"], row["in_the_way"], row["taker"], row["repair"]


TEN = {"window_from": clock("10:00"), "window_to": clock("11:00")}


def test_a_job_that_another_one_can_take_is_given_away(crew: BranchOffice) -> None:
    held = sent(crew, "T001", "10:00", "11:00")
    number = waiting(crew, customer="另一家", phone="13900139009")
    assert kept(crew, number, "T001", **TEN) == ("reassign", held, "T002", f"give {held} to T002")
    crew.do("reassign", ticket=held, technician="T002", reason="技能不符")
    assert crew.do("dispatch", ticket=number, technician="T001", **TEN)["overruled"] == []


def test_whoever_holds_the_ticket_swaps(crew: BranchOffice) -> None:
    held = sent(crew, "T001", "10:00", "11:00")
    number = sent(crew, "T002", "10:00", "11:00", customer="另一家", phone="13900139009")
    said = f"swap with T002, who takes {held}"
    assert kept(crew, number, "T001") == ("swap", held, "T002", said)
    assert crew.do("swap", ticket=number, with_ticket=held)["overruled"] == []


def test_nothing_is_proposed_that_would_break_another_rule(crew: BranchOffice) -> None:
    held = sent(crew, "T001", "10:00", "11:00")
    number = waiting(crew, customer="另一家", phone="13900139009")
    crew.do("set_duty", staff="T002", kind="leave", begins_at=clock("10:30"), ends_at=clock("12:00"))
    nothing = (None, None, None, "free again at 2026-07-15 11:00")
    assert kept(crew, number, "T001", **TEN)[:3] == nothing[:3], "T002 is on leave meanwhile"
    crew.do("set_duty", staff="T002", kind="duty", begins_at=clock("08:00"), ends_at=clock("18:00"))
    assert kept(crew, number, "T001", **TEN)[0] == "reassign"
    sent(crew, "T002", "10:30", "11:30", customer="第三家", phone="13900139008")
    assert kept(crew, number, "T001", **TEN)[:3] == nothing[:3], "T002 has a job of their own"
    crew.do("step", ticket=held, what="departed")
    assert kept(crew, number, "T001", **TEN)[:3] == nothing[:3], "they are on their way there"
