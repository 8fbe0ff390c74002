"""Whether a time agreed with the customer was kept (SLA-11)."""

from datetime import UTC, datetime, timedelta

import pytest

from db.rules.appointments import Appointment

END = datetime(2026, 7, 15, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("arrived", "kept"), [(END - SECOND, True), (END, True), (END + SECOND, False)])
def test_who_comes_at_its_very_end_keeps_it(arrived: datetime, kept: bool) -> None:
    assert Appointment(END, arrived).kept(END + SECOND) is kept


@pytest.mark.parametrize(("ended", "kept"), [(END - SECOND, None), (END, None), (END + SECOND, False)])
def test_one_given_up_before_it_passed_is_none(ended: datetime, kept: bool | None) -> None:
    assert Appointment(END, None, ended).kept(END + 2 * SECOND) is kept


@pytest.mark.parametrize(("now", "kept"), [(END - SECOND, None), (END, None), (END + SECOND, False)])
def test_it_is_open_through_its_end(now: datetime, kept: bool | None) -> None:
    assert Appointment(END).kept(now) is kept


@pytest.mark.parametrize(
    ("ended", "following", "by"),
    [
        (END, Appointment(END + 2 * SECOND, wanted_by="customer"), "customer"),
        (END, Appointment(END + 2 * SECOND, wanted_by="us"), "us"),
        (END, Appointment(END + 2 * SECOND), "us"),
        (END, Appointment(END, wanted_by="customer"), None),
        (END, None, None),
        (END + SECOND, Appointment(END + 2 * SECOND, wanted_by="customer"), None),
        (None, None, None),
    ],
    ids=["theirs", "ours", "said by nobody", "another person only", "given up", "missed before", "open"],
)
def test_it_was_moved_by_whoever_wanted_the_next_one(
    ended: datetime | None, following: Appointment | None, by: str | None
) -> None:
    assert Appointment(END, None, ended).moved_by(following) == by


@pytest.mark.parametrize(("minutes", "early"), [(15, None), (16, 16), (-5, None)])
def test_who_comes_before_the_tolerance_is_early(minutes: int, early: int | None) -> None:
    begin = END - timedelta(hours=1)
    came = begin - timedelta(minutes=minutes)
    assert Appointment(END, came, window_from=begin).early_minutes(15) == early
    assert Appointment(END, came).early_minutes(15) is None


def test_who_came_late_and_then_gave_it_up_missed_it() -> None:
    assert Appointment(END, END + SECOND, END + 2 * SECOND).kept(END + 3 * SECOND) is False
