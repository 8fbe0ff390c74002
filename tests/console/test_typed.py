"""What people type for an instant or a window, as the instants that verbs take."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from console.panels.fields import sent_fields
from console.words.typed import instant_text, window_of
from db.verbs.people import SetDuty
from db.verbs.register import Register

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 7, 15, 14, 6, tzinfo=ZONE)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:00", "07-15T14:00"),
        ("1400", "07-15T14:00"),
        ("15", "07-15T15:00"),
        ("2pm", "07-15T14:00"),
        ("下午2点半", "07-15T14:30"),
        ("１５：００", "07-15T15:00"),
        ("明天 9:00", "07-16T09:00"),
        ("明天9点", "07-16T09:00"),
        ("tomorrow 9am", "07-16T09:00"),
        ("后天 9:00", "07-17T09:00"),
        ("周五9点", "07-17T09:00"),
        ("周二 9点", "07-21T09:00"),
        ("07-16 14:00", "07-16T14:00"),
        ("7月16日9点", "07-16T09:00"),
        ("2026-07-16T14:00", "07-16T14:00"),
        ("+90", "07-15T15:36"),
        ("+2h", "07-15T16:06"),
    ],
)
def test_an_instant_is_read_as_people_write_it(typed: str, meant: str) -> None:
    assert instant_text(typed, ZONE, NOW) == f"2026-{meant}:00+08:00"


@pytest.mark.parametrize(
    "typed", ["25:00", "abc", "07-16", "9-11", "14:00-16:00", "", "07-32 9:00", "周八 9:00"]
)
def test_what_is_no_instant_stays_for_the_verb_to_refuse(typed: str) -> None:
    assert instant_text(typed, ZONE, NOW) == typed


@pytest.mark.parametrize("typed", ["15:00-17:00", "15-17", "1500-1700", "下午3点到5点", "15:00~17:00"])
def test_a_window_is_typed_in_one_piece(typed: str) -> None:
    window = window_of(typed, ZONE, NOW)
    assert window == ("2026-07-15T15:00:00+08:00", "2026-07-15T17:00:00+08:00")


def test_the_end_of_a_window_lies_on_the_day_of_its_beginning() -> None:
    typed = {"wanted_from": "", "reported_at": "13:00"}
    assert sent_fields(Register, typed, ZONE, NOW) == {"reported_at": "2026-07-15T13:00:00+08:00"}


def test_a_leave_without_times_lasts_to_the_end_of_the_day() -> None:
    fields = sent_fields(SetDuty, {"staff": "T001", "kind": "leave"}, ZONE, NOW)
    assert fields["begins_at"] == "2026-07-15T14:06:00+08:00"
    assert fields["ends_at"] == "2026-07-16T00:00:00+08:00"
