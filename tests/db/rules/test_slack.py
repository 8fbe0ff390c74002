"""The last moment at which somebody can still leave in time (DSP-04)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.day_of_work import Span, joined
from db.rules.slack import NOBODY, Reaches, Slack, free_of, reach_of

NOON = datetime(2026, 7, 15, 4, tzinfo=UTC)
ALWAYS = (-999, 9999)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def spans(*pairs: tuple[int, int]) -> list[Span]:
    return [Span(at(begin), at(end)) for begin, end in pairs]


def latest(
    due: int,
    *busy: tuple[int, int],
    way: int = 30,
    work: int = 60,
    duty: Iterable[tuple[int, int]] = (ALWAYS,),
) -> int | None:
    free = free_of(joined(spans(*duty)), spans(*busy))
    person = reach_of("T1", timedelta(minutes=way), timedelta(minutes=work), free, NOON)
    found = Reaches([person], NOON).leave_by(at(due))
    return None if found is None else int((found - NOON).total_seconds() // 60)


@pytest.mark.parametrize(
    ("due", "busy", "expected"),
    [
        (120, (), 90),
        (30, (), 0),
        (29, (), None),
        (120, ((0, 90),), 90),
        (120, ((0, 91),), None),
        (120, ((100, 200),), 10),
        (120, ((89, 200),), None),
        (120, ((180, 240),), 90),
        (120, ((170, 240),), 80),
    ],
)
def test_somebody_leaves_before_or_after_what_they_have(
    due: int, busy: tuple[tuple[int, int], ...], expected: int | None
) -> None:
    assert latest(due, *busy) == expected


def test_somebody_is_done_before_their_shift_ends() -> None:
    assert latest(120, duty=((-999, 180),)) == 90
    assert latest(120, duty=((-999, 170),)) == 80
    assert latest(120, duty=((-999, 89),)) is None
    assert latest(120, duty=((91, 999),)) is None


def people(*lasts: int, way: int = 0) -> Reaches:
    """Each can leave until that minute."""
    return Reaches(
        [
            reach_of(f"T{place}", timedelta(minutes=way), timedelta(), spans((0, last)), NOON)
            for place, last in enumerate(lasts, 1)
        ],
        NOON,
    )


def test_who_can_wait_longest_is_the_last_one_and_when_they_alone_are_left_is_said() -> None:
    assert people(10, 40, 25).slack(at(60)) == Slack(at(40), 3, at(25), "T2")
    assert people(10, 40, 25).slack(at(60), frozenset({"T2"})) == Slack(at(25), 2, at(10), "T3")
    assert people(10).slack(at(60)) == Slack(at(10), 1, NOON, "T1"), "only one from the start"
    assert people().slack(at(60)) == people(10).slack(at(-1)) == NOBODY


stretches = st.lists(
    st.tuples(st.integers(-60, 240), st.integers(1, 120)).map(lambda one: (one[0], one[0] + one[1])),
    max_size=4,
)


@given(
    st.lists(st.tuples(stretches, stretches, st.sampled_from([0, 20, 35])), max_size=4),
    st.integers(-10, 300),
    st.sampled_from([0, 45]),
)
def test_it_is_what_trying_every_minute_finds(
    crew: list[tuple[list[tuple[int, int]], list[tuple[int, int]], int]], due: int, work: int
) -> None:
    def tried(duty: list[tuple[int, int]], busy: list[tuple[int, int]], way: int) -> int | None:
        for minute in range(due - way, -1, -1):
            whole = range(minute, minute + way + work)
            on_duty = all(any(begin <= each < end for begin, end in duty) for each in whole) and any(
                begin <= minute < end for begin, end in duty
            )
            if on_duty and not any(begin <= each < end for each in whole for begin, end in busy):
                return minute
        return None

    wanted = sorted(
        (found for one in crew if (found := tried(*one)) is not None and due >= 0 and (one[2] + work > 0)),
        reverse=True,
    )
    reaches = Reaches(
        [
            reach_of(
                f"T{place}", timedelta(minutes=way), timedelta(minutes=work),
                free_of(joined(spans(*duty)), spans(*busy)), NOON,
            )
            for place, (duty, busy, way) in enumerate(crew)
            if way + work > 0
        ],
        NOON,
    )  # fmt: skip
    answer = reaches.slack(at(due))
    assert answer.in_time == len(wanted)
    assert answer.leave_by == (at(wanted[0]) if wanted else None)
    assert reaches.leave_by(at(due)) == answer.leave_by
    if len(wanted) > 1:
        assert answer.one_left == at(wanted[1])
