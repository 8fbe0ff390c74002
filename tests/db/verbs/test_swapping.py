"""Swap, helpers, and what a partner has in hand (DSP-09, DSP-14)."""

from datetime import datetime
from typing import Any

from db.tables.task import Task
from db.tables.ticket import Assignment
from tests.db.desk import Desk

TEN, NOON, TWO, FOUR = (f"2026-07-15T{hour}:00:00+08:00" for hour in ("10", "12", "14", "16"))
LATER = "2026-07-16T18:00:00+08:00"


def sent(desk: Desk, technician: str, begin: str, end: str, **fields: Any) -> str:
    number = desk.register(level=3)
    desk.do("dispatch", ticket=number, technician=technician, window_from=begin, window_to=end, **fields)
    return number


def spans(desk: Desk, number: str) -> list[tuple[str, bool, bool]]:
    """Who held it: whether as the one in charge, and whether still."""
    rows = sorted(
        desk.rows(Assignment, ticket=number), key=lambda each: (each.ended_at is None, not each.lead)
    )
    return [(each.technician, each.lead, each.ended_at is None) for each in rows]


def test_two_tickets_exchange_their_technicians_and_both_keep_their_history(desk: Desk) -> None:
    one, other = sent(desk, "T001", TEN, NOON, customer_told=True), sent(desk, "T002", TEN, NOON)
    desk.later(minutes=5)
    answer = desk.do("swap", ticket=one, with_ticket=other, reason="更近")
    assert (answer["number"], answer["technician"], answer["with_ticket"]) == (one, "T002", other)
    assert (desk.held_by(one), desk.held_by(other)) == (["T002"], ["T001"])
    assert spans(desk, one) == [("T001", True, False), ("T002", True, True)]
    assert desk.ticket(one).told_at is None, "the customer is to be told again"
    assert desk.ticket(one).agreed_from == desk.ticket(other).agreed_from
    for number in (one, other):
        assert [event.verb for event in desk.events(number)][-1] == "swap"
    assert desk.differences() == []
    desk.do("undo", ticket=one)
    assert (desk.held_by(one), desk.held_by(other)) == (["T001"], ["T002"])
    assert desk.differences() == []


def test_windows_are_exchanged_where_that_is_said(desk: Desk) -> None:
    desk.staff("T003")
    one = sent(desk, "T001", TEN, NOON, crew=("T003",))
    other = sent(desk, "T002", TWO, FOUR)
    desk.do("swap", ticket=one, with_ticket=other, exchange_windows=True)
    assert (desk.held_by(one), desk.held_by(other)) == (["T002"], ["T001", "T003"])
    assert desk.ticket(one).agreed_from == datetime.fromisoformat(TWO)
    assert desk.ticket(other).agreed_to == datetime.fromisoformat(NOON)


def test_a_swap_that_would_have_somebody_in_two_windows_is_refused(desk: Desk) -> None:
    one, other = sent(desk, "T001", TEN, NOON), sent(desk, "T002", TWO, FOUR)
    sent(desk, "T001", TWO, FOUR)
    assert desk.refused("swap", ticket=one, with_ticket=other).rule == "DSP-08"


def test_nobody_swaps_a_ticket_with_itself_with_their_own_or_where_somebody_is(desk: Desk) -> None:
    one, mine, there = (
        sent(desk, "T001", TEN, NOON),
        sent(desk, "T001", NOON, TWO),
        sent(desk, "T002", TEN, NOON),
    )
    assert desk.refused("swap", ticket=one, with_ticket=one).exit_code == 2
    assert desk.refused("swap", ticket=one, with_ticket=mine).rule == "DSP-09"
    desk.do("step", ticket=there, what="arrived")
    assert desk.refused("swap", ticket=one, with_ticket=there).exit_code == 3


def test_a_helper_is_on_record_from_when_to_when_and_is_held_by_the_window(desk: Desk) -> None:
    one, other = sent(desk, "T001", TEN, NOON), desk.register(level=3)
    desk.later(minutes=10)
    answer = desk.do("add_helper", ticket=one, technician="T002")
    assert (answer["helper"], answer["technician"]) == ("T002", "T001")
    assert spans(desk, one) == [("T001", True, True), ("T002", False, True)]
    (helper,) = desk.rows(Assignment, technician="T002")
    assert helper.begun_at == desk.now
    assert desk.refused("add_helper", ticket=one, technician="T002").rule == "DSP-09"
    window = {"window_from": TEN, "window_to": NOON}
    assert desk.refused("dispatch", ticket=other, technician="T002", **window).rule == "DSP-08"
    desk.do("undo")
    assert desk.held_by(one) == ["T001"]


def test_a_partner_is_told_promises_and_is_chased_while_our_clocks_run(desk: Desk) -> None:
    number = desk.register(level=2)
    due = desk.ticket(number).due_at
    answer = desk.do("hand_over", ticket=number, partner="深圳制冷", promised_at=LATER, channel="email")
    ticket = desk.ticket(number)
    assert (ticket.partner, ticket.state, ticket.due_at) == ("深圳制冷", "triaged", due)
    (task,) = desk.rows(Task, kind="partner")
    assert (task.id, task.due_at, task.about) == (
        answer["task"],
        datetime.fromisoformat(LATER),
        f"ticket:{number}",
    )
    again = desk.do("hand_over", ticket=number, partner="深圳制冷", promised_at="2026-07-17T12:00:00+08:00")
    assert again["was"] == {"partner": "深圳制冷", "promised_at": LATER}
    assert len(desk.rows(Task, kind="partner")) == 1
    desk.do("do_task", task=task.id, text="已更换压缩机")
    assert desk.rows(Task, kind="partner")[0].text == "已更换压缩机"
    refusal = desk.refused("hand_over", ticket=number, partner="x", promised_at="2026-07-01T12:00:00+08:00")
    assert refusal.exit_code == 2


def test_who_helped_and_is_not_named_again_is_let_go_and_told(desk: Desk) -> None:
    desk.staff("T003")
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001", crew=["T002"])
    fields = {"ticket": number, "technician": "T003", "reason": "技能不符"}
    assert desk.preview("reassign", **fields)["let_go"] == ["T002"]
    assert "let_go" not in desk.do("reassign", **fields, crew=["T002"]), "named, they stay"
    assert desk.do("reassign", **(fields | {"technician": "T002"})).get("let_go") is None, "in charge now"
    desk.do("undo")
    assert desk.do("reassign", **(fields | {"technician": "T001"}))["let_go"] == ["T002"]
    assert desk.held_by(number) == ["T001"]
