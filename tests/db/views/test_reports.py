"""Figures of a month: what tickets were caused by, and whose agreed times were kept (CLS-06, SLA-11)."""

from typing import Any

import pytest

from db.errors import StoreError
from tests.db.views.branch import BranchOffice, clock


def closed(office: BranchOffice, cause: str, **how: Any) -> str:
    """A remote ticket up to its closing."""
    number = office.ticket(level=4)
    office.do("step", ticket=number, what="finished")
    office.do("verify", ticket=number, solved="yes")
    office.do("survey", ticket=number, attitude=5, quality=5, punctuality=5, hygiene=5, result=5)
    office.do("close", ticket=number, cause=cause, **how)
    return number


def shown(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in rows]


def test_causes_of_a_month_by_kind_and_department_that_answers(office: BranchOffice) -> None:
    closed(office, "wear")
    closed(office, "component_failed")
    none_of_ours = closed(office, "misuse")
    other = closed(office, "wear", department="YF")
    closed(office, "老鼠咬断")
    rows = office.show("causes")
    assert list(rows[0]) == [
        "cause_category", "cause_department", "cause", "tickets", "percent", "rework",
    ]  # fmt: skip
    hardware = office.store.policy().reasons.category["hardware"].department
    assert shown(rows) == [
        ("hardware", hardware, None, 2, 40.0, 1),
        ("hardware", "YF", None, 1, 20.0, 1),
        ("unclassified", None, None, 1, 20.0, 1),
        ("user", None, None, 1, 20.0, 1),
    ]
    by_cause = office.show("causes", by="cause")
    assert [row["cause"] for row in by_cause if row["cause_category"] == "hardware"] == [
        "component_failed", "wear", "wear",
    ]  # fmt: skip
    # Every figure opens its list (RPT-05).
    listed = office.show("tickets", closed="2026-07", cause_category="hardware", cause_department="YF")
    assert [row["number"] for row in listed] == [other]
    listed = office.show("tickets", closed="2026-07", cause_category="user", cause_department="none")
    assert [row["number"] for row in listed] == [none_of_ours]


def test_causes_in_own_words_are_counted_together_and_listed_in_their_words(office: BranchOffice) -> None:
    numbers = [
        closed(office, "老鼠咬断"),
        closed(office, "3号楼进水"),
        closed(office, "被雷劈了", category="user"),
    ]
    by_cause = office.show("causes", by="cause")
    assert [(row["cause_category"], row["cause"], row["tickets"]) for row in by_cause] == [
        ("unclassified", "unclassified", 2), ("user", "unclassified", 1),
    ]  # fmt: skip
    listed = office.show("tickets", closed="2026-07", cause_category="unclassified")
    assert {row["number"]: row["cause"] for row in listed} == {
        numbers[0]: "老鼠咬断", numbers[1]: "3号楼进水",
    }  # fmt: skip


def test_a_month_of_causes_is_that_of_the_closing_by_the_branchs_clock(office: BranchOffice) -> None:
    office.later(days=16, hours=14, minutes=30)  # 07-31 23:30 there, 15:30 UTC
    late_in_july = closed(office, "wear")
    office.later(hours=1)  # 08-01 00:30 there, still July in UTC
    in_august = closed(office, "wear")
    for month, number in (("2026-07", late_in_july), ("2026-08", in_august)):
        assert [row["tickets"] for row in office.show("causes", month=month)] == [1]
        assert [row["number"] for row in office.show("tickets", closed=month)] == [number]
    assert office.show("causes", month="2026-06") == []


def test_a_reopened_ticket_has_no_cause(office: BranchOffice) -> None:
    number = closed(office, "wear")
    office.do("reopen", ticket=number, reason="又坏了")
    assert office.show("causes") == []


def visit(
    office: BranchOffice, technician: str, begin: str, end: str, arrived: str | None, **crew: Any
) -> str:
    number = office.ticket(
        level=2, customer=f"客户{technician}{begin}", phone=f"1380013{len(begin)}{end[-5:-3]}01"
    )
    window = {"window_from": clock(begin), "window_to": clock(end)}
    office.do("dispatch", ticket=number, technician=technician, override="急", **window, **crew)
    if arrived is not None:
        office.do("step", ticket=number, what="arrived", happened_at=clock(arrived))
    return number


