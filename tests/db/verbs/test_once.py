"""Once, in order, by whom: ids, versions, time, bulk (interface page, "Once", "Time", `--expect`)."""

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from db.engine import transaction
from db.errors import BadField, Conflict, NotPermitted, Refusal, StoreError
from db.store import open_store
from db.tables.event import FACT
from db.tables.ticket import Assignment
from db.timing import SKEW
from db.verbs.parsing import parse_verb
from tests.db.desk import CALLER, Desk, local, reach

pytestmark = pytest.mark.every_way

# -- the same id


def test_the_same_id_gives_the_stored_answer_word_for_word(desk: Desk) -> None:
    name = uuid4()
    first = desk.answer("register", id=name, **CALLER)
    desk.later(minutes=7)
    desk.do("triage", ticket="1", level=2)
    again = desk.answer("register", id=name, **CALLER)
    assert again.as_json() == first.as_json()
    assert (first.repeated, again.repeated) == (False, True)
    assert desk.register() == "YX2607-02"


def test_the_same_id_gives_the_stored_answer_of_what_filled_itself_in(desk: Desk) -> None:
    """Whose leave it is stands in the log although nobody said it (PPL-04)."""
    name, slip = uuid4(), {"why": "annual", "from_day": "2026-07-20"}
    first = desk.answer("take_leave", id=name, by="T001", **slip)
    again = desk.answer("take_leave", id=name, by="T001", **slip)
    assert again.as_json() == first.as_json()
    error = desk.refused("take_leave", by="T001", id=name, staff="T002", **slip)
    assert isinstance(error, BadField)


def test_the_same_id_for_something_else_is_a_bad_field(desk: Desk) -> None:
    name = uuid4()
    desk.do("register", id=name, **CALLER)
    for verb, by, fields in (
        ("register", "A01", {**CALLER, "fault": "别的"}),
        ("register", "A01", {**CALLER, "urgent": False}),
        ("register", "D01", CALLER),
        ("note", "A01", {"ticket": "1", "text": "x"}),
    ):
        error = desk.refused(verb, by=by, id=name, **fields)
        assert isinstance(error, BadField)
        assert (error.field, error.exit_code) == ("id", 2)


def test_a_refused_attempt_does_not_use_the_id_up(desk: Desk) -> None:
    number, name = desk.register(), uuid4()
    desk.refused("dispatch", id=name, ticket=number, technician="T001")
    desk.do("triage", ticket=number, level=2)
    assert desk.do("dispatch", id=name, ticket=number, technician="T001")["id"] == str(name)


def test_a_repeat_is_answered_even_when_it_would_be_refused_now(desk: Desk) -> None:
    number, name = reach(desk, "dispatched"), uuid4()
    first = desk.do("recall", id=name, ticket=number, reason="改期", expect=3)
    desk.do("cancel", ticket=number, reason="撤销")
    assert desk.do("recall", id=name, ticket=number, reason="改期", expect=3) == first


def test_a_preview_answers_and_changes_nothing(desk: Desk) -> None:
    before, events = desk.snapshot(), desk.count_events()
    answer = desk.store.preview(parse_verb("register", CALLER), "A01").as_json()
    assert answer["number"] == "YX2607-01"
    assert (desk.snapshot(), desk.count_events()) == (before, events)


# -- the version that the caller saw


def test_another_version_is_a_conflict_before_any_rule(desk: Desk) -> None:
    number = reach(desk, "triaged")
    error = desk.refused("reassign", ticket=number, technician="nobody at all", reason="x", expect=1)
    assert error.exit_code == 3, "whom the verb names is looked up first"
    error = desk.refused("reassign", ticket=number, technician="T001", reason="x", expect=1)
    assert isinstance(error, Conflict)
    assert (error.exit_code, error.values["version"]) == (4, 2)
    assert desk.refused("reassign", ticket=number, technician="T001", reason="x", expect=2).exit_code == 3
    assert desk.do("dispatch", ticket=number, technician="T001", expect=2)["version"] == 3


