"""A page's blocks, as the typesetter and as plain text draw them."""

from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader
from rich.cells import cell_len

from console.printing.paper import Band, Bar, Bars, Box, Cell, Note, Page, Table, row
from console.printing.plain import BAR, WIDE, plain
from console.printing.typesetting import pdf

PAGE = Page(
    "月报",
    "2026-07",
    (
        Band("按等级"),
        Bars((Bar("一级", "3", 0.03), Bar("二级", "100", 1.0), Bar("未知", "0", 0.0))),
        row(Cell("签字", "张伟", signed=True, date="2026-08-01"), Cell("复核", signed=True)),
        row(Cell("满意", boxes=(Box("是", True), Box("否")))),
        Table(("名称", "数量"), (16, 8), (("长名称" * 30, "1"), ("螺丝", "2")), least=4),
        Note("注"),
    ),
    datetime(2026, 8, 1, tzinfo=UTC),
    copies=("第一联：存根", "第二联：客户"),
)


def test_plain_text_keeps_to_its_width_and_has_every_copy() -> None:
    first, second = plain(PAGE).split("\f")
    assert "第一联：存根" in first
    assert "第二联：客户" in second
    assert max(map(cell_len, first.splitlines())) <= WIDE
    for said in ("☑ 是  □ 否", "签字：张伟", "2026-08-01", "年  月  日"):
        assert said in first
    bars = [line.count(BAR) for line in first.splitlines() if line.startswith(("一级", "二级", "未知"))]
    assert bars[0] < bars[1]
    assert bars[2] == 0
    assert first.count("_" * WIDE) == 2


def test_each_copy_counts_its_own_pages() -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf(PAGE))).pages]
    assert [("第一联：存根" in page, "第二联：客户" in page) for page in pages] == [
        (True, False),
        (False, True),
    ]
    assert all("第 1 页" in page and "共 1 页" in page for page in pages)
