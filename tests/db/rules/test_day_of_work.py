"""What somebody has on a day (PPL-01, DSP-03, DSP-08, DSP-10)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from db.rules.day_of_work import (
    Block,
    Hole,
    Span,
    Visit,
    holes,
    hours_of,
    in_the_way,
    states_of,
    ways,
    whole_day,
)
from db.rules.duty import LEAVE, ON_DUTY, Stretch

CHINA = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


def at(hour: float, day: int = 15) -> datetime:
    """The hour of that day by the branch's clock."""
    return (datetime(2026, 7, day, tzinfo=CHINA) + timedelta(hours=hour)).astimezone(UTC)


def span(begin: float, end: float) -> Span:
    return Span(at(begin), at(end))


def visit(begin: float, end: float, ticket: str = "1", zone: str | None = "b") -> Visit:
    return Visit(at(begin), at(end), ticket, zone)


def minutes(one: str | None, other: str | None) -> int:
    """A quarter of an hour within a zone, an hour between two."""
    return 15 if one == other else 60


DAY = span(0, 24)
USUAL = [span(8.5, 12), span(13.5, 22)]
SHIFT = Stretch(ON_DUTY, at(8), at(17), 1)
NIGHT = Stretch(ON_DUTY, at(20), at(30), 1)


def test_the_shift_counts_and_without_one_the_usual_hours() -> None:
    assert hours_of([SHIFT], *DAY, CHINA, USUAL) == [span(8, 17)]
    assert hours_of([], *DAY, CHINA, USUAL) == USUAL


def test_leave_cuts_a_hole_into_a_shift_and_into_the_usual_hours() -> None:
    leave = Stretch(LEAVE, at(10), at(15), 2)
    assert hours_of([SHIFT, leave], *DAY, CHINA, USUAL) == [span(8, 10), span(15, 17)]
    assert hours_of([leave], *DAY, CHINA, USUAL) == [span(8.5, 10), span(15, 22)]
    assert [(one.kind, one.begin, one.end) for one in states_of([SHIFT, leave], *DAY, CHINA)] == [
        ("off", at(0), at(8)),
        ("duty", at(8), at(10)),
        ("leave", at(10), at(15)),
        ("duty", at(15), at(17)),
        ("off", at(17), at(24)),
    ]


def test_an_overnight_shift_is_one_stretch_and_its_second_day_has_no_usual_hours() -> None:
    assert hours_of([NIGHT], at(0), at(48), CHINA, [span(8.5, 22), span(32.5, 46)]) == [span(20, 30)]
    assert hours_of([NIGHT], *span(24, 48), CHINA, []) == [span(24, 30)]


def test_a_job_has_its_way_before_it_from_the_one_before_and_the_first_from_home() -> None:
    day = ways([visit(14, 15, "2", "b"), visit(9, 10, "1", "b")], "a", minutes)
    assert day == [
        Block(at(8), at(9), "travel", "1"),
        Block(at(9), at(10), "job", "1"),
        Block(at(13.75), at(14), "travel", "2"),
        Block(at(14), at(15), "job", "2"),
    ]


def test_a_way_that_is_too_tight_is_shown_over_the_job_before() -> None:
    day = ways([visit(9, 10, "1", "a"), visit(10.5, 11, "2", "b")], "a", minutes)
    assert day[2] == Block(at(9.5), at(10.5), "travel", "2")


def test_holes_lie_between_the_jobs_with_the_ways_taken_off() -> None:
    day = [visit(10, 11, "1", "b"), visit(15, 16, "2", "a")]
    found = holes([span(8, 18)], day, "b", HOUR, home="a", minutes=minutes)
    assert found == [
        # To the first job it was an hour from home: now an hour and a quarter.
        Hole(at(11.25), at(14), 15, 15),
        Hole(at(17), at(18), 60, 60),
    ]
    near = holes([span(8, 18)], day, "b", HOUR / 2, home="a", minutes=minutes)
    assert near[0] == Hole(at(9), at(9.75), 60, 15)


def test_a_hole_that_is_just_long_enough_counts_and_a_minute_less_does_not() -> None:
    day = [visit(10, 11, "1", "a")]
    found = holes([span(8.5, 12.25)], day, "a", HOUR, home="a", minutes=minutes)
    assert [(one.begin, one.end) for one in found] == [(at(8.75), at(9.75)), (at(11.25), at(12.25))]
    assert holes([span(8.5, 12.25)], day, "a", HOUR + HOUR / 60, home="a", minutes=minutes) == []


def test_somebody_who_is_somewhere_when_the_hours_begin_sets_out_from_there() -> None:
    early = visit(7, 8, "1", "b")
    (found,) = holes([span(8, 12)], [early], "b", HOUR, home="a", minutes=minutes)
    assert found.begin == at(8.25)
    noon = holes([span(8, 12), span(13, 17)], [visit(9, 12, "1", "b")], "b", HOUR, home="a", minutes=minutes)
    assert [one.begin for one in noon] == [at(13.25)]
    yesterday = visit(-10, -8, "1", "b")
    (found,) = holes([span(8, 12)], [yesterday], "b", HOUR, home="a", minutes=minutes)
    assert found.begin == at(9)


def test_a_job_over_the_end_of_the_hours_leaves_nothing_after_it() -> None:
    assert holes([span(8, 12)], [visit(8, 13)], "b", HOUR, home="a", minutes=minutes) == []


def test_starts_go_in_steps_from_an_origin() -> None:
    hole = Hole(at(9.1), at(11.5), 0, 0)
    assert list(hole.starts(HOUR, HOUR / 2, at(0))) == [at(9.5), at(10), at(10.5)]
    assert list(Hole(at(9), at(10), 0, 0).starts(HOUR, HOUR / 2, at(12))) == [at(9)]


def test_what_is_in_the_way_counts_the_way_and_may_touch_it() -> None:
    assert in_the_way(visit(12, 13), [visit(10, 11.75)], minutes) is None
    assert in_the_way(visit(12, 13), [visit(10, 11.8)], minutes) == visit(10, 11.8)
    assert in_the_way(visit(12, 13), [visit(13.5, 14, "2", "a")], minutes) is not None


def test_a_day_on_which_the_clock_is_changed_has_23_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert whole_day(datetime(2026, 3, 29, 12, tzinfo=berlin), berlin).length == timedelta(hours=23)
    assert whole_day(at(23), CHINA) == DAY


quarters = st.integers(0, 95).map(lambda quarter: quarter / 4)


@given(
    st.lists(st.tuples(quarters, st.integers(1, 12), st.sampled_from("ab")), max_size=6),
    st.sampled_from("abc"),
    st.integers(1, 8),
)
def test_whatever_is_put_into_a_hole_has_nothing_in_its_way(
    jobs: list[tuple[float, int, str]], zone: str, length: int
) -> None:
    day = [visit(begin, begin + long / 4, str(at), place) for at, (begin, long, place) in enumerate(jobs)]
    least = timedelta(minutes=15 * length)
    for hole in holes([span(8, 20)], day, zone, least, home="a", minutes=minutes):
        for begin in hole.starts(least, HOUR / 2, at(0)):
            assert at(8) <= begin < begin + least <= at(20)
            assert in_the_way(Visit(begin, begin + least, "new", zone), day, minutes) is None
