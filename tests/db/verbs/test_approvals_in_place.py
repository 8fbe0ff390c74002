"""Who decides in whose place, and who never does: substitutes, leavers, lost roles (ESC-07, PPL-04)."""

from __future__ import annotations

from typing import Any

from db.tables.task import Decision, Request
from tests.db.desk import Desk, reach

UNTIL = "2026-07-20T10:00:00+08:00"
LEAVE: dict[str, Any] = {"kind": "leave", "begins_at": "2026-07-15T09:30:00+08:00",
                         "ends_at": "2026-07-16T09:00:00+08:00"}  # fmt: skip


def request(desk: Desk, id: str) -> Request:
    [found] = desk.rows(Request, id=id)
    return found


def decisions(desk: Desk, id: str) -> list[tuple[int, str, str | None, bool]]:
    return [(each.step, each.decided_by, each.decided_for, each.carried)
            for each in desk.rows(Decision, request=id)]  # fmt: skip


def absent(desk: Desk, staff: str, substitute: str) -> None:
    desk.do("set_duty", staff=staff, substitute=substitute, **LEAVE)


def asked_by(desk: Desk, who: str) -> str:
    answer = desk.do("extend", ticket=reach(desk, "triaged"), milestone="respond",
                     until=UNTIL, reason="等备件", by=who)  # fmt: skip
    return str(answer["request"])


def test_a_substitute_decides_in_the_place_of_the_absent_and_it_is_recorded_for_whom(desk: Desk) -> None:
    desk.staff("L01", "lead")
    id = asked_by(desk, "D01")
    absent(desk, "L01", "C01")
    assert desk.refused("decide", request=id, decision="yes", by="C01").exit_code == 5
    assert desk.show("requests", to_decide=True, by="C01") == []
    desk.at("09:30")
    assert [row["id"] for row in desk.show("requests", to_decide=True, by="C01")] == [id]
    told = desk.do("decide", request=id, decision="yes", by="C01")
    assert (told["decision"], told["decided_for"]) == ("granted", "L01")
    assert (request(desk, id).decided_by, request(desk, id).decided_for) == ("C01", "L01")
    assert decisions(desk, id) == [(1, "C01", "L01", False)]
    [row] = desk.show("requests", state="granted")
    assert (row["decided_by"], row["decided_for"]) == ("C01", "L01")


def test_who_holds_the_role_decides_for_themselves_whoever_is_away(desk: Desk) -> None:
    desk.staff("L01", "lead")
    id = asked_by(desk, "D01")
    absent(desk, "L01", "M01")
    desk.at("09:30")
    assert "decided_for" not in desk.do("decide", request=id, decision="yes", by="M01")


def test_a_substitute_decides_only_while_the_leave_lasts(desk: Desk) -> None:
    desk.staff("L01", "lead")
    number = desk.register()
    desk.do("triage", ticket=number, level=2, way="remote")
    id = desk.do("extend", ticket=number, milestone="resolve", until=UNTIL, reason="x", by="D01")["request"]
    absent(desk, "L01", "C01")
    desk.at("07-16 09:00")
    assert desk.refused("decide", request=id, decision="yes", by="C01").exit_code == 5


def test_nobody_decides_what_the_one_asked_for_in_whose_place_they_stand(desk: Desk) -> None:
    desk.staff("L01", "lead")
    id = asked_by(desk, "L01")  # a team leader asks; the next rung decides, or the manager
    absent(desk, "L01", "M01")
    assert [row["id"] for row in desk.show("requests", to_decide=True, by="M01")] == [id]
    desk.at("09:30")
    refused = desk.refused("decide", request=id, decision="yes", by="M01")
    assert (refused.rule, refused.values["staff"]) == ("ESC-07", "L01")
    assert desk.show("requests", to_decide=True, by="M01") == []
    assert desk.show("counts", by="M01")["to_decide"] == 0


def test_nobody_decides_their_own_through_a_substitute(desk: Desk) -> None:
    desk.staff("L01", "lead")
    id = asked_by(desk, "D01")
    absent(desk, "L01", "D01")
    desk.at("09:30")
    assert desk.refused("decide", request=id, decision="yes", by="D01").msgid.startswith("Nobody decides")
    assert desk.show("requests", to_decide=True, by="D01") == []


def test_nobody_decides_their_own_through_a_chain_of_substitutes(desk: Desk) -> None:
    """D01 asks and is away for C01, who is away for M01: M01 stands in D01's place too."""
    id = asked_by(desk, "D01")
    absent(desk, "D01", "C01")
    absent(desk, "C01", "M01")
    desk.at("09:30")
    assert desk.refused("decide", request=id, decision="yes", by="M01").values["staff"] == "D01"
    assert desk.show("requests", to_decide=True, by="M01") == []
    assert desk.do("decide", request=id, decision="yes", by="A01")["decision"] == "granted"


def test_one_who_left_or_lost_the_role_decides_no_more(desk: Desk) -> None:
    desk.staff("L01", "lead")
    desk.staff("L02", "lead")
    id = asked_by(desk, "D01")
    desk.do("change_staff", staff="L01", roles="technician")
    assert desk.refused("decide", request=id, decision="yes", by="L01").exit_code == 5
    assert desk.show("requests", to_decide=True, by="L01") == []
    desk.do("change_staff", staff="L02", left=True)
    assert desk.refused("decide", request=id, decision="yes", by="L02").exit_code == 3
    assert desk.do("decide", request=id, decision="yes", by="M01")["decision"] == "granted"


def test_what_was_asked_in_time_is_not_lost_when_the_asker_leaves(desk: Desk) -> None:
    id = asked_by(desk, "D01")
    desk.do("change_staff", staff="D01", left=True)
    desk.at("10:30")
    told = desk.do("decide", request=id, decision="yes", by="M01")
    assert (told["decision"], told["warnings"][0]["rule"]) == ("granted", "PPL-05")


def test_one_who_asked_and_may_no_longer_do_it_gets_nothing_done(desk: Desk) -> None:
    id = asked_by(desk, "D01")
    desk.do("change_staff", staff="D01", roles="keeper")
    told = desk.do("decide", request=id, decision="yes", by="M01")
    assert (told["decision"], told["warnings"][0]["rule"]) == ("failed", "PPL-03")
