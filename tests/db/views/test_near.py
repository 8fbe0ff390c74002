"""The next job near by for who is done with one (VIS-09)."""

from typing import Any

from db.views.near import NearRow, nearest_first
from tests.db.desk import local
from tests.db.views.branch import BranchOffice, clock


def waits(office: BranchOffice, address: str, **fields: Any) -> str:
    given = {"product": "", "fault": "要求上门", "level": 3, "address": address}
    number: str = office.ticket(**given | fields)
    return number


def test_the_nearest_that_can_be_done_first_comes_before_worse_ones_far_away(office: BranchOffice) -> None:
    office.technician("T001", "张伟", zone="nanshan")
    office.do("set_duty", staff="T001", kind="duty", begins_at=clock("09:00"), ends_at=clock("17:00"))
    far = waits(office, "龙岗区布吉", level=2)
    near = waits(office, "南山区科技园")
    worse = waits(office, "南山区蛇口", level=2, phone="13900139001")
    skilled = waits(office, "南山区蛇口", product="配电柜", phone="13900139002")
    found = office.show("near", staff="T001")
    assert [row["number"] for row in found] == [worse, near, far]
    assert skilled not in {row["number"] for row in found}, "lacks the certificate"
    assert found[0]["travel"] < found[2]["travel"]
    assert all(row["in_time"] for row in found)


def test_a_worse_level_is_not_left_behind_for_a_few_minutes_of_way() -> None:
    at = local("07-15 09:30")

    def row(number: str, travel: int, level: int, in_time: bool = True) -> NearRow:
        return NearRow(number, level, travel, at, None, in_time, "", "", "", 60)

    found = [row("1", 25, 3), row("2", 31, 1), row("3", 40, 1), row("4", 15, 2, in_time=False)]
    assert [each.number for each in nearest_first(found)] == ["2", "1", "3", "4"], "six minutes are as near"


def test_what_they_are_promised_to_next_leaves_only_what_fits_before_or_after(office: BranchOffice) -> None:
    office.technician("T001", "张伟", zone="nanshan")
    office.do("set_duty", staff="T001", kind="duty", begins_at=clock("09:00"), ends_at=clock("17:00"))
    promised, near = waits(office, "南山区科技园"), waits(office, "南山区蛇口", phone="13900139001")
    window = {"window_from": clock("10:00"), "window_to": clock("12:00")}
    office.do("dispatch", ticket=promised, technician="T001", **window)
    (row,) = office.show("near", staff="T001")
    assert (row["number"], row["arrive_at"] > clock("12:00")) == (near, True)
    office.do("set_duty", staff="T001", kind="leave", begins_at=clock("09:00"), ends_at=clock("17:00"))
    assert office.show("near", staff="T001") == []


def test_a_customer_who_refused_them_is_not_near(office: BranchOffice) -> None:
    office.technician("T001", "张伟", zone="nanshan")
    office.do("set_duty", staff="T001", kind="duty", begins_at=clock("09:00"), ends_at=clock("17:00"))
    number, other = (
        waits(office, "南山区科技园"),
        waits(office, "南山区蛇口", phone="13900139001", customer="另一家"),
    )
    office.do("dispatch", ticket=number, technician="T001")
    office.do("recall", ticket=number, reason="customer_refused")
    assert [row["number"] for row in office.show("near", staff="T001")] == [other]
