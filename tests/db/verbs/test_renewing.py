"""Open tickets are moved to the policy in force by a verb, with a reason and one undo (SLA-13)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from db.errors import NotPermitted, Refusal
from db.tables.ticket import MilestoneTime, Ticket
from tests.db.desk import CALLER, Desk


def register(desk: Desk, number: int, **more: Any) -> str:
    phone = f"1380000{number:04}"
    done = desk.do("register", **CALLER | {"phone": phone, "customer": f"厂{number}"} | more)
    return str(done["number"])


def milestone(desk: Desk, number: str, name: str) -> MilestoneTime:
    (row,) = (each for each in desk.rows(MilestoneTime) if (each.ticket, each.milestone) == (number, name))
    return row


def ticket(desk: Desk, number: str) -> Ticket:
    return next(each for each in desk.rows(Ticket) if each.number == number)


def test_a_ticket_moves_with_its_pauses_and_what_was_met_stays_as_it_was_judged(desk: Desk) -> None:
    number = register(desk, 1, level=2, problem="complex", way="remote")
    desk.later(minutes=30)
    desk.do("step", ticket=number, what="contacted")
    desk.do("pause", ticket=number, reason="part")
    desk.later(minutes=60)
    desk.do("resume", ticket=number, text="x")
    respond = milestone(desk, number, "respond")
    assert milestone(desk, number, "resolve").due_at == desk.at("2026-07-17 10:00")
    desk.at("2026-07-15 10:31")
    desk.do("set_target", profile="electrical", milestone="respond", level=2, minutes=5, reason="x")
    desk.do("set_target", profile="electrical", milestone="resolve", minutes=600,
            conditions="problem=complex; way=remote,send_in,mail", reason="x")  # fmt: skip
    done = desk.do("renew", ticket=number, reason="新规定", by="M01")
    assert done["renewed"] == ["resolve"]
    assert done["due_at"] == "2026-07-15T20:00:00+08:00"
    assert milestone(desk, number, "respond") == respond, "met in time under what was promised then"
    assert ticket(desk, number).policy == desk.store.policy().version
    desk.do("undo", by="M01")
    assert milestone(desk, number, "resolve").due_at == desk.at("2026-07-17 10:00")
    desk.at("2026-07-15 10:32")
    assert desk.store.audit().differences == ()


def test_what_was_late_stays_late_when_the_new_policy_gives_more_time(desk: Desk) -> None:
    number = register(desk, 1, level=1)
    desk.later(minutes=11)
    desk.do("set_target", profile="electrical", milestone="respond", level=1, minutes=600, reason="x")
    desk.do("renew", ticket=number, reason="x")
    row = milestone(desk, number, "respond")
    assert row.missed_at == desk.at("2026-07-15 09:10")
    assert row.due_at == desk.at("2026-07-15 19:00")
    desk.at("2026-07-15 09:30")
    desk.do("step", ticket=number, what="contacted")
    (shown,) = (
        each for each in desk.show("ticket", number=number)["milestones"] if each["milestone"] == "respond"
    )
    assert shown["in_time"] is False


def test_all_open_tickets_move_as_one_with_one_id_and_one_undo(desk: Desk) -> None:
    numbers = [register(desk, at, level=2) for at in range(4)]
    closed = numbers.pop()
    desk.do("cancel", ticket=closed, reason="x")
    desk.do("set_target", profile="electrical", milestone="respond", level=2, minutes=20, reason="x")
    new = register(desk, 9, level=2)
    before, events, request = desk.snapshot(), desk.count_events(), uuid4()
    answer = desk.do("renew", ticket="all", reason="x", id=request)
    assert [each["number"] for each in answer["done"]] == sorted(numbers)
    assert desk.count_events() == events + 3
    assert {ticket(desk, each).policy for each in (*numbers, new)} == {desk.store.policy().version}
    assert milestone(desk, numbers[0], "respond").due_at == desk.at("2026-07-15 09:20")
    again = desk.answer("renew", ticket="all", reason="x", id=request)
    assert again.repeated
    assert desk.count_events() == events + 3
    refused = desk.refused("renew", ticket="all", reason="x")
    assert isinstance(refused, Refusal), "nothing is left to be moved"
    desk.at("2026-07-15 09:01")
    desk.do("undo")
    assert {ticket(desk, each).policy for each in numbers} != {desk.store.policy().version}
    after = desk.snapshot()
    for rows in (before, after):
        for row in rows["ticket"].values():
            del row["last_at"]
    assert before == after
    assert desk.store.audit().differences == ()


def test_a_profile_that_is_chosen_otherwise_is_taken(desk: Desk) -> None:
    number = register(desk, 1, level=2, product="照明")
    contract = register(desk, 2, level=2, product="照明", contract="maker")
    desk.do("set_category", category="lighting", profile="software", reason="x")
    desk.do("renew", ticket=[number, contract], reason="x")
    assert [ticket(desk, each).profile for each in (number, contract)] == ["software", "maker"]


def test_a_ticket_without_a_reason_or_in_force_already_does_not_move(desk: Desk) -> None:
    number = register(desk, 1, level=2)
    assert isinstance(desk.refused("renew", ticket=number, reason="x"), Refusal)
    desk.do("set_setting", setting="at_risk_percent", value=50, reason="x")
    assert desk.refused("renew", ticket=number).exit_code == 2
    assert isinstance(desk.refused("renew", ticket=number, reason="x", by="D01"), NotPermitted)
    desk.do("renew", ticket=number, reason="x")
    row = milestone(desk, number, "respond")
    assert (row.due_at, row.at_risk_at) == (desk.at("2026-07-15 10:00"), desk.at("2026-07-15 09:30"))


@pytest.mark.parametrize("day", ["2027-01-04", "2027-01-05"])
def test_the_official_list_frees_a_moved_deadline_from_being_provisional(desk: Desk, day: str) -> None:
    desk.do(
        "set_target", profile="software", milestone="answer", working_days=1, calendar="office", reason="x"
    )
    desk.at("2026-12-31 10:00")
    number = register(desk, 1, level=2, product="软件")
    assert desk.show("ticket", number=number)["provisional"] == [2027]
    rest = "\n".join(f"2027-05-0{each} holiday" for each in range(1, 8))
    off = {"2027-01-04": "2027-01-01..2027-01-03", "2027-01-05": "2027-01-01..2027-01-04"}[day]
    desk.do("enter_holidays", days=f"{off} holiday 元旦\n{rest}", reason="official")
    assert desk.show("ticket", number=number)["provisional"] == [2027], "until it is moved"
    desk.do("renew", ticket=number, reason="official list")
    assert desk.show("ticket", number=number)["provisional"] == []
    assert f"{milestone(desk, number, 'answer').due_at:%Y-%m-%d}" == day


def test_those_of_one_profile_or_branch_move_and_no_other(desk: Desk) -> None:
    cold, plain = register(desk, 1, level=2, product="空调"), register(desk, 2, level=2)
    branch = ticket(desk, plain).branch
    desk.do("set_target", profile="electrical", milestone="respond", level=2, minutes=30, reason="x")
    version = desk.store.policy().version
    profile = ticket(desk, cold).profile
    assert {row["number"] for row in desk.show("renewal", profile=profile)} == {cold}
    assert desk.show("renewal_counts", profile=profile)["tickets"] == 1
    assert desk.show("renewal_counts", branch=branch)["tickets"] == 2
    desk.do("renew", ticket="all", profile=profile, reason="只动空调", by="M01")
    assert [ticket(desk, each).policy == version for each in (cold, plain)] == [True, False]
    assert desk.refused("renew", ticket="all", profile=profile, reason="x").rule == "SLA-13"
    assert desk.refused("renew", ticket=plain, profile=profile, reason="x").rule == "SLA-13"
    desk.do("undo", by="M01")
    assert ticket(desk, cold).policy != version
    desk.do("renew", ticket="all", branch=branch, reason="全网点")
    assert [ticket(desk, each).policy for each in (cold, plain)] == [version, version]
