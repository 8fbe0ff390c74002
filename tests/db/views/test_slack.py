"""How long somebody can still leave in time, for the tickets that are shown (DSP-01, DSP-04)."""

from __future__ import annotations

from typing import Any

from db.views.desk import QueueOrder, ViewCounts
from tests.db.desk import CALLER, Desk
from tests.db.statements import statements
from tests.db.verbs.trial import window


def row(desk: Desk, number: str, **asked: Any) -> dict[str, Any]:
    return next(each for each in desk.show("queue", **asked) if each["number"] == number)


def test_a_ticket_that_nobody_holds_says_until_when_somebody_can_leave(desk: Desk) -> None:
    number = desk.register(level=1)
    found = row(desk, number)
    assert (found["leave_by"], found["in_time"] > 1) == ("2026-07-15T10:45:00+08:00", True)
    assert desk.show("ticket", number=number)["leave_by"] == found["leave_by"]
    everybody = found["in_time"]
    desk.at("10:46")
    assert (row(desk, number)["leave_by"], row(desk, number)["in_time"]) == (None, 0)
    desk.do("dispatch", ticket=number, technician="T001")
    assert (row(desk, number)["leave_by"], row(desk, number)["in_time"]) == (None, None)
    assert everybody == len(desk.show("candidates", number=number))


def test_whoever_is_busy_refused_or_away_is_not_counted(desk: Desk) -> None:
    first = desk.register(**(CALLER | {"customer": "别家", "phone": "13800000055"}), level=2)
    number = desk.register(level=1)
    before = row(desk, number)["in_time"]
    desk.do("dispatch", ticket=first, technician="T001", **window("07-15", "09:00", "11:00"))
    assert row(desk, number)["in_time"] == before - 1
    desk.do(
        "set_duty", staff="T002", kind="leave",
        begins_at="2026-07-15T00:00:00+08:00", ends_at="2026-07-16T00:00:00+08:00",
    )  # fmt: skip
    assert row(desk, number)["in_time"] == before - 2


def test_whoever_is_at_a_customers_without_a_window_is_busy_until_that_is_done(desk: Desk) -> None:
    first = desk.register(**(CALLER | {"customer": "别家", "phone": "13800000055"}), level=2)
    number = desk.register(level=1)
    before = row(desk, number)["in_time"]
    desk.do("dispatch", ticket=first, technician="T001")
    assert row(desk, number)["in_time"] == before, "what has no time yet can wait"
    desk.do("step", ticket=first, what="arrived")
    assert row(desk, number)["in_time"] == before - 1


def test_the_view_by_slack_begins_with_whom_nobody_reaches_any_more(desk: Desk) -> None:
    lost, late, soon = (desk.register(level=level) for level in (1, 3, 2))
    desk.register(level=4)
    desk.at("11:30")
    found = [each["number"] for each in desk.show("queue", view="slack")]
    assert found == [lost, soon, late]
    assert [each["number"] for each in desk.show("queue", view="slack", limit=1)] == [lost]
    assert desk.store.read(QueueOrder(view="slack"), "A01") == tuple(found)
    assert desk.store.read(ViewCounts(), "A01")["slack"] == len(found)


def test_whom_a_customer_refused_is_no_last_one_for_them(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001")
    before = row(desk, desk.register(level=1, fault="又坏了"))["in_time"]
    desk.do("reassign", ticket=number, technician="T002", reason="customer_refused")
    assert row(desk, desk.register(level=1, fault="还坏"))["in_time"] == before - 1


TRIES = 20
"""What anybody writes anywhere in a PostgreSQL cluster makes another snapshot, for which people are read
anew: other tests write beside this one."""


def asked(desk: Desk) -> list[str]:
    """The statements of one look at the queue."""
    with statements(desk.store.engine) as told:
        desk.show("queue")
    return list(told)


def test_slack_costs_no_statement_for_each_row_and_none_for_people_while_nothing_is_written(
    desk: Desk,
) -> None:
    desk.register(level=2)
    with statements(desk.store.engine) as one:
        desk.show("queue")
    again = min((asked(desk) for _ in range(TRIES)), key=len)
    for _ in range(4):
        desk.register(level=2)
    with statements(desk.store.engine) as five:
        desk.show("queue")
    assert len(five) == len(one)
    assert len(again) < len(one) - 6
    people = [text for text in again if "staff.newcomer, staff.active, staff.branch" in text]
    assert people == [], "they stay while nothing is written"
    desk.do("set_duty", staff="T002", kind="leave",
            begins_at="2026-07-15T00:00:00+08:00", ends_at="2026-07-16T00:00:00+08:00")  # fmt: skip
    assert row(desk, desk.register(level=1))["in_time"] == len(desk.show("roster", role="technician")) - 1
