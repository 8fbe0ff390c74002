"""Whom an escalation calls, and who sees it (ESC-01, ESC-02, ESC-04)."""

from typing import Any

import pytest

from db.rules.calling import Colleague, called, is_own
from db.tables.escalation import Escalation
from db.views.counts import Counts
from db.views.watching import Escalations
from tests.db.desk import Desk, reach

DEPARTMENT: dict[str, Any] = {"department": "YX", "branch": "NS"}


def mine(desk: Desk, staff: str) -> list[str]:
    return [row.ticket for row in desk.store.read(Escalations(mine=True), staff)]


def test_a_role_calls_its_holders_of_the_department_before_others() -> None:
    people = [
        Colleague("L1", frozenset({"lead"}), "YX"), Colleague("L2", frozenset({"lead"}), "YX"),
        Colleague("L3", frozenset({"lead"}), "SC"), Colleague("A1", frozenset({"admin"}), "YX"),
    ]  # fmt: skip
    assert called("lead", people, presser="D1", **DEPARTMENT) == ("L1", "L2")
    assert called("lead", people, presser="L1", **DEPARTMENT) == ("L2",)
    assert called("lead", people, presser="D1", department="SC", branch="NS") == ("L3",)
    assert called("manager", people, presser="D1", **DEPARTMENT) == ("A1",)
    assert called("manager", people, presser="A1", **DEPARTMENT) == ()
    assert called("L3", people, presser="D1", **DEPARTMENT) == ("L3",)
    assert not is_own("manager", people, presser="A1", **DEPARTMENT), "a rung that nobody holds"
    assert is_own("lead", people, presser="L3", department="SC", branch="NS")
    assert not is_own("lead", people, presser="L1", **DEPARTMENT)
    assert called("manager", [], presser="A1", **DEPARTMENT) == ()


def test_the_first_rung_is_never_the_presser(desk: Desk) -> None:
    desk.staff("L01", "lead")
    number = reach(desk, "dispatched")
    answer = desk.do("escalate", by="T001", ticket=number, reason="修不好")
    assert (answer["rung"], answer["target"], answer["called"]) == (2, "lead", ["L01"])
    other = desk.register()
    answer = desk.do("escalate", by="D01", ticket=other, reason="没人")
    assert (answer["rung"], answer["called"]) == (2, ["L01"]), "D01 is the only dispatcher"
    desk.staff("D02", "dispatcher")
    third = desk.register()
    answer = desk.do("escalate", by="D01", ticket=third, reason="没人")
    assert (answer["rung"], answer["called"]) == (1, ["D02"])
    assert desk.differences() == []


def test_a_rung_that_nobody_holds_says_so(desk: Desk) -> None:
    desk.do("change_staff", staff="M01", roles="quality")
    number = reach(desk, "dispatched")
    answer = desk.do("escalate", ticket=number, reason="急", rung=2)
    assert (answer["target"], answer["called"]) == ("lead", [])
    (row,) = desk.store.read(Escalations(ticket=number), "A01")
    assert (row.called, row.names) == ((), ())


def test_the_called_person_sees_it_until_it_is_acknowledged(desk: Desk) -> None:
    desk.staff("L01", "lead", label="周海")
    number, other = reach(desk, "dispatched"), reach(desk, "dispatched", technician="T002")
    desk.do("escalate", ticket=number, reason="急")
    desk.do("escalate", ticket=number, reason="急")
    desk.do("escalate", ticket=other, reason="急")
    assert (mine(desk, "T001"), mine(desk, "L01"), mine(desk, "T002")) == ([number], [number], [other])
    assert mine(desk, "M01") == []
    assert desk.store.read(Counts(), "L01").called == 1
    assert desk.store.read(Counts(), "M01").called == 0
    called_one = {row.rung: row.names for row in desk.store.read(Escalations(ticket=number), "A01")}
    assert called_one[2] == ("周海",)
    desk.do("acknowledge", by="L01", ticket=number)
    assert mine(desk, "L01") == mine(desk, "T001") == []
    assert desk.store.read(Counts(), "L01").called == 0
    assert [row.ticket for row in desk.store.read(Escalations(mine=True, limit=1), "T002")] == [other]


def test_who_left_is_called_no_more(desk: Desk) -> None:
    desk.staff("L01", "lead")
    desk.staff("L02", "lead")
    number = reach(desk, "dispatched")
    desk.do("change_staff", staff="L01", left="yes")
    assert desk.do("escalate", ticket=number, reason="急", rung=2)["called"] == ["L02"]


@pytest.mark.parametrize("names", [("周海", "L01")])
def test_the_command_line_says_the_name(desk: Desk, names: Any) -> None:
    from console.words.speech import speech_of
    from console.words.telling import told

    desk.staff("L01", "lead", label="周海")
    number = reach(desk, "dispatched")
    answer = desk.do("escalate", ticket=number, reason="急", rung=2)
    said = told("escalate", answer, speech_of(desk.store))[0]
    assert all(name in said for name in names)
    answer = desk.do("escalate", ticket=number, reason="急", rung=4)
    assert "4" in told("escalate", answer, speech_of(desk.store))[0]
    assert len(desk.rows(Escalation, ticket=number)) == 2
