"""A proposal over all that waits, accepted whole or line by line, now or an hour later (DSP-10)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from db.errors import BadField
from db.proposing.token import TokenError, unpacked
from tests.db.desk import Desk, survey


def _waiting(desk: Desk, level: int = 2, **fields: Any) -> str:
    return desk.register(**{"level": level, "way": "on_site", **fields})


def _proposed(desk: Desk, **fields: Any) -> Any:
    return desk.show("proposal", **fields)


def _who(desk: Desk, number: str) -> Any:
    ticket = desk.show("ticket", number=number)
    return ticket["state"], ticket["technician"]


def test_what_waits_is_proposed_the_most_urgent_first(desk: Desk) -> None:
    later, first = _waiting(desk, 3), _waiting(desk, 1)
    untriaged, remote = desk.register(), desk.register(level=2, way="remote")
    found = _proposed(desk)
    assert [line["ticket"] for line in found["lines"]] == [first, later]
    assert {line["technician"] for line in found["lines"]} <= {"T001", "T002"}
    assert all(line["arrive_at"] and line["changes"] for line in found["lines"])
    assert untriaged not in str(found)
    assert remote not in str(found)
    assert (found["unserved"], found["solver"], found["day"]) == ([], "builtin", "2026-07-15")
    assert _proposed(desk)["id"] == found["id"], "the same store at the same time has the same proposal"


def test_a_view_writes_nothing_and_accepting_is_one_deed(desk: Desk) -> None:
    numbers = [_waiting(desk) for _ in range(3)]
    mark = desk.watch.mark()
    proposal = _proposed(desk)["id"]
    assert desk.watch.mark() == mark
    id = uuid.uuid4()
    done = desk.do("accept_proposal", proposal=proposal, id=id)
    assert (len(done["done"]), done["refused"]) == (3, [])
    assert {answer["id"] for answer in done["done"]} == {str(id)}
    assert [answer["line"] for answer in done["done"]] == [1, 2, 3]
    assert desk.do("accept_proposal", proposal=proposal, id=id) == done, "the same id has the same answer"
    assert {_who(desk, number)[0] for number in numbers} == {"dispatched"}
    desk.do("undo")
    assert {_who(desk, number) for number in numbers} == {("triaged", None)}


def test_a_proposal_without_a_line_is_not_said_to_be_missing(desk: Desk) -> None:
    refusal = desk.refused("accept_proposal", proposal=_proposed(desk)["id"])
    assert (refusal.rule, refusal.msgid) == ("DSP-10", "There is nothing to accept.")


def test_some_lines_and_lines_that_are_none(desk: Desk) -> None:
    for _ in range(4):
        _waiting(desk)
    found = _proposed(desk)
    done = desk.do("accept_proposal", proposal=found["id"], lines="1,3-4")
    assert [answer["line"] for answer in done["done"]] == [1, 3, 4]
    assert _who(desk, found["lines"][1]["ticket"]) == ("triaged", None)
    for fields in ({"lines": "9"}, {"lines": "x"}, {"lines": "4-1"}, {"proposal": "abc"}, {"proposal": ""}):
        with pytest.raises(BadField):
            desk.do("accept_proposal", **{"proposal": found["id"], **fields})


def test_a_stale_line_fails_alone_and_says_so(desk: Desk) -> None:
    numbers = [_waiting(desk) for _ in range(4)]
    into = desk.register()
    found = _proposed(desk)
    desk.do("cancel", ticket=numbers[0], reason="不修了")
    desk.do("merge", ticket=numbers[1], into=into)
    desk.do("dispatch", ticket=numbers[2], technician="T001")
    answer = desk.do("accept_proposal", proposal=found["id"])
    assert [each["number"] for each in answer["done"]] == [numbers[3]]
    assert {each["ticket"] for each in answer["refused"]} == set(numbers[:3])
    assert {each["rule"] for each in answer["refused"]} == {"DSP-10"}
    assert {each["values"]["line"] for each in answer["refused"]} == {"1", "2", "3"}
    error = desk.refused("accept_proposal", proposal=found["id"])
    assert error.rule == "DSP-09", "nothing of it holds any more"


def test_a_line_whose_ticket_got_another_level_or_was_closed_is_named(desk: Desk) -> None:
    levelled, closed, stays = (_waiting(desk) for _ in range(3))
    found = _proposed(desk)
    lines = {line["ticket"]: str(line["line"]) for line in found["lines"]}
    desk.do("triage", ticket=levelled, level=1, reason="x")
    desk.do("dispatch", ticket=closed, technician="T001")
    desk.do("step", ticket=closed, what="arrived")
    desk.do("step", ticket=closed, what="finished")
    survey(desk, closed)
    desk.do("close", ticket=closed, cause="主板损坏")
    answer = desk.do("accept_proposal", proposal=found["id"])
    assert [each["number"] for each in answer["done"]] == [stays]
    refused = {each["ticket"]: (each["rule"], each["values"]["line"]) for each in answer["refused"]}
    assert refused == {number: ("DSP-10", lines[number]) for number in (levelled, closed)}


def test_a_little_later_it_holds_but_for_who_went_on_leave(desk: Desk) -> None:
    for _ in range(4):
        _waiting(desk, 3)
    found = _proposed(desk)
    assert {line["technician"] for line in found["lines"]} == {"T001", "T002"}
    desk.later(minutes=10)
    desk.do(
        "set_duty", staff="T002", kind="leave",
        begins_at="2026-07-15T10:00:00+08:00", ends_at="2026-07-16T00:00:00+08:00",
    )  # fmt: skip
    answer = desk.do("accept_proposal", proposal=found["id"])
    whose = {line["line"]: line["technician"] for line in found["lines"]}
    assert {whose[each["line"]] for each in answer["done"]} == {"T001"}
    assert {whose[int(each["values"]["line"])] for each in answer["refused"]} == {"T002"}
    assert {each["rule"] for each in answer["refused"]} == {"DSP-05"}


def test_a_day_that_filled_up_meanwhile_takes_no_more(desk: Desk) -> None:
    desk.at("15:00")
    number = _waiting(desk, 3)
    found = _proposed(desk)
    (line,) = found["lines"]
    for _ in range(3):
        desk.do("dispatch", ticket=_waiting(desk), technician=line["technician"])
    answer = desk.refused("accept_proposal", proposal=found["id"])
    assert "refused" in answer.values
    assert _who(desk, number) == ("triaged", None)


def test_what_somebody_holds_stays_theirs(desk: Desk) -> None:
    held = _waiting(desk)
    desk.do("dispatch", ticket=held, technician="T001")
    _waiting(desk)
    found = _proposed(desk)
    assert held not in str(found["lines"])
    desk.do("accept_proposal", proposal=found["id"])
    assert _who(desk, held) == ("dispatched", "T001")


def test_more_work_than_hands_is_said_first(desk: Desk) -> None:
    numbers = [_waiting(desk, 2) for _ in range(12)]
    found = _proposed(desk)
    lost = found["capacity"]["lost"]
    assert lost
    assert set(lost) <= set(numbers)
    assert str(len(lost)) in found["capacity"]["says"]
    late = [line["ticket"] for line in found["lines"] if line["arrive_at"] > line["due_at"]]
    assert sorted(late + [each["ticket"] for each in found["unserved"]]) == sorted(lost)


def test_nobody_may_go_and_why(desk: Desk) -> None:
    number = _waiting(desk, product="分体空调", fault="制冷剂泄漏")
    (left,) = _proposed(desk)["unserved"]
    assert left["ticket"] == number
    assert left["causes"]


def test_in_the_evening_the_next_day_is_planned(desk: Desk) -> None:
    desk.at("22:00")
    _waiting(desk, 3)
    found = _proposed(desk)
    assert found["day"] == "2026-07-16"
    assert found["lines"][0]["arrive_at"] > "2026-07-16T08"
    assert len(desk.do("accept_proposal", proposal=found["id"])["done"]) == 1


def test_another_solver_that_is_not_there_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.planning.outside.is_installed", lambda: False)
    _waiting(desk)
    found = _proposed(desk, solver="vroom")
    assert (found["solver"], len(found["lines"])) == ("builtin", 1)
    assert "VROOM" in found["note"]


def test_all_work_of_who_falls_ill_goes_to_others(desk: Desk) -> None:
    held = [_waiting(desk, 3) for _ in range(2)]
    for number in held:
        desk.do("dispatch", ticket=number, technician="T001")
    preview = _proposed(desk, technician="T001")
    assert {line["technician"] for line in preview["lines"]} == {"T002"}
    id = uuid.uuid4()
    fields = {"technician": "T001", "reason": "生病", "leave_to": "2026-07-16T00:00:00+08:00"}
    desk.do("replan", by="D01", **fields, id=id)
    assert {_who(desk, number) for number in held} == {("dispatched", "T002")}
    assert next(row for row in desk.show("roster") if row["staff"] == "T001")["state"] == "leave"
    assert [(row["about"], row["state"]) for row in desk.show("requests")] == [("T001", "open")], "the slip"
    desk.do("replan", by="D01", **fields, id=id)
    assert desk.do("undo", by="D01")["undone"] == "replan", (
        "what was pressed, not the slip that it began with"
    )
    assert {_who(desk, number) for number in held} == {("dispatched", "T001")}
    assert next(row for row in desk.show("roster") if row["staff"] == "T001")["state"] != "leave"
    assert desk.show("requests") == []


def test_what_nobody_can_take_goes_back_to_those_that_wait(desk: Desk) -> None:
    number = _waiting(desk, 3)
    desk.do("dispatch", ticket=number, technician="T001")
    desk.do(
        "set_duty", staff="T002", kind="leave",
        begins_at="2026-07-15T00:00:00+08:00", ends_at="2026-07-16T00:00:00+08:00",
    )  # fmt: skip
    preview = _proposed(desk, technician="T001", day="2026-07-15")
    assert [line["verb"] for line in preview["lines"]] == ["recall"]
    desk.do("replan", technician="T001", reason="生病", proposal=preview["id"], lines="1")
    assert _who(desk, number) == ("triaged", None)


def test_a_proposal_about_somebody_is_no_other(desk: Desk) -> None:
    _waiting(desk)
    proposal = _proposed(desk)["id"]
    with pytest.raises(BadField):
        desk.do("replan", technician="T001", reason="生病", proposal=proposal)
    assert desk.refused("replan", technician="T001", reason="生病").rule == "DSP-10"


@pytest.mark.parametrize("name", ["", "x", "12345678.aaaa", "e3b0c442.", "." * 200_000])
def test_what_is_no_proposal_is_said_to_be_none(name: str) -> None:
    with pytest.raises(TokenError):
        unpacked(name)
