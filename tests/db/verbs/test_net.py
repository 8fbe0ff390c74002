"""Several are sent at once, or nobody (DSP-08, DSP-09)."""

import json
from typing import Any

from tests.db.desk import Desk

TWO: dict[str, Any] = {"window_from": "2026-07-15T14:00:00+08:00", "window_to": "2026-07-15T16:00:00+08:00"}


def waiting(desk: Desk, **fields: Any) -> str:
    return desk.register(level=3, **fields)


def test_a_net_sends_all_of_them_in_one_transaction_that_one_undo_takes_back(desk: Desk) -> None:
    first, second = waiting(desk), waiting(desk)
    told = desk.do("net", lines=f"{first} T001 / {second} T002+T001", by="D01")
    assert [each["number"] for each in told["done"]] == [first, second]
    assert (desk.held_by(first), desk.held_by(second)) == (["T001"], ["T002", "T001"])
    desk.do("undo", by="D01")
    assert desk.held_by(first) == desk.held_by(second) == []
    assert desk.differences() == []


def test_two_exchange_their_windows_as_a_net_although_neither_step_goes_alone(desk: Desk) -> None:
    first, second = waiting(desk), waiting(desk)
    desk.do("dispatch", ticket=first, technician="T001", **TWO)
    desk.do("dispatch", ticket=second, technician="T002", **TWO)
    for number, technician in ((first, "T002"), (second, "T001")):
        refusal = desk.refused("reassign", ticket=number, technician=technician, reason="更近")
        assert refusal.rule == "DSP-08"
    before = desk.count_events()
    desk.preview("net", lines=f"{first} T002 / {second} T001", reason="更近")
    assert desk.count_events() == before
    desk.do("net", lines=f"{first} T002 / {second} T001", reason="更近", by="D01")
    assert (desk.held_by(first), desk.held_by(second)) == (["T002"], ["T001"])
    assert desk.ticket(first).state == "dispatched"
    desk.do("undo", by="D01")
    assert (desk.held_by(first), desk.held_by(second)) == (["T001"], ["T002"])
    assert desk.differences() == []


def test_one_line_that_a_rule_refuses_refuses_all_and_is_named(desk: Desk) -> None:
    first, second = waiting(desk), waiting(desk)
    desk.do("set_duty", staff="T002", kind="leave",
            begins_at="2026-07-15T09:00:00+08:00", ends_at="2026-07-16T00:00:00+08:00")  # fmt: skip
    refusal = desk.refused("net", lines=f"{first} T001 / {second} T002", by="D01")
    assert (refusal.rule, refusal.values["line"], refusal.values["ticket"]) == ("DSP-05", 2, second)
    assert "Line 2" in str(refusal)
    assert "on leave" in str(refusal)
    assert desk.held_by(first) == []
    asked = desk.refused("net", lines=f"{first} T001 / {second} T001 / {first} T002")
    assert asked.values["field"] == "lines"


def test_two_lines_that_clash_with_each_other_are_refused_together(desk: Desk) -> None:
    first, second = waiting(desk), waiting(desk)
    lines = [{"ticket": number, "technician": "T001", **TWO} for number in (first, second)]
    refusal = desk.refused("net", lines=json.dumps(lines))
    assert (refusal.rule, refusal.values["line"]) == ("DSP-08", 2)
    lines[1]["override"] = "就在隔壁"
    assert desk.do("net", lines=json.dumps(lines))["done"][1]["overruled"] == ["T001:overlap"]
    assert "就在隔壁" not in "".join(desk.bodies()), "people's own words are sealed"


def test_whoever_the_customer_refused_is_told_of_in_a_net_too(desk: Desk) -> None:
    first = waiting(desk)
    desk.do("dispatch", ticket=first, technician="T001")
    desk.do("net", lines=f"{first} T002", reason="customer_refused")
    refusal = desk.refused("reassign", ticket=first, technician="T001", reason="更近")
    assert refusal.rule == "ESC-08"
