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
