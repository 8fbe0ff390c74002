"""Who was chosen against who was proposed (DSP-10), and whom a customer would not have again (ESC-08)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from db.engine import transaction
from db.errors import BadField
from db.picking import with_choice
from db.tables.notice import Notice
from db.tables.pick import Pick, Unwelcome
from db.verbs.parsing import parse_verb
from tests.db.desk import CALLER, Desk


def send(desk: Desk, number: str, technician: str, verb: str = "dispatch", **fields: Any) -> None:
    """As a person does it, at the desk or on the command line: ranked when it is sent."""
    given = {"ticket": number, "technician": technician} | fields
    desk.store.do(with_choice(desk.store, parse_verb(verb, given), "A01"), "A01")


def ranking(desk: Desk, number: str) -> dict[str, dict[str, Any]]:
    return {row["staff"]: row for row in desk.show("candidates", number=number)}


def test_who_was_sent_is_kept_with_their_rank_and_the_first(desk: Desk) -> None:
    number = desk.register(level=2)
    order = [row["staff"] for row in desk.show("candidates", number=number) if row["rank"]]
    send(desk, number, order[1], why_not="客户指定")
    (pick,) = desk.rows(Pick)
    assert (pick.technician, pick.first, pick.rank, pick.why) == (order[1], order[0], 2, "customer_wish")
    send(desk, desk.register(level=2), ranking_first(desk))
    assert [each.rank for each in desk.rows(Pick)].count(1) == 1
    rows = desk.show("picks", month="2026-07")
    assert [(row["taken"], row["why"], row["times"], row["percent"]) for row in rows] == [
        ("first", None, 1, 50),
        ("other", "customer_wish", 1, 50),
    ]
    assert desk.show("picks", month="2026-06") == []
    assert desk.show("picks") == rows
    assert desk.differences() == []


def ranking_first(desk: Desk) -> str:
    number = desk.register(level=2)
    return next(str(row["staff"]) for row in desk.show("candidates", number=number) if row["rank"] == 1)


def test_an_undone_dispatch_takes_its_pick_along_and_a_script_that_ranks_nobody_leaves_none(
    desk: Desk,
) -> None:
    number = desk.register(level=2)
    send(desk, number, "T001")
    desk.do("undo")
    assert desk.rows(Pick) == []
    desk.do("dispatch", ticket=number, technician="T001")
    assert desk.rows(Pick) == []


def test_whoever_was_stopped_and_sent_all_the_same_is_counted_apart(desk: Desk) -> None:
    desk.do(
        "set_duty", staff="T001", kind="leave",
        begins_at="2026-07-15T00:00:00+08:00", ends_at="2026-07-16T00:00:00+08:00",
    )  # fmt: skip
    send(desk, desk.register(level=2), "T001", override="演练")
    (row,) = desk.show("picks")
    assert (row["taken"], row["why"], row["percent"]) == ("overruled", "演练", 100)


@pytest.mark.parametrize("verb", ["reassign", "recall"])
def test_whom_a_customer_refused_is_not_sent_there_again(desk: Desk, verb: str) -> None:
    number = desk.register(level=2)
    other = desk.register(**(CALLER | {"customer": "市第三医院", "phone": "13800000099"}), level=2)
    desk.do("dispatch", ticket=number, technician="T001")
    more = {"technician": "T002"} if verb == "reassign" else {}
    desk.do(verb, ticket=number, reason="客户要求换人", **more)
    (row,) = desk.rows(Unwelcome)
    assert (row.technician, row.ticket) == ("T001", number)
    assert {each.occasion for each in desk.rows(Notice, destination="M01")} == {"unwelcome"}
    again = desk.register(level=2, fault="又坏了")
    for ticket in (number, again):
        found = ranking(desk, ticket)["T001"]
        assert (found["rank"], found["cause"]) == (None, "the customer refused them on 2026-07-15")
    assert desk.refused("dispatch", ticket=again, technician="T001").rule == "ESC-08"
    assert ranking(desk, other)["T001"]["rank"] is not None
    desk.do("dispatch", ticket=again, technician="T001", override="客户同意")
    desk.later(days=366)
    assert ranking(desk, desk.register(level=2, fault="一年后"))["T001"]["rank"] is not None
    assert desk.differences() == []


def test_another_reason_keeps_nobody_away_and_undo_forgets(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001")
    desk.do("reassign", ticket=number, technician="T002", reason="技能不符")
    assert desk.rows(Unwelcome) == []
    desk.do("reassign", ticket=number, technician="T001", reason="customer_refused")
    assert [each.technician for each in desk.rows(Unwelcome)] == ["T002"]
    desk.do("undo")
    assert desk.rows(Unwelcome) == []
    assert ranking(desk, number)["T002"]["rank"] is not None


def picked(desk: Desk, **asked: Any) -> list[tuple[Any, ...]]:
    return [
        (row["ticket"], row["verb"], row["technician"], row["first"], row["rank"])
        for row in desk.show("picked", **asked)
    ]


def test_a_bulk_a_swap_and_an_accepted_proposal_leave_picks_too(desk: Desk) -> None:
    first, second = (desk.register(level=2, fault=fault) for fault in ("停机", "漏水"))
    order = [row["staff"] for row in desk.show("candidates", number=first) if row["rank"]]
    bulk = {"ticket": (first, second), "technician": order[1], "technicians": (order[1], order[0])}
    desk.store.do(with_choice(desk.store, parse_verb("dispatch", bulk), "A01"), "A01")
    found = {row[0]: row for row in picked(desk)}
    assert found[first] == (first, "dispatch", order[1], order[0], 2)
    assert (found[second][2], found[second][4]) == (order[0], 1), "the other one has more to do by now"
    swap = {"ticket": first, "with_ticket": second, "reason": "技能不符"}
    desk.store.do(with_choice(desk.store, parse_verb("swap", swap), "A01"), "A01")
    swapped = [row for row in picked(desk) if row[1] == "swap"]
    assert {(number, staff) for number, _, staff, _, _ in swapped} == {
        (first, order[0]), (second, order[1]),
    }  # fmt: skip
    assert all(row[4] for row in swapped)
    third = desk.register(level=2, fault="噪声大")
    proposed = {"proposal": desk.show("proposal")["id"]}
    ranked = {row["staff"]: row["rank"] for row in desk.show("candidates", number=third)}
    desk.store.do(with_choice(desk.store, parse_verb("accept_proposal", proposed), "A01"), "A01")
    (accepted,) = [row for row in picked(desk) if row[1] == "accept_proposal"]
    (first_there,) = [staff for staff, rank in ranked.items() if rank == 1]
    assert (accepted[0], accepted[3], accepted[4]) == (third, first_there, ranked[accepted[2]])
    assert ("plan", 1) in [(row["taken"], row["times"]) for row in desk.show("picks")]
    desk.do("undo")
    assert "accept_proposal" not in {row[1] for row in picked(desk)}
    assert desk.differences() == []


def test_each_row_of_the_months_opens_the_sendings_that_it_counts(desk: Desk) -> None:
    for why in ("客户指定", "更熟悉"):
        number = desk.register(level=2)
        order = [row["staff"] for row in desk.show("candidates", number=number) if row["rank"]]
        send(desk, number, order[1], why_not=why)
    send(desk, desk.register(level=2), ranking_first(desk))
    rows = desk.show("picks")
    assert len(rows) == 3
    for row in rows:
        assert len(desk.show("picked", part=row["part"])) == row["times"]
    with pytest.raises(BadField):
        desk.show("picked", part="2026")


def test_what_was_overruled_stands_in_a_register_with_its_reason(desk: Desk) -> None:
    desk.do(
        "set_duty", staff="T001", kind="leave",
        begins_at="2026-07-15T00:00:00+08:00", ends_at="2026-07-16T00:00:00+08:00",
    )  # fmt: skip
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001", override="演练")
    free = desk.register(level=2)
    desk.do("dispatch", ticket=free, technician="T002", override="演练")
    (row,) = desk.show("picked", taken="overruled")
    assert (row["ticket"], row["technician"], row["overruled"], row["why"], row["actor"]) == (
        number, "T001", ["duty"], "演练", "A01",
    )  # fmt: skip
    figures = desk.show("figures", of="2026-07")[0]
    assert figures["overrulings"] == 1, "a reason that nothing needed is no overruling"
    desk.do("add_helper", ticket=free, technician="T001", override="演练")
    assert {each["verb"] for each in desk.show("picked", taken="overruled")} == {"add_helper", "dispatch"}
    desk.do("move_window", ticket=number, override="再演练", reason="改约",
            window_from="2026-07-15T14:00:00+08:00", window_to="2026-07-15T15:00:00+08:00")  # fmt: skip
    moved = [row for row in desk.show("picked", taken="overruled") if row["verb"] == "move_window"]
    (row,) = moved
    assert (row["technician"], row["first"], row["rank"]) == ("T001", None, None)
    assert (row["overruled"], row["why"]) == (["duty"], "再演练")
    assert desk.differences() == []


def test_what_a_line_of_an_older_store_claims_of_the_first_is_not_believed(desk: Desk) -> None:
    send(desk, desk.register(level=2), ranking_first(desk))
    with transaction(desk.store.engine, writing=True) as connection:
        # As a plan was kept before the ranking was asked: whom it sent stood first, whatever the ranking had.
        connection.execute(text("UPDATE pick SET verb = 'accept_proposal', compared = false, rank = 1"))
    (row,) = desk.show("picked")
    assert (row["first"], row["rank"]) == (None, None)
    assert [(row["taken"], row["times"]) for row in desk.show("picks")] == [("plan", 1)]
