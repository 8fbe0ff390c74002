"""What is said of a file as a whole: its columns, its sheets, its kind."""

from collections.abc import Callable
from pathlib import Path

import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it comes without types

from db.errors import BadField
from db.imports import MapFile
from db.imports import run as running
from db.imports.run import KINDS
from db.imports.words import fields_of, first_words
from tests.db.desk import Desk
from tests.db.imports.conftest import bring

Write = Callable[[str, str], Path]


@pytest.mark.parametrize(
    ("kind", "header", "missing"),
    [
        ("tickets", "客户,电话,故障", ()),
        ("tickets", "客户,联系", ("phone", "fault")),
        ("equipment", "电话,产品", ()),
        ("equipment", "序列号", ("customer", "product")),
        ("staff", "工号", ("label",)),
    ],
)  # fmt: skip
def test_a_compulsory_field_without_a_column_is_told_at_once(
    lite: Desk, file: Write, kind: str, header: str, missing: tuple[str, ...]
) -> None:
    assert bring(lite, kind, file("a.csv", f"{header}\n"), dry=True).report.missing == missing


def test_a_constant_stands_for_a_column_that_is_not_there(lite: Desk, file: Write) -> None:
    path = file("a.csv", "客户,故障\n甲,不启动\n")
    said = MapFile(constants={"phone": "000"})
    assert bring(lite, "tickets", path, said, dry=True).report.missing == ()


def test_a_cover_sheet_without_a_table_points_at_the_other_sheets(lite: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet("封面").write(0, 0, "售后服务部")
        sheet = book.add_worksheet("七月")
        sheet.write_row(0, 0, ["客户", "电话", "故障"])
        sheet.write_row(1, 0, ["甲", "13800000001", "不启动"])
    with pytest.raises(BadField, match="七月"):
        bring(lite, "tickets", path)
    brought = bring(lite, "tickets", path, MapFile(sheet="七月"))
    assert (brought.counts, brought.report.sheet) == ((1, 0, 0), "七月")
    assert brought.report.other_sheets == ("封面",)


@pytest.mark.parametrize("text", ['{\n "customer": "甲"\n}\n', "{\n", "7\n"])
def test_a_json_file_that_is_not_one_object_a_line_is_refused_as_a_whole(
    lite: Desk, file: Write, text: str
) -> None:
    with pytest.raises(BadField, match="JSON object"):
        bring(lite, "tickets", file("a.json", text))


def test_a_listener_that_fails_is_not_blamed_on_the_file(lite: Desk, file: Write) -> None:
    def closed(_: object) -> None:
        raise BrokenPipeError

    path = file("a.csv", "客户,电话,故障\n甲,,x\n")
    with pytest.raises(BrokenPipeError):
        running.Import(lite.store, "A01", "tickets", MapFile(), bad=closed).run(path)


def test_the_first_word_for_a_code_is_chinese() -> None:
    """It is read in the first rows of a file (INT-11)."""
    fields = {name for kind in KINDS for name in fields_of(kind)}
    assert [word for name in fields for word in first_words(name).values() if word.isascii()] == []
