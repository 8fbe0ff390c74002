"""`paigong calendar`: an official list from a file, and what is expected of a year (SLA-05)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it comes without types

from db.imports.days_off import proposed, read_days
from db.policy.model import Policy
from db.store import open_store
from tests.console.running import Branch

NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
各省、自治区、直辖市人民政府：
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
"""
HEAD = ["日期", "结束", "性质", "名称"]
ROWS = [["2027-01-01", "2027-01-03", "放假", "元旦"], ["2027-02-05", "2027-02-11", "放假", "春节"],
        ["2027-01-31", "", "上班", ""], ["2027-02-20", "", "上班", ""]]  # fmt: skip


def policy(branch: Branch) -> Policy:
    store = open_store(branch.url)
    try:
        return store.policy()
    finally:
        store.close()


def written(folder: Path, ending: str) -> Path:
    """The same list as a file of that kind."""
    path = folder / f"放假安排.{ending}"
    if ending == "txt":
        path.write_bytes(NOTICE.encode("gb18030"))
    elif ending == "csv":
        path.write_text("\n".join(",".join(row) for row in [HEAD, *ROWS]), "utf-8")
    elif ending == "jsonl":
        names = ("date", "to", "kind", "name")
        path.write_text(
            "\n".join(
                "{" + ", ".join(f'"{n}": "{v}"' for n, v in zip(names, row, strict=True)) + "}"
                for row in ROWS
            ),
            "utf-8",
        )
    else:
        with Workbook(str(path)) as book:
            sheet, as_day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
            sheet.write_row(0, 0, HEAD)
            for at, row in enumerate(ROWS, 1):
                for column in (0, 1):
                    if row[column]:
                        sheet.write_datetime(at, column, date.fromisoformat(row[column]), as_day)
                sheet.write_row(at, 2, row[2:])
    return path


@pytest.mark.parametrize("ending", ["txt", "csv", "xlsx", "jsonl"])
def test_a_list_is_read_from_any_file_in_which_people_have_it(tmp_path: Path, ending: str) -> None:
    read = read_days(written(tmp_path, ending))
    assert read.bad == ()
    off = [each.day for each in read.days if each.kind == "holiday"]
    assert [f"{day:%m-%d}" for day in (off[0], off[2], off[3], off[-1])] == [
        "01-01",
        "01-03",
        "02-05",
        "02-11",
    ]
    assert [str(each.day) for each in read.days if each.kind == "workday"] == ["2027-01-31", "2027-02-20"]
    assert [each.name for each in read.days if each.day == date(2027, 2, 6)] == ["春节"]


def test_an_official_list_is_shown_then_entered_once(branch: Branch, tmp_path: Path) -> None:
    file = str(written(tmp_path, "txt"))
    before = policy(branch).version
    dry = branch.run("calendar", "import", file, "--dry-run")
    assert dry.code == 0, dry
    assert "2027-02-20  Saturday  make-up working day" in dry.out
    assert "12 changes; nothing was written." in dry.out
    assert policy(branch).version == before
    done = branch.run("calendar", "import", file)
    assert done.code == 0, done
    assert "Official now: 2027." in done.out
    assert "2 lines hold no day and were passed over." in done.out
    assert policy(branch).calendars.holidays["china"].years == {2026, 2027}
    present = policy(branch).version
    again = branch.run("calendar", "import", file)
    assert (again.code, again.out.splitlines()[0]) == (0, "Nothing differs: the policy in force stays.")
    assert policy(branch).version == present, "twice adds nothing"


def test_every_bad_line_is_told_with_its_place_and_nothing_is_entered(branch: Branch, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text(
        "date,kind,name\n2027-01-01,holiday,x\n2027-02-30,holiday,\n2027-03-01,perhaps,\n,,\n2027-01-01,workday,\n"
    )
    before = policy(branch).version
    ran = branch.run("calendar", "import", str(file))
    assert ran.code == 2
    lines = ran.out.splitlines()
    assert [line.partition(",")[0] for line in lines[:3]] == ["Line 3", "Line 4", "Line 6"]
    assert lines[-1].startswith("Nothing was entered")
    assert policy(branch).version == before
    told = branch.run("calendar", "import", str(file), "--json").json
    assert [each["line"] for each in told["bad"]] == [3, 4, 6]
    assert branch.run("calendar", "import").code == 2
    assert branch.run("calendar", "import", str(tmp_path / "none.csv")).code == 2
    empty = tmp_path / "empty.txt"
    empty.write_text("nothing here\n")
    assert branch.run("calendar", "import", str(empty)).code == 2


def test_what_is_expected_stays_provisional_and_never_replaces_an_official_list(
    branch: Branch, tmp_path: Path
) -> None:
    ran = branch.run("calendar", "propose", "2027")
    assert ran.code == 0, ran
    assert "2027 stays provisional until its official list is entered." in ran.out
    china = policy(branch).calendars.holidays["china"]
    assert (set(china.years), set(china.proposed)) == ({2026}, {2027})
    assert branch.run("calendar", "propose", "2026").code == 2
    done = branch.run("calendar", "import", str(written(tmp_path, "csv")), "--json").json
    assert (done["confirmed"], done["entered"]) == ([2027], True)
    china = policy(branch).calendars.holidays["china"]
    assert (set(china.years), set(china.proposed)) == ({2026, 2027}, set())
    assert branch.run("calendar", "propose", "1800").code == 2
    assert branch.run("calendar", "propose", "2027", "--country", "XX").code == 2


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_what_is_expected_of_an_announced_year_is_its_list_by_two_libraries(year: int) -> None:
    days = {each.day: each.kind for each in proposed("CN", year)}
    for number in range(365):
        day = date(year, 1, 1) + timedelta(days=number)
        kind = days.get(day, "ordinary")
        working = kind == "workday" or (kind != "holiday" and day.weekday() < 5)
        assert working == chinese_calendar.is_workday(day), day


def test_what_is_expected_of_a_year_that_is_not_announced_has_no_make_up_day() -> None:
    kinds = [each.kind for each in proposed("CN", 2027)]
    assert kinds.count("workday") == 0
    assert kinds.count("holiday") >= 13


@pytest.mark.parametrize(
    ("at", "asked"),
    [
        ("2026-09-30T12:00:00+08:00", ""),
        ("2026-10-01T12:00:00+08:00", "2027"),
        ("2026-12-31T12:00:00+08:00", "2027"),
        ("2027-01-01T12:00:00+08:00", "2027, 2028"),
    ],
)
def test_doctor_asks_for_the_list_of_the_next_year_from_october_on(
    branch: Branch, at: str, asked: str
) -> None:
    found = branch.run("doctor", "--json", at=at)
    (years,) = (each for each in found.json if each["title"] == "Calendar years")
    advice = f"Enter the official days off of {asked}: paigong calendar import FILE" if asked else ""
    assert (years["advice"], years["fine"]) == (advice, not asked)


def test_all_open_tickets_are_moved_from_the_command_line(branch: Branch) -> None:
    for number in range(3):
        branch.done("register", "--customer", f"厂{number}", "--phone", f"1380000000{number}", "--fault", "x",
                    "--level", "2")  # fmt: skip
    branch.done("set_setting", "--setting", "at_risk_percent", "--value", "40", "--reason", "x")
    counts = branch.show("renewal_counts")
    assert (counts["tickets"], counts["changed"]) == (3, 3)
    assert {row["milestone"] for row in branch.show("renewal")} == {"respond", "arrive"}
    moved = branch.done("renew", "--ticket", "all", "--reason", "x")
    assert len(moved["done"]) == 3
    assert branch.show("renewal_counts")["tickets"] == 0
