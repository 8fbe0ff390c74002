"""Files of every kind become rows; what cannot be read is said, and reading goes on."""

import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it comes without types

from db.errors import BadField, StoreError
from db.imports import lines, sheets
from db.imports.lines import LONGEST_RECORD, RawRow, delimiter_of, encoding_of
from db.imports.reading import ENDINGS, rows_of
from db.imports.sheets import Sheets

Write = Callable[[str, str | bytes], Path]


def cells(path: Path) -> list[list[object]]:
    return [row.cells for row in rows_of(path)]


def workbook(path: Path, rows: list[list[object]]) -> Path:
    with Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_usual_encodings_and_delimiters_are_told_apart(
    file: Write, encoding: str, delimiter: str
) -> None:
    text = f'客户{delimiter}故障\r\n南山制衣厂{delimiter}"不启动，\n冒烟"\r\n'
    assert cells(file("a.csv", text.encode(encoding))) == [["客户", "故障"], ["南山制衣厂", "不启动，\n冒烟"]]


def test_a_mark_is_not_part_of_the_first_header(file: Write) -> None:
    path = file("a.csv", "\ufeff客户\n甲\n")
    assert encoding_of(path) == "utf-8-sig"
    assert cells(path)[0] == ["客户"]


def test_a_delimiter_inside_quotes_does_not_count() -> None:
    assert delimiter_of('"a,b,c";d\n') == ";"
    assert delimiter_of("alone\n") == ","


@pytest.mark.parametrize("title", ["2026年7月台账\n", "\n\n台账\n\n", "sep=;\n"])
def test_a_title_above_the_header_does_not_hide_the_delimiter(file: Write, title: str) -> None:
    assert cells(file("a.csv", f"{title}客户;电话\n甲;1380\n"))[-2:] == [["客户", "电话"], ["甲", "1380"]]


def test_a_quote_that_does_not_end_costs_one_row_and_not_the_rest(file: Write) -> None:
    rows = list(rows_of(file("a.csv", 'a,b\n1,"2\n3,4\n5,6\n')))
    assert [row.cells for row in rows if row.problem is None] == [["a", "b"], ["3", "4"], ["5", "6"]]
    assert [row.line for row in rows if row.problem is not None] == [2]


def test_lines_are_counted_where_a_record_begins(file: Write) -> None:
    rows = list(rows_of(file("a.csv", 'a,b\n\n1,"x\ny"\n3,4\n')))
    assert [row.line for row in rows] == [1, 3, 5]


def test_a_line_without_end_is_refused_and_skipped(file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_RECORD", 100)
    rows = list(rows_of(file("a.csv", "a,b\n" + "x" * 1000 + ",1\n3,4\n")))
    assert [row.cells for row in rows if row.problem is None] == [["a", "b"], ["3", "4"]]
    assert str(rows[1].problem) == "field: The line has more than 100 characters."


def test_an_open_quote_does_not_swallow_a_long_file(file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_RECORD", 100)
    rows = list(rows_of(file("a.csv", 'a,b\n1,"2\n' + "3,4\n" * 200)))
    assert sum(row.problem is None for row in rows) == 201
    assert [row.line for row in rows if row.problem is not None] == [2]


def test_a_megabyte_in_a_cell_is_read_as_it_stands(file: Write) -> None:
    assert len(str(cells(file("a.csv", "a\n" + "x" * 1_000_000 + "\n"))[1][0])) == 1_000_000 < LONGEST_RECORD


def test_objects_a_line_share_the_columns_of_all_of_them(file: Write) -> None:
    path = file("a.jsonl", '{"a": 1}\n\n{"b": "x", "a": null}\n[1]\n{"a": \nnull\n')
    rows = list(rows_of(path))
    assert [row.cells for row in rows if row.problem is None] == [["a", "b"], [1, None], [None, "x"]]
    assert [row.line for row in rows if row.problem is not None] == [4, 5, 6]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": ' * 50_000, '{"a": ' + "9" * 10_000 + "}"])
def test_json_made_to_break_readers_is_one_bad_row(file: Write, text: str) -> None:
    assert [row.problem is not None for row in rows_of(file("a.jsonl", text))] == [False, True]


def test_a_workbook_keeps_numbers_and_instants(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", [["电话", "时间"], [13800000001, datetime(2026, 7, 15, 14, 30)], [], ["x"]]
    )
    rows = list(rows_of(path))
    assert [row.cells for row in rows] == [
        ["电话", "时间"],
        [13800000001.0, datetime(2026, 7, 15, 14, 30)],
        ["x", ""],
    ]
    assert [row.line for row in rows] == [1, 2, 4]


def test_a_workbook_may_call_itself_csv(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["客户"], ["甲"]])
    assert cells(path.rename(tmp_path / "a.csv")) == [["客户"], ["甲"]]


