"""A bar is as wide as its place, whatever it shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.stage import Stage, screen_lines
from widgets.bars import Bar, BarList, BarRow
from widgets.cells import width_of
from widgets.columns import Column

SHARES = st.floats(-1, 3, allow_nan=False)


async def test_a_name_beside_a_bar_that_is_cut_says_so() -> None:
    bars = BarList([Column("name", "Figure", 12), Column("bar", "", 10)])
    app = Stage(bars)
    async with app.run_test(size=(30, 6)) as pilot:
        bars.set_lines([BarRow("a", {"name": "Original timeliness"}, {}, bars={"bar": Bar(1)})])
        await pilot.pause()
        assert "Original ti~ ##########" in screen_lines(app)[1]


@given(SHARES, st.none() | SHARES, st.integers(0, 80))
def test_a_bar_fills_its_place_and_no_more(share: float, aim: float | None, width: int) -> None:
    assert width_of(Bar(share, aim).text(width)) == width


@pytest.mark.parametrize(
    ("bar", "shown"),
    [
        (Bar(0), ".........."),
        (Bar(0.001), "#........."),
        (Bar(0.5), "#####....."),
        (Bar(0.999), "#########."),
        (Bar(1), "##########"),
        (Bar(0.5, 0.9), "#####...|."),
        (Bar(1, 0.9), "########|#"),
        (Bar(0.2, 1), "##.......|"),
    ],
)
def test_what_is_there_shows_and_what_lacks_anything_lacks_a_cell(bar: Bar, shown: str) -> None:
    assert bar.text(10) == shown
