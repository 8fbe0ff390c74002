"""A bar is as wide as its place, whatever it shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.bars import Bar
from widgets.cells import width_of

SHARES = st.floats(-1, 3, allow_nan=False)


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
