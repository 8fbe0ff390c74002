"""Small files of the kinds that real offices have, each with its right answer."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest

from db.errors import Refusal
from db.imports import read_map, take_back
from db.imports.mapping import MapFile
from db.tables.customer import Customer
from db.tables.staff import Staff
from db.tables.ticket import MilestoneTime, Pause, Ticket
from db.tables.tool import Tool, ToolKind
from db.views.counts import Counts
from db.views.proof import Proof
from tests.conftest import SOAK
from tests.databases import Kind
from tests.db.desk import BRANCH_TIME, Desk
from tests.db.imports.conftest import Brought, bring
from tests.sampling import SAMPLED

CASES = Path(__file__).with_name("cases")


@pytest.fixture
def office(lite: Desk) -> Iterator[Desk]:
    """A store in late November; whatever came in folds again."""
    lite.at("2026-11-26 09:00")
    yield lite
    assert lite.store.audit().differences == ()


def case(
    desk: Desk, name: str, said: str | None = None, *, kind: str = "tickets", updating: bool = False
) -> Brought:
    """Bring in a case, with its map."""
    read = read_map(CASES / said, kind) if said else MapFile()
    return bring(desk, kind, CASES / name, read, updating=updating)


def by_customer(desk: Desk) -> dict[str, Ticket]:
    return {ticket.customer_label: ticket for ticket in desk.rows(Ticket)}


def by_number(desk: Desk) -> dict[str, Ticket]:
    return {ticket.external_number: ticket for ticket in desk.rows(Ticket)}


def notes(desk: Desk, number: str) -> str:
    told = [event.args for event in desk.events(number) if event.verb == "import_step"]
    return "\n".join(str(args["text"]) for args in told if args["what"] == "noted")


def states(desk: Desk, number: str) -> dict[str, str]:
    """The state of every target, as the proof shows it."""
    return {
        each["milestone"]: str(each["state"])
        for each in desk.store.read(Proof(number=number), "A01")["targets"]
    }


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRANCH_TIME)


# -- identity -----------------------------------------------------------------------------------------------


def test_mending_the_map_makes_no_second_ticket(office: Desk) -> None:
    assert case(office, "02_map_change.csv", "02_map_first.toml").counts == (1, 0, 1)
    assert case(office, "02_map_change.csv", "02_map_mended.toml").counts == (1, 1, 0)
    assert sorted(by_number(office)) == ["P1", "P2"]
    assert len(office.rows(Ticket)) == 2


def test_a_weekly_export_with_new_statuses_makes_no_second_ticket(office: Desk) -> None:
    first = case(office, "03_week1.csv")
    assert (first.counts, first.report.repeated) == ((2, 1, 0), 1)
    second = case(office, "03_week2.csv")
    assert (second.counts, second.report.repeated) == ((0, 3, 0), 1)
    here = by_number(office)
    assert len(office.rows(Ticket)) == 2
    differing = [(each.row.line, each.number, each.fields[0]) for each in second.differing]
    assert differing == [(3, here["W1"].number, "status"), (4, here["W2"].number, "status")]
    assert here["W2"].state == "triaged"


def test_with_update_the_differences_become_events(office: Desk) -> None:
    case(office, "03_week1.csv")
    assert case(office, "03_week2.csv", updating=True).report.updated == 2
    here = by_number(office)
    assert {number: ticket.state for number, ticket in here.items()} == {"W1": "closed", "W2": "closed"}
    assert here["W2"].closed_at == local("2026-10-09 12:00")
    assert here["W2"].finished_at == local("2026-10-09 11:00")
    again = case(office, "03_week2.csv", updating=True).report
    assert again.updated == 0


# -- nothing is read as something else ----------------------------------------------------------------------


def test_numbers_that_a_spreadsheet_rounded_are_refused(office: Desk) -> None:
    brought = case(office, "05_serial_scientific.csv")
    assert brought.counts == (0, 0, 2)
    assert {bad.error.msgid for bad in brought.bad} == {
        "“{value}” is a rounded number: the spreadsheet has lost its last digits."
    }
    assert [error.values["field"] for error in brought.bad[0].errors] == ["external_number", "serial"]


def test_phones_as_cells_hold_them(office: Desk) -> None:
    brought = case(office, "07_phones.csv")
    assert [bad.line for bad in brought.bad] == [3, 7, 14, 15, 16, 17]
    assert {bad.field for bad in brought.bad} == {"phone"}
    assert {customer.label: customer.digits for customer in office.rows(Customer)} == {
        "甲一": "13812345678", "甲三": "13812345678/13987654321", "甲四": "13812345678/13987654321",
        "甲六": "13812345678", "甲七": "13812345678", "甲八": "13812345678", "甲九": "01088886666",
        "甲十": "075512345678x801",
        "乙一": "75512345678", "乙六": "13812345678/07551234567", "乙七": "13812345678",
    }  # fmt: skip


def test_two_whole_instants_are_no_day_and_its_time(office: Desk) -> None:
    assert case(office, "08_two_dates.csv").counts == (2, 0, 0)
    ticket = by_number(office)["A1"]
    assert ticket.reported_at.astimezone(BRANCH_TIME).date() == date(2026, 10, 8)
    assert ticket.entered_at == local("2026-10-12 10:00")
    assert ticket.by_day == "reported"


def test_a_dispatch_makes_it_on_site_and_what_nobody_wrote_down_is_not_judged(office: Desk) -> None:
    case(office, "09_level4_dispatched.csv")
    for ticket in office.rows(Ticket):
        assert ticket.way == "on_site"
        assert ticket.unjudged is not None
        assert {"respond", "arrive"} <= set(ticket.unjudged.split(","))
        assert all(row.due_at is None for row in office.rows(MilestoneTime, ticket=ticket.number))
    assert office.store.read(Counts(), "A01").timeliness is None


def test_what_is_known_by_its_day_is_judged_by_the_day(office: Desk) -> None:
    assert case(office, "10_date_only_and_unknown.csv").counts == (6, 0, 0)
    here = by_customer(office)
    judged = {
        name: {
            row.milestone: row.met_at <= row.due_at
            for row in office.rows(MilestoneTime, ticket=ticket.number)
            if row.met_at and row.due_at
        }
        for name, ticket in here.items()
    }  # fmt: skip
    # Within 24 hours is certain where all happened on one day; minutes are not.
    assert judged["甲"] == {"resolve": True}
    assert judged["乙"] == {"resolve": True}
    assert "arrive" not in judged["丙"]
    assert here["丙"].dispatched_at is None
    assert judged["丁"] == {}
    assert states(office, here["戊"].number)["respond"] == "not_applicable"
    assert here["戊"].milestone == "survey"
    assert judged["己"] == {}
    assert here["甲"].by_day == "reported,dispatched,arrived,finished,closed"


def test_words_for_which_there_is_no_field_become_a_note(office: Desk) -> None:
    brought = case(office, "11_lost_columns.csv")
    assert brought.counts == (3, 0, 0)
    here = by_number(office)
    assert notes(office, here["C1"].number) == "故障原因: 电容坏"
    assert notes(office, here["C2"].number).split("\n") == [
        "故障原因: 缺氟", "处理结果: 已电话指导", "维修人员: 张工",
    ]  # fmt: skip
    assert notes(office, here["C3"].number).split("\n") == [
        "故障原因: 误报", "处理结果: 客户自行恢复", "满意度: 4",
    ]  # fmt: skip
    assert brought.report.kept["cause"] == 3


def test_a_pause_that_ended_comes_in_and_moves_the_deadline(office: Desk) -> None:
    assert case(office, "12_paused_once_now_closed.csv").counts == (1, 0, 0)
    [ticket] = office.rows(Ticket)
    [pause] = office.rows(Pause)
    assert (pause.begun_at, pause.ended_at) == (local("2026-10-08 12:00"), local("2026-10-12 10:00"))
    [resolve] = office.rows(MilestoneTime, ticket=ticket.number, milestone="resolve")
    # Arrived at 11:00 with 24 hours, of which one had passed when it was paused.
    assert resolve.due_at == local("2026-10-13 09:00")
    assert resolve.met_at == local("2026-10-12 10:00")


def test_a_formula_without_a_value_is_not_nothing(office: Desk) -> None:
    brought = case(office, "13_formula_without_value.xlsx")
    assert brought.counts == (0, 0, 3)
    assert [[error.values["field"] for error in bad.errors] for bad in brought.bad] == [
        ["finished_at"], ["phone"], ["reported_at", "finished_at"],
    ]  # fmt: skip
    assert {error.msgid for bad in brought.bad for error in bad.errors} == {
        "A formula without a stored value stands here."
    }


def test_a_blank_report_time_is_not_now(office: Desk) -> None:
    brought = case(office, "14_blank_report_time.csv")
    assert brought.counts == (1, 0, 1)
    assert [(bad.line, bad.field) for bad in brought.bad] == [(2, "reported_at")]


def test_the_words_of_other_systems_are_known(office: Desk) -> None:
    brought = case(office, "15_words.csv")
    assert brought.counts == (5, 0, 0), brought.reasons
    here = by_number(office)
    assert {ticket.state for ticket in here.values()} == {"closed"}
    assert [here[f"S{at}"].level for at in range(1, 6)] == [2, 3, 4, 3, 2]
    assert [here[f"S{at}"].channel for at in range(1, 6)] == ["phone", "web", "phone", "wechat", "phone"]
    assert "其他" in notes(office, here["S3"].number)


def test_tools_of_a_kind_that_nobody_knows_come_in_on_request(office: Desk, tmp_path: Path) -> None:
    brought = case(office, "16_tool_names.csv", kind="tools")
    refused = brought.report.refused
    assert refused > 0
    said = tmp_path / "m.toml"
    said.write_text("new_kinds = true\n", encoding="utf-8")
    again = bring(office, "tools", CASES / "16_tool_names.csv", read_map(said, "tools"))
    assert again.counts == (refused, brought.report.added, 0), again.reasons
    assert "角磨机" in {kind.zh for kind in office.rows(ToolKind)}
    said.write_text('[values.kind]\n"*" = "螺丝刀"\n', encoding="utf-8")
    (tmp_path / "b.csv").write_text("工具名称,数量\n飞机,2\n", encoding="utf-8")
    bring(office, "tools", tmp_path / "b.csv", read_map(said, "tools"))
    assert [tool.kind for tool in office.rows(Tool)].count("screwdriver") == 1 + 2


def test_people_who_have_left_are_left_out_and_counted(office: Desk) -> None:
    brought = case(office, "17_leavers.csv", kind="staff")
    assert (brought.counts, brought.report.leavers) == ((1, 0, 0), 1), brought.reasons
    assert "0002" not in {person.no for person in office.rows(Staff)}


def test_lines_of_totals_are_no_tickets(office: Desk) -> None:
    brought = case(office, "18_subtotals.csv", "18_map.toml")
    assert sorted(by_customer(office)) == ["丙公司", "乙公司", "甲公司"]
    assert [line for line, _, reason in brought.reasons if "totals" in reason] == [4, 6, 7, 8, 9]
    assert brought.counts == (3, 0, 6)


def test_a_map_may_begin_with_a_mark(office: Desk) -> None:
    assert read_map(CASES / "19_map_with_bom.toml", "tickets").constants == {"phone": "000"}


def test_a_number_of_urgency_says_nothing_without_a_map(office: Desk, tmp_path: Path) -> None:
    assert [bad.field for bad in case(office, "20_numeric_urgency.csv").bad] == ["level", "level"]
    said = tmp_path / "m.toml"
    said.write_text("[values.level]\n4 = 1\n1 = 4\n", encoding="utf-8")
    bring(office, "tickets", CASES / "20_numeric_urgency.csv", read_map(said, "tickets"))
    assert {name: ticket.level for name, ticket in by_customer(office).items()} == {"甲公司": 1, "乙公司": 4}


def test_half_a_day_is_a_day_and_no_hour(office: Desk) -> None:
    assert case(office, "21_half_days.csv").counts == (2, 0, 0)
    for ticket in office.rows(Ticket):
        assert ticket.arrived_at is not None
        assert ticket.arrived_at.astimezone(BRANCH_TIME).date() == date(2026, 7, 1)
        assert "arrived" in (ticket.by_day or "")


def test_a_workbook_with_another_ending_is_read_by_what_it_holds(office: Desk) -> None:
    assert case(office, "23_xlsx_named_xls.xls").counts == (1, 0, 0)


ROWS = 600
"""So many of a long file come in in one run of `make test`: more than are decided at once."""
LONG: dict[str, tuple[str, str | None, str, int]] = {
    "25": ("25_two_thousand_without_history.csv", "25_map.toml", "tickets", 2000),
    "26": ("26_customers_1500.csv", None, "customers", 1500),
}


@pytest.mark.ways("number")
@pytest.mark.parametrize("number", LONG)
def test_a_long_file_comes_in_whole(office: Desk, tmp_path: Path, number: str) -> None:
    """Two thousand tickets without a history; fifteen hundred customers."""
    name, said, kind, rows = LONG[number]
    path = CASES / name
    if SAMPLED:
        rows, begin = ROWS, path.read_text("utf-8-sig").splitlines(keepends=True)[: 1 + ROWS]
        path = tmp_path / name
        path.write_text("".join(begin), "utf-8")
    read = read_map(CASES / said, kind) if said else MapFile()
    assert bring(office, kind, path, read).counts == (rows, 0, 0)


def test_long_numbers_keep_their_digits_in_the_workbook_of_bad_rows(office: Desk) -> None:
    brought = case(office, "27_seventeen_digits.csv")
    assert brought.counts == (0, 0, 1)
    assert brought.bad[0].cells[0] == "20251031025737239"


KINDS = {"16": "tools", "17": "staff", "26": "customers"}
"""What a case brings that brings no tickets, by its number."""


@pytest.mark.soak
def test_all_cases_fold_again_on_both_databases(desk: Desk, database_kind: Kind) -> None:
    """Every file with every map of its number, and once more with what differs made into events. The long
    ones come into SQLite above, where they fold again too, and in `make soak` into PostgreSQL here."""
    desk.at("2026-11-26 09:00")
    files = sorted(path for path in CASES.iterdir() if path.suffix != ".toml")
    assert len({path.name[:2] for path in files}) >= 20
    taken = []
    for updating in (False, True):
        for path in files:
            if path.name[:2] in LONG and (updating or not SOAK or database_kind == "sqlite"):
                continue
            kind = KINDS.get(path.name[:2], "tickets")
            maps = [read_map(said, kind) for said in sorted(CASES.glob(f"{path.name[:2]}_*.toml"))]
            for said in maps or [MapFile()]:
                report = bring(desk, kind, path, said, updating=updating).report
                assert not (updating and report.added), path.name
                taken.append(report)
    assert sum(report.added for report in taken) > (3500 if SOAK and database_kind == "postgresql" else 50)
    assert desk.store.audit().differences == ()
    back = [report for report in taken if 0 < report.added < 100 and "-" not in report.id]
    for report in back:
        with suppress(Refusal):  # where an update acted on its tickets
            take_back(desk.store, "A01", report.id)
    assert desk.store.audit().differences == ()
