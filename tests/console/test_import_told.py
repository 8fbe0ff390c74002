"""What an import says shortly, what it leaves out, lists, updates and takes back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import load_workbook

from console.words.i18n import LANGUAGES
from tests.console.running import Branch, paigong
from tests.console.test_import import import_, table

__all__ = ["table"]


def test_reasons_are_said_once_with_how_often_and_where(demo: Branch, tmp_path: Path) -> None:
    rows = "".join(f"甲{at},1380000{at:04d},x,飞机{at % 3}\n" for at in range(40))
    (tmp_path / "a.csv").write_text("客户,电话,故障,服务方式\n" + rows + "乙,,,\n", encoding="utf-8")
    ran = import_(demo, tmp_path / "a.csv", "--dry-run")
    lines = ran.out.splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("40 rows"))
    assert lines[at].startswith("40 rows (lines 2, 3, 4, 5, 6 …), 服务方式 (way): 服务方式 is one of")
    assert "line 42, 电话 (phone): 电话 is missing." in lines
    assert "line 42, 故障 (fault): 故障 is missing." in lines
    assert ran.code == 2


def test_an_import_in_which_every_row_is_refused_does_not_end_as_done(demo: Branch, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("客户,电话,故障\n甲,,x\n", encoding="utf-8")
    assert import_(demo, path).code == 2
    assert import_(demo, path, "--json").code == 2
    path.write_text("客户,产品\n无人,空调\n", encoding="utf-8")
    assert import_(demo, path, kind="equipment").code == 3
    path.write_text("客户,电话,故障\n甲,,x\n乙,13800000001,x\n", encoding="utf-8")
    assert import_(demo, path).code == 0


def test_a_dry_run_tells_what_the_tickets_will_be(demo: Branch, tmp_path: Path) -> None:
    text = (
        "工单号,客户,电话,故障,等级,状态,报修时间,完成时间,关闭时间\n"
        "1,甲,13800000001,x,2,已关闭,2026-07-01 09:00,2026-07-01 10:00,2026-07-01 11:00\n"
        "2,乙,13800000002,x,2,已受理,2026-07-01 09:00,,\n"
        "1,甲,13800000001,x,2,已关闭,2026-07-01 09:00,2026-07-01 10:00,2026-07-01 11:00\n"
    )
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    said = import_(demo, tmp_path / "a.csv", "--dry-run").out
    assert "Tickets by state: closed: 1, triaged: 1. 1 stands breached." in said
    assert "1 row has a number that stood in the file before" in said


def test_conditions_leave_rows_out_and_say_so(demo: Branch, table: Path) -> None:
    ran = import_(demo, table, "--where", "客户=甲", "--where", "客户= 丙", "--json")
    assert (ran.json["added"], ran.json["left_out"]) == (2, 1)
    assert import_(demo, table, "--where", "天气=雨").code == 2
    assert import_(demo, table, "--where", "雨").code == 2


def test_bad_rows_come_back_as_a_workbook_of_texts(demo: Branch, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "工单号,客户,电话,故障,报修时间,状态\n20251031025737239,甲,075500000001,x,2025-10-31 09:00,暂停\n",
        encoding="utf-8",
    )
    assert import_(demo, path).code == 2
    beside = tmp_path / "a.rejected.xlsx"
    assert beside.stat().st_mode & 0o077 == 0
    [header, row] = load_workbook(str(beside)).get_sheet_by_index(0).to_python()
    assert (row[0], row[2]) == ("20251031025737239", "075500000001")
    assert header[-3:] == ["line", "field", "reason"]
    (tmp_path / "m.toml").write_text('[constants]\n暂停原因 = "等配件"\n故障等级 = 2\n', encoding="utf-8")
    assert "1 added" in import_(demo, beside, "--map", str(tmp_path / "m.toml")).out
    [found] = demo.show("queue", "--view", "paused")
    assert demo.show("ticket", found["number"])["external_number"] == "20251031025737239"


def test_an_import_can_be_taken_back_until_somebody_acts(branch: Branch, table: Path) -> None:
    brought = import_(branch, table, "--json").json["id"]
    assert branch.run("import", "--take-back", brought).out.startswith(
        "2 tickets were taken back.\n2 customers"
    )
    assert branch.show("queue") == []
    assert branch.run("import", "--take-back", brought).code == 3
    again = import_(branch, table, "--json").json
    assert (again["added"], again["known"]) == (2, 0)
    [row, gone] = branch.show("imports")
    assert (row["id"], row["tickets"], row["open"], row["taken_back"]) == (again["id"], 2, 2, 0)
    assert (gone["id"], gone["open"], gone["taken_back"]) == (brought, 0, 2)
    branch.do("note", "--ticket", branch.show("queue")[0]["number"], "--text", "ruft zurück")
    ran = branch.run("import", "--take-back", again["id"])
    assert ran.code == 3
    assert "acted on" in ran.err
    assert len(branch.show("queue")) == 2
    assert branch.run("audit").code == 0


def test_what_differs_is_listed_and_updated_on_request(demo: Branch, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    header = "工单号,客户,电话,故障,等级,状态,报修时间,完成时间,关闭时间\n"
    path.write_text(header + "W2,乙,13800000001,漏水,3,新建,2026-07-01 09:00,,\n", encoding="utf-8")
    import_(demo, path)
    [number] = [row["number"] for row in demo.show("queue")]
    path.write_text(
        header + "W2,乙,13800000001,漏水,3,已关闭,2026-07-01 09:00,2026-07-02 09:00,2026-07-02 10:00\n",
        encoding="utf-8",
    )
    said = import_(demo, path).out
    assert f"1 × already here, differs in 状态, 完成时间, 关闭时间: line 2 {number}" in said
    assert demo.show("ticket", number)["state"] == "triaged"
    assert "now up to date" in import_(demo, path, "--update").out
    assert demo.show("ticket", number)["state"] == "closed"
    assert "already here" not in import_(demo, path, "--update").out


@pytest.mark.parametrize("language", LANGUAGES)
def test_export_and_import_use_the_same_words(
    new_branch: Callable[[], Branch], tmp_path: Path, language: str
) -> None:
    ours, theirs = new_branch(), new_branch()
    ours.do(
        "add_staff", "--staff", "T901", "--label", "张伟", "--roles", "technician", "--trade", "electrical"
    )
    ours.do("add_customer", "--customer", "甲", "--phone", "13800000001", "--grade", "important")
    ours.do("buy_tool", "--kind", "multimeter", "--number", "W-1")
    ours.do("issue_tool", "--staff", "T901", "--tool", "W-1")
    number = ours.ticket("--level", "2", "--kind", "installation", "--channel", "wechat")
    ours.do("dispatch", "--ticket", number, "--technician", "T901")
    wanted = {
        "roster": ("staff", {"staff", "label", "roles", "trade", "newcomer"}),
        "customers": ("customers", {"customer", "phone", "grade", "branch", "address", "district"}),
        "tools": ("tools", {"number", "kind", "staff", "calibration_due"}),
        "queue": (
            "tickets",
            {"external_number", "level", "status", "customer", "fault", "way", "reported_at"},
        ),
    }
    for view, (kind, fields) in wanted.items():
        path = tmp_path / f"{view}.csv"
        assert (
            paigong("--db", ours.url, "--as", "A01", "--lang", language, "export", view, str(path)).code == 0
        )
        told = import_(theirs, path, "--json", kind=kind).json
        assert fields <= set(told["mapping"]), view
        # The first person is there; the queue may lack phones.
        assert {each["field"] for each in told["problems"]} <= {"", "phone"}, (view, told["problems"])
        assert view == "queue" or told["added"] == (2 if view == "customers" else 1)
    [tool] = theirs.show("tools")
    assert (tool["number"], tool["holder"]) == ("W-1", "T901")