def test_agreed_times_are_told_by_person(office: BranchOffice) -> None:
    office.technician()
    office.technician("T002", "李强")
    kept = visit(office, "T001", "09:30", "10:00", None, crew="T002")
    late = visit(office, "T001", "11:00", "11:30", None)
    missed = visit(office, "T002", "12:00", "12:30", None)
    moved = visit(office, "T002", "13:00", "13:30", None)
    office.do("recall", ticket=moved, reason="客户改期")
    office.later(hours=1)  # 10:00, the end of the window: in time
    office.do("step", ticket=kept, what="arrived")
    assert shown(office.show("punctuality")) == [("T001", "张伟", "YX", "NS", 1, 0, 100.0, 0, 0, 0)]
    office.later(hours=2)
    office.do("step", ticket=late, what="arrived", happened_at=clock("11:31"))
    office.later(hours=2)
    assert [
        (row["staff"], row["kept"], row["missed"], row["kept_percent"]) for row in office.show("punctuality")
    ] == [
        ("T001", 1, 1, 50.0),
        ("T002", 0, 1, 0.0),  # with T001 at the first one, where T001 was in charge
    ]
    rows = office.show("appointments")
    assert [(row["ticket"], row["staff"], row["state"], row["late_minutes"]) for row in rows] == [
        (kept, "T001", "kept", None),
        (late, "T001", "missed", 1),
        (missed, "T002", "missed", None),
    ]
    assert [row["ticket"] for row in office.show("appointments", staff="李强")] == [missed]
    assert [row["ticket"] for row in office.show("appointments", state="kept")] == [kept]
    # The parts are the whole.
    assert office.show("counts")["kept_appointments"] == 33.3
    assert office.show("punctuality", month="2026-06") == []


def test_who_moved_a_time_and_who_came_too_early_stand_beside_the_rate(office: BranchOffice) -> None:
    """Put off by us or moved at their wish: the last time counts, what was missed stays so (SLA-11)."""
    office.technician()

    def moved(number: str, begin: str, end: str, by: str | None) -> None:
        wanted = {"window_wanted_by": by} if by else {}
        times = {"window_from": clock(begin), "window_to": clock(end)}
        office.do("move_window", ticket=number, override="x", reason="改约", **times, **wanted)

    twice = visit(office, "T001", "11:00", "12:00", None)
    late = visit(office, "T001", "09:00", "09:30", None)
    soon = visit(office, "T001", "13:00", "14:00", None)
    office.later(minutes=1)
    moved(twice, "14:00", "15:00", "customer")
    office.later(minutes=1)
    moved(twice, "16:00", "17:00", None)
    office.later(hours=1)
    moved(late, "18:00", "19:00", "customer")  # 10:02: it had passed by then
    office.later(hours=2, minutes=38)
    office.do("step", ticket=soon, what="arrived")  # 12:40, twenty minutes before it begins
    assert [tuple(row.values())[4:] for row in office.show("punctuality")] == [(1, 1, 50.0, 1, 1, 1)]
    rows = office.show("appointments", state="moved")
    assert [(row["ticket"], row["window_to"][11:16], row["moved_by"], row["state"]) for row in rows] == [
        (twice, "12:00", "customer", "moved"), (twice, "15:00", "us", "moved"),
    ]  # fmt: skip
    assert len(office.show("appointments", state="moved_by_us")) == 1
    (row,) = office.show("appointments", state="early")
    assert (row["ticket"], row["state"], row["early_minutes"]) == (soon, "kept", 20)
    assert [row["ticket"] for row in office.show("appointments", state="missed")] == [late]
    assert len(office.show("appointments")) == 2, "moved ones are in no rate"


def test_nobody_of_that_name_is_refused(office: BranchOffice) -> None:
    with pytest.raises(StoreError):
        office.show("appointments", staff="T999")


def test_one_given_up_at_its_very_end_is_neither_kept_nor_missed(office: BranchOffice) -> None:
    office.technician()
    number = visit(office, "T001", "09:30", "10:00", None)
    office.later(hours=1)
    office.do("recall", ticket=number, reason="客户改期")
    office.later(hours=1)
    assert office.show("punctuality") == office.show("appointments") == []
    assert office.show("counts")["kept_appointments"] is None
