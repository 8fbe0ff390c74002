"""The demonstration branch: exactly as large as asked, always the same, and lawful."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Table, select

from db import engine as engines
from db.demo import DEFAULT_AT, DemoSummary, fill, helper
from db.demo.story import Arguments, tell
from db.demo.telling import Told
from db.demo.words import words
from db.engine import transaction
from db.errors import BadField, Refusal
from db.finding import Wanted, ticket_ids
from db.log.bulk import Bulk
from db.policy.load import shipped
from db.store import Store, open_store
from db.tables.codes import OPEN_STATES
from db.tables.row import metadata
from db.tables.task import Request, Task
from db.tables.ticket import Ticket
from db.verbs.people import AddStaff
from db.views.counts import Counts
from tests.databases import Databases
from tests.db.demo.helped import filled, filled_with_help
from tests.db.store.writer import Writer
from tests.sampling import SAMPLED

ZONE = ZoneInfo("Asia/Shanghai")
FIXED = ["A01", "C01", "D01", "D02", "K01", "M01", "Q01"]


@pytest.fixture
def sqlite_urls(databases: Databases) -> Iterator[Callable[[], str]]:
    """Each call gives the URL of an empty migrated SQLite store."""
    made: list[str] = []

    def new() -> str:
        made.append(databases.create("sqlite"))
        return made[-1]

    yield new
    for url in made:
        databases.drop(url)


def everything(url: str) -> dict[str, Any]:
    """Every row of every table but what differs by the hour of making; and what find finds."""
    store = open_store(url)
    try:
        with transaction(store.engine, writing=False) as connection:
            found: dict[str, Any] = {
                table.name: sorted(map(tuple, connection.execute(select(*_lasting(table)))), key=repr)
                for table in metadata().sorted_tables
                if table.name != "store_fact"
            }
            return found | {
                word: ticket_ids(connection, [Wanted((word,), people)])
                for word, people in (("13800130", ()), ("yx26", ()), ("制冷", ("T001", "T007")))
            }
    finally:
        store.close()


def _lasting(table: Table) -> list[Column[Any]]:
    """Its columns but the transaction that wrote a row, which another store cannot share."""
    return [column for column in table.columns if column.name != "written_in"]


def tickets(url: str) -> list[Any]:
    store = open_store(url)
    try:
        with transaction(store.engine, writing=False) as connection:
            return list(connection.execute(select(Ticket.table)))
    finally:
        store.close()


def small(url: str, **others: Any) -> DemoSummary:
    arguments: dict[str, Any] = {"tickets": 7, "closed": 10, "staff": 4} | others
    return fill(url, **arguments)


@pytest.mark.parametrize(("open_ones", "closed", "staff"), [(0, 0, 2), (1, 12, 3), (20, 30, 20), (32, 35, 6)])
def test_there_are_exactly_as_many_as_asked_for(
    sqlite_urls: Callable[[], str], open_ones: int, closed: int, staff: int
) -> None:
    url = sqlite_urls()
    summary = fill(url, tickets=open_ones, closed=closed, staff=staff)
    states = Counter(ticket.state for ticket in tickets(url))
    assert sum(states[state] for state in OPEN_STATES) == open_ones == summary.tickets
    assert states["closed"] == closed == summary.closed
    assert states.total() == open_ones + closed
    store = open_store(url)
    with transaction(store.engine, writing=False) as connection:
        people = connection.execute(select(metadata().tables["staff"].c.no)).scalars().all()
    store.close()
    assert sorted(people) == FIXED + [f"T{number:03d}" for number in range(1, staff + 1)]


def test_without_open_tickets_there_are_none_at_all(sqlite_urls: Callable[[], str]) -> None:
    url = sqlite_urls()
    assert fill(url, tickets=0, closed=7, staff=1).closed == 0
    assert tickets(url) == []


def test_there_are_twelve_closed_ones_for_each_open_one(sqlite_urls: Callable[[], str]) -> None:
    assert fill(sqlite_urls(), tickets=1, staff=2).closed == 12


def test_a_branch_without_technicians_serves_from_afar(sqlite_urls: Callable[[], str]) -> None:
    url = sqlite_urls()
    fill(url, tickets=21, closed=9, staff=0)
    assert {ticket.technician for ticket in tickets(url)} == {None}
    assert len(tickets(url)) == 30


def test_one_technician_for_very_many_tickets_is_overruled_not_overrun(
    sqlite_urls: Callable[[], str],
) -> None:
    url = sqlite_urls()
    fill(url, tickets=20, closed=60, staff=1)
    assert len(tickets(url)) == 80


def test_from_twenty_on_a_triaged_level_1_waits_for_dispatch(sqlite_urls: Callable[[], str]) -> None:
    url = sqlite_urls()
    fill(url, tickets=20, closed=0, staff=20)
    found = tickets(url)
    assert any(ticket.state == "triaged" and ticket.level == 1 for ticket in found)
    assert {ticket.state for ticket in found} == set(OPEN_STATES)
    assert {ticket.level for ticket in found} == {None, 1, 2, 3, 4}


def test_the_same_arguments_make_the_same_store(sqlite_urls: Callable[[], str]) -> None:
    one, same, other = sqlite_urls(), sqlite_urls(), sqlite_urls()
    small(one)
    small(same)
    small(other, seed=2)
    assert everything(one) == everything(same)
    assert everything(one)["event"] != everything(other)["event"]


def test_it_equals_a_store_made_verb_by_verb(new_store_url: Callable[[], str], dice: random.Random) -> None:
    in_bulk, by_verbs, seed = new_store_url(), new_store_url(), dice.randrange(1000)
    tickets, closed, staff = (4, 4, 3) if SAMPLED else (7, 10, 4)
    small(in_bulk, tickets=tickets, closed=closed, staff=staff, seed=seed)
    told: list[Told] = []
    tell(Arguments(tickets, closed, staff, seed, DEFAULT_AT.astimezone(UTC)), ZONE, witness=told.append)
    current = iter(told)
    now = told[0]
    store = Store(by_verbs, clock=lambda: now.at, salts=lambda: now.salt)
    store.load()
    for now in current:
        store.do(now.verb, now.actor, now.request)
    assert store.audit().differences == ()
    store.close()
    assert everything(in_bulk) == everything(by_verbs)


def test_with_a_second_process_it_is_the_same_store(sqlite_urls: Callable[[], str]) -> None:
    alone, helped = sqlite_urls(), sqlite_urls()
    # A process of its own: nothing is forked where threads run, as they do under the tests.
    process = Writer(filled_with_help, helped, "", 0)
    assert process.pipe.recv() or not helper.is_possible()
    assert process.close() == 0
    filled(alone)
    assert everything(alone) == everything(helped)
    store = open_store(helped)
    assert store.audit().differences == ()
    store.close()


def test_the_audit_finds_nothing_and_the_store_goes_on(store_url: str) -> None:
    small(store_url)
    store = open_store(store_url)
    assert store.audit().differences == ()
    assert store.kind == "demo"
    # The next event gets the next number, on both databases.
    before = store.audit().events
    answer = store.do(AddStaff(staff="T900", label="单雄信"), "M01")
    assert answer.done[0]["event"] == before + 1
    assert store.audit().differences == ()
    store.close()


def test_the_demos_clock_begins_at_its_own_hour(sqlite_urls: Callable[[], str]) -> None:
    url, at = sqlite_urls(), datetime.fromisoformat("2026-01-20T21:30:00+08:00")
    now = datetime(2030, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert small(url, at=at, clock=lambda: now).at == at
    store = open_store(url, clock=lambda: now + timedelta(seconds=5))
    assert store.now() == at + timedelta(seconds=5)
    store.close()
    assert max(ticket.last_at for ticket in tickets(url)) < at


def test_it_refuses_a_store_that_is_not_empty(store_url: str) -> None:
    small(store_url, tickets=0)
    before = everything(store_url)
    with pytest.raises(Refusal, match="not empty"):
        small(store_url)
    assert everything(store_url) == before


def test_a_blank_database_gets_its_tables(blank_url: str) -> None:
    assert small(blank_url, tickets=1, closed=0).events == len(everything(blank_url)["event"])


def test_several_desks_may_share_what_was_made_alone(sqlite_urls: Callable[[], str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    small(url, tickets=1, closed=0)
    made = open_store(url)
    with made.engine.connect() as connection:
        shared = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    made.close()
    blank = engines.make_engine(sqlite_urls())
    with blank.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == shared
    blank.dispose()


def test_what_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no room left")

    monkeypatch.setattr(Bulk, "write", fail)
    with pytest.raises(OSError, match="no room left"):
        small(f"sqlite:///{tmp_path / 'demo.db'}", tickets=1, closed=0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "wrong", [{"tickets": -1}, {"closed": -1}, {"staff": -1}, {"staff": 1000}, {"at": datetime(2026, 7, 15)}]
)
def test_senseless_sizes_are_refused(wrong: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(BadField):
        small(f"sqlite:///{tmp_path / 'demo.db'}", **wrong)
    assert list(tmp_path.iterdir()) == []


def test_every_product_is_of_the_category_it_stands_for() -> None:
    policy = shipped()
    for category, about in words()["product"].items():
        assert {policy.category_of(name).code for name in about["names"]} == {category}


def test_the_words_fit_the_policy() -> None:
    policy = shipped()
    listed = {fault.code for category in words()["product"] for fault in policy.faults_of(category)}
    assert set(words()["detail"]) == listed
    causes = {cause for named in words()["cause"].values() for cause in named}
    assert causes <= set(policy.reasons.reason["cause"])
    assert causes <= set(words()["done"])
    for district in words()["district"]:
        assert policy.zone_of(district["district"]).code != policy.organisation.default_zone


WAITING, CLOSED, STAFF = (60, 100, 15) if SAMPLED else (120, 200, 30)


@pytest.fixture(scope="module")
def believable(databases: Databases) -> Iterator[str]:
    """A branch of some size, to be looked at."""
    url = databases.create("sqlite")
    fill(url, tickets=WAITING, closed=CLOSED, staff=STAFF)
    yield url
    databases.drop(url)


def test_the_branch_is_believable(believable: str) -> None:
    store = open_store(believable)
    store.stand_at(DEFAULT_AT)
    counts = store.read(Counts(), "A01")
    with transaction(store.engine, writing=False) as connection:
        rows = {
            name: list(connection.execute(select(metadata().tables[name])))
            for name in ("assignment", "duty", "certificate", "tool", "escalation", "pause", "reminder")
        }
    store.close()
    waiting = WAITING - counts.breached - counts.at_risk
    assert 4 <= counts.breached < waiting
    assert 2 <= counts.at_risk < waiting
    assert counts.timeliness is not None
    assert 80 < counts.timeliness < 99
    assert counts.satisfaction is not None
    assert 75 < counts.satisfaction < 99
    overruled = [each for each in rows["assignment"] if each.override]
    assert len(overruled) < len(rows["assignment"]) / 10
    assert any(each.kind == "leave" for each in rows["duty"])
    today = DEFAULT_AT.date()
    assert any(each.expires_on and each.expires_on < today for each in rows["certificate"])
    late = [
        each for each in rows["tool"] if each.holder and each.calibration_due and each.calibration_due < today
    ]
    assert len(late) == 1
    assert {each.acknowledged_at is None for each in rows["escalation"]} == {True, False}
    assert {each.reason for each in rows["pause"]} == {"customer", "part", "supplier", "approval", "access"}
    assert rows["reminder"]


def test_people_do_their_tasks_and_ask_for_later_deadlines(believable: str) -> None:
    store = open_store(believable)
    with transaction(store.engine, writing=False) as connection:
        found = connection.execute(select(Task.table.c.kind, Task.table.c.state))
        tasks = Counter((kind, state) for kind, state in found)
        requests = Counter(connection.execute(select(Request.table.c.state)).scalars())
    store.close()
    for kind in ("quality", "plan", "review", "formalities", "outside", "sheet"):
        assert tasks[kind, "done"], kind
    assert sum(count for (_kind, state), count in tasks.items() if state == "open") > 10
    assert {"open", "granted"} <= requests.keys()
