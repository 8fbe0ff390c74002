"""The last moment at which somebody can still leave in time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.slack import Slack, about_to_be_lost, leave_by, slack_of

NOON = datetime(2026, 7, 15, 4, tzinfo=UTC)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


ALWAYS = (-999, 9999)


def latest(
    due: int, *busy: tuple[int, int], way: int = 30, work: int = 60, duty: tuple[int, int] = ALWAYS
) -> int | None:
    begins, ends = (NOON + minutes(at) for at in duty)
    found = leave_by(
        NOON + minutes(due), NOON, minutes(way), minutes(work),
        [(NOON + minutes(begin), NOON + minutes(end)) for begin, end in busy],
        lambda begin, end: begins <= begin and end <= ends, (begins, ends),
    )  # fmt: skip
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
    assert latest(120, duty=(-999, 180)) == 90
    assert latest(120, duty=(-999, 170)) == 80
    assert latest(120, duty=(-999, 89)) is None
    assert latest(120, duty=(91, 999)) is None


def test_who_can_wait_longest_counts_and_how_many_can() -> None:
    assert slack_of([("T1", NOON), ("T2", None), ("T3", NOON + minutes(5))]) == Slack(
        NOON + minutes(5), "T3", 2
    )
    assert slack_of([("T1", None)]) == Slack(None, None, 0)


@pytest.mark.parametrize(
    ("slack", "lost"),
    [
        (Slack(None, None, 0), True),
        (Slack(NOON + minutes(30), "T1", 1), True),
        (Slack(NOON + minutes(31), "T1", 1), False),
        (Slack(NOON, "T1", 2), False),
    ],
)
def test_the_last_one_is_about_to_be_lost(slack: Slack, lost: bool) -> None:
    assert about_to_be_lost(slack, NOON, minutes(30)) is lost


@given(
    st.integers(0, 300),
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 120)), max_size=4),
    st.integers(1, 90),
    st.integers(1, 120),
)
def test_no_later_minute_would_do(due: int, jobs: list[tuple[int, int]], way: int, work: int) -> None:
    busy = [(begin, begin + length) for begin, length in jobs]
    able = [
        at
        for at in range(due - way + 1)
        if not any(begin < at + way + work and end > at for begin, end in busy)
    ]
    found = latest(due, *busy, way=way, work=work)
    assert found == (max(able) if able else None)
