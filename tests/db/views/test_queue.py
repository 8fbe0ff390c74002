"""The queue's views, their order and the status of their rows (DSP-01, DSP-02, SLA-07)."""

from typing import Any

import pytest

from db.engine import transaction
from db.errors import BadField, Refusal
from db.tables.event import NumberCounter
from db.views.desk import QueueOrder, ViewCounts
from tests.db.views.branch import BranchOffice, clock

KEYS = [
    "number", "level", "state", "status", "milestone", "due_at", "original_due_at", "agreed_to",
    "paused_since", "remaining_minutes", "customer", "district", "product", "fault", "technician", "way",
    "priority", "version",
]  # fmt: skip


def test_a_row_has_the_keys_that_scripts_rely_on(office: BranchOffice) -> None:
    office.ticket(level=1)
    (row,) = office.show("queue")
    assert list(row)[: len(KEYS)] == KEYS
    assert row["number"] == "YX2607-01"
    assert row["due_at"] == "2026-07-15T09:10:00+08:00"
    assert (row["milestone"], row["status"], row["way"]) == ("respond", "on_track", "on_site")


def test_untriaged_ones_come_first_then_level_priority_due_and_report_time(office: BranchOffice) -> None:
    fourth = office.ticket(level=4)
    third = office.ticket(level=3)
    office.later(minutes=1)
    second = office.ticket(level=2)
    earlier = office.ticket(level=2, reported_at=clock("08:30"))
    urged = office.ticket(level=2)
    office.do("triage", ticket=urged, level=2, priority=1)
    first = office.ticket(level=1)
    untriaged = office.ticket()
    assert office.numbers() == [untriaged, first, urged, earlier, second, third, fourth]


def test_numbers_order_as_integers(office: BranchOffice) -> None:
    numbers = [office.ticket(level=3)]
    with transaction(office.store.engine, writing=True) as connection:
        connection.execute(NumberCounter.table.update().values(last=97))
    numbers += [office.ticket(level=3) for _ in range(4)]
    assert numbers[1:] == ["YX2607-98", "YX2607-99", "YX2607-100", "YX2607-101"]
    assert office.numbers() == numbers
    assert office.numbers(limit=3) == numbers[:3]


def test_the_status_follows_the_clock_without_any_change_in_the_store(office: BranchOffice) -> None:
    office.ticket(level=1)
    statuses = []
    for seconds in (0, 449, 1, 150, 1):
        office.later(seconds=seconds)
        statuses.append(office.show("queue")[0]["status"])
    assert statuses == ["on_track", "on_track", "at_risk", "at_risk", "breached"]


def test_breached_is_judged_now(office: BranchOffice) -> None:
    number = office.ticket(level=1)
    office.ticket(level=2)
    office.later(minutes=10)
    assert office.numbers(view="breached") == []
    office.later(seconds=1)
    assert office.numbers(view="breached") == [number]


def test_a_paused_row_has_a_frozen_remainder_and_no_status(office: BranchOffice) -> None:
    number = office.ticket(level=2)
    office.do("step", ticket=number, what="contacted")
    office.later(hours=1)
    office.do("pause", ticket=number, reason="customer", text="等物业开门")
    office.later(hours=5)
    (row,) = office.show("queue", view="paused")
    assert row["due_at"] is None
    assert row["status"] is None
    assert row["remaining_minutes"] == 47 * 60
    assert row["paused_since"] == clock("10:00")
    assert row["level"] == 2


@pytest.mark.parametrize("view", ["open", "follow_up", "closed"])
def test_a_ticket_walks_through_the_views(office: BranchOffice, view: str) -> None:
    number = office.ticket(level=4)
    seen = {name: number in office.numbers(view=name) for name in ("to_dispatch", "active", "open")}
    assert seen == {"to_dispatch": True, "active": True, "open": True}
    office.do("step", ticket=number, what="finished")
    if view == "closed":
        office.do("verify", ticket=number, solved="yes")
        office.do("survey", ticket=number, attitude=5, quality=5, punctuality=5, hygiene=5, result=5)
        office.do("close", ticket=number, cause="wear")
    assert (number in office.numbers(view=view)) is True
    assert office.numbers(view="active") == []
    assert (number in office.numbers(view="open")) is (view != "closed")


def test_mine_are_those_that_i_registered_or_hold(office: BranchOffice) -> None:
    office.technician()
    office.issue("T001", "multimeter", "insulating_gloves")
    office.do("add_staff", staff="D01", label="李娜", roles="dispatcher")
    held, other = office.ticket(level=1), office.ticket(level=2)
    office.do("dispatch", ticket=held, technician="T001")
    assert office.numbers(view="mine", actor="T001") == [held]
    assert office.numbers(view="mine", actor="D01") == []
    assert office.numbers(view="mine") == [held, other]


def test_a_level_filters_every_view(office: BranchOffice) -> None:
    first, second = office.ticket(level=1), office.ticket(level=2)
    assert office.numbers(level=1) == [first]
    assert office.numbers(view="to_dispatch", level=2) == [second]


