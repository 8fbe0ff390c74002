"""When a report falls due: recurrences, moved to working days, and the periods that they cover (RPT-06)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from db.policy.load import shipped
from db.rules.reporting import DueRule, RuleError, check, occurrences, period_of

ZONE = ZoneInfo("Asia/Shanghai")
MONTHLY = "FREQ=MONTHLY;BYMONTHDAY=1"
LAST = "FREQ=MONTHLY;BYMONTHDAY=-1"


def due(rule: DueRule, since: str, until: str) -> list[tuple[str, str]]:
    """Period and due time, as the branch's clock shows it."""
    calendar = shipped().targets.calendars["service"]
    found = occurrences(rule, calendar, ZONE, date.fromisoformat(since), date.fromisoformat(until))
    return [(each.period, f"{each.due_at.astimezone(ZONE):%m-%d %H:%M}") for each in found]


def test_a_working_day_is_counted_from_the_rules_day_on() -> None:
    # 1 to 8 October 2026 are off, 10 October is a make-up day.
    rule = DueRule(MONTHLY, "month", working_day=3)
    assert due(rule, "2026-08-01", "2026-10-31") == [
        ("2026-07", "08-05 17:00"), ("2026-08", "09-03 17:00"), ("2026-09", "10-10 17:00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shift", "day"), [("none", "05-31 17:00"), ("before", "05-29 17:00"), ("after", "06-01 17:00")]
)
def test_a_day_off_is_moved_as_the_rule_says(shift: str, day: str) -> None:
    rule = DueRule(LAST, "month", shift=shift, which="present")
    assert due(rule, "2026-05-15", "2026-06-10") == [("2026-05", day)]


def test_it_opens_at_the_midnight_so_many_days_before() -> None:
    rule = DueRule(MONTHLY, "month", at="09:30", ahead_days=2)
    (found,) = occurrences(
        rule, shipped().targets.calendars["service"], ZONE, date(2026, 6, 29), date(2026, 6, 29)
    )
    assert found.opens_at == datetime(2026, 6, 28, 16, 0, tzinfo=UTC)
    assert found.due_at == datetime(2026, 7, 1, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("covers", "steps", "period"),
    [
        ("day", 0, "2026-01-01"), ("day", -1, "2025-12-31"), ("week", 0, "2026-W01"),
        ("week", -1, "2025-W52"), ("month", -1, "2025-12"), ("month", 12, "2027-01"),
        ("quarter", 0, "2026-Q1"), ("quarter", -1, "2025-Q4"), ("half_year", -1, "2025-H2"),
        ("half_year", 1, "2026-H2"), ("year", -1, "2025"), ("year", 1, "2027"),
    ],
)  # fmt: skip
def test_a_period_is_named_across_the_turn_of_the_year(covers: str, steps: int, period: str) -> None:
    assert period_of(covers, date(2026, 1, 1), steps) == period


@pytest.mark.parametrize(
    "rule",
    ["", "x", "FREQ=MONTHLY", "FREQ=WEEKLY", "FREQ=YEARLY;BYMONTH=1", "FREQ=HOURLY", MONTHLY + ";COUNT=3",
     "FREQ=MONTHLY;BYMONTHDAY=x", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"],
)  # fmt: skip
def test_a_rule_that_does_not_say_its_days_is_refused(rule: str) -> None:
    with pytest.raises(RuleError):
        check(rule)


def test_every_second_week_counts_from_its_begin() -> None:
    rule = DueRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "week", which="present", begins="2026-01-02")
    check(rule.rule, rule.begins)
    found = [day for _, day in due(rule, "2026-07-01", "2026-07-31")]
    assert found == ["07-03 17:00", "07-17 17:00", "07-31 17:00"]
