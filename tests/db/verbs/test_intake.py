"""Registering, triage, correcting, talking (INT-01 to INT-12)."""

from typing import Any

import pytest

from tests.db.desk import CALLER, Desk, local, reach


def test_only_customer_phone_and_fault_are_needed(desk: Desk) -> None:
    answer = desk.do("register", by="C01", **CALLER)
    assert answer["number"] == "YX2607-01"
    assert (answer["state"], answer["level"], answer["version"]) == ("new", None, 1)
    ticket = desk.ticket("YX2607-01")
    assert (ticket.registered_by, ticket.reported_at, ticket.entered_at) == ("C01", desk.now, desk.now)
    assert (ticket.problem, ticket.urgent, ticket.kind, ticket.channel, ticket.nature) == (
        "simple", False, "repair", "phone", "support",
    )  # fmt: skip


def test_a_level_given_at_once_triages_the_ticket(desk: Desk) -> None:
    answer = desk.do("register", level=1, **CALLER)
    assert (answer["state"], answer["level"]) == ("triaged", 1)
    assert set(desk.targets(answer["number"])) == {"respond", "arrive", "resolve", "survey"}


def test_deadlines_count_from_a_report_that_lies_before_the_entry(desk: Desk) -> None:
    number = desk.register(level=2, reported_at="2026-07-14T20:00:00+08:00")
    ticket = desk.ticket(number)
    assert (ticket.reported_at, ticket.entered_at) == (local("07-14 20:00"), desk.now)
    assert desk.target(number, "respond").due_at == local("07-14 21:00")


def test_a_report_never_lies_in_the_future(desk: Desk) -> None:
    refusal = desk.refused("register", **CALLER, reported_at="2026-07-15T09:00:01+08:00")
    assert (refusal.exit_code, refusal.values["field"]) == (2, "reported_at")


def test_a_wanted_time_ends_after_it_begins(desk: Desk) -> None:
    window = {"wanted_from": "2026-07-16T10:00:00+08:00", "wanted_to": "2026-07-16T10:00:00+08:00"}
    assert desk.refused("register", **CALLER, **window).values["field"] == "wanted_to"
    number = desk.register(wanted_from="2026-07-16T10:00:00+08:00")
    early = {"wanted_to": "2026-07-16T09:00:00+08:00"}
    assert desk.refused("correct", ticket=number, **early).values["field"] == "wanted_to"


def test_an_unknown_branch_is_named(desk: Desk) -> None:
    assert desk.refused("register", **CALLER, branch="XX").values["branch"] == "XX"


def test_a_known_callers_file_fills_in_what_is_not_given(desk: Desk) -> None:
    file = {"contact": "赵工", "position": "设备科", "address": "蛇口工业八路 3 号", "district": "南山区"}
    first = desk.register(**file, product="柜式空调", serial="SN-1", model="KF-72")
    second = desk.register(serial="SN-1")
    ticket = desk.ticket(second)
    assert (ticket.contact, ticket.position, ticket.address, ticket.district) == tuple(file.values())
    assert (ticket.product, ticket.model, ticket.profile) == ("柜式空调", "KF-72", "air_conditioning")
    assert ticket.customer == desk.ticket(first).customer
    assert ticket.equipment == desk.ticket(first).equipment


def test_another_name_at_the_same_phone_is_another_customer(desk: Desk) -> None:
    first, second = desk.register(), desk.register(customer="楼下商铺")
    assert desk.ticket(first).customer != desk.ticket(second).customer


def test_possible_duplicates_are_told_and_never_refuse(desk: Desk) -> None:
    first = desk.register()
    closed = reach(desk, "closed")
    assert desk.do("register", **CALLER)["similar"] == [first]
    assert closed not in desk.do("register", **CALLER)["similar"]


def test_the_same_fault_of_the_same_equipment_within_thirty_days_is_rework(desk: Desk) -> None:
    number = desk.register(serial="SN-7", level=4, way="remote")
    desk.do("step", ticket=number, what="finished")
    desk.do("close", ticket=number, cause="误操作", waive="电话确认")
    desk.at("2026-08-14 09:00")
    again = desk.register(serial="SN-7")
    assert desk.ticket(again).rework_of == number
    desk.at("2026-08-14 09:01")
    assert desk.ticket(desk.register(serial="SN-7")).rework_of is None
    desk.at("2026-08-14 09:02")
    assert desk.ticket(desk.register(serial="SN-7", fault="漏水")).rework_of is None


def test_the_products_words_choose_the_profile_and_the_district_the_zone(desk: Desk) -> None:
    ticket = desk.ticket(desk.register(product="3 匹柜机", district="龙岗区"))
    assert (ticket.category, ticket.profile, ticket.zone) == ("cabinet_unit", "air_conditioning", "longgang")
    plain = desk.ticket(desk.register(customer="另一家", phone="13800000003"))
    assert (plain.category, plain.profile, plain.zone) == (None, "electrical", None)


# -- triage


