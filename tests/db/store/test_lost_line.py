"""The line to the server breaks: before the COMMIT, under it, and for good (ALL-03)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from db.engine import transaction
from db.errors import OutcomeUnknown, Unreachable
from db.tables.ticket import Ticket
from db.trouble import is_lost, worth_retrying
from db.verbs.parsing import parse_verb
from tests.databases import Databases
from tests.db.desk import CALLER, Desk

VERB = parse_verb("register", CALLER)


@pytest.fixture
def desk(founded: Databases) -> Iterator[Desk]:
    """On PostgreSQL: SQLite has no line that could break."""
    url = founded.create("postgresql")
    made = Desk(url)
    yield made
    made.close()
    founded.drop(url)


class Line:
    """Cuts the line of a store's engine: the server ends it, as a restart or a dead router would."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.cut = 0
        self.dead = False

    def sever_idle(self) -> None:
        """End the connection that waits in the pool, as a restart of the server does."""
        with self.desk.store.engine.connect() as idle:
            # Ignored: there is a driver behind it.
            pid = idle.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        other = Desk(self.desk.url)
        with other.store.engine.connect() as killing:
            killing.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        other.close()
        self.cut += 1

    def break_under_commit(self, times: int, *, keep: bool) -> None:
        """Cut it when the answer to COMMIT is awaited; `keep` is whether the server had done it."""
        dialect = self.desk.store.engine.dialect
        commit = dialect.do_commit

        def cut(raw: Any) -> None:
            if self.cut >= times:
                commit(raw)
                return
            if keep:
                commit(raw)
            self.cut += 1
            raw.driver_connection.close()
            raw.driver_connection.execute("SELECT 1")

        dialect.do_commit = cut  # type: ignore[method-assign, assignment]  # the test stands in its way

    def refuse_new_ones(self) -> None:
        @event.listens_for(self.desk.store.engine, "do_connect")
        def refuse(*_arguments: Any) -> None:
            if self.dead:
                import psycopg

                raise psycopg.OperationalError("connection refused")


@pytest.fixture
def line(desk: Desk) -> Line:
    return Line(desk)


def tickets(desk: Desk) -> int:
    return len(desk.rows(Ticket))


def test_a_line_that_broke_since_the_last_verb_is_made_anew(desk: Desk, line: Line) -> None:
    desk.register()
    line.sever_idle()
    assert desk.register() == "YX2607-02"


@pytest.mark.parametrize("keep", [True, False])
def test_a_line_lost_under_commit_makes_it_once(desk: Desk, line: Line, keep: bool) -> None:
    line.break_under_commit(1, keep=keep)
    answer = desk.store.do(VERB, "A01")
    assert line.cut == 1
    assert answer.as_json()["number"] == "YX2607-01"
    assert (answer.repeated, tickets(desk)) == (keep, 1)
    assert desk.differences() == []


@pytest.mark.parametrize("keep", [True, False])
def test_a_line_that_does_not_come_back_leaves_it_unknown_until_the_id_settles_it(
    desk: Desk, line: Line, keep: bool
) -> None:
    line.refuse_new_ones()
    line.break_under_commit(1, keep=keep)
    line.dead = False
    request = uuid4()
    commit = desk.store.engine.dialect.do_commit

    def and_stay_away(raw: Any) -> None:
        line.dead = True
        commit(raw)

    # Ignored: the test stands in its way.
    desk.store.engine.dialect.do_commit = and_stay_away  # type: ignore[method-assign, assignment]
    with pytest.raises(OutcomeUnknown) as caught:
        desk.store.do(VERB, "A01", request)
    assert (caught.value.exit_code, caught.value.values["id"]) == (6, str(request))
    with pytest.raises(Unreachable):
        desk.store.outcome(request)
    line.dead = False
    desk.store.engine.dialect.do_commit = commit  # type: ignore[method-assign]  # the test stands in its way
    settled = desk.store.outcome(request)
    assert (settled is not None) == keep
    again = desk.store.do(VERB, "A01", request)
    assert (again.repeated, tickets(desk)) == (keep, 1)
    assert settled is None or settled.as_json() == again.as_json()


def test_a_line_lost_before_the_commit_is_no_riddle(desk: Desk, line: Line) -> None:
    line.refuse_new_ones()
    line.dead = True
    desk.store.engine.dispose()
    with pytest.raises(Unreachable) as caught:
        desk.store.do(VERB, "A01")
    assert not isinstance(caught.value, OutcomeUnknown)


def test_who_asks_while_the_server_is_still_at_it_waits(desk: Desk) -> None:
    """The line is gone, the server is not at the end of its COMMIT: asking must not say no too early."""
    request = uuid4()
    other = Desk(desk.url)
    with transaction(other.store.engine, writing=True) as slow:
        other.store._decide(slow, VERB, "A01", request, None)
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(desk.store.outcome, request)
            with pytest.raises(TimeoutError):
                asked.result(0.3)
            slow.commit()
            settled = asked.result(10)
    assert settled is not None
    assert settled.as_json()["number"] == "YX2607-01"
    other.close()


@pytest.mark.parametrize(
    ("code", "again", "lost"),
    [
        ("40001", True, False), ("40P01", True, False), ("55P03", True, False), ("23505", True, False),
        ("57P01", False, True), ("53100", False, False), ("42501", False, False),
    ],
)  # fmt: skip
def test_what_is_worth_another_try(desk: Desk, code: str, again: bool, lost: bool) -> None:
    raised = text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$")
    with desk.store.engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(raised)
    assert (worth_retrying(caught.value), is_lost(caught.value)) == (again, lost)
