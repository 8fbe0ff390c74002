"""What a row of the queue says beside its fault (DSP-04, SLA-05)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast
from unittest.mock import Mock

from textual.timer import Timer

from console.present.queue import queue_row
from db.views.queue_row import QueueRow
from widgets.queue_row import QueueRow as Drawn
from widgets.queue_row import Turn, fault_text
from widgets.queue_wake import QueueWake


def test_a_provisional_deadline_is_marked_by_a_word() -> None:
    nothing = QueueRow._make([None] * len(QueueRow._fields))
    row = nothing._replace(number="YX2607-01", level=2, state="triaged", provisional=())
    assert queue_row(row).flags == ()
    assert queue_row(row._replace(provisional=(2027,))).flags == ("provisional",)


NOON = datetime(2026, 7, 15, 4, tzinfo=UTC)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def said(row: QueueRow, now: datetime) -> tuple[str, bool]:
    turn = queue_row(row, now=NOON, ahead=minutes(30)).turned(now)
    return ("", False) if turn is None else (turn.text, turn.urgent)


def test_a_row_warns_of_its_last_candidate_as_time_goes_by_without_being_asked_for_anew() -> None:
    nothing = QueueRow._make([None] * len(QueueRow._fields))
    row = nothing._replace(
        number="YX2607-01", level=2, state="triaged", provisional=(),
        in_time=3, leave_by=NOON + minutes(60), one_left=NOON + minutes(20),
    )  # fmt: skip
    assert said(row, NOON) == ("", False)
    assert said(row, NOON + minutes(20)) == ("one left", False)
    assert said(row, NOON + minutes(30)) == said(row, NOON + minutes(60)) == ("leave by 05:00", True)
    assert said(row, NOON + minutes(61)) == ("nobody", True)
    assert said(row._replace(in_time=0, leave_by=None, one_left=None), NOON) == ("nobody", True)
    assert said(row._replace(in_time=None, leave_by=None, one_left=None), NOON) == ("", False)


def test_the_queue_wakes_at_the_turn_and_says_it_before_the_flags() -> None:
    waited: list[float] = []

    def timer(seconds: float, _: Callable[[], None]) -> Timer:
        waited.append(seconds)
        return cast(Timer, Mock())

    wake = QueueWake(timer, lambda: None)
    row = Drawn("1", "1", fault="停电", flags=("返修",), turns=(Turn(NOON + minutes(1), "仅一人"),))
    wake.plan({"1": row}, NOON)
    assert (wake.at, waited) == (NOON + minutes(1), [60.0])
    wake.plan({"1": row}, NOON + minutes(1))
    assert wake.at is None, "nothing in sight runs any more"
    assert fault_text(row, 20, row.turned(NOON)).split() == ["停电", "返修"]
    assert fault_text(row, 20, row.turned(NOON + minutes(1))).split() == ["停电", "仅一人", "返修"]
