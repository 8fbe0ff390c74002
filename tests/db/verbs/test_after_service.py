"""What the survey asks after which service, and who answers for a cause (CLS-03, CLS-06)."""

from typing import Any

import pytest

from db.policy import shipped
from db.rules.surveys import SURVEYED
from db.tables.codes import WAYS
from db.views.ticket import TicketView
from tests.db.desk import Desk, reach, survey


def questions(desk: Desk, number: str) -> list[str]:
    return [each.code for each in desk.store.read(TicketView(number=number), "A01")["questions"]]


def test_the_boxes_of_each_question_are_those_of_the_paper_form() -> None:
    policy = shipped()
    boxes = {each.code: [box.zh for box in each.boxes] for each in policy.questions("on_site")}
    assert set(boxes) == set(SURVEYED)
    assert boxes["attitude"] == ["差", "一般", "满意", "好", "很好"]
    assert boxes["hygiene"] == ["不好", "好"]
    assert boxes["result"] == ["非常不满意", "不满意", "满意"]
    for way in WAYS:
        asked = {each.code for each in policy.questions(way)}
        assert ("hygiene" in asked) == (way == "on_site")


def test_nobody_asks_about_hygiene_after_remote_work(desk: Desk) -> None:
    remote, visit = reach(desk, "follow_up", remote=True), reach(desk, "follow_up")
    desk.do("verify", ticket=remote, solved="yes")
    assert ("hygiene" in questions(desk, remote), "hygiene" in questions(desk, visit)) == (False, True)
    marks: dict[str, Any] = {"attitude": 5, "quality": 4, "punctuality": 5, "result": 4}
    assert desk.refused("survey", ticket=visit, **marks).values["field"] == "hygiene"
    desk.do("survey", ticket=remote, **marks)
    assert desk.ticket(remote).surveyed_at is not None
    assert questions(desk, remote) == []
    assert desk.refused("survey", ticket=visit, hygiene=5, attitude=5).exit_code == 2
    survey(desk, visit)
    assert desk.differences() == []


def closing(desk: Desk, **fields: Any) -> tuple[str | None, str | None]:
    number = reach(desk, "follow_up")
    survey(desk, number)
    desk.do("close", ticket=number, **fields)
    ticket = desk.ticket(number)
    shown = desk.store.read(TicketView(number=number), "A01")
    assert (shown["cause_category"], shown["cause_department"]) == (
        ticket.cause_category, ticket.cause_department,
    )  # fmt: skip
    return ticket.cause_category, ticket.cause_department


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"cause": "wear"}, ("hardware", "SC")),
        ({"cause": "程序错误"}, ("software", "YF")),
        ({"cause": "misuse"}, ("user", None)),
        ({"cause": "说不清"}, ("unclassified", None)),
        ({"cause": "说不清", "category": "硬件"}, ("hardware", "SC")),
        ({"cause": "wear", "department": "采购部"}, ("hardware", "CG")),
        ({"cause": "说不清", "category": "supplier", "department": "CG"}, ("supplier", "CG")),
    ],
)
def test_category_and_department_are_set_at_closing(
    desk: Desk, given: dict[str, str], told: tuple[str, str | None]
) -> None:
    assert closing(desk, **given) == told
    assert desk.differences() == []


def test_an_unknown_category_or_department_is_refused_and_reopening_forgets_them(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    survey(desk, number)
    assert desk.refused("close", ticket=number, cause="wear", category="magic").values["field"] == "category"
    assert desk.refused("close", ticket=number, cause="wear", department="XX").values["field"] == "department"
    answer = desk.do("close", ticket=number, cause="wear")
    assert (answer["category"], answer["department"]) == ("hardware", "SC")
    desk.do("reopen", ticket=number, reason="again")
    assert desk.ticket(number).cause_department is None


def test_a_major_loss_is_traced_by_the_head_and_counted(desk: Desk) -> None:
    """From the threshold of the policy on, in fen or as people write CNY (CLS-06; S003 4.5.3.3)."""
    desk.staff("H01", "department_lead")
    for loss, major in (("9999.99", False), ("10000元", True), (None, False), (1_000_000, True)):
        number = reach(desk, "follow_up")
        survey(desk, number)
        given = {} if loss is None else {"loss_fen": loss}
        answer = desk.do("close", ticket=number, cause="wear", by="C01", **given)
        tasks = desk.show("tasks", ticket=number, state="open", by="H01")
        assert [(row["kind"], row["role"], row["id"]) for row in tasks] == (
            [("tracing", "department_lead", answer["traced"])] if major else []
        )
    assert desk.ticket(number).loss_fen == 1_000_000
    listed = desk.show("figure", figure="major_losses", of="2026-07", list=True)
    assert [row["ticket"] for row in desk.show("figure_rows", figure="major_losses", of="2026-07")] == [
        row["ticket"] for row in listed
    ]
    assert (len(listed), desk.show("figures", of="2026-07")[0]["major_losses"]) == (2, 2)
    # Who may not see money sees none, on the card or in what was said.
    for who, shown in (("H01", 1_000_000), ("C01", None)):
        assert desk.show("ticket", number=number, by=who)["loss_fen"] == shown
        said = desk.show("events", number=number, by=who)[-1]["args"]
        assert (said.get("loss_fen"), said["cause"]) == (shown, "wear")
    desk.do("do_task", task=answer["traced"], by="H01", text="验收漏项，责任人写检查")
    # What was open of it ends when the ticket is served again, and its loss is said anew.
    other = listed[0]["ticket"]
    desk.do("reopen", ticket=other, reason="未解决")
    assert (desk.ticket(other).loss_fen, desk.show("tasks", ticket=other, state="open")) == (None, [])
    assert desk.show("figures", of="2026-07")[0]["major_losses"] == 1
    desk.do("undo")
    assert desk.ticket(other).loss_fen == 1_000_000
    assert [row["kind"] for row in desk.show("tasks", ticket=other, state="open")] == ["tracing"]
    assert desk.differences() == []


def test_money_that_cannot_be_read_is_no_loss(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    for wrong in ("1.234", "-5.00", "lots", "30000000.00"):
        refused = desk.refused("close", ticket=number, cause="wear", loss_fen=wrong)
        assert refused.values["field"] == "loss_fen"
