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


def test_who_came_late_and_then_gave_it_up_missed_it() -> None:
    assert Appointment(END, END + SECOND, END + 2 * SECOND).kept(END + 3 * SECOND) is False