def refused(path: Path) -> str:
    with pytest.raises(StoreError) as said:
        list(rows_of(path))
    assert said.value.exit_code == 2
    return said.value.msgid


def test_what_unpacks_to_too_much_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 1_000_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 2_000_000)
    assert path.stat().st_size < 10_000
    assert "unpack" in refused(path)


def test_what_lies_about_its_size_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 100_000)
    content = path.read_bytes()
    true, lie = (100_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    assert content.count(true) == 2
    path.write_bytes(content.replace(true, lie))
    assert "cannot be read" in refused(path)


def test_one_cell_far_away_is_not_a_reason_for_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "客户")
        sheet.write(1, 0, "甲")
        sheet.write(1_048_575, 16_383, "far")
    sheets = Sheets()
    rows = list(rows_of(path, sheets=sheets))
    assert [row.cells for row in rows] == [["客户"], ["甲"]]
    assert sheets.stray


def test_another_table_far_below_is_not_left_aside_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at in range(30):
            sheet.write_row(at and 1_048_000 + at, 0, ["甲"] * 20)
    assert "unpack" in refused(path)


@pytest.mark.parametrize("keep", [10, 200, 1000, -30])
def test_a_workbook_cut_off_is_refused(tmp_path: Path, keep: int) -> None:
    path = workbook(tmp_path / "a.xlsx", [["客户"], ["甲"]])
    path.write_bytes(path.read_bytes()[:keep])
    assert "cannot be read" in refused(path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"a,b\n\x00\x01\x02", "not a text"),
        ("a.csv", b"a,b\n\xff\xfe\xfd", "neither UTF-8 nor GB18030"),
        ("a.csv", "客户,电话\n甲,1".encode()[:-3], "cut off"),
        ("a.xlsx", b"a,b\n1,2\n", "no workbook"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 40, "cannot be read"),
        ("a.xls", b"<html><table>", "web page"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, "old or a protected"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, "protected"),
        ("a.pdf", b"%PDF", "kind that cannot"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_the_reason(
    file: Write, name: str, content: bytes, said: str
) -> None:
    assert said in refused(file(name, content))


def test_a_folder_a_missing_file_and_a_pipe_are_refused_at_once(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.csv")
    assert "folder" in refused(tmp_path)
    assert "no file" in refused(tmp_path / "nothing.csv")
    assert "plain" in refused(tmp_path / "pipe.csv")


def test_cells_merged_downwards_say_the_same_in_every_row(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(["", "客户", "时间", ""], 1):
            sheet.write(0, at, row)
        sheet.merge_range(0, 2, 1, 2, "客户")
        sheet.merge_range(0, 3, 0, 4, "时间")
        sheet.write_row(1, 3, ["报修时间", "完成时间"])
        sheet.merge_range(2, 2, 4, 2, "南山酒店")
        for at in range(2, 6):
            sheet.write_row(at, 3, [f"起{at}", f"止{at}"])
    assert cells(path)[1:] == [
        ["客户", "报修时间", "完成时间"],
        *(["南山酒店", f"起{at}", f"止{at}"] for at in range(2, 5)),
        ["", "起5", "止5"],
    ]


def test_the_first_sheet_that_can_be_seen_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        for name in ("字典", "七月", "八月"):
            book.add_worksheet(name).write(0, 0, name)
        book.get_worksheet_by_name("七月").activate()
        book.get_worksheet_by_name("字典").hide()
    told = Sheets()
    assert [row.cells for row in rows_of(path, sheets=told)] == [["七月"]]
    assert told == Sheets("七月", ("八月",), 1)
    assert [row.cells for row in rows_of(path, sheet="字典")] == [["字典"]]


def test_days_in_a_workbook_stay_days(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet().write_datetime(
            0, 0, datetime(2026, 7, 15), book.add_format({"num_format": "yyyy-mm-dd"})
        )
    cell = cells(path)[0][0]
    assert isinstance(cell, date)
    assert (cell.year, cell.month, cell.day) == (2026, 7, 15)


def said_of(path: Path) -> list[RawRow]:
    """The rows, none where the file is refused; anything else is a failure."""
    with suppress(BadField):
        return list(rows_of(path))
    return []


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=400),
    ending=st.sampled_from(ENDINGS),
    head=st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", "客户,电话\n".encode()]),
)
def test_any_bytes_end_in_rows_or_in_a_sentence(
    tmp_path: Path, content: bytes, ending: str, head: bytes
) -> None:
    path = tmp_path / f"any{ending}"
    path.write_bytes(head + content)
    assert all(isinstance(row, RawRow) for row in said_of(path))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 5000), bits=st.integers(1, 255))