def test_the_version_counts_state_level_assignment_and_window_alone(desk: Desk) -> None:
    number = desk.register()
    for version, verb, fields in (
        (1, "note", {"text": "x"}), (1, "correct", {"contact": "赵"}), (1, "triage", None),
        (2, "triage", {"level": 2}), (2, "triage", {"level": 2, "priority": 1}),
        (3, "triage", {"level": 3, "reason": "轻"}), (3, "escalate", {"reason": "急"}), 
        (3, "acknowledge", {}),
        (3, "step", {"what": "contacted"}), (4, "dispatch", {"technician": "T001"}),
        (5, "reassign", {"technician": "T002", "reason": "x"}),
        (6, "reassign", {"technician": "T002", "reason": "x", "window_to": "2026-07-16T09:00:00+08:00"}),
        (6, "step", {"what": "departed"}), (7, "step", {"what": "arrived"}), (8, "pause", {"reason": "part"}),
        (9, "resume", {}), (10, "step", {"what": "finished"}), (10, "survey", {"unreachable": True}),
        (11, "close", {"cause": "老化", "waive": "x"}),
    ):  # fmt: skip
        if fields is not None:
            desk.do(verb, ticket=number, **fields)
        assert desk.ticket(number).version == version, verb


# -- time


def test_a_verb_does_not_lie_before_the_last_event_of_its_ticket(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.at("10:00")
    desk.do("note", ticket=number, text="x")
    desk.now -= SKEW + timedelta(seconds=1)
    refusal = desk.refused("note", ticket=number, text="y")
    assert (refusal.rule, refusal.exit_code) == ("ALL-02", 3)
    assert refusal.values["last"] == desk.now + SKEW + timedelta(seconds=1)


def test_other_tickets_do_not_matter(desk: Desk) -> None:
    first, second = desk.register(level=2), desk.register(level=2)
    desk.at("12:00")
    desk.do("dispatch", ticket=first, technician="T001")
    desk.at("10:00")
    desk.do("dispatch", ticket=second, technician="T001")
    assert desk.ticket(second).dispatched_at == local("07-15 10:00")
    assert desk.register() == "YX2607-03"


def test_other_tickets_do_not_matter_within_a_bulk_either(desk: Desk) -> None:
    first, second = desk.register(level=2), desk.register(level=2)
    desk.at("12:00")
    desk.do("dispatch", ticket=first, technician="T001")
    desk.at("10:00")
    answer = desk.do("dispatch", ticket=[second, first], technician="T001")
    assert [done["number"] for done in answer["done"]] == [second]
    assert [(no["ticket"], no["rule"]) for no in answer["refused"]] == [(first, "ALL-02")]
    assert desk.ticket(second).dispatched_at == local("07-15 10:00")


def test_clocks_of_two_desks_may_differ_a_little(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.at("10:00")
    desk.do("note", ticket=number, text="x")
    desk.now -= SKEW
    desk.do("dispatch", ticket=number, technician="T001")
    assert desk.ticket(number).dispatched_at == local("07-15 10:00"), "it counts as happening at once after"


def test_a_clock_that_stands_forgives_nothing(desk: Desk) -> None:
    with transaction(desk.store.engine, writing=True) as connection:
        connection.execute(
            FACT.insert(),
            [{"name": "kind", "value": "demo"}, {"name": "offset", "value": "0"}],
        )
    number = desk.register(level=2)
    demo = open_store(desk.url, clock=lambda: desk.now)
    demo.stand_at(desk.now - timedelta(seconds=1))
    with pytest.raises(Refusal, match="ALL-02"):
        demo.do(parse_verb("note", {"ticket": number, "text": "x"}), "A01")
    demo.stand_at(desk.now)
    assert demo.do(parse_verb("note", {"ticket": number, "text": "x"}), "A01").as_json()["number"] == number
    demo.start_at(desk.now + timedelta(days=1))
    demo.close()


def test_only_a_demo_store_lets_its_clock_be_set(desk: Desk) -> None:
    with pytest.raises(BadField, match="--at"):
        desk.store.stand_at(desk.now)
    with pytest.raises(BadField, match="--at"):
        desk.store.start_at(desk.now)


# -- bulk


def test_a_bulk_is_one_id_and_one_event_for_each_ticket(desk: Desk) -> None:
    numbers = [desk.register() for _ in range(3)]
    cancelled = reach(desk, "cancelled")
    name = uuid4()
    answer = desk.do("triage", id=name, ticket=[*numbers, cancelled, "99"], level=2)
    assert answer["id"] == str(name)
    assert [done["number"] for done in answer["done"]] == numbers
    assert {no["ticket"]: no["rule"] for no in answer["refused"]} == {cancelled: "INT-07", "99": "FRM-01"}
    assert [len(desk.events(number)) for number in numbers] == [2, 2, 2]
    assert {desk.events(number)[-1].request for number in numbers} == {str(name)}
    assert len({done["event"] for done in answer["done"]}) == 3
    again = desk.do("triage", id=name, ticket=[*numbers, cancelled, "99"], level=2)
    assert again == answer
    assert desk.refused("triage", id=name, ticket=numbers, level=2).exit_code == 2
    assert desk.differences() == []


def test_a_ticket_named_twice_in_a_bulk_gets_one_event(desk: Desk) -> None:
    number = desk.register()
    answer = desk.do("note", ticket=["1", number, "01"], text="x")
    assert [done["number"] for done in answer["done"]] == [number]
    assert len(desk.events(number)) == 2


def test_a_bulk_that_nothing_allows_is_refused(desk: Desk) -> None:
    numbers = [desk.register(), desk.register()]
    assert desk.refused("dispatch", ticket=numbers, technician="T001").exit_code == 3
    assert desk.refused("note", ticket=[], text="x").exit_code in (2, 3)


def test_a_bulk_without_permission_does_nothing_at_all(desk: Desk) -> None:
    numbers = [desk.register(), desk.register()]
    assert isinstance(desk.refused("triage", by="T001", ticket=numbers, level=2), NotPermitted)


def test_a_bulk_of_one_is_still_a_bulk(desk: Desk) -> None:
    number = desk.register()
    answer = desk.do("triage", ticket=[number], level=2)
    assert [done["state"] for done in answer["done"]] == ["triaged"]


# -- two at the same moment


def together(*acts: Any) -> list[Any]:
    """Do all at once; what each gave, or the error that it got."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        barrier.wait()
        try:
            results[place] = acts[place]()
        except StoreError as error:
            results[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("expect", [None, 2])
def test_two_dispatchers_at_once_get_one_success_and_one_clear_message(
    desk: Desk, expect: int | None
) -> None:
    for _ in range(5):
        number = reach(desk, "triaged")
        results = together(
            lambda number=number: desk.do("dispatch", ticket=number, technician="T001", expect=expect),
            lambda number=number: desk.do(
                "dispatch", by="D01", ticket=number, technician="T002", expect=expect
            ),
        )
        errors = [each for each in results if isinstance(each, StoreError)]
        assert len(errors) == 1
        assert (errors[0].rule, errors[0].exit_code) == (("DSP-03", 3) if expect is None else ("DSP-08", 4))
        (held,) = desk.rows(Assignment, ticket=number, ended_at=None)
        (done,) = [each for each in results if isinstance(each, dict)]
        assert held.technician == done["technician"]
        assert {event.verb for event in desk.events(number)} == {"register", "triage", "dispatch"}
    assert desk.differences() == []


def test_one_technician_is_not_sent_into_two_overlapping_windows_at_once(desk: Desk) -> None:
    window = {"window_from": "2026-07-16T09:00:00+08:00", "window_to": "2026-07-16T11:00:00+08:00"}
    first, second = reach(desk, "triaged"), reach(desk, "triaged")
    results = together(
        *(
            lambda number=number: desk.do("dispatch", ticket=number, technician="T001", **window)
            for number in (first, second)
        )
    )
    errors = [each for each in results if isinstance(each, StoreError)]
    assert [error.rule for error in errors] == ["DSP-08"]


def test_the_same_id_at_the_same_moment_is_done_once(desk: Desk) -> None:
    name = uuid4()
    results = together(*(lambda: desk.do("register", id=name, **CALLER) for _ in range(4)))
    assert [each["number"] for each in results] == ["YX2607-01"] * 4
    assert desk.register() == "YX2607-02"


def test_two_bulks_in_opposite_order_both_come_through(desk: Desk) -> None:
    numbers = [desk.register() for _ in range(6)]
    results = together(
        lambda: desk.do("triage", ticket=numbers, level=2),
        lambda: desk.do("note", ticket=numbers[::-1], text="x"),
        lambda: desk.do("chase", ticket=numbers[3:] + numbers[:3], text="x"),
    )
    assert [len(each["done"]) for each in results] == [6, 6, 6]
    assert desk.differences() == []


@pytest.mark.parametrize("several", [True, False])
def test_a_plan_that_names_somebody_for_each_ticket_is_done_once(desk: Desk, several: bool) -> None:
    numbers = [desk.register(level=2) for _ in range(2)]
    ticket: Any = numbers if several else numbers[0]
    people = "T001,T002" if several else "T001"
    request = uuid4()
    given = {"ticket": ticket, "technician": "T001", "technicians": people}
    first = desk.answer("dispatch", id=request, **given)
    events = desk.count_events()
    again = desk.answer("dispatch", id=request, **given)
    assert again.repeated
    assert again.as_json() == first.as_json()
    assert desk.count_events() == events
    other = desk.refused("dispatch", id=request, **{**given, "technicians": people[::-1]})
    assert other.exit_code == 2
    assert desk.differences() == []
