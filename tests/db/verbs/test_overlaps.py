"""Nobody is in two windows at once, whatever two desks do in the same moment (DSP-03, DSP-08)."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.engine import transaction
from db.errors import Refusal, StoreError
from db.store import Store, open_store
from db.tables.ticket import Assignment
from db.verbs.parsing import parse_verb
from tests.db.desk import Desk

TEN, NOON, TWO = (f"2026-07-15T{hour}:00:00+08:00" for hour in ("10", "12", "14"))
WINDOW = {"window_from": TEN, "window_to": NOON}


def waiting(desk: Desk) -> str:
    return desk.register(level=3)


def held(desk: Desk) -> list[Assignment]:
    return [each for each in desk.rows(Assignment) if each.ended_at is None]


def test_an_agreed_window_keeps_everybody_out_and_one_that_touches_it_does_not(desk: Desk) -> None:
    first, second = waiting(desk), waiting(desk)
    desk.do("dispatch", ticket=first, technician="T001", **WINDOW)
    refusal = desk.refused("dispatch", ticket=second, technician="T001", **WINDOW)
    assert refusal.rule == "DSP-08"
    desk.do("dispatch", ticket=second, technician="T001", window_from=NOON, window_to=TWO, override="顺路")
    (one, other) = sorted(held(desk), key=lambda each: each.window_from or each.begun_at)
    assert (one.busy_from, one.busy_to) == (one.window_from, one.window_to)
    assert other.busy_from == other.window_from


def test_everybody_of_a_crew_is_held_in_its_window_and_one_is_in_charge(desk: Desk) -> None:
    first, second = waiting(desk), waiting(desk)
    desk.do("dispatch", ticket=first, technician="T001", crew=("T002",), **WINDOW)
    assert [each.technician for each in held(desk) if each.lead] == ["T001"]
    assert {each.busy_from for each in held(desk)} == {datetime.fromisoformat(TEN)}
    assert desk.refused("dispatch", ticket=second, technician="T002", **WINDOW).rule == "DSP-08"


def test_a_window_without_an_end_is_held_as_long_as_a_visit_lasts(desk: Desk) -> None:
    desk.do("dispatch", ticket=waiting(desk), technician="T001", window_from=TEN)
    (one,) = held(desk)
    assert one.window_to is None
    assert one.busy_to == datetime.fromisoformat(TEN) + timedelta(hours=2)


def test_who_is_sent_in_spite_of_it_is_on_record_and_no_longer_kept_apart(desk: Desk) -> None:
    first, second = waiting(desk), waiting(desk)
    desk.do("dispatch", ticket=first, technician="T001", **WINDOW)
    answer = desk.do("dispatch", ticket=second, technician="T001", override="就在隔壁", **WINDOW)
    assert "T001:overlap" in answer["overruled"]
    assert sorted((each.busy_from is None, each.override) for each in held(desk)) == [
        (False, ""),
        (True, "就在隔壁"),
    ]
    assert desk.differences() == []


def test_a_window_that_is_moved_takes_what_it_holds_along(desk: Desk) -> None:
    first, second = waiting(desk), waiting(desk)
    desk.do("dispatch", ticket=first, technician="T001", **WINDOW)
    desk.do("move_window", ticket=first, window_from=NOON, window_to=TWO, reason="客户改期")
    desk.do(
        "dispatch", ticket=second, technician="T001", window_from=TEN, window_to="2026-07-15T11:00:00+08:00"
    )
    refusal = desk.refused("move_window", ticket=second, window_from=NOON, window_to=TWO, reason="x")
    assert refusal.rule == "DSP-08"


def test_what_undo_would_put_into_a_taken_window_is_refused_in_a_sentence(desk: Desk) -> None:
    first, second = waiting(desk), waiting(desk)
    desk.do("dispatch", ticket=first, technician="T001", by="D01", **WINDOW)
    desk.do("recall", ticket=first, reason="x", by="D01")
    desk.do("dispatch", ticket=second, technician="T001", by="A01", **WINDOW)
    refusal = desk.refused("undo", ticket=first, by="D01")
    assert (refusal.rule, refusal.exit_code) == ("DSP-08", 3)


@pytest.mark.every_way
def test_the_schema_itself_refuses_it(desk: Desk) -> None:
    """Two rows as another program would write them: no gate was asked."""
    first, second = waiting(desk), waiting(desk)
    desk.do("dispatch", ticket=first, technician="T001", **WINDOW)
    desk.do("dispatch", ticket=second, technician="T002", **WINDOW)
    move = text("UPDATE assignment SET technician = 'T001' WHERE technician = 'T002'")
    with (
        pytest.raises(Exception, match="ex_assignment_busy"),
        transaction(desk.store.engine, writing=True) as connection,
    ):
        connection.execute(move)


@pytest.mark.every_way
def test_of_two_dispatchers_in_the_same_moment_one_succeeds_and_one_is_told(desk: Desk) -> None:
    tickets = [waiting(desk), waiting(desk)]
    stores = [open_store(desk.url, clock=lambda: desk.now) for _ in tickets]
    begin, failures, answers = threading.Barrier(len(stores)), [], []

    def send(store: Store, number: str) -> None:
        begin.wait()
        fields: dict[str, Any] = {"ticket": number, "technician": "T001", **WINDOW}
        try:
            answers.append(store.do(parse_verb("dispatch", fields), "D01"))
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=send, args=each) for each in zip(stores, tickets, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert len(answers) == 1
    (failure,) = failures
    assert isinstance(failure, Refusal)
    assert failure.rule == "DSP-08"
    assert len(held(desk)) == 1
    assert desk.differences() == []


def left(answer: dict[str, Any]) -> list[Any]:
    """What the answer says of the branch that is left."""
    found = [each for each in answer.get("warnings", ()) if each["rule"] == "DSP-13"]
    return [each["values"] for each in found]


def test_whoever_sends_the_last_technician_on_call_is_warned_by_the_verb_itself(desk: Desk) -> None:
    one, two, three = waiting(desk), waiting(desk), waiting(desk)
    assert left(desk.do("dispatch", ticket=one, technician="T001", **WINDOW)) == []
    last = {"technician": "T002", "count": 0}
    assert left(desk.preview("dispatch", ticket=two, technician="T002", **WINDOW)) == [last]
    later = {"window_from": NOON, "window_to": TWO}
    assert left(desk.do("dispatch", ticket=two, technician="T002", **later)) == [], "the other is back then"
    assert left(desk.do("add_helper", ticket=one, technician="T002")) == [last]
    assert left(desk.do("dispatch", ticket=three, technician="T001", crew=("T002",), **later, override="x"))
