"""Windows that may be offered: what they keep, and what they cost (DSP-03)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.rules.day_of_work import Span, Visit, in_the_way
from db.rules.offers import Hand, Prices, Wanted, chosen, offers

HOUR = timedelta(hours=1)
MORNING = datetime(2026, 7, 15, 1, tzinfo=UTC)


def at(hour: float) -> datetime:
    """Hours after 09:00 of the branch."""
    return MORNING + timedelta(hours=hour)


def minutes(one: str | None, other: str | None) -> int:
    return 10 if one == other else 40


DAY = (Span(at(0), at(9)),)
WANTED = Wanted(at(0), length=2 * HOUR, window=HOUR)
NEAR = Hand("T1", DAY, (), "a")
FAR = Hand("T2", DAY, (), "b")


def test_the_nearest_comes_first_and_waiting_costs_less_than_the_road() -> None:
    found = offers([FAR, NEAR], WANTED, "a", minutes, Prices(wait_percent=10))
    assert [(one.staff, one.begin, one.cost) for one in found[:3]] == [
        ("T1", at(0.5), 13),
        ("T1", at(1), 16),
        ("T1", at(1.5), 19),
    ]
    assert [(part.name, part.minutes) for part in found[0].parts] == [
        ("travel", 10), ("wait", 3), ("fit", 0), ("put_off", 0),
    ]  # fmt: skip
    assert all(one.end - one.begin == HOUR for one in found)
    assert max(one.begin for one in found) == at(7), "the work is done when the shift ends"


def test_who_fits_less_well_costs_more() -> None:
    (first, *_) = offers([replace(NEAR, unfit=40), FAR], WANTED, "a", minutes, Prices())
    assert first.staff == "T2"


def test_a_deadline_cuts_the_window_and_makes_them_begin_every_ten_minutes() -> None:
    found = offers([NEAR], replace(WANTED, latest=at(1)), "a", minutes, Prices(wait_percent=0))
    assert [(one.begin, one.end) for one in found] == [
        (at(0) + timedelta(minutes=start), at(1)) for start in (10, 20, 30, 40, 50)
    ]


def test_what_nobody_was_promised_waits_and_costs_what_it_waits() -> None:
    held = replace(NEAR, loose=(Span(at(0), at(2)),))
    found = {one.begin: one.parts[-1].minutes for one in offers([held], WANTED, "a", minutes, Prices())}
    assert (found[at(0.5)], found[at(2)]) == (90, 0)


def test_who_can_be_there_at_the_very_last_is_offered_too() -> None:
    urgent = replace(WANTED, latest=at(0.25), length=HOUR)
    (only,) = offers([NEAR], urgent, "a", minutes, Prices())
    assert (only.begin, only.end) == (at(0) + timedelta(minutes=10), at(0.25))


def test_the_work_is_done_by_its_deadline() -> None:
    found = offers([NEAR], replace(WANTED, done_by=at(4)), "a", minutes, Prices())
    assert max(one.begin for one in found) == at(2)


def test_those_chosen_lie_apart_and_pass() -> None:
    found = offers([NEAR, FAR], WANTED, "a", minutes, Prices())
    kept = chosen(found, 3, lambda one: one.begin != at(0.5))
    assert [one.begin for one in kept] == [at(1), at(2), at(3)]
    assert {one.begin for one in chosen(found, 2, lambda _: True, apart=False)} == {at(0.5), at(1)}


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8), st.sampled_from("ab")), max_size=5),
    st.one_of(st.none(), st.integers(1, 36)),
    st.integers(1, 8),
)
def test_no_window_breaks_anything(
    jobs: list[tuple[int, int, str]], deadline: int | None, length: int
) -> None:
    visits = [
        Visit(at(begin / 4), at((begin + long) / 4), str(number), zone)
        for number, (begin, long, zone) in enumerate(jobs)
    ]
    latest = None if deadline is None else at(deadline / 4)
    wanted = replace(WANTED, length=HOUR * length / 4, latest=latest)
    for one in offers([replace(NEAR, visits=visits)], wanted, "b", minutes, Prices()):
        assert at(0) <= one.begin < one.end
        assert latest is None or one.end <= latest
        there = Visit(one.begin, max(one.begin + wanted.length, one.end), "new", "b")
        assert there.end <= at(9)
        assert in_the_way(there, visits, minutes) is None
