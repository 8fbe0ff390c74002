"""Countdown: how it is said and when it changes (SLA-07)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.stage import NOW
from widgets.countdown import countdown, next_change, status_at
from widgets.queue_row import QueueRow


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0:00"),
        (1, "0:01"),
        (14, "0:14"),
        (59, "0:59"),
        (60, "1:00"),
        (64, "1:00"),
        (65, "1:05"),
        (106, "1:45"),
        (24 * 60 - 1, "23:55"),
        (24 * 60, "24 h"),
        (30 * 60 + 59, "30 h"),
        (-14, "0:14"),
        (-62, "1:00"),
        (-31 * 60, "31 h"),
    ],
)
def test_minutes_then_five_minutes_then_hours(minutes: int, said: str) -> None:
    assert countdown(NOW + timedelta(minutes=minutes), NOW) == said


def test_the_due_instant_itself_is_in_time() -> None:
    risk = NOW - timedelta(minutes=10)
    assert status_at(None, None, NOW) == "none"
    assert status_at(NOW + timedelta(seconds=1), NOW + timedelta(seconds=1), NOW) == "on_track"
    assert status_at(NOW + timedelta(minutes=1), NOW, NOW) == "at_risk"
    assert status_at(NOW, risk, NOW) == "at_risk"
    assert status_at(NOW, risk, NOW + timedelta(seconds=1)) == "breached"


def test_the_text_moves_on_the_minute_only() -> None:
    due = NOW + timedelta(minutes=10, seconds=30)
    said = {countdown(due, NOW + timedelta(seconds=second)) for second in range(60)}
    assert said == {"0:10"}
    assert countdown(due, NOW + timedelta(seconds=60)) == "0:09"


def test_nothing_running_never_changes() -> None:
    assert next_change(None, None, NOW) is None


@given(
    st.integers(-3 * 86400, 3 * 86400),
    st.one_of(st.none(), st.integers(-86400, 2 * 86400)),
    st.integers(0, 86399),
)
def test_between_now_and_the_next_change_nothing_changes(due: int, risk: int | None, second: int) -> None:
    now = NOW + timedelta(seconds=second)
    due_at = now + timedelta(seconds=due)
    at_risk_at = None if risk is None else due_at - timedelta(seconds=abs(risk))
    change = next_change(due_at, at_risk_at, now)
    assert change is not None
    assert change > now

    def seen(moment: int) -> tuple[str, str]:
        at = now + timedelta(seconds=moment)
        return countdown(due_at, at), status_at(due_at, at_risk_at, at)

    wait = int((change - now).total_seconds())
    assert seen(wait - 1) == seen(0)
    assert seen(wait // 2) == seen(0)
    assert wait <= 3660


@given(st.integers(0, 200_000))
def test_a_wake_at_each_change_misses_none(due: int) -> None:
    due_at = NOW + timedelta(seconds=due)
    now = NOW
    for _ in range(20):
        before = (countdown(due_at, now), status_at(due_at, None, now))
        change = next_change(due_at, None, now)
        assert change is not None
        after = (countdown(due_at, change), status_at(due_at, None, change))
        assert before != after or status_at(due_at, None, change) == "breached"
        now = change


def test_lateness_counts_from_where_pauses_and_closed_hours_are_out_of_it() -> None:
    """A row that was paused while it was late (SLA-06)."""
    due, since = NOW - timedelta(minutes=210), NOW - timedelta(minutes=60)
    row = QueueRow("YX2607-01", "YX2607-01", due_at=due, late_since=since)
    assert row.status(NOW) == "breached"
    assert countdown(row.counts_from(NOW) or NOW, NOW) == "1:00"
    assert row.counts_from(due) == due, "until then it runs to the deadline"
    assert QueueRow("1", "1", due_at=due).counts_from(NOW) == due
