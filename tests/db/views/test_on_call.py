"""Who would be called at an instant, and the holes of the coming week (ESC-01, ESC-03)."""

from __future__ import annotations

from typing import Any

import pytest

from db.views.on_call import Holes
from tests.db.desk import Desk

NIGHTS: dict[str, Any] = {"kind": "off", "begins_at": "2026-07-15T18:00:00+08:00",
                          "ends_at": "2026-07-16T08:00:00+08:00"}  # fmt: skip


@pytest.fixture
def manned(desk: Desk) -> Desk:
    desk.staff("L01", "lead")
    desk.staff("G01", "general_manager")
    return desk


def on_call(desk: Desk, at: str | None = None) -> list[tuple[Any, ...]]:
    fields = {} if at is None else {"at": at}
    return [
        (row["rung"], row["role"], row["staff"], row["reachable"], row["state"])
        for row in desk.show("on_call", **fields)
        if row["branch"] == "NS"
    ]


def test_on_call_names_everybody_on_every_rung(manned: Desk) -> None:
    assert on_call(manned) == [
        (1, "dispatcher", "D01", True, "duty"), (2, "lead", "L01", True, "duty"),
        (3, "manager", "M01", True, "duty"), (4, "general_manager", "G01", True, "duty"),
    ]  # fmt: skip


def test_a_hole_at_three_in_the_night_has_nobody(manned: Desk) -> None:
    manned.do("set_duty", staff="L01", **NIGHTS)
    manned.do("set_duty", staff="M01", **NIGHTS | {"kind": "leave"}, substitute="T001")
    night = on_call(manned, "2026-07-16T03:00:00+08:00")
    assert [row for row in night if row[0] == 2] == [
        (2, "lead", "L01", False, "off"), (2, "lead", None, False, None),
    ]  # fmt: skip
    assert [row for row in night if row[0] == 3] == [
        (3, "manager", "T001", True, "substitute"), (3, "manager", "M01", False, "leave"),
    ]  # fmt: skip
    assert [row for row in on_call(manned, "2026-07-16T08:00:00+08:00") if row[0] == 2] == [
        (2, "lead", "L01", True, "duty")
    ]


def test_the_coming_week_is_looked_at_where_duty_changes(manned: Desk) -> None:
    assert manned.store.read(Holes()) == []
    manned.do("set_duty", staff="G01", **NIGHTS)
    manned.do("set_duty", staff="L01", **NIGHTS)
    holes = manned.store.read(Holes())
    assert [(hole.rung, hole.role, hole.whole) for hole in holes] == [
        (2, "lead", False), (4, "general_manager", True),
    ]  # fmt: skip
    assert {hole.at.isoformat() for hole in holes} == {"2026-07-15T10:00:00+00:00"}
