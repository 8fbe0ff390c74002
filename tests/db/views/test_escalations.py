"""The register of escalations, and why one fired (ESC-01, ESC-03, ESC-04)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from db.errors import Refusal
from db.tables.escalation import Escalation
from db.verbs.adopting import AdoptPolicy
from db.views.paging import Paged
from db.views.watching import Escalations
from tests.db.desk import Desk, local
from tests.db.statements import statements


def escalated(desk: Desk, by: str = "D01", **fields: Any) -> str:
    number = desk.register(level=2)
    desk.do("escalate", ticket=number, reason="客户催促", by=by, **fields)
    return number


def tickets(desk: Desk, by: str, **fields: Any) -> list[str]:
    return [row["ticket"] for row in desk.show("escalations", by=by, **fields)]


def card(desk: Desk, number: str) -> dict[str, Any]:
    [row] = desk.show("escalations", ticket=number)
    found: dict[str, Any] = desk.show("escalation", id=row["id"])
    return found


def test_a_promise_that_passed_is_expired_until_its_cycle_ends(desk: Desk) -> None:
    desk.staff("L01", "lead")
    number = escalated(desk, rung=2)
    desk.do("acknowledge", ticket=number, promise=local("07-15 10:00").isoformat(), by="L01")
    assert tickets(desk, "A01", state="expired") == []
    desk.at("10:00")
    [row] = desk.show("escalations", state="expired")
    assert (row["ticket"], row["state"], row["expired"]) == (number, "acknowledged", True)
    desk.do("cancel", ticket=number, reason="误报")
    assert tickets(desk, "A01", state="expired") == []


def test_mine_are_those_that_called_me_or_whom_i_stand_in_for(desk: Desk) -> None:
    desk.staff("L01", "lead")
    number = escalated(desk, rung=2)
    assert tickets(desk, "L01", mine=True) == [number]
    assert tickets(desk, "M01", mine=True) == tickets(desk, "T001", mine=True) == []
    begin, end = (local(f"07-{day} 08:00").isoformat() for day in (15, 16))
    desk.do("set_duty", staff="L01", kind="leave", substitute="C01", begins_at=begin, ends_at=end)
    assert tickets(desk, "C01", mine=True) == [number]
    assert desk.show("counts", by="C01")["called"] == desk.show("counts", by="C01")["calls"] == 1
    desk.do("acknowledge", ticket=number, by="C01")
    assert tickets(desk, "L01", mine=True) == []


def test_one_that_was_called_before_anybody_was_recorded_still_calls_who_holds_the_rung(desk: Desk) -> None:
    desk.staff("L01", "lead")
    number = escalated(desk, rung=2)
    with desk.store.engine.begin() as connection:
        connection.execute(Escalation.table.update().values(persons=None))
    assert tickets(desk, "L01", mine=True) == [number]
    assert tickets(desk, "C01", mine=True) == []
    assert desk.show("counts", by="L01")["called"] == 1


def test_a_thousand_are_paged_and_counted_where_the_store_reads_them(desk: Desk) -> None:
    desk.staff("L01", "lead")
    number = escalated(desk, rung=2)
    [pattern] = desk.rows(Escalation, ticket=number)
    rows = [
        pattern.but(id=f"{at:036}", cycle=at + 2, at=desk.now - timedelta(minutes=at),
                    persons="L01" if at % 2 else "L011,M01")
        for at in range(1_000)
    ]  # fmt: skip
    with desk.store.engine.begin() as connection:
        connection.execute(Escalation.table.insert(), [dict(row.__dict__) for row in rows])
    with statements(desk.store.engine) as made:
        page = desk.store.read(Paged(of=Escalations(mine=True), after=500, limit=100), "L01")
    assert (page.total, len(page.rows)) == (501, 1)  # L011 is somebody else
    assert len(made) < 20
    assert desk.store.read(Paged(of=Escalations(), after=1_000, limit=100), "A01").total == 1_001
    counts = desk.show("counts", by="L01")
    assert (counts["called"], counts["calls"]) == (1, 501)


def test_the_card_says_why_it_fired_and_whom_it_reached(desk: Desk) -> None:
    desk.staff("L01", "lead")
    desk.staff("L02", "lead")
    begin, end = (local(f"07-{day} 08:00").isoformat() for day in (15, 16))
    desk.do("set_duty", staff="L01", kind="leave", begins_at=begin, ends_at=end)
    number = escalated(desk, rung=2)
    shown = card(desk, number)
    assert (shown["trigger"], shown["rung"], shown["target"], shown["reason"]) == (
        "manual",
        2,
        "lead",
        "客户催促",
    )
    assert [(row["staff"], row["state"]) for row in shown["people"]] == [("L02", None), ("L01", "leave")]
    respond = [each for each in desk.show("proof", number=number)["targets"]
               if each["milestone"] == shown["milestone"]]  # fmt: skip
    assert shown["segments"] == respond[0]["segments"]


def test_the_card_says_which_rungs_were_passed_over_because_nobody_was_there(desk: Desk) -> None:
    begin, end = (local(f"07-{day} 08:00").isoformat() for day in (15, 16))
    desk.staff("L01", "lead")
    desk.do("set_duty", staff="L01", kind="leave", begins_at=begin, ends_at=end)
    number = escalated(desk)
    shown = card(desk, number)
    assert shown["target"] == "manager"
    assert (shown["rung"], [(row["rung"], row["trigger"]) for row in shown["skipped"]]) == (
        3, [(2, "unreachable")],
    )  # fmt: skip


def test_an_escalation_beyond_my_reach_is_not_there(desk: Desk) -> None:
    number = escalated(desk)
    [row] = desk.show("escalations", ticket=number)
    assert desk.show("escalation", id=row["id"], by="T001")["ticket"] == number
    content = desk.store.policy().sections()
    content["roles"]["scope"]["technician"] = "own"
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    with pytest.raises(Refusal):
        desk.show("escalation", id=row["id"], by="T001")
    with pytest.raises(Refusal):
        desk.show("escalation", id="nothing")
