"""Columns: what gives way, and that all stand where their headings stand."""

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from tests.widgets.stage import LABELS
from widgets.columns import Column, place, strip_of
from widgets.queue_row import queue_columns


@given(st.integers(1, 250))
def test_columns_never_overlap_nor_overhang(width: int) -> None:
    placed = place(queue_columns(LABELS, 10), width)
    x = 0
    for column in placed:
        assert column.x >= x
        x = column.x + column.width
    assert x <= width


def test_the_queue_fills_the_width_and_drops_the_product_at_80() -> None:
    names = {width: [column.name for column in place(queue_columns(LABELS, 10), width)] for width in (80, 92)}
    assert "product" not in names[80]
    assert "product" in names[92]
    assert [name for name in names[92] if name not in ("product", "task")] == names[80]
    last = place(queue_columns(LABELS, 10), 80)[-1]
    assert last.x + last.width == 80


def test_a_wide_queue_gives_its_room_to_what_is_cut() -> None:
    wide = {column.name: column.width for column in place(queue_columns(LABELS, 10), 160)}
    assert wide["customer"] == 24
    assert wide["product"] == 20
    assert wide["fault"] > 40


@given(st.integers(40, 250))
def test_no_column_grows_beyond_its_end_and_no_cell_is_given_twice(width: int) -> None:
    columns = queue_columns(LABELS, 10)
    placed = place(columns, width)
    most = {column.name: max(column.most, column.width) for column in columns if column.most}
    assert all(column.width <= most.get(column.name, 999) for column in placed)
    assert placed[-1].x + placed[-1].width <= width
    if width >= 80:
        assert placed[-1].x + placed[-1].width == width


def test_the_highest_drop_goes_first() -> None:
    columns = [Column("a", "", 10, gap=0), Column("b", "", 10, drop=1), Column("c", "", 10, drop=2)]
    assert [column.name for column in place(columns, 32)] == ["a", "b", "c"]
    assert [column.name for column in place(columns, 31)] == ["a", "b"]
    assert [column.name for column in place(columns, 12)] == ["a"]
    assert [column.width for column in place(columns, 4)] == [4]


def test_a_strip_is_as_wide_as_asked_whatever_is_put_on_it() -> None:
    blank, strong = Style(), Style(bold=True)
    pieces = [(0, ">", strong), (3, "南山酒店", blank), (8, "叠", strong), (20, "x" * 30, blank)]
    for width in range(1, 30):
        strip = strip_of(pieces, width, blank)
        assert strip.cell_length == width
        assert sum(segment.cell_length for segment in strip) == width


def test_a_tight_queue_of_79_cells_has_its_tasks() -> None:
    names = [column.name for column in place(queue_columns(LABELS, 10, tight=True), 79)]
    assert ("task" in names, "agreed" in names) == (True, True), "before the district"
    without = [column.name for column in place(queue_columns(LABELS, 10, tight=True, tasks=False), 79)]
    assert ("task" in without, "district" in without) == (False, True)
    assert "task" not in [column.name for column in place(queue_columns(LABELS, 10), 80)]
