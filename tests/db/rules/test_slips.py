"""What lasts longer pushes what follows; what can be kept stays as it was agreed (VIS-10)."""

from datetime import UTC, datetime, timedelta

from db.rules.slips import Promise, expected

DAY = datetime(2026, 7, 15, tzinfo=UTC)
WORK = timedelta(hours=2)


def at(text: str) -> datetime:
    hour, minute = text.split(":")
    return DAY.replace(hour=int(hour), minute=int(minute))


def promise(ticket: str, begin: str, end: str, *, left: str = "", done: str = "") -> Promise:
    return Promise(
        at(begin), at(end), ticket, "there", WORK, at(left) if left else None, at(done) if done else None
    )


def comes(*promises: Promise, free: str, held_up: bool = True) -> list[tuple[str, str, str]]:
    """Each ticket with when they come and until when it lasts; twenty minutes lie between any two places."""
    found = expected(promises, at(free), "home", lambda _one, _other: 20, held_up=held_up)
    return [(each.ticket, f"{each.begin:%H:%M}", f"{each.end:%H:%M}") for each in found]


def test_what_is_done_in_time_moves_nothing() -> None:
    first, second = promise("1", "11:00", "12:00"), promise("2", "13:00", "14:00")
    assert comes(second, first, free="10:30") == [("1", "11:00", "12:00"), ("2", "13:00", "14:00")]


def test_each_that_is_late_pushes_the_next_with_its_work_and_the_way() -> None:
    first, second, third = (
        promise("1", "11:00", "12:00"), promise("2", "14:00", "15:00"), promise("3", "20:00", "21:00"),
    )  # fmt: skip
    assert comes(first, second, third, free="12:30") == [
        ("1", "12:50", "14:50"), ("2", "15:10", "17:10"), ("3", "20:00", "21:00"),
    ]  # fmt: skip


def test_who_only_has_to_go_there_keeps_a_window_that_can_be_kept_and_nothing_else() -> None:
    one = promise("1", "11:00", "12:00")
    assert comes(one, free="11:40", held_up=False) == [("1", "11:00", "12:00")]
    assert comes(one, free="11:41", held_up=False) == [("1", "12:01", "14:01")]


def test_who_is_under_way_comes_from_where_they_left_and_is_done_when_they_said() -> None:
    one = promise("1", "11:00", "12:00", left="11:15", done="16:00")
    assert comes(one, free="11:20", held_up=False) == [("1", "11:35", "16:00")]
    assert comes(promise("1", "11:00", "12:00", done="11:30"), free="10:00") == [("1", "11:00", "12:00")]
