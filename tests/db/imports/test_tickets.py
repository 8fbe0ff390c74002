"""Tickets of another system: their history counts as if it had happened here, and nothing is made up."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it comes without types

from db.errors import NotPermitted
from db.imports import MapFile
from db.imports import run as running
from db.imports.words import fields_of
from db.log.audit import Audit
from db.tables.follow_up import Survey
from db.tables.ticket import Assignment, MilestoneTime, Ticket
from db.views.counts import Counts
from db.views.queue import Queue
from tests.db.desk import Desk
from tests.db.imports.conftest import bring
from tests.sampling import SAMPLED

Write = Callable[[str, str], Path]
HEADER = (
    "工单号,客户名称,联系电话,故障描述,故障等级,服务方式,状态,报修时间,响应时间,派工时间,"
    "到场时间,完成时间,关闭时间,故障原因,维修人员,满意度"
)
VISIT = (
    "A1,南山制衣厂,13800000001,主机不启动,二级,上门,已关闭,2026-07-01 09:00,2026-07-01 09:40,"
    "2026-07-01 10:00,2026-07-01 16:00,2026-07-02 20:00,2026-07-03 09:00,,T001,满意"
)


def rows(desk: Desk) -> list[Ticket]:
    return desk.rows(Ticket)


def clean(desk: Desk) -> bool:
    found: Audit = desk.store.audit()
    return found.differences == ()


def test_a_closed_visit_keeps_its_times_and_its_deadlines_are_derived(desk: Desk, file: Write) -> None:
    brought = bring(desk, "tickets", file("old.csv", f"{HEADER}\n{VISIT}\n"))
    assert brought.counts == (1, 0, 0), brought.reasons
    [ticket] = rows(desk)
    assert (ticket.number, ticket.external_number, ticket.state) == ("YX2607-01", "A1", "closed")
    assert (ticket.level, ticket.technician, ticket.cause) == (2, "T001", None)
    assert ticket.closed_at == datetime(2026, 7, 3, 1, 0, tzinfo=UTC)
    times = {row.milestone: row for row in desk.rows(MilestoneTime)}
    begin = ticket.reported_at
    assert {name: row.due_at for name, row in times.items()} == {
        "respond": begin + timedelta(hours=1),
        "arrive": begin + timedelta(hours=48),
        "resolve": begin + timedelta(hours=7 + 24),
    }
    assert times["resolve"].met_at is not None
    assert times["resolve"].due_at is not None
    assert times["resolve"].met_at > times["resolve"].due_at
    assert [(row.result, row.at) for row in desk.rows(Survey)] == [(4, ticket.closed_at)]
    [held] = desk.rows(Assignment)
    assert (held.technician, held.begun_at, held.ended_at) == (
        "T001",
        ticket.dispatched_at,
        ticket.finished_at,
    )
    assert clean(desk)


def test_what_the_old_system_did_not_know_is_neither_met_nor_missed(lite: Desk, file: Write) -> None:
    text = (
        "客户,电话,故障,等级,报修时间,关闭时间\n甲,13800000001,不启动,1,2026-07-10 09:00,2026-07-12 09:00\n"
    )
    bring(lite, "tickets", file("old.csv", text))
    assert lite.rows(MilestoneTime) == []
    assert lite.store.read(Counts(), "A01").timeliness is None


def test_imported_milestones_count_in_the_months_timeliness(lite: Desk, file: Write) -> None:
    text = (
        "客户,电话,故障,等级,服务方式,报修时间,完成时间,关闭时间\n"
        "甲,13800000001,不启动,1,远程,2026-07-10 09:00,2026-07-10 09:05,2026-07-12 09:00\n"
        "乙,13800000002,不启动,1,远程,2026-07-10 09:00,2026-07-12 09:00,2026-07-12 09:00\n"
    )
    assert bring(lite, "tickets", file("old.csv", text)).counts == (2, 0, 0)
    assert lite.store.read(Counts(), "A01").timeliness == 50


def test_open_tickets_stand_in_the_queue_and_can_be_worked_on(desk: Desk, file: Write) -> None:
    text = (
        "客户,电话,故障,等级,状态,报修时间,派工时间,到场时间,维修人员,暂停原因\n"
        "甲,13800000001,不启动,,新建,2026-07-15 08:00,,,,\n"
        "乙,13800000002,不启动,2,已受理,2026-07-15 08:00,,,,\n"
        "丙,13800000003,不启动,2,已派工,2026-07-15 08:00,2026-07-15 08:10,,T001,\n"
        "丁,13800000004,不启动,2,维修中,2026-07-15 08:00,2026-07-15 08:10,2026-07-15 08:30,T002,\n"
        "戊,13800000005,不启动,2,挂起,2026-07-15 08:00,,,,等备件\n"
        "己,13800000006,不启动,2,处理中,2026-07-15 08:00,2026-07-15 08:10,2026-07-15 08:30,T001,\n"
        "庚,13800000007,不启动,2,In progress,2026-07-15 08:00,2026-07-15 08:10,,T002,\n"
    )
    brought = bring(desk, "tickets", file("open.csv", text))
    assert brought.counts == (7, 0, 0), brought.reasons
    queue = desk.store.read(Queue(), "A01")
    assert {row.customer: row.state for row in queue} == {
        "甲": "new", "乙": "triaged", "丙": "dispatched", "丁": "onsite", "戊": "paused",
        "己": "onsite", "庚": "dispatched",
    }  # fmt: skip
    numbers = {row.customer: row.number for row in queue}
    desk.do("triage", ticket=numbers["甲"], level=1)
    desk.do("step", ticket=numbers["丁"], what="finished")
    desk.do("resume", ticket=numbers["戊"])
    assert clean(desk)


def test_a_status_that_a_map_calls_nothing_says_nothing(lite: Desk, file: Write) -> None:
    path = file("a.csv", "客户,电话,故障,状态\n甲,13800000001,x,处理中\n")
    assert bring(lite, "tickets", path, MapFile(empty=frozenset({"处理中"}))).counts == (1, 0, 0)
    assert [ticket.state for ticket in rows(lite)] == ["new"]


def test_a_call_without_history_is_registered_now(lite: Desk, file: Write) -> None:
    text = "客户,电话,故障,报修时间\n甲,13800000001,不启动,2026-06-30 09:00\n"
    bring(lite, "tickets", file("calls.csv", text))
    [ticket] = rows(lite)
    assert ticket.number == "YX2607-01"
    assert (ticket.entered_at, ticket.reported_at) == (lite.now, datetime(2026, 6, 30, 1, 0, tzinfo=UTC))


def test_a_call_of_which_only_the_day_is_known_keeps_that_it_is_a_day(lite: Desk, file: Write) -> None:
    text = "客户,电话,故障,报修日期\n甲,13800000001,x,2026-07-10\n乙,13800000002,x,2026-07-10 09:00\n"
    path = file("days.csv", text)
    assert bring(lite, "tickets", path).counts == (2, 0, 0)
    assert {ticket.customer_label: ticket.by_day for ticket in rows(lite)} == {"甲": "reported", "乙": None}
    assert {row.customer: row.day_only for row in lite.store.read(Queue(), "A01")}["甲"] is not None
    assert bring(lite, "tickets", path).counts == (0, 2, 0)
    assert clean(lite)


def test_numbers_go_on_where_the_month_stands(desk: Desk, file: Write) -> None:
    desk.register()
    bring(desk, "tickets", file("old.csv", f"{HEADER}\n{VISIT}\n"))
    desk.register()
    assert [ticket.number for ticket in rows(desk)] == ["YX2607-01", "YX2607-02", "YX2607-03"]
    assert clean(desk)


def test_running_it_twice_adds_nothing_and_equal_rows_are_two_tickets(desk: Desk, file: Write) -> None:
    visit = VISIT.removeprefix("A1")
    path = file("old.csv", f"{HEADER}\n{visit}\n{visit}\n")
    assert bring(desk, "tickets", path).counts == (2, 0, 0)
    assert bring(desk, "tickets", path).counts == (0, 2, 0)
    assert len(rows(desk)) == 2


def test_a_number_of_the_other_system_is_one_ticket_however_often_it_comes(desk: Desk, file: Write) -> None:
    path = file("old.csv", f"{HEADER}\n{VISIT}\n{VISIT}\n")
    for dry, counts in ((True, (1, 1, 0)), (False, (1, 1, 0)), (False, (0, 2, 0))):
        brought = bring(desk, "tickets", path, dry=dry)
        assert (brought.counts, brought.report.repeated) == (counts, 1)


def test_the_same_rows_from_another_kind_of_file_are_known(lite: Desk, file: Write) -> None:
    bring(lite, "tickets", file("a.csv", "客户,电话,故障\n甲,13800000001,不启动\n"))
    other = file("a.jsonl", '{"fault": "不启动", "phone": "13800000001", "customer": "甲"}\n')
    assert bring(lite, "tickets", other).counts == (0, 1, 0)


def test_after_an_interruption_the_second_run_goes_on(
    lite: Desk, file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "".join(f"甲{at},1380000{at:04d},不启动\n" for at in range(25))
    path = file("a.csv", "客户,电话,故障\n" + lines)
    monkeypatch.setattr(running, "CHUNK_ROWS", 10)

    def stop(done: int) -> None:
        if done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        running.Import(lite.store, "A01", "tickets", MapFile(), progress=stop).run(path)
    assert len(rows(lite)) == 20
    assert bring(lite, "tickets", path).counts == (5, 20, 0)
    assert clean(lite)


def test_a_dry_run_tells_the_same_and_writes_nothing(
    desk: Desk, file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK_ROWS", 1)
    text = "客户,电话\n甲,13800000001\n甲,13800000001\n甲 ,13800000001\n乙,1\n"
    path = file("a.csv", text)
    before = desk.store.audit().events
    tried = bring(desk, "customers", path, dry=True)
    assert desk.store.audit().events == before
    assert tried.reasons == bring(desk, "customers", path).reasons
    assert [line for line, _, _ in tried.reasons] == [5], "the same customer again is known"


def test_a_refused_row_leaves_nothing_behind(desk: Desk, file: Write) -> None:
    bad = VISIT.replace("2026-07-02 20:00", "2026-07-01 11:00").replace("13800000001", "13800000009")
    brought = bring(desk, "tickets", file("old.csv", f"{HEADER}\n{bad}\n{VISIT}\n"))
    assert brought.counts == (1, 0, 1)
    assert [ticket.phone for ticket in rows(desk)] == ["13800000001"]
    assert clean(desk)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("南山制衣厂", "", "customer"),
        ("13800000001", "", "phone"),
        ("13800000001", "call me", "phone"),
        ("主机不启动", "x" * 1_000_000, "fault"),
        ("二级", "五级", "level"),
        ("二级", "", "level"),
        ("已关闭", "神秘", "status"),
        ("已关闭", "新建", "dispatched_at"),
        ("2026-07-01 09:00", "gestern", "reported_at"),
        ("2026-07-01 09:00", "1999-07-01 09:00", "reported_at"),
        ("2026-07-01 16:00", "2026-07-01 09:30", "arrived_at"),
        ("2026-07-03 09:00", "2026-07-02 09:00", "closed_at"),
        ("2026-07-03 09:00", "2027-07-03 09:00", "closed_at"),
        ("2026-07-01 09:40", "2026-07-01 08:40", "contacted_at"),
    ],
)  # fmt: skip
def test_a_bad_row_says_which_field_and_why(lite: Desk, file: Write, old: str, new: str, field: str) -> None:
    path = file("old.csv", f"{HEADER}\n{VISIT.replace(old, new)}\n")
    brought = bring(lite, "tickets", path)
    assert brought.counts == (0, 0, 1)
    assert (brought.bad[0].line, brought.bad[0].field) == (2, field)


def test_who_is_not_on_the_roster_is_named_and_not_sent(lite: Desk, file: Write) -> None:
    bring(lite, "tickets", file("old.csv", f"{HEADER}\n{VISIT}\n"))
    assert lite.rows(Assignment) == []
    assert rows(lite)[0].technician is None
    assert any(event.args.get("technician_name") == "T001" for event in lite.events(rows(lite)[0].number))


def test_of_an_event_log_the_last_row_of_a_ticket_counts(lite: Desk, file: Write) -> None:
    text = "id,客户,电话,故障\n1,甲,13800000001,a\n2,乙,13800000002,a\n1,甲,13800000001,b\n"
    brought = bring(lite, "tickets", file("log.csv", text), MapFile(one_row_per="id"))
    assert brought.report.rows == 2
    assert sorted((ticket.customer_label, ticket.fault) for ticket in rows(lite)) == [
        ("乙", "a"),
        ("甲", "b"),
    ]


def test_a_title_above_the_header_is_stepped_over(lite: Desk, file: Write) -> None:
    text = "2026年工单台账,,\n,,\n客户,电话,故障\n甲,13800000001,不启动\n"
    assert bring(lite, "tickets", file("a.csv", text)).counts == (1, 0, 0)


def test_bad_rows_are_told_in_the_order_of_the_file(lite: Desk, file: Write) -> None:
    text = "客户,电话,故障,报修时间\n甲,,a,\n乙,13800000002,b,gestern\n丙,,c,\n丁,13800000004,d,morgen\n"
    brought = bring(lite, "tickets", file("a.csv", text))
    assert [(line, field) for line, field, _ in brought.reasons] == [
        (2, "phone"), (3, "reported_at"), (4, "phone"), (5, "reported_at"),
    ]  # fmt: skip


def test_about_how_many_rows_there_are_is_known_from_the_start(
    lite: Desk, file: Write, tmp_path: Path
) -> None:
    assert bring(lite, "tickets", file("a.csv", "客户,电话,故障\n" + "甲,138,x\n" * 7)).report.expected == 8
    with Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([["客户", "电话", "故障"], *[["乙", "138", "x"]] * 5]):
            sheet.write_row(at, 0, row)
    assert bring(lite, "tickets", tmp_path / "a.xlsx").report.expected == 6


def test_a_line_of_totals_is_called_one(lite: Desk, file: Write) -> None:
    text = "序号,客户,电话,故障\n1,甲,13800000001,a\n合 计：,1家,,1\n,Total,,\n2,合计电器,13800000002,b\n"
    brought = bring(lite, "tickets", file("a.csv", text))
    assert brought.counts == (2, 0, 2)
    assert [(line, "totals" in reason) for line, _, reason in brought.reasons] == [(3, True), (4, True)]


def test_who_may_not_do_it_stops_the_whole_import(desk: Desk, file: Write) -> None:
    with pytest.raises(NotPermitted):
        bring(desk, "tickets", file("old.csv", f"{HEADER}\n{VISIT}\n"), by="D01")
    assert rows(desk) == []
    assert bring(desk, "tickets", file("new.csv", "客户,电话,故障\n甲,13800000001,x\n"), by="D01").counts == (
        1,
        0,
        0,
    )


CELLS = st.sampled_from(
    [
        "",
        "二级",
        "已关闭",
        "新建",
        "2026-07-01 09:00",
        "2026-07-02",
        "2027-01-01",
        "上门",
        "T001",
        "-1",
        "=1+1",
        "\u202e",
    ]
) | st.text(max_size=12)


@settings(max_examples=15 if SAMPLED else 40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.lists(
        st.dictionaries(st.sampled_from(fields_of("tickets")), CELLS, max_size=12), min_size=1, max_size=4
    )
)
def test_any_row_is_brought_in_or_refused_with_a_sentence(
    lite: Desk, tmp_path: Path, table: list[dict[str, str]]
) -> None:
    import json

    path = tmp_path / "any.jsonl"
    begin = {"customer": "甲", "phone": "13800000001", "fault": "x"}
    path.write_text("".join(json.dumps(begin | row) + "\n" for row in table), encoding="utf-8")
    brought = bring(lite, "tickets", path)
    assert sum(brought.counts) == len(table)
    assert all(bad.error.msgid for bad in brought.bad)


MIXED = 84 if SAMPLED else 200


def test_after_any_rows_the_audit_is_clean(lite: Desk, file: Write) -> None:
    states = ["新建", "已受理", "已完成", "已关闭", "已取消", ""]
    text = "客户,电话,故障,等级,状态,报修时间,完成时间,关闭时间,满意度\n" + "".join(
        f"客户{at % 7},1380000000{at % 7},不启动,{at % 5},{states[at % 6]},2026-07-0{1 + at % 3} 09:00,"
        f"{'2026-07-05' if at % 2 else ''},{'2026-07-06' if at % 3 else ''},{at % 4 or ''}\n"
        for at in range(MIXED)
    )
    added, known, refused = bring(lite, "tickets", file("mixed.csv", text)).counts
    assert (added > 30, known, added + refused) == (True, 0, MIXED)
    assert clean(lite)


def test_kinds_of_service_without_a_level_come_in_without_one(desk: Desk, file: Write) -> None:
    text = (
        "工单号,客户,电话,故障,服务类型,报修时间,到场时间,完成时间,关闭时间,状态\n"
        "K1,甲,13800000001,x,安装,2026-07-02 09:00,2026-07-02 14:00,2026-07-02 16:00,2026-07-03,已关闭\n"
        "K2,乙,13800000002,x,巡检,2026-07-02 09:00,,,,新建\n"
        "K3,丙,13800000003,x,维修,2026-07-02 09:00,,,,已受理\n"
    )
    path = file("kinds.csv", text)
    brought = bring(desk, "tickets", path)
    assert (brought.counts, [bad.field for bad in brought.bad]) == ((2, 0, 1), ["level"])
    assert sorted(ticket.state for ticket in rows(desk)) == ["closed", "triaged"]
    assert bring(desk, "tickets", path).differing == []
    assert clean(desk)


def test_a_window_in_one_cell_is_its_begin_and_its_end(lite: Desk, file: Write) -> None:
    text = (
        "客户,电话,故障,预约时间\n甲,13800000001,x,2026-07-16 14:00-16:30\n乙,13800000002,x,下午\n"
        "丙,13800000003,x,2026-07-16 14-16\n丁,13800000004,x,2026年7月16日 14点-16点\n"
        "戊,13800000005,x,2026年7月16日 下午2点半-4点半\n己,13800000006,x,2026-07-16 14-26\n"
        "庚,13800000007,x,2026-02-31 14:00-16:00\n"
    )
    brought = bring(lite, "tickets", file("a.csv", text))
    assert (brought.counts, [bad.field for bad in brought.bad]) == ((4, 0, 3), ["wanted_from"] * 3)
    begin = datetime(2026, 7, 16, 6, 0, tzinfo=UTC)
    windows = {ticket.customer_label: (ticket.wanted_from, ticket.wanted_to) for ticket in rows(lite)}
    assert windows == {
        "甲": (begin, begin + timedelta(hours=2.5)),
        "丙": (begin, begin + timedelta(hours=2)),
        "丁": (begin, begin + timedelta(hours=2)),
        "戊": (begin + timedelta(hours=0.5), begin + timedelta(hours=2.5)),
    }
