"""Later deadlines that were granted: both stay on record, and reports count against both (SLA-08, SLA-13)."""

from __future__ import annotations

from typing import Any

import pytest

from db.tables.task import Extension, Request
from tests.db.desk import Desk, local, reach


def at(text: str) -> str:
    """An instant as a form sends it."""
    return local(text).isoformat()


def ask(desk: Desk, number: str, until: str, milestone: str = "respond", by: str = "D01") -> str:
    answer = desk.do("extend", ticket=number, milestone=milestone, until=at(until), reason="等备件", by=by)
    return str(answer["request"])


def grant(desk: Desk, id: str) -> dict[str, Any]:
    return desk.do("decide", request=id, decision="yes", by="M01")


def state(desk: Desk, id: str) -> str:
    [row] = desk.rows(Request, id=id)
    return row.state


def figures(desk: Desk) -> tuple[Any, Any]:
    row = desk.show("counts")
    both = (row["timeliness"], row["original_timeliness"])
    return tuple(None if each is None else str(each) for each in both)  # type: ignore[return-value]  # columns of a row


def missed(desk: Desk, view: str) -> list[str]:
    return [row["number"] for row in desk.show("queue", view=view)]


def test_what_was_met_by_the_later_deadline_counts_against_both(desk: Desk) -> None:
    number = reach(desk, "triaged")
    grant(desk, ask(desk, number, "07-15 12:00"))
    desk.at("11:00")
    assert figures(desk) == (None, "0.0")  # the one in force lies ahead, the original one has passed
    desk.do("step", ticket=number, what="contacted")
    assert figures(desk) == (None, "0.0")
    desk.at("12:01")
    assert figures(desk) == ("100.0", "0.0")
    assert (missed(desk, "missed"), missed(desk, "missed_originally")) == ([], [number])
    [row] = desk.show("tickets")
    assert (row["respond_in_time"], row["respond_in_original_time"]) == (True, False)
    assert (row["respond_due_at"], row["respond_original_due_at"]) == (at("07-15 12:00"), at("07-15 10:00"))
    assert desk.differences() == []


