"""The hand-over of a shift: every line counts what its list shows (RPT-04)."""

from __future__ import annotations

from typing import Any

from db.views import VIEWS
from db.views.handover import HandoverPage
from tests.db.desk import Desk, reach


def page(desk: Desk, by: str = "A01", **fields: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.show("handover", by=by, **fields)
    return found


def counts(desk: Desk, **fields: Any) -> dict[tuple[str, ...], int]:
    """Every line's count by what it counts; that of its list is the same."""
    found = {}
    for row in page(desk, **fields):
        if row["view"]:
            listed = desk.show(row["view"], **row["fields"])
            assert len(listed) == row["many"], row
            assert HandoverPage.led_by(row) == VIEWS[row["view"]].model_validate(row["fields"])
        key = (row["section"], row["what"], *(each for each in (row["who"], row["why"]) if each))
        found[key] = row["many"]
    return found


def test_every_line_counts_what_its_list_shows(desk: Desk) -> None:
    desk.staff("L01", "lead")
    desk.staff("S01", "department_lead", department="SC")
    desk.at("07-15 08:00")
    closed, followed = reach(desk, "closed"), reach(desk, "follow_up")
    desk.at("07-15 09:00")
    for state in ("new", "triaged", "dispatched", "onsite"):
        reach(desk, state)
    for reason in ("part", "part", "customer"):
        desk.do("pause", ticket=reach(desk, "triaged"), reason=reason)
    late = reach(desk, "triaged")
    desk.do("escalate", ticket=late, reason="急")
    desk.do("acknowledge", ticket=late, promise="2026-07-15T18:00:00+08:00")
    desk.do("escalate", ticket=reach(desk, "triaged"), reason="急")
    desk.do("chase", ticket=late, text="又来电")
    desk.do(
        "extend", ticket=late, milestone="respond", until="2026-07-20T10:00:00+08:00", reason="x", by="D01"
    )
    desk.do("set_duty", staff="T002", kind="leave", substitute="T001",
            begins_at="2026-07-15T08:00:00+08:00", ends_at="2026-07-17T18:00:00+08:00")  # fmt: skip
    desk.at("07-15 12:00")
    desk.do("reopen", ticket=closed, reason="未解决")
    found = counts(desk, since="2026-07-15T08:30:00+08:00")
    assert found["came_in", "new"] == 9
    assert found["came_in", "reopened"] == found["came_in", "chased"] == 1
    assert found["came_in", "closed"] == 0
    assert (found["open", "untriaged"], found["open", "onsite"], found["open", "follow_up"]) == (1, 1, 1)
    assert (found["waiting", "paused", "part"], found["waiting", "paused", "customer"]) == (2, 1)
    assert found["waiting", "requests", "lead"] == 1
    assert found["promised", "promises"] == found["called", "unanswered"] == 1
    assert found["at_risk", "breached"] >= 3
    assert any(key[:2] == ("waiting", "tasks") for key in found)
    (away,) = [row for row in page(desk) if row["section"] == "away" and row["what"] == "leave"]
    assert (away["who"], away["substitute"], away["at"]) == ("T002", "T001", "2026-07-17T18:00:00+08:00")
    assert followed


def test_it_begins_with_the_shift_and_then_with_the_last_hand_over(desk: Desk) -> None:
    def since(by: str) -> tuple[str, str]:
        row = page(desk, by)[0]
        return row["what"], row["at"][11:16]

    assert since("D01") == ("day", "00:00")
    desk.do("set_duty", staff="D01", kind="duty", begins_at="2026-07-15T08:30:00+08:00",
            ends_at="2026-07-15T17:30:00+08:00")  # fmt: skip
    assert since("D01") == ("shift", "08:30")
    number = reach(desk, "triaged")
    desk.at("17:00")
    answer = desk.do("hand_over_shift", to="C01", text="盯一下", tickets=number, by="D01")
    assert (answer["since"], answer["tickets"]) == ("2026-07-15T08:30:00+08:00", [number])
    desk.at("17:10")
    assert since("C01") == ("handed_over", "17:00")
    assert counts(desk, by="C01")["came_in", "handed"] == 1
    desk.do("hand_over_shift", to="D01", by="C01")
    first, second = desk.show("handovers")[::-1]
    assert (first["given_by"], first["taken_by"], second["since"]) == ("D01", "C01", first["at"])
    card = desk.show("shift", id=first["id"])
    assert [each["number"] for each in card["tickets"]] == [number]
    assert desk.differences() == []


def test_nobody_hands_over_to_themselves_or_to_who_left(desk: Desk) -> None:
    assert desk.refused("hand_over_shift", to="A01").rule == "RPT-04"
    desk.do("change_staff", staff="T002", left=True)
    assert desk.refused("hand_over_shift", to="T002").rule == "PPL-01"
