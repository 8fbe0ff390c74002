"""What falls due in the tool room is told once to whom it concerns (KIT-08, KIT-09, KIT-12, KIT-13)."""

from __future__ import annotations

import pytest

from db.tables.notice import Notice
from db.tables.tool import Tool
from db.watch.falling_due import FallingDue
from db.watch.sweep import Deed
from db.watch.tools_due import ToolsDue
from tests.db.desk import Desk, local
from tests.db.watch.test_falling_due import called_by

UNTIL = "2026-07-15T18:00:00+08:00"


@pytest.fixture
def room(desk: Desk) -> Desk:
    """K02 keeps the store, M01 manages it, F01 is finance."""
    desk.staff("K02", "keeper")
    desk.staff("F01", "finance")
    return desk


def told(desk: Desk) -> list[tuple[str, str, tuple[str, ...]]]:
    """One sweep of both: on what occasion, about what, whom."""
    deeds = [*ToolsDue().due(desk.store), *FallingDue().due(desk.store)]
    return [(each.what, each.about, called_by(each)) for each in deeds if isinstance(each, Deed)]


def test_a_loan_past_its_time_is_told_to_keeper_and_borrower_once(room: Desk) -> None:
    room.do("buy_tool", kind="multimeter", count=2)
    room.do("lend_tool", tool="1", staff="T001", until=UNTIL)
    room.do("lend_tool", tool="2", department="YF", until=UNTIL, reason="x")
    assert told(room) == []
    assert ToolsDue().next_at(room.store) == local("07-15 18:00")
    room.at("18:00")
    assert told(room) == [("tool_loan", "T0001", ("K02", "T001")), ("tool_loan", "T0002", ("K02",))]
    assert told(room) == []
    texts = [row.text for row in room.rows(Notice, occasion="tool_loan")]
    assert all("07-15 18:00" in text and "万用表" in text for text in texts)
    # Lent again, it is another loan.
    room.do("return_tool", tool="1", condition="good")
    room.do("lend_tool", tool="1", staff="T002", until="2026-07-16T18:00:00+08:00")
    room.at("07-16 18:00")
    assert told(room) == [("tool_loan", "T0001", ("K02", "T002"))]
    assert room.differences() == []


def test_a_calibration_that_falls_due_is_told_by_time_alone(room: Desk) -> None:
    room.do("buy_tool", kind="multimeter", calibration_due="2026-07-30")
    room.do("issue_tool", tool="1", staff="T001")
    assert told(room) == []
    assert ToolsDue().next_at(room.store) == local("07-16 00:00")
    room.at("07-16 00:00")
    assert told(room) == [("tool_calibration", "T0001", ("K02", "T001"))]
    assert told(room) == []
    room.do("calibrate_tool", tool="1")
    assert told(room) == []


def test_what_was_due_long_before_anybody_watched_is_told_to_nobody(room: Desk) -> None:
    room.do("buy_tool", kind="multimeter", calibration_due="2026-06-01")
    room.do("buy_tool", kind="multimeter")
    room.do("lend_tool", tool="2", staff="T001", until=UNTIL)
    room.do("change_tool", tool="2", calibration_due="2027-12-01")
    room.now = local("08-20 09:00")
    assert told(room) == []


def test_a_broken_tool_is_told_to_the_keeper_and_an_accident_to_the_manager_at_once(room: Desk) -> None:
    room.do("buy_tool", kind="hammer", count=3)
    room.do("issue_tool", tool="1-3", staff="T001")
    room.do("report_tool", by="T001", tool="1", what="broken")
    assert told(room) == [("tool_broken", "T0001", ("K02",))]
    room.do("report_tool", by="T001", tool="2", what="accident", text="伤手，已停工")
    found = told(room)
    assert found[0] == ("tool_broken", "T0002", ("K02",))
    assert (found[1][0], found[1][2]) == ("task_begun", ("M01",))
    assert "伤手" not in "".join(row.text for row in room.rows(Notice))
    # What is mended before anybody watches is told to nobody.
    room.do("report_tool", by="T001", tool="3", what="broken")
    room.do("return_tool", tool="3", condition="good")
    assert told(room) == []
    assert room.differences() == []


def test_differences_of_a_count_and_a_leavers_shortfall_are_told(room: Desk) -> None:
    room.do("buy_tool", kind="hammer", count=3)
    room.do("issue_tool", tool="3", staff="T001")
    for by in ("K02", "M01"):
        room.do("count_tools", by=by, found="1")
    room.do("count_tools", by="M01", close=True, cause="lost")
    assert told(room) == [("tool_count", "PD2607", ("K02", "M01"))]
    room.do("clear_leaver", by="K02", staff="T001", missing="3")
    assert sorted((what, who) for what, _, who in told(room)) == [
        ("task_begun", ("F01",)), ("task_begun", ("M01",)),
    ]  # fmt: skip
    assert told(room) == []
    assert [row.state for row in room.rows(Tool)] == ["in_store", "lost", "lost"]
