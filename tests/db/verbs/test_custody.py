"""The ledger of tools: what is derived from it, and two keepers at once (KIT-02, KIT-03)."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from db.engine import BUSY_SECONDS, transaction
from db.errors import BadField, Conflict, Refusal, StoreError, Unreachable
from db.store import Store, open_store
from db.tables.tool import Movement, Tool
from db.verbs.parsing import parse_verb
from tests.conftest import SOAK
from tests.databases import Databases, Kind
from tests.db.desk import Desk
from tests.db.verbs.holds import Holds
from tests.reliability import record

KEEPERS, TOOLS = 8, 100
ATTEMPTS = 100_000


def behind_the_back(desk: Desk, statement: str) -> None:
    with transaction(desk.store.engine, writing=True) as connection:
        connection.execute(text(statement))


def test_every_move_is_a_numbered_line(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter", price_fen=40000)
    desk.do("issue_tool", tool="1", staff="T001")
    desk.do("return_tool", tool="T0001")
    desk.do("change_tool", tool="T0001", price_fen=45000)
    lines = sorted(desk.rows(Movement, tool="T0001"), key=lambda each: each.step or 0)
    assert [(each.step, each.move, each.source, each.target) for each in lines] == [
        (1, "purchase", "supplier", "store"),
        (2, "issue", "store", "staff:T001"),
        (3, "return", "staff:T001", "store"),
        (4, "revalued", "store", "store"),
    ]
    assert [each.amount_fen for each in lines] == [40000, None, None, 45000]
    assert desk.differences() == []


def test_an_undone_move_leaves_no_gap(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter")
    desk.do("issue_tool", tool="1", staff="T001")
    desk.do("undo")
    desk.do("issue_tool", tool="1", staff="T002")
    assert sorted(each.step or 0 for each in desk.rows(Movement, tool="T0001")) == [1, 2]
    assert desk.differences() == []


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (
            "UPDATE tool SET holder = NULL, place = 'store', state = 'in_store' WHERE number = 'T0001'",
            "holder",
        ),
        ("UPDATE tool SET condition = 'worn' WHERE number = 'T0001'", "condition"),
        ("UPDATE tool SET price_fen = 1 WHERE number = 'T0001'", "price_fen"),
        ("DELETE FROM movement WHERE move = 'issue' AND tool = 'T0001'", "moves"),
    ],
)
def test_an_audit_rebuilds_a_tool_from_its_movements_alone(desk: Desk, change: str, column: str) -> None:
    desk.do("buy_tool", kind="multimeter")
    desk.do("issue_tool", tool="1", staff="T001")
    behind_the_back(desk, change)
    found = [each for each in desk.differences() if "its ledger says" in each]
    assert any(f"'column': '{column}'" in each for each in found), found


def test_an_audit_counts_consumables_again(desk: Desk) -> None:
    desk.do("buy_tool", kind="shoe_covers", count=50)
    desk.do("issue_tool", kind="shoe_covers", staff="T001", count=20)
    assert desk.differences() == []
    behind_the_back(desk, "UPDATE stock SET count = 31 WHERE place = 'store'")
    assert any("the ledger says" in each and "'value': 30" in each for each in desk.differences())


def test_the_schema_takes_one_next_line_only(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter")
    with pytest.raises(Exception, match=r"(?i)unique"):
        behind_the_back(
            desk,
            "INSERT INTO movement (id, ledger, tool, kind, count, move, at, actor, reason, step)"
            " SELECT 'x', ledger, tool, kind, count, move, at, actor, reason, step FROM movement",
        )


def test_the_schema_refuses_two_places(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter")
    with pytest.raises(Exception, match=r"(?i)check"):
        behind_the_back(desk, "UPDATE tool SET holder = 'T001' WHERE number = 'T0001'")


def test_a_batch_is_one_bulk(desk: Desk) -> None:
    desk.do("buy_tool", kind="screwdriver", count=9)
    answer = desk.do("issue_tool", tool="1,3-5,8+1", staff="T001")
    assert [each["tool"] for each in answer["done"]] == ["T0001", "T0003", "T0004", "T0005", "T0008", "T0009"]
    with pytest.raises(BadField) as refused:
        desk.do("issue_tool", tool="7-6", staff="T001")
    assert refused.value.field == "tool"
    assert refused.value.exit_code == 2


@pytest.mark.soak
def test_keepers_at_once_never_put_a_tool_into_two_hands(
    founded: Databases, database_kind: Kind, dice: random.Random, rounds: Callable[[int], int]
) -> None:
    url = founded.create(database_kind, warm=True)
    desk = Desk(url)
    for at in range(KEEPERS):
        desk.staff(f"P{at}", "keeper,manager")
    desk.do("buy_tool", kind="screwdriver", count=TOOLS)
    each = rounds(ATTEMPTS) // KEEPERS if SOAK else 25
    stores: list[Store] = [open_store(url, clock=lambda: desk.now) for _ in range(KEEPERS)]
    holds, told_busy = Holds(), list[tuple[float, float]]()
    for store in stores:
        holds.watch(store.engine)
    seeds = [dice.getrandbits(32) for _ in range(KEEPERS)]
    barrier = threading.Barrier(KEEPERS)

    def keep(at: int) -> Counter[type[StoreError] | None]:
        # Only what became of each attempt is kept: an error would hold all that it was raised in.
        own, became = random.Random(seeds[at]), Counter[type[StoreError] | None]()
        barrier.wait()
        for _ in range(each):
            tool = f"T{own.randint(1, TOOLS):04d}"
            verb, fields = own.choice(
                (("issue_tool", {"staff": own.choice(("T001", "T002"))}), ("return_tool", {}))
            )
            asked = time.monotonic()
            try:
                stores[at].do(parse_verb(verb, {"tool": tool, **fields}), f"P{at}")
                became[None] += 1
            except StoreError as error:
                became[type(error)] += 1
                if isinstance(error, Unreachable):
                    told_busy.append((asked, time.monotonic()))
            # A hand moves on; without it one thread takes the lock again before any other wakes.
            time.sleep(own.uniform(0, 0.01))
        return became

    begun = time.perf_counter()
    with ThreadPoolExecutor(KEEPERS) as pool:
        became = sum(pool.map(keep, range(KEEPERS)), Counter[type[StoreError] | None]())
    seconds = time.perf_counter() - begun
    done, refused, busy = became[None], became[Refusal] + became[Conflict], became[Unreachable]
    assert done + refused + busy == each * KEEPERS, became
    # Whoever is told to try again is told the truth: on a machine that stood still somebody held it so long.
    unexplained = [span for span in told_busy if not holds.explain(*span, BUSY_SECONDS)]
    assert unexplained == [], f"{len(unexplained)} of {busy}; long holds: {holds.long}"
    moved = [row for row in desk.rows(Movement) if row.move != "purchase"]
    assert len(moved) == done
    for tool in desk.rows(Tool):
        assert (tool.holder is None) == (tool.state == "in_store")
    # Each ledger leads from place to place without a break, to where the tool is.
    assert desk.differences() == []
    for store in stores:
        store.close()
    desk.close()
    founded.drop(url)
    record(
        f"keepers on {TOOLS} tools, {database_kind}",
        f"{KEEPERS} keepers, {each * KEEPERS} attempts",
        f"{done} moves, {refused} clear refusals, {busy} told to try again, none in two hands; "
        f"{done / seconds:.0f} moves/s, longest hold {holds.longest():.1f} s",
        seconds,
    )
