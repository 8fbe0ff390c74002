"""A roster from other people's tables: people by days, or a line for each shift (PPL-01, PPL-04)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it comes without types

from db.errors import BadField
from db.imports import MapFile
from tests.db.desk import Desk
from tests.db.imports.conftest import bring

Write = Callable[[str, str], Path]
MONTH = MapFile(constants={"month": "2026-07"})
WEEK = "工号,姓名,13,14,15,16,17,18\n,,一,二,三,四,五,六\nT001,,早,早,早,中,夜,休\nT002,,值,,休,/,白,-\n"


def days(desk: Desk, staff: str = "T001", first: str = "2026-07-13", count: int = 6) -> str:
    rows = [row for row in desk.show("shifts", from_day=first, days=count) if row["staff"] == staff]
    return "".join(row["shift"] or "_" for row in rows)


def test_people_by_days_come_in_by_the_words_of_the_policy_and_what_was_worked_stays(
    desk: Desk, file: Write
) -> None:
    brought = bring(desk, "roster", file("r.csv", WEEK), MONTH)
    assert (brought.counts, brought.reasons) == ((2, 0, 0), [])
    assert (days(desk), days(desk, "T002")) == ("__DLN-", "__-_D-")
    assert brought.report.past == 3
    assert (brought.report.rows, brought.report.unused) == (2, ()), "the line of weekdays is none"
    assert bring(desk, "roster", file("r.csv", WEEK), MONTH).counts == (0, 2, 0)
    assert desk.differences() == []


def test_a_second_week_over_the_first_adds_its_days_and_changes_none_unasked(desk: Desk, file: Write) -> None:
    bring(desk, "roster", file("1.csv", WEEK), MONTH)
    second = file("2.csv", "姓名,16,17,18,19\nT001,早,夜,休,值\nT002,,白,-,\n")
    dry = bring(desk, "roster", second, MONTH, dry=True)
    assert (dry.counts, days(desk)) == ((1, 1, 0), "__DLN-"), "nothing was written"
    brought = bring(desk, "roster", second, MONTH)
    assert brought.counts == (1, 1, 0)
    [other] = brought.differing
    assert (other.number, other.fields, other.updated) == ("T001", ("2026-07-16",), False)
    assert days(desk, count=7) == "__DLN-W"
    [other] = bring(desk, "roster", second, MONTH, updating=True).differing
    assert other.mended == ("2026-07-16",)
    assert days(desk, count=7) == "__DDN-W"


def test_a_pattern_that_says_so_already_is_left_alone(desk: Desk, file: Write) -> None:
    desk.do("set_pattern", staff="T001", weeks="DDDDD--")
    assert bring(desk, "roster", file("r.csv", "姓名,16,18\nT001,白,休\n"), MONTH).counts == (0, 1, 0)
    assert bring(desk, "roster", file("r.csv", "姓名,16,18\nT001,白,值\n"), MONTH).counts == (1, 0, 0)


@pytest.mark.parametrize(
    ("shift", "day", "mapped"),
    [
        ("夜班", "2026-07-16", {}),
        ("night", "2026/7/16", {}),
        ("N", "2026年7月16日", {}),
        ("黑", "2026-07-16", {"黑": "N"}),
    ],
)
def test_a_line_for_each_shift(desk: Desk, file: Write, shift: str, day: str, mapped: dict[str, str]) -> None:
    table = file("long.csv", f"工号,班次,日期\nT001,{shift},{day}\nT002,黑黑,{day}\nT003,白,\n")
    brought = bring(desk, "roster", table, MapFile(values={"shift": mapped}))
    assert brought.counts == (1, 0, 2)
    assert [field for _, field, _ in brought.reasons] == ["shifts", "day"]
    assert days(desk) == "___N__"


@pytest.mark.parametrize(
    ("row", "field", "word"),
    [
        ("T001,白,飞", "shifts", "飞"), ("没人,白,白", "label", "没人"), ("T002,白,年假", "", "take_leave"),
        (",白,白", "staff", "missing"),
    ],
)  # fmt: skip
def test_a_bad_row_says_which_day_and_leaves_the_others(
    desk: Desk, file: Write, row: str, field: str, word: str
) -> None:
    brought = bring(desk, "roster", file("r.csv", f"姓名,16,17\n{row}\nT003,白,休\n"), MONTH)
    desk_says = [(line, name) for line, name, _ in brought.reasons]
    assert (2, field) in desk_says
    assert word in f"{brought.reasons} {[each.error.hint for each in brought.bad]}"


def test_a_leave_of_the_table_needs_its_slip_and_is_no_shift(desk: Desk, file: Write) -> None:
    desk.do("take_leave", staff="T001", by="M01", why="annual", from_day="2026-07-17")
    table = file("r.csv", "姓名,16,17\nT001,白,年假\n")
    assert bring(desk, "roster", table, MONTH).counts == (1, 0, 0)
    assert days(desk, first="2026-07-16", count=2) == "D_"


@pytest.mark.parametrize(
    ("name", "title", "heads", "first"),
    [
        ("r.csv", "2026年7月排班表,,\n", "16日,17日", date(2026, 7, 16)),
        ("2026-08 roster.csv", "", "Sun 16,Mon 17", date(2026, 8, 16)),
        ("r.csv", "", "2026-07-31,2026-08-01", date(2026, 7, 31)),
        ("2026年7月.csv", "", "8月1日,8月2日", date(2026, 8, 1)),
    ],
)  # fmt: skip
def test_the_month_stands_where_people_write_it(
    desk: Desk, file: Write, name: str, title: str, heads: str, first: date
) -> None:
    brought = bring(desk, "roster", file(name, f"{title}姓名,{heads}\nT001,白,夜\n"))
    assert brought.counts == (1, 0, 0), brought.reasons
    assert days(desk, first=first.isoformat(), count=2) == "DN"


def test_the_day_on_which_a_table_was_made_is_not_its_month(desk: Desk, file: Write) -> None:
    title = "制表 2026-07-10,2026年8月排班表,\n"
    bring(desk, "roster", file("r.csv", f"{title}姓名,16,17\nT001,白,夜\n"))
    assert days(desk, first="2026-08-16", count=2) == "DN"


def test_who_works_by_day_all_week_is_no_line_of_weekdays(desk: Desk, file: Write) -> None:
    table = file("r.csv", "姓名,16,17,18\n星期,四,五,六\nT001,日,日,日\nT002,白,白,白\n")
    assert bring(desk, "roster", table, MONTH).counts == (2, 0, 0)
    assert days(desk, first="2026-07-16", count=3) == "DDD"


@pytest.mark.parametrize("heads", ["30,31,1,2", "16,17,17,18", "2026-07-16,7/16,17,18"])
def test_days_that_go_on_into_another_month_or_come_twice_are_refused_whole(
    desk: Desk, file: Write, heads: str
) -> None:
    with pytest.raises(BadField, match="another month"):
        bring(desk, "roster", file("r.csv", f"姓名,{heads}\nT001,白,白,夜,夜\n"), MONTH)
    assert days(desk) == "______"


def test_a_second_column_under_one_day_is_not_passed_over(desk: Desk, file: Write) -> None:
    brought = bring(
        desk, "roster", file("r.csv", "姓名,16,,17,备注,\nT001,白,夜,白,,\nT002,白,,白,新,来\n"), MONTH
    )
    assert (brought.counts, brought.reasons[0][:2]) == ((1, 0, 1), (2, "shifts"))


def test_days_of_no_month_are_refused_whole(desk: Desk, tmp_path: Path, file: Write) -> None:
    with pytest.raises(BadField, match="which month"):
        bring(desk, "roster", file("r.csv", "姓名,16,17\nT001,白,夜\n"))
    with Workbook(str(tmp_path / "r.xlsx")) as book:
        for sheet in ("甲", "乙"):
            book.add_worksheet(sheet).write_row(0, 0, ["姓名", 16, 17])
    with pytest.raises(BadField, match="which month"):
        bring(desk, "roster", tmp_path / "r.xlsx")


def test_a_workbook_has_days_as_numbers_and_dates(desk: Desk, tmp_path: Path) -> None:
    def brought(heads: list[Any], sheet: str) -> tuple[int, int, int]:
        with Workbook(str(tmp_path / "r.xlsx"), {"default_date_format": "m-d"}) as book:
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, ["姓名", *heads])
            page.write_row(1, 0, ["T001", "夜", "休"])
        return bring(desk, "roster", tmp_path / "r.xlsx").counts

    assert brought([16, 17], "2026年7月") == (1, 0, 0)
    assert brought([date(2026, 7, 18), date(2026, 7, 19)], "排班") == (1, 0, 0)
    assert days(desk, first="2026-07-16", count=4) == "N-N-"