def test_what_nobody_extended_counts_alike(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("step", ticket=number, what="contacted")
    desk.at("10:01")
    assert figures(desk) == ("100.0", "100.0")
    late = desk.register(level=1)
    desk.at("10:30")
    assert figures(desk) == ("50.0", "50.0")
    assert missed(desk, "missed") == missed(desk, "missed_originally") == [late]


def test_an_original_deadline_of_another_month_counts_in_its_own(desk: Desk) -> None:
    desk.at("07-31 23:00")
    number = reach(desk, "triaged")  # respond due 08-01 00:00
    grant(desk, ask(desk, number, "08-01 09:00"))
    desk.at("08-01 08:00")
    desk.do("step", ticket=number, what="contacted")
    desk.at("08-02 09:00")
    assert figures(desk) == ("100.0", "0.0")
    july = desk.show("counts", month="2026-07")
    assert (july["timeliness"], july["original_timeliness"]) == (None, None)


def test_a_second_extension_keeps_the_first_deadline_on_record(desk: Desk) -> None:
    number = reach(desk, "triaged")
    grant(desk, ask(desk, number, "07-15 12:00"))
    desk.at("11:30")  # past the original, before the granted one
    refused = desk.refused(
        "extend", ticket=number, milestone="respond", until=at("07-15 11:45"), reason="x", by="D01"
    )
    assert refused.exit_code == 2
    second = ask(desk, number, "07-15 18:00")
    grant(desk, second)
    row = desk.target(number, "respond")
    assert (row.due_at, row.original_due_at) == (local("07-15 18:00"), local("07-15 10:00"))
    assert sorted(each.until for each in desk.rows(Extension, ticket=number)) == [
        local("07-15 12:00"), local("07-15 18:00"),
    ]  # fmt: skip
    desk.do("undo", by="M01")
    assert desk.target(number, "respond").due_at == local("07-15 12:00")
    assert desk.differences() == []


def test_one_asked_in_time_and_granted_after_the_deadline_moves_it_and_leaves_it_missed(desk: Desk) -> None:
    number = reach(desk, "triaged")
    id = ask(desk, number, "07-15 12:00")
    desk.at("10:30")
    assert grant(desk, id)["decision"] == "granted"
    row = desk.target(number, "respond")
    assert (row.due_at, row.original_due_at, row.missed_at) == (
        local("07-15 12:00"), local("07-15 10:00"), local("07-15 10:00"),
    )  # fmt: skip
    desk.do("step", ticket=number, what="contacted")
    desk.at("12:01")
    assert figures(desk) == ("0.0", "0.0")  # late under the target in force then (SLA-13)
    desk.do("forgive", ticket=number, milestone="respond", reason="审批晚了", by="M01")
    assert figures(desk)[0] == "100.0"


def test_one_granted_when_its_own_time_has_passed_fails(desk: Desk) -> None:
    number = reach(desk, "triaged")
    id = ask(desk, number, "07-15 12:00")
    desk.at("12:30")
    assert grant(desk, id)["decision"] == "failed"
    assert desk.target(number, "respond").due_at == local("07-15 10:00")


def test_a_pause_between_asking_and_granting_loses_nothing(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    desk.do("step", ticket=number, what="contacted")
    due = desk.target(number, "arrive").due_at
    assert due == local("07-17 09:00")
    id = ask(desk, number, "07-18 09:00", "arrive")
    desk.at("10:00")
    desk.do("pause", ticket=number, reason="customer")
    desk.at("11:00")
    assert grant(desk, id)["decision"] == "granted"
    row = desk.target(number, "arrive")
    assert (row.state, row.due_at, row.remaining_minutes) == ("paused", None, 70 * 60)
    desk.at("13:00")
    desk.do("resume", ticket=number)
    row = desk.target(number, "arrive")
    # Two hours of the pause lie after the grant; the original one moves by all three.
    assert (row.due_at, row.original_due_at) == (local("07-18 11:00"), local("07-17 12:00"))
    assert desk.differences() == []


def test_a_paused_ticket_may_ask_too(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    desk.do("pause", ticket=number, reason="part")
    desk.at("10:00")
    early = desk.refused(
        "extend", ticket=number, milestone="arrive", until=at("07-17 09:30"), reason="x", by="D01"
    )
    assert early.exit_code == 2  # resumed now it would be due at 10:00 that day
    grant(desk, ask(desk, number, "07-18 09:00", "arrive"))
    desk.at("11:00")
    desk.do("resume", ticket=number)
    assert desk.target(number, "arrive").due_at == local("07-18 10:00")


def test_a_ticket_paused_when_it_was_late_asks_for_nothing(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    desk.at("07-17 10:00")
    desk.do("pause", ticket=number, reason="part")
    refused = desk.refused(
        "extend", ticket=number, milestone="arrive", until=at("07-19 09:00"), reason="x", by="D01"
    )
    assert refused.rule == "SLA-08"


def test_a_later_pause_moves_what_was_granted(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    grant(desk, ask(desk, number, "07-18 09:00", "arrive"))
    desk.do("pause", ticket=number, reason="customer")
    desk.later(hours=3)
    desk.do("resume", ticket=number)
    assert desk.target(number, "arrive").due_at == local("07-18 12:00")


@pytest.mark.parametrize("how", ["cancel", "merge", "close"])
def test_a_ticket_that_ends_drops_what_was_asked_and_nobody_decides_it(desk: Desk, how: str) -> None:
    if how == "close":
        number = reach(desk, "follow_up", remote=True)
        id = ask(desk, number, "07-18 09:00", "verify")
        desk.do("verify", ticket=number, solved="yes")
        desk.do("survey", ticket=number, unreachable=True)
        desk.do("close", ticket=number, cause="wear", waive="急用")
    else:
        number = reach(desk, "triaged")
        id = ask(desk, number, "07-18 09:00")
        fields = {"reason": "重复"} if how == "cancel" else {"into": desk.register()}
        desk.do(how, ticket=number, **fields)
    assert state(desk, id) == "dropped"
    assert desk.show("requests", to_decide=True, by="M01") == []
    assert desk.refused("decide", request=id, decision="yes", by="M01").values["state"] == "dropped"
    assert desk.rows(Extension) == []
    assert desk.differences() == []


def test_what_was_withdrawn_while_its_form_was_open_is_not_decided(desk: Desk) -> None:
    id = ask(desk, reach(desk, "triaged"), "07-18 09:00")
    [seen] = desk.show("requests", to_decide=True, by="M01")
    desk.do("withdraw", request=id, by="D01")
    assert desk.refused("decide", request=id, decision="yes", by="M01", expect=seen["version"]).exit_code == 4
    assert desk.refused("decide", request=id, decision="yes", by="M01").values["state"] == "withdrawn"
    assert state(desk, id) == "withdrawn"


def test_both_deadlines_stand_wherever_the_ticket_is_told(desk: Desk) -> None:
    number = reach(desk, "triaged")
    grant(desk, ask(desk, number, "07-15 12:00"))
    [row] = desk.show("queue")
    assert (row["due_at"], row["original_due_at"]) == (at("07-15 12:00"), at("07-15 10:00"))
    [target] = [
        each for each in desk.show("proof", number=number)["targets"] if each["milestone"] == "respond"
    ]
    assert (target["due_at"], target["original_due_at"]) == (at("07-15 12:00"), at("07-15 10:00"))
    assert sum(each["counted_minutes"] for each in target["segments"]) == target["allowance_minutes"] == 180
    [shown] = [
        each for each in desk.show("ticket", number=number)["milestones"] if each["milestone"] == "respond"
    ]
    assert (shown["granted"], shown["original_due_at"]) == (True, at("07-15 10:00"))