def test_a_workbook_with_one_byte_changed_ends_in_rows_or_in_a_sentence(
    tmp_path: Path, at: int, bits: int
) -> None:
    path = tmp_path / "flipped.xlsx"
    content = bytearray(workbook(path, [["客户", "电话"], ["甲", 1.5]]).read_bytes())
    content[at % len(content)] ^= bits
    path.write_bytes(bytes(content))
    assert len(said_of(path)) <= 3


# -- what the reader of workbooks does not tell -------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "number", "shown"),
    [
        ("000000000000", 75512345678, "075512345678"), ("0000-00000000", 75512345678, "0755-12345678"),
        ('"0755-"00000000', 12345678, "0755-12345678"), ("000-0000-0000", 13812345678, "138-1234-5678"),
        ("00000", 42, "00042"), ("00000;[Red]-00000", 42, "00042"), ("00", 12345, "12345"),
    ],
)  # fmt: skip
def test_digits_that_a_number_format_shows_are_digits(
    tmp_path: Path, pattern: str, number: int, shown: str
) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("工单")
        sheet.write_row(0, 0, ["客户", "电话"])
        sheet.write(1, 0, "甲")
        sheet.write_number(1, 1, number, book.add_format({"num_format": pattern}))
    assert cells(path)[1] == ["甲", shown]


@pytest.mark.parametrize("pattern", ["0", "0.00", "#,##0", "yyyy-mm-dd", "0%", "General", "0.00E+00"])
def test_other_formats_change_nothing(tmp_path: Path, pattern: str) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["客户", "电话"])
        sheet.write_number(1, 1, 46204, book.add_format({"num_format": pattern}))
    assert cells(path)[1][1] in (46204.0, date(2026, 7, 1))


def test_a_formula_without_a_value_is_told_from_an_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet("封面")
        sheet = book.add_worksheet("工单 & 备件")
        sheet.write_row(1, 1, ["客户", "电话", "故障"])
        sheet.write_row(2, 1, ["甲", "", "x"])
        sheet.write_formula(2, 2, "=A1", None, "")
        sheet.write_formula(2, 3, "=A1", None, "well")
    [header, row] = list(rows_of(path, sheet="工单 & 备件"))
    assert (header.line, header.cells) == (2, ["客户", "电话", "故障"])
    assert (row.cells[0], type(row.cells[1]).__name__, row.cells[2]) == ("甲", "Unfilled", "well")


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.xlsb"])
def test_a_workbook_is_known_by_what_it_holds(tmp_path: Path, name: str) -> None:
    path = workbook(tmp_path / "a.xlsx", [["客户"], ["甲"]])
    assert cells(path.rename(tmp_path / name)) == [["客户"], ["甲"]]


def test_a_table_of_text_that_calls_itself_a_workbook_is_read(file: Write) -> None:
    assert cells(file("a.xls", "客户\t电话\n甲\t138\n")) == [["客户", "电话"], ["甲", "138"]]