def test_a_row_names_who_holds_it_and_when_they_are_expected(office: BranchOffice) -> None:
    office.technician()
    office.issue("T001", "multimeter", "insulating_gloves")
    number = office.ticket(level=2)
    office.do(
        "dispatch", ticket=number, technician="T001", window_from=clock("14:00"), window_to=clock("16:00")
    )
    (row,) = office.show("queue")
    assert (row["technician"], row["technician_name"], row["agreed_to"]) == ("T001", "张伟", clock("16:00"))


def test_the_way_follows_from_the_level_until_somebody_says_it(office: BranchOffice) -> None:
    office.ticket(level=4)
    office.ticket(level=4, way="mail")
    assert [row["way"] for row in office.show("queue")] == ["remote", "mail"]


def test_soon_is_what_is_late_at_risk_or_due_within_the_hour_by_due_time(office: BranchOffice) -> None:
    late = office.ticket(level=4, reported_at=clock("06:00"))  # respond due 08:00
    in_an_hour = office.ticket(level=2)  # respond due 10:00
    office.ticket(level=3)  # respond due 11:00
    at_once = office.ticket(level=1)  # respond due 09:10
    assert office.numbers(view="soon") == [late, at_once, in_an_hour]
    office.do("pause", ticket=in_an_hour, reason="customer")
    assert office.numbers(view="soon") == [late, at_once, in_an_hour], "respond goes on while paused"
    assert office.numbers(view="soon", level=2) == [in_an_hour]


def test_soon_holds_what_is_at_risk_though_it_is_due_tomorrow(office: BranchOffice) -> None:
    number = office.ticket(level=2)
    office.do("step", ticket=number, what="contacted")
    office.later(hours=35, minutes=59)
    assert office.numbers(view="soon") == []
    office.later(minutes=1)
    assert office.numbers(view="soon") == [number], "12 h of 48 are left"


def test_every_view_is_narrowed_by_department_branch_kind_zone_and_technician(office: BranchOffice) -> None:
    office.technician()
    office.technician("T002", "李强")
    for person in ("T001", "T002"):
        office.issue(person, "multimeter", "insulating_gloves", "insulation_tester", "clamp_meter")
    here = office.ticket(level=2)
    far = office.ticket(level=2, address="深圳市龙岗区中心城 1 号", kind="inspection")
    office.do("dispatch", ticket=far, technician="T001", crew=["T002"])
    assert office.numbers(zone="nanshan") == [here]
    assert office.numbers(zone="龙岗") == [far]
    assert office.numbers(kind="inspection") == [far]
    assert office.numbers(technician="t001") == office.numbers(technician="T002") == [far]
    assert office.numbers(view="to_dispatch", technician="T001") == []
    for called in ("张伟", "zhangwei", "zw", " T001 ", "li"):
        assert office.numbers(technician=called) == [far], called
    with pytest.raises(Refusal, match="nobody"):
        office.numbers(technician="T999")
    office.technician("T003", "李刚")
    with pytest.raises(Refusal, match="T003 李刚"):
        office.numbers(technician="li")
    assert office.numbers(department="YX") == [here, far]
    assert office.numbers(department="SC") == []
    assert office.numbers(branch="NS", kind="repair") == [here]
    assert office.numbers(find="南山酒店", zone="nanshan") == [here]


def test_a_filter_that_nobody_knows_is_refused_and_names_those_there_are(office: BranchOffice) -> None:
    with pytest.raises(BadField) as refused:
        office.numbers(zone="火星")
    assert refused.value.field == "zone"
    assert "nanshan" in str(refused.value.values["known"])


def test_the_figures_of_the_month_open_what_counts_against_them(office: BranchOffice) -> None:
    """RPT-05: tickets that have ended stand there, too."""
    late, good = office.ticket(level=4, way="remote"), office.ticket(level=4, way="remote")
    cancelled = office.ticket(level=1)
    office.do("step", ticket=good, what="contacted")

    def shown(view: str) -> tuple[str, ...]:
        return office.store.read(QueueOrder.model_validate({"view": view}), "A01")

    assert shown("missed") == shown("dissatisfied") == ()
    office.later(days=1)
    office.do("cancel", ticket=cancelled, reason="重复")
    for number, mark in ((late, 2), (good, 5)):
        office.do("step", ticket=number, what="finished")
        office.do("verify", ticket=number, solved="yes")
        marks: dict[str, Any] = dict.fromkeys(("attitude", "quality", "punctuality", "hygiene"), 5)
        office.do("survey", ticket=number, result=mark, **marks)
    assert shown("dissatisfied") == (late,)
    assert {late, cancelled} <= set(shown("missed"))
    missed = {
        number
        for number in (late, good, cancelled)
        if any(each["in_time"] is False for each in office.show("ticket", number=number)["milestones"])
    }
    assert set(shown("missed")) == missed, "as each ticket says itself"
    counts = office.store.read(ViewCounts(), "A01")
    assert (counts["missed"], counts["dissatisfied"]) == (len(missed), 1)
    office.later(days=31)
    assert late not in shown("dissatisfied"), "another month"