def test_triage_sets_the_level_and_with_it_every_deadline(desk: Desk) -> None:
    number = desk.register()
    assert set(desk.targets(number)) == {"respond"}
    assert desk.target(number, "respond").due_at == local("07-15 09:10")
    answer = desk.do("triage", ticket=number, level=3)
    assert (answer["state"], answer["version"], answer["changed"]) == ("triaged", 2, [])
    due = {name: row.due_at for name, row in desk.targets(number).items()}
    assert due == {
        "respond": local("07-15 11:00"), "arrive": local("07-18 09:00"), "resolve": None, "survey": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("level", 2, 1), ("problem", "complex", "simple"), ("urgent", True, False),
        ("way", "remote", "on_site"),
        ("nature", "quality", "support"), ("zone", "futian", "luohu"), ("priority", 3, 1),
    ],
)  # fmt: skip
def test_changing_what_was_set_needs_a_reason(desk: Desk, field: str, before: object, after: object) -> None:
    number = desk.register()
    judged: dict[str, Any] = {"level": 2}
    desk.do("triage", ticket=number, **{**judged, field: before})
    desk.do("triage", ticket=number, **{**judged, field: before})
    refusal = desk.refused("triage", ticket=number, **{**judged, field: after})
    assert (refusal.exit_code, refusal.values["field"], refusal.values["fields"]) == (2, "reason", field)
    answer = desk.do("triage", ticket=number, **{**judged, field: after}, reason="现场情况不同")
    assert answer["changed"] == [field]
    assert getattr(desk.ticket(number), field) == after


def test_what_the_caller_said_at_registering_was_set_too(desk: Desk) -> None:
    number = desk.register(urgent=True, way="remote")
    assert desk.refused("triage", ticket=number, level=2, urgent=False).values["fields"] == "urgent"
    assert desk.do("triage", ticket=number, level=2, urgent=True, way="remote")["changed"] == []


def test_a_triage_does_not_leave_the_state_of_work(desk: Desk) -> None:
    number = reach(desk, "onsite")
    answer = desk.do("triage", ticket=number, level=1, reason="扩大")
    assert (answer["state"], answer["level"]) == ("onsite", 1)


def test_a_raise_that_breaches_at_once_records_the_cause(desk: Desk) -> None:
    number = desk.register(level=3)
    desk.at("12:00")
    assert "breached_by" not in desk.do("triage", ticket=number, level=4, reason="误操作")
    assert desk.do("triage", ticket=number, level=1, reason="系统停机")["breached_by"] == "level_raised"


def test_a_lower_level_gives_unmet_targets_their_new_allowance_from_the_first_start(desk: Desk) -> None:
    number = desk.register(level=1)
    desk.at("09:05")
    desk.do("step", ticket=number, what="contacted")
    desk.do("triage", ticket=number, level=3, reason="误定")
    assert desk.target(number, "respond").due_at == local("07-15 09:10"), "what is met keeps its judgement"
    assert desk.target(number, "arrive").due_at == local("07-18 09:00")


def test_an_unknown_zone_is_named(desk: Desk) -> None:
    assert desk.refused("triage", ticket=desk.register(), level=2, zone="moon").values["zone"] == "moon"


# -- correct


def test_a_correction_keeps_the_old_words_in_the_record(desk: Desk) -> None:
    number = desk.register()
    desk.do("correct", ticket=number, customer="蛇口制衣厂", phone="13900000002", fault="主机异响")
    ticket = desk.ticket(number)
    assert (ticket.customer_label, ticket.phone, ticket.fault) == ("蛇口制衣厂", "13900000002", "主机异响")
    assert desk.events(number)[0].args["customer"] == CALLER["customer"]
    assert ticket.version == 1


def test_deadlines_follow_a_corrected_product_and_district(desk: Desk) -> None:
    number = desk.register(level=1)
    assert desk.target(number, "arrive").due_at == local("07-15 11:00")
    desk.do("correct", ticket=number, district="龙岗区", reason="问清地址")
    assert desk.target(number, "arrive").due_at == local("07-15 12:00"), "an hour's travel to Longgang"
    desk.do("correct", ticket=number, product="机房服务器", reason="问清产品")
    assert desk.target(number, "respond").due_at == local("07-15 09:30")


def test_a_zone_that_was_judged_outlives_a_correction_of_other_words(desk: Desk) -> None:
    number = desk.register()
    desk.do("triage", ticket=number, level=1, zone="longgang")
    desk.do("correct", ticket=number, contact="赵工")
    assert desk.ticket(number).zone == "longgang"


def test_a_correction_needs_something_to_correct(desk: Desk) -> None:
    number = desk.register()
    assert desk.refused("correct", ticket=number).exit_code == 2
    assert desk.refused("correct", ticket=number, customer=CALLER["customer"]).rule == "CLS-07"


def test_a_corrected_serial_number_finds_its_equipment(desk: Desk) -> None:
    known = desk.register(serial="SN-1")
    number = desk.register()
    desk.do("correct", ticket=number, serial="SN-1")
    assert desk.ticket(number).equipment == desk.ticket(known).equipment
    desk.do("correct", ticket=number, serial="SN-unknown")
    assert desk.ticket(number).equipment is None


# -- talking


def test_notes_and_chases_do_not_move_the_version(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("note", ticket=number, text="请走北门")
    desk.do("chase", ticket=number, text="催了")
    assert desk.do("chase", ticket=number, text="又催了")["version"] == 1
    assert desk.ticket(number).chases == 2


def test_a_reminder_lies_in_the_future(desk: Desk) -> None:
    number = desk.register()
    assert desk.refused("remind", ticket=number, at="2026-07-15T09:00:00+08:00").values["field"] == "at"
    assert desk.do("remind", ticket=number, at="2026-07-15T09:00:01+08:00", text="回电")["version"] == 1
