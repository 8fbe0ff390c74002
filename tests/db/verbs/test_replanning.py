"""All open work of who falls ill: in charge of a crew, going along, with a time, paused (DSP-09, DSP-10)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.db.desk import Desk

WINDOW = {"window_from": "2026-07-15T14:00:00+08:00", "window_to": "2026-07-15T16:00:00+08:00"}


@pytest.fixture
def three(desk: Desk) -> Desk:
    """One more than the two there are."""
    desk.staff("T003")
    return desk


def _sent(desk: Desk, technician: str, *crew: str, **fields: Any) -> str:
    number = desk.register(level=3, way="on_site")
    desk.do("dispatch", ticket=number, technician=technician, crew=list(crew), **fields)
    return number


def _ill(desk: Desk) -> dict[str, Any]:
    done: dict[str, Any] = desk.do("replan", technician="T001", reason="生病")
    return done


def test_somebody_else_takes_charge_and_the_others_stay(three: Desk) -> None:
    number = _sent(three, "T001", "T002", **WINDOW)
    (line,) = three.show("proposal", technician="T001")["lines"]
    assert (line["technician"], line["agrees"]) == ("T003", False)
    _ill(three)
    assert three.held_by(number) == ["T003", "T002"]
    (mine,) = [
        row for row in three.show("ticket", number=number)["assignments"] if row["technician"] == "T003"
    ]
    assert {name: mine[name] for name in WINDOW} == WINDOW, "the time that was agreed stays"
    assert three.differences() == []


def test_who_goes_along_takes_charge_where_nobody_else_is_there(desk: Desk) -> None:
    number = _sent(desk, "T001", "T002", **WINDOW)
    _ill(desk)
    assert desk.held_by(number) == ["T002"]


def test_who_is_in_two_places_already_is_not_proposed_to_take_charge(desk: Desk) -> None:
    """They help there by an overruling, which says nothing of being in charge (DSP-08)."""
    there = _sent(desk, "T002", **WINDOW)
    number = _sent(desk, "T001", **WINDOW)
    desk.do("add_helper", ticket=number, technician="T002", override="人手不够")
    found = desk.show("proposal", technician="T001")
    assert [(line["verb"], line["technician"]) for line in found["lines"]] == [("recall", None)]
    (left,) = found["unserved"]
    assert f"at {there} from" in str(left["causes"])
    assert _ill(desk)["refused"] == []
    assert desk.held_by(number) == []


def test_no_time_is_agreed_at_which_who_goes_along_is_elsewhere(three: Desk) -> None:
    """A time is that of everybody on the ticket: no plan lays two windows over each other (DSP-08)."""
    number = _sent(three, "T001", "T002")
    line = three.show("proposal", technician="T001")["lines"][0]
    assert (line["technician"], line["agrees"]) == ("T003", True)
    window = {name: line[name] for name in WINDOW}
    _sent(three, "T002", **window)
    (line,) = three.show("proposal", technician="T001")["lines"]
    assert (line["technician"], line["agrees"], line["window_from"]) == ("T003", False, None)
    assert "agrees no time: T002, who goes along, is elsewhere then" in line["changes"]
    assert _ill(three)["refused"] == []
    assert three.held_by(number) == ["T003", "T002"]
    assert three.differences() == []


def test_a_line_falls_whose_time_who_goes_along_has_given_away(three: Desk) -> None:
    number, other = _sent(three, "T001", "T002"), _sent(three, "T001")
    found = three.show("proposal", technician="T001")
    line = next(each for each in found["lines"] if each["ticket"] == number)
    _sent(three, "T002", **{name: line[name] for name in WINDOW})
    done = three.do("replan", technician="T001", reason="生病", proposal=found["id"])
    assert [each["number"] for each in done["done"]] == [other]
    assert [(each["ticket"], each["rule"]) for each in done["refused"]] == [(number, "DSP-08")]


def test_where_they_only_go_along_the_others_go_without_them(three: Desk) -> None:
    number = _sent(three, "T002", "T001", "T003", **WINDOW)
    (line,) = three.show("proposal", technician="T001")["lines"]
    assert (line["verb"], line["technician"]) == ("reassign", "T002")
    assert line["changes"] == ["taken from T001", "T002 goes without them"]
    _ill(three)
    assert three.held_by(number) == ["T002", "T003"]
    three.do("undo")
    assert three.held_by(number) == ["T002", "T001", "T003"]


def test_a_helpers_time_is_taken(desk: Desk) -> None:
    """Nobody is planned where they go along, and what is pinned stays."""
    for at in ("09:30", "12:00", "14:30", "17:00", "19:30"):
        begin, end = f"2026-07-15T{at}:00+08:00", f"2026-07-15T{int(at[:2]) + 2}{at[2:]}:00+08:00"
        _sent(desk, "T001", "T002", window_from=begin, window_to=end)
    number = desk.register(level=2, way="on_site")
    found = desk.show("proposal")
    assert found["lines"] == []
    assert [each["ticket"] for each in found["unserved"]] == [number]


def test_what_is_paused_stays_and_is_named(desk: Desk) -> None:
    number = _sent(desk, "T001")
    desk.do("pause", ticket=number, reason="part")
    found = desk.show("proposal", technician="T001")
    assert found["lines"] == []
    (left,) = found["unserved"]
    assert (left["ticket"], left["causes"]) == (number, ["paused: stays with T001 until it goes on"])
