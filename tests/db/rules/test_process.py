"""The course of a ticket by its events: stays, and rules of the flow (PRC-01)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.rules.process import Entry, FlowRule, Stay, breaks, median, percentile, standing, stays

BEGIN = datetime(2026, 7, 15, 1, 0, tzinfo=UTC)
NOW = BEGIN + timedelta(days=3)
COURSE = "0 register new; 10 triage triaged; 30 dispatch dispatched T001; 60 step:arrived onsite; 90 pause paused; 150 resume onsite; 200 step:finished follow_up; 300 survey; 400 close closed"  # noqa: E501 - one line is one course

AGAIN = f"{COURSE}; 410 reopen triaged; 420 dispatch dispatched"


def course(text: str) -> list[Entry]:
    """`minutes what state holder by` of each event, parted by `;`."""
    found = []
    for seq, part in enumerate(text.split(";"), 1):
        words = [*part.split(), "", "", ""]
        minutes, what, state, holder = words[:4]
        undoes = what.partition("=")[2] or None
        why = "part" if what == "pause" else None
        at = BEGIN + timedelta(minutes=int(minutes))
        found.append(
            Entry(seq, at, what.partition("=")[0], "D01", state or None, holder or None, why, undoes)
        )  # fmt: skip
    return standing(found)


def stood(text: str) -> list[tuple[str, str | None, int]]:
    return [(stay.state, stay.who, stay.minutes(NOW)) for stay in stays(course(text))]


def broken(text: str, template: str, a: str, b: str = "", within: int = 0) -> list[int]:
    """The minute of each break."""
    rule = FlowRule("r", template, a, b, within)
    return [int((each.at - BEGIN).total_seconds()) // 60 for each in breaks(course(text), [rule], NOW)]


def test_each_stay_ends_where_the_next_one_begins() -> None:
    assert stood(COURSE) == [
        ("new", "dispatcher", 10), ("triaged", "dispatcher", 20), ("dispatched", "T001", 30),
        ("onsite", "T001", 30), ("paused", "T001", 60), ("onsite", "T001", 50),
        ("follow_up", "customer_service", 200),
    ]  # fmt: skip
    assert [stay.why for stay in stays(course(COURSE)) if stay.state == "paused"] == ["part"]


def test_another_holder_is_another_stay_and_what_stands_goes_on_until_now() -> None:
    found = stood(
        "0 register new; 10 triage triaged; 20 dispatch dispatched T001; 50 reassign dispatched T002"
    )
    assert found[-2:] == [("dispatched", "T001", 30), ("dispatched", "T002", 3 * 1440 - 50)]


def test_what_was_undone_was_never_there() -> None:
    text = "0 register new; 10 triage triaged; 20 dispatch dispatched T001; 21 undo=dispatch triaged; 40 note"
    assert stood(text) == [("new", "dispatcher", 10), ("triaged", "dispatcher", 3 * 1440 - 10)]
    assert stood("0 register new; 1 undo=register cancelled") == [("new", "dispatcher", 1)]


def test_what_was_keyed_with_an_earlier_time_lies_not_before_what_came_before_it() -> None:
    text = "0 register new; 60 triage triaged; 70 dispatch dispatched T001; 30 step:arrived onsite T001"
    assert stood(text)[1:3] == [("triaged", "dispatcher", 10), ("dispatched", "T001", 0)]


@pytest.mark.parametrize(
    ("text", "template", "a", "b", "within", "at"),
    [
        (COURSE, "before", "triaged", "dispatched", 0, []),
        (COURSE, "before", "contacted", "arrived", 0, [60]),
        ("0 register triaged; 5 dispatch dispatched", "before", "triaged", "dispatched", 0, []),
        (COURSE, "response", "register", "triaged", 60, []),
        (COURSE, "response", "register", "triaged", 9, [0]),
        ("0 register triaged", "response", "register", "triaged", 60, []),
        (COURSE, "response", "pause", "resume", 59, [90]),
        ("0 register new; 5 pause paused", "response", "pause", "resume", 7 * 1440, []),
        ("0 register new; 5 pause paused", "response", "pause", "resume", 60, [5]),
        ("0 register new; 5 pause paused; 30 cancel cancelled", "response", "pause", "resume", 60, []),
        ("0 escalate; 5 note; 30 close closed", "response", "escalate", "acknowledge", 0, []),
        (COURSE, "exactly_once", "close", "", 0, []),
        (COURSE + "; 410 reopen triaged; 420 close closed", "exactly_once", "close", "", 0, [420]),
        ("0 register new; 9 close closed", "exactly_once", "survey", "", 0, [9]),
        ("0 register new", "exactly_once", "survey", "", 0, []),
        (COURSE, "never_after", "dispatch", "finished", 0, []),
        (AGAIN, "never_after", "dispatch", "finished", 0, [420]),
    ],
)  # fmt: skip
def test_a_rule_is_broken_where_it_first_is(
    text: str, template: str, a: str, b: str, within: int, at: list[int]
) -> None:
    assert broken(text, template, a, b, within) == at


@pytest.mark.parametrize(
    ("values", "middle", "ninety"),
    [((), None, None), ((5,), 5, 5), ((1, 2), 2, 2), (range(1, 11), 6, 9), (range(1, 101), 51, 90)],
)
def test_median_and_nine_of_ten(values: tuple[int, ...], middle: int | None, ninety: int | None) -> None:
    assert (median(list(values)), percentile(list(values), 90)) == (middle, ninety)


def test_a_clock_before_the_begin_of_a_stay_makes_no_minutes_less_than_none() -> None:
    begin = datetime(2026, 7, 15, 1, tzinfo=UTC)
    stay = Stay("new", "dispatcher", None, begin, None, "register")
    assert stay.minutes(begin - timedelta(hours=1)) == 0
    assert stay.minutes(begin + timedelta(minutes=5, seconds=59)) == 5
