"""Approvals in steps, by amounts that add up, by substitutes; what voids them (ESC-07)."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from sqlalchemy import text

from db.errors import StoreError
from db.store import Store, open_store
from db.tables.task import Decision, Request
from db.tables.tool import Tool
from db.verbs.adopting import AdoptPolicy
from db.verbs.parsing import parse_verb
from tests.db.desk import Desk, local

UNTIL = "2026-07-20T10:00:00+08:00"
BANDS = [
    {"role": "lead", "up_to": 50_000},
    {"role": "manager", "up_to": 200_000},
    {"role": "general_manager"},
]


def adopt(desk: Desk, verb: str, **approval: Any) -> None:
    """Put a policy in force in which this verb is asked for."""
    content = desk.store.policy().sections()
    content["approvals"]["approval"][verb] = {"zh": "审批", "en": "Approval", **approval}
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")


@pytest.fixture
def buying(desk: Desk) -> Desk:
    """Tools are bought up to 500 by a team leader, to 2,000 by a manager, beyond by the general manager."""
    adopt(desk, "buy_tool", tiers=BANDS)
    desk.staff("K01", "keeper")
    desk.staff("K02", "keeper")
    desk.staff("L01", "lead")
    desk.staff("G01", "general_manager")
    return desk


def buy(desk: Desk, yuan: int, by: str = "K01") -> dict[str, Any]:
    return desk.do("buy_tool", by=by, kind="multimeter", price_fen=yuan * 100)


def request(desk: Desk, id: str) -> Request:
    [found] = desk.rows(Request, id=id)
    return found


def decisions(desk: Desk, id: str) -> list[tuple[int, str, str | None, bool]]:
    return [(each.step, each.decided_by, each.decided_for, each.carried)
            for each in desk.rows(Decision, request=id)]  # fmt: skip


# -- what is copied, and what is decided on ---------------------------------------------------------------


def test_editing_the_policy_changes_no_running_request(buying: Desk) -> None:
    id = buy(buying, 300)["request"]
    adopt(buying, "buy_tool", tiers=[{"role": "general_manager"}])
    assert buy(buying, 300, by="K02")["needs"] == "general_manager"
    assert [row["id"] for row in buying.show("requests", to_decide=True, by="L01")] == [id]
    assert buying.do("decide", request=id, decision="yes", by="L01")["decision"] == "granted"
    assert buying.differences() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", 1), ("total", 1), ("given", '{"kind": "multimeter", "price_fen": 1}'), ("needs", "lead"),
        ("about", "tool:T0001"), ("asked_by", "K02"), ("asked_at", "2026-07-14 00:00:00+00:00"),
        ("tiers", '[{"role": "lead", "up_to": null}]'), ("step", 2),
        ("steps", '[[{"role": "lead", "up_to": null}]]'),
    ],
)  # fmt: skip
def test_a_decision_is_void_when_anything_that_was_asked_is_another(
    buying: Desk, column: str, value: object
) -> None:
    buy(buying, 300)
    id = buy(buying, 1_000)["request"]
    assert request(buying, id).needs == "manager"
    with buying.store.engine.begin() as connection:
        connection.execute(
            text(f"UPDATE request SET {column} = :value WHERE id = :id"), {"value": value, "id": id}
        )
    refused = buying.refused("decide", request=id, decision="yes", by="G01")
    assert refused.msgid == "{number} is no longer what was asked."
    assert buying.refused("decide", request=id, decision="yes", by="L01").exit_code != 0
    assert buying.rows(Tool) == []
    assert buying.differences() != []


def test_a_request_made_before_amounts_were_in_the_hash_is_still_decided(buying: Desk) -> None:
    import hashlib

    id = buy(buying, 300)["request"]
    row = request(buying, id)
    before = hashlib.sha256(f"{row.verb}\n{row.asked_by}\n{row.given}".encode()).hexdigest()
    with buying.store.engine.begin() as connection:
        connection.execute(text("UPDATE request SET asked = :asked"), {"asked": before})
    assert buying.do("decide", request=id, decision="yes", by="L01")["decision"] == "granted"


# -- amounts that add up ----------------------------------------------------------------------------------


def test_nobody_splits_a_request_to_stay_below_a_limit(buying: Desk) -> None:
    first = buy(buying, 300)
    assert (first["needs"], "total" in first) == ("lead", False)
    second = buy(buying, 300)
    assert (second["needs"], second["total"], second["adds_up"]) == ("manager", 60_000, [first["request"]])
    assert buying.refused("decide", request=second["request"], decision="yes", by="L01").exit_code == 5
    assert request(buying, first["request"]).needs == "lead"  # as it was asked
    # Granted ones are spent, so they add up too.
    buying.do("decide", request=first["request"], decision="yes", by="L01")
    buying.do("decide", request=second["request"], decision="yes", by="M01")
    third = buy(buying, 1_500)
    assert (third["needs"], third["total"]) == ("general_manager", 210_000)
    # Another person's, or another kind's, do not.
    assert buy(buying, 300, by="K02")["needs"] == "lead"
    assert buying.differences() == []


@pytest.mark.parametrize("ended", ["refused", "withdrawn", "failed"])
def test_what_is_not_spent_does_not_add_up(buying: Desk, ended: str) -> None:
    id = buy(buying, 400)["request"]
    if ended == "refused":
        buying.do("decide", request=id, decision="no", reason="x", by="M01")
    elif ended == "withdrawn":
        buying.do("withdraw", request=id, by="K01")
    else:
        number = buying.do("buy_tool", by="K02", kind="multimeter", number="K-1", price_fen=1)["request"]
        buying.do("withdraw", request=id, by="K01")
        id = buying.do("buy_tool", by="K01", kind="multimeter", number="K-1", price_fen=40_000)["request"]
        buying.do("decide", request=number, decision="yes", by="M01")
        buying.do("decide", request=id, decision="yes", by="M01")
    assert request(buying, id).state == ended
    assert buy(buying, 400)["needs"] == "lead"


def test_amounts_add_up_for_thirty_days(buying: Desk) -> None:
    buy(buying, 400)
    buying.at("08-14 08:59")
    assert buy(buying, 400)["needs"] == "manager"
    buying.at("08-14 09:00")
    again = buy(buying, 90)  # 400 of a minute ago, not those of a month ago
    assert (again["needs"], again["total"]) == ("lead", 49_000)


def test_the_days_in_which_amounts_add_up_are_a_setting(buying: Desk) -> None:
    content = buying.store.policy().sections()
    content["settings"]["setting"]["split_days"] = 1
    buying.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    buy(buying, 400)
    buying.later(hours=24)
    assert buy(buying, 400)["needs"] == "lead"


@pytest.mark.every_way
def test_two_desks_at_once_do_not_both_slip_below_a_limit(buying: Desk) -> None:
    stores = [open_store(buying.url, clock=lambda: buying.now) for _ in range(4)]
    begin, failures = threading.Barrier(len(stores)), []

    def ask(store: Store, number: str) -> None:
        begin.wait()
        try:
            # Numbers of their own: nothing but the asker is the same.
            fields = {"kind": "multimeter", "price_fen": 30_000, "number": number}
            store.do(parse_verb("buy_tool", fields), "K01")
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(store, f"K-{at}")) for at, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert failures == []
    totals = sorted(row.total or row.amount or 0 for row in buying.rows(Request))
    assert totals == [30_000, 60_000, 90_000, 120_000]
    assert buying.differences() == []


# -- several decide one after the other -------------------------------------------------------------------

IN_TURN = [
    {"tiers": [{"role": "lead"}]}, {"tiers": [{"role": "finance"}]}, {"tiers": [{"role": "manager"}]},
]  # fmt: skip


@pytest.fixture
def in_turn(desk: Desk) -> Desk:
    adopt(desk, "buy_tool", steps=IN_TURN)
    desk.staff("K01", "keeper")
    desk.staff("L01", "lead")
    desk.staff("F01", "finance")
    return desk


def test_several_roles_decide_one_after_the_other(in_turn: Desk) -> None:
    asked = buy(in_turn, 300)
    id = asked["request"]
    assert (asked["needs"], asked["steps"]) == ("lead", 3)
    assert in_turn.refused("decide", request=id, decision="yes", by="M01").exit_code == 5
    first = in_turn.do("decide", request=id, decision="yes", by="L01")
    assert (first["decision"], first["step"], first["needs"]) == ("open", 2, "finance")
    assert in_turn.show("requests", to_decide=True, by="L01") == []
    assert [row["id"] for row in in_turn.show("requests", to_decide=True, by="F01")] == [id]
    assert in_turn.refused("decide", request=id, decision="yes", by="L01").exit_code == 5
    in_turn.later(minutes=5)
    in_turn.do("decide", request=id, decision="yes", by="F01", reason="有预算")
    assert in_turn.rows(Tool) == []
    in_turn.later(minutes=5)
    assert in_turn.do("decide", request=id, decision="yes", by="M01")["decision"] == "granted"
    assert len(in_turn.rows(Tool)) == 1
    assert decisions(in_turn, id) == [
        (1, "L01", None, False),
        (2, "F01", None, False),
        (3, "M01", None, False),
    ]
    assert [(each.needs, each.decided_at, each.reason) for each in in_turn.rows(Decision, request=id)] == [
        ("lead", local("07-15 09:00"), ""), ("finance", local("07-15 09:05"), "有预算"),
        ("manager", local("07-15 09:10"), ""),
    ]  # fmt: skip
    assert in_turn.differences() == []


def test_any_step_may_refuse_and_that_ends_it(in_turn: Desk) -> None:
    id = buy(in_turn, 300)["request"]
    in_turn.do("decide", request=id, decision="yes", by="L01")
    in_turn.do("decide", request=id, decision="no", reason="没预算", by="F01")
    row = request(in_turn, id)
    assert (row.state, row.decided_by, row.step) == ("refused", "F01", 2)
    assert [each.decision for each in in_turn.rows(Decision, request=id)] == ["yes", "no"]
    assert in_turn.refused("decide", request=id, decision="yes", by="A01").values["state"] == "refused"


def test_whoever_decides_two_steps_running_decides_once(in_turn: Desk) -> None:
    in_turn.staff("X01", "lead,finance")
    id = buy(in_turn, 300)["request"]
    told = in_turn.do("decide", request=id, decision="yes", by="X01")
    assert (told["decision"], told["needs"]) == ("open", "manager")
    assert decisions(in_turn, id) == [(1, "X01", None, False), (2, "X01", None, True)]


def test_whoever_decided_before_another_decides_again_after_them(in_turn: Desk) -> None:
    in_turn.staff("X01", "lead,manager")
    id = buy(in_turn, 300)["request"]
    assert in_turn.do("decide", request=id, decision="yes", by="X01")["needs"] == "finance"
    assert in_turn.do("decide", request=id, decision="yes", by="F01")["needs"] == "manager"
    assert request(in_turn, id).state == "open"
    assert in_turn.do("decide", request=id, decision="yes", by="X01")["decision"] == "granted"
    assert [who for _step, who, _for, _carried in decisions(in_turn, id)] == ["X01", "F01", "X01"]
    assert not any(carried for *_, carried in decisions(in_turn, id))


def test_a_step_is_undone_with_its_record(in_turn: Desk) -> None:
    id = buy(in_turn, 300)["request"]
    before = request(in_turn, id)
    in_turn.do("decide", request=id, decision="yes", by="L01")
    in_turn.do("undo", by="L01")
    assert request(in_turn, id) == before.but(version=3)
    assert in_turn.rows(Decision) == []
    in_turn.do("decide", request=id, decision="yes", by="L01")
    in_turn.do("decide", request=id, decision="yes", by="F01")
    assert in_turn.refused("undo", by="L01").rule == "CLS-07"  # somebody acted since
    assert in_turn.differences() == []


def test_a_step_is_decided_by_the_tiers_that_were_copied(in_turn: Desk) -> None:
    id = buy(in_turn, 300)["request"]
    adopt(in_turn, "buy_tool", tiers=[{"role": "general_manager"}])
    for who in ("L01", "F01", "M01"):
        in_turn.do("decide", request=id, decision="yes", by=who)
    assert request(in_turn, id).state == "granted"


def test_each_step_has_its_bands(desk: Desk) -> None:
    desk.staff("K01", "keeper")
    desk.staff("L01", "lead")
    steps = [
        {"tiers": [{"role": "lead"}]},
        {"tiers": [{"role": "manager", "up_to": 20_000}, {"role": "general_manager"}]},
    ]
    adopt(desk, "buy_tool", steps=steps)
    id = buy(desk, 300)["request"]
    assert desk.do("decide", request=id, decision="yes", by="L01")["needs"] == "general_manager"


# -- the inbox --------------------------------------------------------------------------------------------


def test_the_inbox_counts_only_what_i_can_decide_however_many_there_are(desk: Desk) -> None:

    adopt(desk, "buy_tool", tiers=BANDS)
    desk.staff("K01", "keeper")
    desk.staff("L01", "lead")
    for _ in range(3):
        buy(desk, 10)
    dear = buy(desk, 600)["request"]
    pattern = request(desk, dear)
    with desk.store.engine.begin() as connection:
        connection.execute(
            Request.table.insert(),
            [dict(pattern.but(id=f"RQ9{at:05}").__dict__) for at in range(1_001)],
        )
    assert desk.show("counts", by="L01")["to_decide"] == 3
    assert desk.show("counts", by="M01")["to_decide"] == 1_005
    assert desk.show("counts", by="K01")["to_decide"] == 0
    assert desk.show("counts", by="A01")["to_decide"] == 1_005
    rows = desk.show("requests", to_decide=True, by="L01")
    assert len(rows) == 3
    assert {row["needs"] for row in rows} == {"lead"}
