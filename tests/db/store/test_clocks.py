"""One clock for all desks of a server, whatever their machines say (ALL-02, ALL-03)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from db.errors import BadField, NotPermitted, Refusal
from db.store import open_store
from db.tables.ticket import Ticket
from db.verbs.parsing import parse_verb
from tests.databases import Databases
from tests.db.desk import CALLER, Desk


@pytest.fixture
def on_postgresql(founded: Databases) -> Iterator[str]:
    url = founded.create("postgresql")
    yield url
    founded.drop(url)


@pytest.mark.parametrize("minutes", [-4, 4, 24 * 60, -24 * 60])
def test_on_a_server_a_desk_with_a_wrong_clock_works_on_the_servers(on_postgresql: str, minutes: int) -> None:
    right = open_store(on_postgresql)
    began = datetime.now(UTC)
    number = str(right.do(parse_verb("register", CALLER), "A01").as_json()["number"])
    with time_machine.travel(began + timedelta(minutes=minutes), tick=True):
        wrong = open_store(on_postgresql)
        wrong.do(parse_verb("triage", {"ticket": number, "level": 2}), "A01")
        assert round(wrong.behind.total_seconds() / 60) == -minutes
        assert abs(wrong.now() - began) < timedelta(seconds=30)
        wrong.close()
    right.do(parse_verb("note", {"ticket": number, "text": "x"}), "A01")
    right.close()
    desk = Desk(on_postgresql)
    (ticket,) = desk.rows(Ticket, number=number)
    assert abs(ticket.last_at - began) < timedelta(seconds=30)
    events = desk.events(number)
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert all(event.at.microsecond == 0 for event in events)
    desk.close()


def test_a_clock_that_is_set_while_the_desk_is_open_changes_nothing(on_postgresql: str) -> None:
    began = datetime.now(UTC)
    store = open_store(on_postgresql)
    number = str(store.do(parse_verb("register", CALLER), "A01").as_json()["number"])
    with time_machine.travel(began + timedelta(days=3), tick=True):
        store.do(parse_verb("note", {"ticket": number, "text": "x"}), "A01")
    store.do(parse_verb("note", {"ticket": number, "text": "y"}), "A01")
    store.close()
    desk = Desk(on_postgresql)
    assert all(abs(event.at - began) < timedelta(seconds=30) for event in desk.events(number))
    desk.close()


def ahead_by_a_day(desk: Desk) -> str:
    """A ticket that was touched while a clock was a day ahead."""
    number = desk.register(level=2)
    desk.later(days=1)
    desk.do("note", ticket=number, text="x")
    desk.later(days=-1)
    return number


def test_a_ticket_from_a_wrong_clock_is_refused_until_a_manager_goes_on(desk: Desk) -> None:
    number = ahead_by_a_day(desk)
    error = desk.refused("dispatch", ticket=number, technician="T001")
    assert (error.rule, "go_on" in error.hint) == ("ALL-02", True)
    assert isinstance(desk.refused("go_on", ticket=number, reason="时钟快了一天", by="D01"), NotPermitted)
    desk.do("go_on", ticket=number, reason="时钟快了一天", by="M01")
    desk.do("dispatch", ticket=number, technician="T001")
    assert desk.ticket(number).last_at == desk.now
    assert [event.verb for event in desk.events(number)][-2:] == ["go_on", "dispatch"]
    assert desk.differences() == []


def test_going_on_is_refused_where_nothing_is_wrong(desk: Desk) -> None:
    number = desk.register()
    assert desk.refused("go_on", ticket=number, reason="x").rule == "ALL-02"
    assert isinstance(desk.refused("go_on", ticket=number, reason=""), BadField)


@pytest.mark.parametrize("year", [1970, 2000, 2150])
def test_a_clock_that_cannot_be_right_records_nothing(founded: Databases, year: int) -> None:
    url = founded.create("sqlite")
    with time_machine.travel(datetime(year, 1, 1, tzinfo=UTC), tick=True):
        store = open_store(url)
        with pytest.raises(Refusal, match="clock shows"):
            store.do(parse_verb("register", CALLER), "A01")
        store.close()
    founded.drop(url)
