"""The responsible department, distances between real places, jobs of those who are away (INT-06, DSP-04)."""

from typing import Any

from db.policy import shipped
from tests.db.views.branch import BranchOffice, clock


def row(office: BranchOffice, number: str) -> dict[str, Any]:
    (found,) = [each for each in office.show("queue", view="open") if each["number"] == number]
    return dict(found)


def test_a_product_says_which_department_is_responsible(office: BranchOffice) -> None:
    hard, soft = office.ticket(product="配电柜"), office.ticket(product="调度软件")
    vague = office.ticket(product="")
    told = {number: row(office, number)["responsible"] for number in (hard, soft, vague)}
    assert told == {hard: "SC", soft: "YF", vague: "ZL"}, "undecided: quality calls it"
    assert office.show("ticket", number=hard)["responsible"] == "SC"
    assert office.numbers(responsible="SC") == [hard]
    assert office.numbers(responsible="研发部") == [soft]


def test_it_is_changed_with_a_reason_and_filters_the_queue(office: BranchOffice) -> None:
    number, other = office.ticket(product="配电柜"), office.ticket(product="配电柜")
    answer = office.do("route", ticket=number, department="研发部", reason="设计缺陷")
    assert (answer["before"], answer["responsible"]) == ("SC", "YF")
    assert row(office, number)["responsible"] == "YF"
    assert office.show("ticket", number=number)["responsible_said"] == "YF"
    assert (office.numbers(responsible="YF"), office.numbers(responsible="SC")) == ([number], [other])
    assert office.show("events", number=number)[-1]["args"]["reason"] == "设计缺陷"
    assert office.do("undo")["undone"] == "route"
    assert row(office, number)["responsible"] == "SC"


def test_candidates_say_whose_department_it_is(office: BranchOffice) -> None:
    office.technician(department="SC")
    office.technician("T002", "王强")
    number = office.ticket(product="配电柜")
    told = {each["staff"]: each["is_responsible"] for each in office.show("candidates", number=number)}
    assert told == {"T001": True, "T002": False}


def test_every_pair_of_zones_has_its_own_distance() -> None:
    policy = shipped()
    zones = [code for code in policy.organisation.zone if code != policy.organisation.default_zone]
    table = policy.organisation.distance or {}
    for one in zones:
        for other in zones:
            listed = table.get(one, {}).get(other, table.get(other, {}).get(one))
            assert (listed is None) == (one == other), (one, other)
            assert policy.distance_km(one, other) == policy.distance_km(other, one) == (listed or 0)
    assert policy.distance_km("pingshan", "dapeng") == 24, "not the 65 km from the branch"
    assert policy.distance_km("urban", "nanshan") is None


def distances(office: BranchOffice, number: str, **window: str) -> dict[str, tuple[str | None, int | None]]:
    found = office.show("candidates", number=number, **window)
    return {each["staff"]: (each["place"], each["distance_km"]) for each in found}


def test_distance_is_from_the_last_place_before_it_else_the_next_else_home(office: BranchOffice) -> None:
    for staff, label in (("T001", "张伟"), ("T002", "王强"), ("T003", "李强")):
        office.technician(staff, label)
    far = {"address": "大鹏新区葵涌", "district": "大鹏新区", "level": 2}
    morning, evening = office.ticket(**far), office.ticket(**far)
    window = {"window_from": clock("10:00"), "window_to": clock("11:00")}
    office.do("dispatch", ticket=morning, technician="T001", override="急", **window)
    late = {"window_from": clock("17:00"), "window_to": clock("18:00")}
    office.do("dispatch", ticket=evening, technician="T002", override="急", **late)
    number = office.ticket(address="坪山区", district="坪山区", level=2)
    noon = {"window_from": clock("13:00"), "window_to": clock("15:00")}
    assert distances(office, number, **noon) == {
        "T001": ("dapeng", 24), "T002": ("dapeng", 24), "T003": ("nanshan", 52),
    }  # fmt: skip
    assert distances(office, number)["T001"] == ("dapeng", 24), "the next place"
    assert distances(office, number)["T003"] == ("nanshan", 52), "home"
    office.do("step", ticket=morning, what="arrived")
    assert distances(office, number)["T001"] == ("dapeng", 24)
    office.do("step", ticket=morning, what="finished")
    assert distances(office, number)["T001"] == ("dapeng", 24), "where they finished last"


def test_jobs_of_those_on_leave_are_marked_and_counted(office: BranchOffice) -> None:
    office.technician()
    today, tomorrow = office.ticket(level=2), office.ticket(level=2)
    window = {"window_from": "2026-07-16T10:00:00+08:00", "window_to": "2026-07-16T11:00:00+08:00"}
    office.do("dispatch", ticket=today, technician="T001", override="急")
    office.do("dispatch", ticket=tomorrow, technician="T001", override="急", **window)
    assert office.show("counts")["absent"] == 0
    leave = {"begins_at": "2026-07-16T00:00:00+08:00", "ends_at": "2026-07-17T00:00:00+08:00"}
    office.do("set_duty", staff="T001", kind="leave", **leave)
    marked = {number: row(office, number)["holder_absent"] for number in (today, tomorrow)}
    assert marked == {today: False, tomorrow: True}
    assert office.show("counts")["absent"] == 1
    office.later(hours=24)
    assert office.show("counts")["absent"] == 2
    office.do("set_duty", staff="T001", kind="duty", **leave)
    assert office.show("counts")["absent"] == 0
