"""The tool room's registers: loans, care, personal lists, labels, the month, the cheapest way to a whole kit
(KIT-02, KIT-04, KIT-08, KIT-09, KIT-13)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.care import care_due
from db.rules.kits import HeldTool, Supply, check_kit, ways
from db.views.held_tools import PersonalList
from db.views.narrowing import values_of
from db.views.paging import Paged
from tests.db.statements import statements
from tests.db.views.branch import BranchOffice

UNTIL = "2026-07-15T18:00:00+08:00"
KINDS = st.sampled_from(["a", "b", "c"])


@pytest.fixture
def room(office: BranchOffice) -> BranchOffice:
    office.technician("T001", "曾国强")
    office.do("add_staff", staff="M01", label="周经理", roles="manager")
    for kind in ("multimeter", "clamp_meter"):
        office.do("buy_tool", kind=kind, count=3, bought_on="2025-07-15")
    office.do("issue_tool", tool="1,4", staff="T001")
    return office


def numbers(rows: list[dict[str, Any]]) -> list[str]:
    return [row["number"] for row in rows]


def test_tools_are_listed_by_person_kind_and_state(room: BranchOffice) -> None:
    assert numbers(room.show("tools", staff="曾国强")) == ["T0001", "T0004"]
    assert numbers(room.show("tools", kind="万用表")) == ["T0001", "T0002", "T0003"]
    room.do("report_tool", tool="4", what="broken")
    assert numbers(room.show("tools", state="damaged")) == ["T0004"]
    assert numbers(room.show("tools", staff="T001", state="held")) == ["T0001"]


def test_a_loan_is_overdue_from_its_time_on(room: BranchOffice) -> None:
    room.do("lend_tool", tool="2", department="YF", until=UNTIL, reason="李工")
    room.do("lend_tool", tool="5", staff="T001", until="2026-07-16T18:00:00+08:00")
    assert [(row["number"], row["overdue"]) for row in room.show("loans")] == [
        ("T0002", False), ("T0005", False),
    ]  # fmt: skip
    room.later(hours=12)
    assert numbers(room.show("loans", overdue=True)) == ["T0002"]
    room.do("report_tool", tool="2", what="broken")
    assert numbers(room.show("loans", overdue=True)) == ["T0002"]
    room.do("return_tool", tool="2", condition="broken")
    assert numbers(room.show("loans")) == ["T0005"]


def test_calibrations_are_due_by_their_day(room: BranchOffice) -> None:
    room.do("change_tool", tool="2", calibration_due="2026-07-20")
    room.do("change_tool", tool="3", calibration_due="2026-07-14")
    room.do("change_tool", tool="1", calibration_due="2026-10-14")
    found = [row for row in room.show("tool_care") if row["kind"] == "multimeter"]
    assert [(row["number"], row["late"]) for row in found] == [("T0003", True), ("T0002", False)]
    room.do("calibrate_tool", tool="3")
    assert "T0003" not in numbers(room.show("tool_care"))
    assert "T0003" in numbers(room.show("tool_care", all=True))


def test_care_comes_round_by_the_kinds_interval(room: BranchOffice) -> None:
    room.do("buy_tool", kind="jack", bought_on="2026-01-10", calibration_due="2027-01-10")

    def due() -> list[tuple[str, str, bool]]:
        return [
            (row["what"], row["due"], row["late"]) for row in room.show("tool_care") if row["kind"] == "jack"
        ]

    assert due() == [("lubricate", "2026-07-10", True)]
    room.do("care_tool", tool="7", what="lubricate")
    assert due() == []
    [row] = [row for row in room.show("tool_care", all=True) if row["what"] == "lubricate"]
    assert (row["last"], row["due"]) == ("2026-07-15", "2027-01-10")


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(1, 24),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
)
def test_care_is_due_after_it_was_done_and_on_the_plan(anchor: date, months: int, last: date) -> None:
    due = care_due(anchor, months, last)
    assert due > last
    assert due >= care_due(anchor, months, None)


def test_a_personal_list_says_what_it_is_worth(room: BranchOffice) -> None:
    room.do("buy_tool", kind="shoe_covers", count=9)
    room.do("issue_tool", kind="shoe_covers", staff="T001", count=4)
    found = {row["kind"]: row for row in room.show("personal_list", staff="T001")}
    assert found["multimeter"]["value_fen"] == 28800
    assert (found["shoe_covers"]["count"], found["shoe_covers"]["number"]) == (4, None)
    assert {row["value_fen"] for row in room.show("personal_list", staff="T001", actor="T001")} == {None}


def test_a_page_of_a_personal_list_is_read_and_never_the_whole(room: BranchOffice) -> None:
    room.do("buy_tool", kind="screwdriver", count=20)
    room.do("issue_tool", tool="7-26", staff="T001")
    room.do("buy_tool", kind="shoe_covers", count=9)
    room.do("issue_tool", kind="shoe_covers", staff="T001", count=4)
    listed, key_of = PersonalList(staff="T001"), PersonalList.key_of
    with statements(room.store.engine) as seen:
        found = room.store.read(Paged(of=listed, limit=5, after=20), "A01")
    assert (found.total, [row.number for row in found.rows]) == (23, ["T0025", "T0026", None])
    asked = [each for each in seen if "UNION" in each]
    assert ["LIMIT" in each or "count(*)" in each or "item IN" in each for each in asked] == [True] * 3
    kept = room.store.read(Paged(of=listed, limit=5, keep=key_of(values_of(found.rows[-1]))), "A01")
    assert found.rows[-1] in kept.rows, "a consumable has no number, and is found again"
    blind = room.store.read(Paged(of=listed, limit=5), "T001")
    assert ("price_fen" in found.sorts, "price_fen" in blind.sorts) == (True, False)


def test_labels_name_whose_a_tool_is(room: BranchOffice) -> None:
    assert [(row["number"], row["holder"]) for row in room.show("tool_labels", staff="T001")] == [
        ("T0001", "T001"), ("T0004", "T001"),
    ]  # fmt: skip
    assert len(room.show("tool_labels")) == 6


def test_a_month_counts_what_happened_by_kind(room: BranchOffice) -> None:
    request = room.do("exchange_tool", tool="1", staff="T001")["request"]
    room.do("decide", request=request, decision="yes", actor="M01")
    room.do("report_tool", tool="4", what="lost")
    found = {row["kind"]: row for row in room.show("tool_month")}
    meter, clamp = found["multimeter"], found["clamp_meter"]
    assert (meter["bought"], meter["issued"], meter["exchanged"]) == (3, 1, 1)
    assert (clamp["lost"], clamp["owed_fen"]) == (1, 42000)
    assert room.show("tool_month", month="2026-06") == []


def test_a_kit_says_the_cheapest_way_to_complete_it(room: BranchOffice) -> None:
    def way(kind: str) -> tuple[str, str | None, int]:
        [found] = [each for each in room.show("kit", staff="T001")["ways"] if each["kind"] == kind]
        return found["how"], found["number"], found["cost_fen"]

    assert way("insulation_tester") == ("buy", None, 56000)
    room.do("report_tool", tool="1", what="broken")
    assert way("multimeter") == ("issue", "T0002", 0)
    room.do("lend_tool", tool="2-3", department="YF", until=UNTIL, reason="x")
    assert way("multimeter") == ("mend", "T0001", 0)
    room.do("change_tool", tool="4", calibration_due="2026-07-14")
    assert way("clamp_meter") == ("calibrate", "T0004", 0)
    [row] = [each for each in room.show("roster") if each["staff"] == "T001"]
    assert row["ways"] == room.show("kit", staff="T001")["ways"]


@given(
    st.dictionaries(KINDS, st.integers(1, 3)), st.lists(KINDS), st.dictionaries(KINDS, st.integers(0, 2)),
    st.dictionaries(KINDS, st.integers(0, 2)),
)  # fmt: skip
def test_ways_complete_every_kit_and_buy_no_more_than_they_must(
    wanted: dict[str, int], held: list[str], store: dict[str, int], own: dict[str, int]
) -> None:
    check = check_kit(
        wanted, [HeldTool(kind, f"H{at}") for at, kind in enumerate(held)], {}, date(2026, 7, 15)
    )
    supply = Supply(
        {kind: [f"{kind}S{at}" for at in range(count)] for kind, count in store.items()},
        {kind: [f"{kind}B{at}" for at in range(count)] for kind, count in own.items()},
        {}, dict.fromkeys("abc", 100),
    )  # fmt: skip
    found = ways(check, supply)
    assert sorted(way.kind for way in found) == sorted(check.missing)
    named = [way.number for way in found if way.number]
    assert len(named) == len(set(named))
    for kind in wanted:
        lacking = check.missing.count(kind)
        bought = sum(way.cost_fen for way in found if way.kind == kind)
        assert bought == 100 * max(0, lacking - store.get(kind, 0) - own.get(kind, 0))
