"""A day in half-hour cells: shapes that say what they are, wherever the axis begins, however wide it is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.day_cells import HALF, Axis, Bar, axis_of, draw, folded, free_of
from widgets.grid import packed

DAY = datetime(2026, 7, 15, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    return DAY + timedelta(hours=hour, minutes=minute)


def shown(bars: list[Bar], axis: Axis, now: datetime | None = None) -> str:
    return "".join(text for text, _tone, _key in draw(bars, axis, now))


MINUTE = st.integers(0, 2000)
SHIFT = Bar(at(8), at(12), "shift")


def test_every_kind_has_a_shape_of_its_own() -> None:
    bars = [
        SHIFT,
        Bar(at(9), at(11), "window", "412"),
        Bar(at(8, 30), at(9), "travel", "412"),
        Bar(at(9), at(10), "job", "412", "412"),
        Bar(at(11, 30), at(11, 30), "deadline", "412"),
    ]
    assert shown(bars, Axis(at(8), 8, 3)) == "...>>>[412=]~~~~~~...!.."


def test_what_is_late_and_what_lasts_longer_are_seen() -> None:
    bars = [
        SHIFT,
        Bar(at(8), at(9, 30), "job", "1", "1"), Bar(at(9), at(9, 30), "overrun", "1"),
        Bar(at(9), at(9, 30), "window", "2"), Bar(at(9, 30), at(10), "late", "2"),
        Bar(at(9, 30), at(10), "travel", "2"), Bar(at(10), at(11), "job", "2", "2"),
    ]  # fmt: skip
    assert shown(bars, Axis(at(8), 8, 3)) == "[1====+++>>>x2===]......"


def test_all_that_is_said_and_all_shapes_are_there_in_as_many_lines_as_they_need() -> None:
    legend = "  ".join(f"{shape} meaning" for shape in ".~>+x/-!|#")
    lines = packed(legend, 40)
    assert len(lines) > 1
    assert max(map(len, lines)) <= 40
    assert "  ".join(lines) == legend


def test_two_jobs_over_each_other_are_seen() -> None:
    bars = [SHIFT, Bar(at(9), at(10), "job", "1"), Bar(at(9, 30), at(10, 30), "job", "2")]
    assert "#" in shown(bars, Axis(at(8), 8, 3))


def test_the_axis_begins_with_the_first_shift_and_every_job_is_on_it() -> None:
    bars = [SHIFT, Bar(at(19), at(20, 15), "job", "1")]
    axis = axis_of(bars, at(9), 72)
    assert (axis.begin, axis.halves, axis.width) == (at(8), 25, 2)
    assert axis.marks().startswith("08  09")
    assert axis.cells <= 72


def test_the_axis_is_no_longer_than_the_day_and_no_absence_stretches_it() -> None:
    night = Bar(at(-1), at(1), "job", "1")
    assert axis_of([night], None, 72, DAY).begin == DAY
    away = Bar(at(0), at(24), "leave")
    assert axis_of([SHIFT, away], None, 72, DAY) == axis_of([SHIFT], None, 72, DAY)


def test_night_work_is_folded_before_the_first_shift_and_nothing_is_hidden() -> None:
    night, job = Bar(at(0), at(6), "shift"), Bar(at(2), at(3), "job", "1", "1")
    bars = [SHIFT, night, job, Bar(at(7), at(8), "travel")]
    axis = axis_of(bars, at(9), 72, DAY)
    assert axis.begin == at(7), "the way to the first job is no night work"
    assert folded(bars, axis) == ("=02:00", "1")
    assert folded([*bars, Bar(at(4), at(5), "job", "2")], axis) == ("=02:00+", "1")
    assert folded([night], axis) == (".-06:00", "")
    assert folded([SHIFT], axis) == ("", "")
    moved = Bar(at(2), at(3), "moved", "1")
    assert axis_of([*bars, moved], at(9), 72, DAY).begin == at(2), "what is moved is seen"
    assert axis_of(bars, at(4, 10), 72, DAY).begin == at(4), "and so is now"


def test_now_stands_where_nothing_else_does() -> None:
    assert shown([SHIFT], Axis(at(8), 8, 3), at(9, 10)) == ".......|" + "." * 16
    job = Bar(at(9), at(10), "job", "1")
    assert "|" not in shown([SHIFT, job], Axis(at(8), 8, 3), at(9, 10))


def test_what_is_free_lies_between_what_is_not() -> None:
    bars = [
        SHIFT,
        Bar(at(8), at(8, 30), "travel"),
        Bar(at(8, 30), at(9, 30), "job"),
        Bar(at(11), at(13), "leave"),
    ]
    assert free_of(bars) == [(at(9, 30), at(11))]


@pytest.mark.parametrize("room", [1, 10, 72, 112])
@given(
    spans=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2000), st.sampled_from(["job", "shift"])))
)
def test_whatever_the_day_holds_a_row_fills_its_cells(room: int, spans: list[tuple[int, int, str]]) -> None:
    bars = [
        Bar(DAY + timedelta(minutes=min(a, b)), DAY + timedelta(minutes=max(a, b)), kind, str(a), "1")
        for a, b, kind in spans
    ]
    axis = axis_of(bars, DAY, room)
    assert axis.cells <= room
    assert len(shown(bars, axis, DAY)) == axis.cells
    assert (axis.begin - DAY) % HALF == timedelta(0)
