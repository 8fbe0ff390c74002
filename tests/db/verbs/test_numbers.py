"""Numbers of tickets and how people type them (FRM-01)."""

import pytest

from db.engine import transaction
from db.tables.event import NumberCounter
from tests.db.desk import Desk

pytestmark = pytest.mark.every_way


def test_a_number_is_department_year_month_and_a_running_number_without_gaps(desk: Desk) -> None:
    assert [desk.register() for _ in range(3)] == ["YX2607-01", "YX2607-02", "YX2607-03"]


def test_a_refused_registration_uses_no_number_up(desk: Desk) -> None:
    desk.register()
    desk.refused("register", customer="甲", phone="13800000009", fault="坏", branch="??")
    assert desk.register() == "YX2607-02"


def test_a_number_goes_on_past_99(desk: Desk) -> None:
    numbers = [desk.register()]
    for counted in (8, 98):
        with transaction(desk.store.engine, writing=True) as connection:
            connection.execute(NumberCounter.table.update().values(last=counted))
        numbers += [desk.register() for _ in range(3)]
    assert numbers[1:4] == ["YX2607-09", "YX2607-10", "YX2607-11"]
    assert numbers[4:] == ["YX2607-99", "YX2607-100", "YX2607-101"]
    keys = [desk.ticket(number).sort_number for number in numbers]
    assert keys == sorted(keys)


def test_every_department_and_every_month_counts_by_itself(desk: Desk) -> None:
    desk.staff("S01", "dispatcher", department="SC")
    desk.register()
    assert (
        desk.do("register", by="S01", customer="乙", phone="13900000000", fault="坏")["number"] == "SC2607-01"
    )
    desk.at("2026-08-01 00:00")
    assert desk.register() == "YX2608-01"
    assert (
        desk.do("register", by="S01", customer="乙", phone="13900000000", fault="坏")["number"] == "SC2608-01"
    )


def test_the_month_is_that_of_the_entry_on_the_branch_clock(desk: Desk) -> None:
    # 23:59 in Shenzhen is still July, though UTC is at 15:59; midnight is August, though UTC says July
    desk.at("2026-07-31 23:59")
    assert desk.register() == "YX2607-01"
    desk.at("2026-08-01 00:00")
    assert desk.register(reported_at="2026-07-31T20:00:00+08:00") == "YX2608-01"


def test_an_undone_registration_keeps_its_number(desk: Desk) -> None:
    number = desk.register()
    desk.do("undo")
    assert desk.ticket(number).state == "cancelled"
    assert desk.register() == "YX2607-02"


@pytest.mark.parametrize(
    "typed", ["YX2607-02", "yx2607-2", "2607-02", "2", "02", " 2 ", "\uff12", "YX2607–02"]
)
def test_a_ticket_is_found_by_what_people_type(desk: Desk, typed: str) -> None:
    desk.register()
    wanted = desk.register()
    assert desk.do("note", ticket=typed, text="是它")["number"] == wanted


def test_a_ticket_may_be_named_by_a_bare_integer(desk: Desk) -> None:
    assert desk.register() == "YX2607-01"
    assert desk.do("note", ticket=1, text="一号")["number"] == "YX2607-01"


def test_a_running_part_means_the_newest_month_first(desk: Desk) -> None:
    desk.register()
    desk.at("2026-08-02 09:00")
    desk.register()
    assert desk.do("note", ticket="1", text="新的")["number"] == "YX2608-01"
    assert desk.do("note", ticket="2607-01", text="旧的")["number"] == "YX2607-01"


def test_an_open_ticket_comes_before_a_closed_one_of_a_newer_month(desk: Desk) -> None:
    desk.register()
    desk.at("2026-08-02 09:00")
    desk.do("cancel", ticket=desk.register(), reason="误录")
    assert desk.do("note", ticket="1", text="开着的")["number"] == "YX2607-01"


def test_the_own_department_comes_first(desk: Desk) -> None:
    desk.staff("S01", "dispatcher", department="SC")
    ours = desk.register()
    theirs = desk.do("register", by="S01", customer="乙", phone="13900000000", fault="坏")["number"]
    assert desk.do("note", ticket="1", text="我们的")["number"] == ours
    assert desk.do("note", by="S01", ticket="1", text="他们的")["number"] == theirs


def test_an_ambiguous_running_part_lists_what_it_may_mean(desk: Desk) -> None:
    for no, department in (("S01", "SC"), ("F01", "YF")):
        desk.staff(no, "dispatcher", department=department)
        desk.do("register", by=no, customer="乙", phone="13900000000", fault="坏")
    refusal = desk.refused("note", ticket="1", text="哪个")
    assert (refusal.rule, refusal.exit_code) == ("FRM-01", 3)
    assert refusal.values["numbers"] == "SC2607-01, YF2607-01"


def test_a_prefix_with_letters_means_that_department_alone(desk: Desk) -> None:
    desk.register()
    assert desk.refused("note", ticket="X2607-01", text="没有这个部门").rule == "FRM-01"


def test_a_number_that_nobody_has_is_refused(desk: Desk) -> None:
    assert desk.refused("note", ticket="77", text="x").exit_code == 3
    assert desk.refused("note", ticket="YX2607-77", text="x").rule == "FRM-01"
    for nonsense in ("abc", "", "412;drop", "\x00", "9" * 12, "\ud800"):
        assert desk.refused("note", ticket=nonsense, text="x").exit_code == 3, nonsense
    assert desk.refused("note", ticket="1" * 81, text="x").exit_code == 2
