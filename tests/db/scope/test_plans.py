"""No list of a desk looks through every ticket, customer or event, whatever somebody reaches (PPL-03).

The plans are those of the statements that the views ask, with the statistics of a large store. An index
that is walked in the order wanted until enough is found is no look through everything; nor is one of open
tickets alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from sqlalchemy import Connection, event

from db.engine import transaction
from db.views.changes import Changes
from db.views.counts import Counts
from db.views.customers import Customers
from db.views.paging import Paged
from db.views.queue import Queue, Which
from db.views.registers import Tickets
from db.views.view import View, shown
from tests.conftest import SOAK
from tests.databases import KINDS, Databases, Kind
from tests.db.desk import Desk
from tests.db.scope import two_branches
from tests.db.scope.many import fill
from tests.db.scope.two_branches import HERE

pytestmark = [pytest.mark.every_way, pytest.mark.soak]

MANY: dict[Kind, int] = {"sqlite": 100_000, "postgresql": 100_000}
if not SOAK:
    # PostgreSQL rightly looks through a table of a few thousand rows.
    MANY = {"sqlite": 15_000, "postgresql": 30_000}
LARGE = ("ticket", "customer", "event", "event_subject", "milestone_time", "equipment")
ALIASES = {"scoped_ticket": "ticket", "scoped_owner": "customer"} | {
    f"scoped_{family}_meant": family for family in ("ticket", "customer")
}
OPEN_ONLY = {"ix_ticket_queue", "ix_ticket_ladder"}
ROLES = ("technician", "lead", "department_lead", "dispatcher", "general_manager")
ASKED: dict[str, View[Any]] = {
    **{which: Queue(view=which) for which in get_args(Which)},
    "find": Queue(find="客7123"),
    "find a phone": Queue(find="1397123"),
    "find a number": Queue(find="7123"),
    "counts": Counts(),
    "customers": Customers(),
    "tickets": Tickets(),
    "changes": Changes(),
}


@pytest.fixture(scope="module", params=KINDS)
def large(request: pytest.FixtureRequest, two_branch_stores: Databases) -> Iterator[Desk]:
    desk = Desk(two_branch_stores.create(request.param, warm=True))
    desk.store.load()
    two_branches.settle_elsewhere(desk)
    fill(desk, MANY[request.param])
    yield desk
    desk.close()
    two_branch_stores.drop(desk.url)


def asked(connection: Connection, desk: Desk, view: View[Any], by: str) -> list[tuple[str, Any]]:
    """The statements of a view, with their values."""
    looking, found = desk.store.looking(connection, by), []

    def seen(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        found.append((statement, values))

    event.listen(desk.store.engine, "before_cursor_execute", seen)
    try:
        shown(view, looking)
    finally:
        event.remove(desk.store.engine, "before_cursor_execute", seen)
    return [each for each in found if each[0].lstrip().startswith(("SELECT", "WITH"))]


def everything(connection: Connection, statement: str, values: Any) -> list[str]:
    """The large tables that a statement would look through."""
    if connection.dialect.name == "postgresql":
        (plan,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalars()
        told = json.loads(plan) if isinstance(plan, str) else plan
        return list(_walked(told[0]["Plan"], stopped=False))
    steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    parents = {step[0]: step[1] for step in steps}
    # What is sorted within equal ones of an index stops with it.
    sorted_in = {step[1] for step in steps if "TEMP B-TREE" in step[3] and " LAST " not in step[3]}
    found = []
    for number, _parent, _unused, told in steps:
        kind, name, *rest = told.split()
        if kind != "SCAN" or ALIASES.get(name, name) not in LARGE or OPEN_ONLY & {*rest}:
            continue
        stops = "LIMIT" in statement and "INDEX" in rest and parents[number] not in sorted_in
        found += [] if stops else [told]
    return found


def _walked(node: dict[str, Any], *, stopped: bool) -> Iterator[str]:
    kind, table = node["Node Type"], node.get("Relation Name")
    # Whatever has to see all of its rows, to sort them say, is not stopped by a limit above it.
    stopped = kind == "Limit" or (stopped and kind not in ("Sort", "Aggregate", "Hash", "Materialize"))
    through = kind == "Seq Scan" or (kind.startswith("Index") and "Index Cond" not in node and not stopped)
    if through and table in LARGE and node.get("Index Name") not in OPEN_ONLY:
        yield f"{kind} {table} {node.get('Index Name', '')}"
    for below in node.get("Plans", ()):
        yield from _walked(below, stopped=stopped)


@pytest.mark.parametrize("role", ROLES)
def test_no_list_of_a_desk_looks_through_everything(large: Desk, role: str) -> None:
    found = []
    with transaction(large.store.engine, writing=False) as connection:
        for name, view in ASKED.items():
            for statement, values in asked(connection, large, view, HERE[role]):
                found += [(name, told, statement) for told in everything(connection, statement, values)]
    assert not found, [each[:2] for each in found]


@pytest.mark.parametrize("large", ["postgresql"], indirect=True)
@pytest.mark.parametrize("descending", [False, True])
def test_a_sorted_page_is_read_until_it_is_full(large: Desk, descending: bool) -> None:
    """In the order of an index; only how many there are has to be counted. SQLite would rather sort."""
    with transaction(large.store.engine, writing=False) as connection:
        for sort in ("customer", *([] if descending else ["reported_at"])):
            view = Paged(of=Tickets(), sort=sort, descending=descending, after=200, limit=100)
            for role in ("dispatcher", "general_manager"):
                pages = [each for each in asked(connection, large, view, HERE[role]) if "LIMIT" in each[0]]
                assert pages
                assert [everything(connection, *each) for each in pages] == [[]] * len(pages), (sort, pages)


def test_a_look_through_everything_is_seen(large: Desk) -> None:
    """The rule of this test is one that can fail."""
    with transaction(large.store.engine, writing=False) as connection:
        for statement in (
            "SELECT count(*) FROM ticket WHERE fault = 'x'",
            "SELECT * FROM customer ORDER BY district LIMIT 5",
            "SELECT * FROM ticket WHERE fault = 'x' ORDER BY sort_due LIMIT 5",
        ):
            assert everything(connection, statement, ()), statement
        assert everything(connection, "SELECT * FROM ticket ORDER BY number LIMIT 5", ()) == []
