"""Undo: the same fold without the undone event (interface page, `undo`)."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from db.tables.row import Key
from db.tables.ticket import Ticket
from db.verbs.adopting import AdoptPolicy
from db.verbs.may import machine_of
from db.verbs.verb import VERBS
from tests.db.desk import Desk, example_of, reach
from tests.db.watch.sweeping import said, sweep
from tests.sampling import some_of

MARKS = dict.fromkeys(("attitude", "quality", "punctuality", "hygiene", "result"), 4)
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "triage": ("new", {"level": 1, "way": "remote"}),
    "correct": (
        "dispatched",
        {"customer": "新名", "product": "柜机", "district": "龙岗区", "serial": "S-1", "reason": "问清"},
    ),
    "dispatch": ("triaged", {"technician": "T001", "crew": "T002"}),
    "reassign": ("onsite", {"technician": "T002", "reason": "更近"}),
    "step": ("onsite", {"what": "finished"}),
    "forgive": ("new", {"milestone": "respond", "reason": "误录"}),
    "survey": ("follow_up", MARKS),
    "close": ("follow_up", {"cause": "老化", "waive": "电话确认"}),
}
"""Verbs that do more with more fields than their example has, or in one state alone: the state, and these."""


def rows_but_counts(desk: Desk) -> dict[str, dict[Key, dict[str, Any]]]:
    """All rows that an undo puts back as they were."""
    return but_counts(desk.snapshot())


def but_counts(rows: dict[str, dict[Key, dict[str, Any]]]) -> dict[str, dict[Key, dict[str, Any]]]:
    """Rows without versions, which never go back, the time of a ticket's last event, and notices that
    were withdrawn, with their corrections: somebody may have read them (ESC-05)."""
    notices = rows["notice"].values()
    withdrawn = {row["id"] for row in notices if row["withdrawn_at"] is not None}
    left_out = {"version": rows.keys(), "last_at": {"ticket"}}
    return {
        name: {
            key: {column: value for column, value in row.items() if name not in left_out.get(column, ())}
            for key, row in kind.items()
            if name != "notice" or not {row["id"], row["corrects"]} & withdrawn
        }
        for name, kind in rows.items()
    }


def check_undone(desk: Desk, number: str, act: Callable[[], Any]) -> None:
    """What was done and undone leaves every row as it was; the version never goes back."""
    before, counted = rows_but_counts(desk), desk.ticket(number).version
    act()
    assert rows_but_counts(desk) != before
    acted = desk.ticket(number).version
    desk.later(seconds=120)
    answer = desk.do("undo")
    assert rows_but_counts(desk) == before
    assert answer["state"] == before["ticket"][number,]["state"]
    # It counts changes of state, level, assignment and window; taking one back is one.
    assert desk.ticket(number).version == (acted + 1 if acted > counted else counted)
    assert desk.differences() == []


ELSEWHERE = {
    "verify": "follow_up", "merge": "new", "track": "new", "extend": "new", "sign": "follow_up",
    "approve_record": "follow_up", "swap": "dispatched",
}  # fmt: skip
"""Those that need a ticket of a special kind, or another one, and have a test of their own; by a state in
which their example alone does not do."""
ON_TICKETS = {name for name, verb in VERBS.items() if verb.undoable and machine_of(verb) is not None}
KEEPS_ITS_NUMBER = {"record"}
"""What stays, taken back, when it is undone (`test_records.py`)."""
BY_EXAMPLE = ON_TICKETS - CASES.keys() - ELSEWHERE.keys() - KEEPS_ITS_NUMBER
"""Whatever else moves a ticket; things of other kinds are tried with their own verbs."""
MOST = 6
"""How many of these one run of `make test` takes back."""


@pytest.mark.parametrize("verb", CASES)
def test_undo_restores_every_row(desk: Desk, verb: str) -> None:
    state, fields = CASES[verb]
    number = reach(desk, state)
    desk.later(minutes=11)
    check_undone(desk, number, lambda: desk.do(verb, ticket=number, **fields))


@pytest.mark.parametrize("solved", ["yes", "no", "unreachable"])
def test_undo_of_a_verification(desk: Desk, solved: str) -> None:
    number = reach(desk, "follow_up", remote=True)
    check_undone(desk, number, lambda: desk.do("verify", ticket=number, solved=solved))


@pytest.mark.parametrize("what", ["contacted", "answered", "departed", "arrived"])
def test_undo_of_a_step(desk: Desk, what: str) -> None:
    number = reach(desk, "dispatched")
    check_undone(desk, number, lambda: desk.do("step", ticket=number, what=what))


def test_undo_of_a_thing_that_was_received(desk: Desk) -> None:
    number = desk.register(level=3, way="send_in")
    desk.later(minutes=1)
    check_undone(desk, number, lambda: desk.do("track", ticket=number, what="received", condition="完好"))


@pytest.mark.parametrize("kind", ["leave", "duty", "resting", "off"])
def test_undo_of_a_leave_leaves_the_entries_before_it(desk: Desk, kind: str) -> None:
    day = {"begins_at": "2026-07-15T09:00:00+08:00", "ends_at": "2026-07-15T18:00:00+08:00"}
    desk.do("dispatch", ticket=desk.register(level=2), technician="T001")
    desk.do("set_duty", staff="T001", kind="duty", **day)
    before = desk.snapshot()
    substitute = {"substitute": "T002"} if kind == "leave" else {}
    desk.do("set_duty", staff="T001", kind=kind, **day, **substitute)
    assert desk.snapshot() != before
    desk.later(seconds=120)
    answer = desk.do("undo")
    assert (answer["undone"], answer["about"]) == ("set_duty", ["staff:T001"])
    assert desk.snapshot() == before
    assert desk.differences() == []
    assert desk.refused("undo").rule == "CLS-07", "the undo itself is not undone"


def test_a_leave_after_which_the_person_was_sent_stands(desk: Desk) -> None:
    day = {"begins_at": "2026-07-16T09:00:00+08:00", "ends_at": "2026-07-16T18:00:00+08:00"}
    desk.do("set_duty", staff="T001", kind="leave", **day)
    desk.do("dispatch", by="D01", ticket=desk.register(level=2), technician="T001")
    assert desk.refused("undo").rule == "CLS-07"


@pytest.mark.parametrize("name", some_of(sorted(BY_EXAMPLE), "moves undone", MOST))
def test_undo_of_any_other_verb_by_its_example(desk: Desk, name: str) -> None:
    verb = VERBS[name]
    machine = machine_of(verb)
    assert machine is not None
    # As far on its way as can be, so that there is much to come back.
    states = [state for state in machine.sources(verb.moves()[0]) if state not in ("closed", "cancelled")]
    number = reach(desk, states[-1])
    desk.later(minutes=11)
    # Another policy than the ticket's, so that there is one to move to.
    desk.do("set_setting", setting="repeat_days", value=31, reason="新规定")
    check_undone(desk, number, lambda: desk.do(name, **example_of(verb, number)))


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_an_example_does_not_do_for_those_with_a_test_of_their_own(desk: Desk, name: str) -> None:
    number = reach(desk, ELSEWHERE[name])
    desk.later(minutes=11)
    desk.refused(name, **example_of(VERBS[name], number))


def test_an_undone_registration_is_a_cancelled_ticket_with_its_number(desk: Desk) -> None:
    number = desk.register(level=1)
    answer = desk.do("undo")
    assert (answer["number"], answer["state"], answer["undone"]) == (number, "cancelled", "register")
    assert desk.ticket(number).due_at is None


def test_undo_of_a_long_story_still_restores(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    desk.do("undo")
    desk.do("dispatch", ticket=number, technician="T002")
    desk.do("undo")
    desk.do("dispatch", ticket=number, technician="T001")
    desk.do("pause", ticket=number, reason="part")
    desk.later(minutes=1)
    desk.do("resume", ticket=number)
    check_undone(desk, number, lambda: desk.do("recall", ticket=number, reason="改期"))
    assert desk.held_by(number) == ["T001"]


# -- refusals


def test_after_two_minutes_it_is_too_late(desk: Desk) -> None:
    number = desk.register()
    desk.later(seconds=120)
    assert desk.do("undo")["number"] == number
    desk.register()
    desk.later(seconds=121)
    refusal = desk.refused("undo")
    assert (refusal.rule, refusal.exit_code, refusal.values["minutes"]) == ("CLS-07", 3, 2)


def test_what_somebody_else_acted_on_since_stands(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("note", by="C01", ticket=number, text="客户在家")
    assert desk.refused("undo").values["actor"] == "C01"


def test_what_i_acted_on_since_stands_too(desk: Desk) -> None:
    number, other = desk.register(level=2), desk.register()
    desk.do("triage", by="D01", ticket=other, level=2)
    desk.do("pause", ticket=number, reason="part")
    desk.do("note", ticket=number, text="x")
    assert desk.refused("undo", ticket=number).values["verb"] == "note"


def test_others_may_act_on_other_tickets(desk: Desk) -> None:
    number, other = desk.register(), desk.register()
    desk.do("triage", by="D01", ticket=number, level=2)
    desk.do("triage", by="C01", ticket=other, level=2)
    assert desk.do("undo", by="D01")["number"] == number


def test_the_watch_does_not_count(desk: Desk) -> None:
    number = desk.register()
    desk.at("09:08")  # level 1 is to be answered within ten minutes
    desk.do("triage", ticket=number, level=1)
    assert said(sweep(desk)) == ["respond 1 at_risk"]
    assert desk.do("undo")["state"] == "new"
    assert [event.verb for event in desk.events(number)] == ["register", "triage", "climb", "undo"]
    assert desk.differences() == []


def test_what_the_watch_added_to_an_undone_row_goes_with_it(desk: Desk) -> None:
    sections = desk.store.policy().sections()
    for rung in sections["ladders"]["ladder"]["default"]["rungs"]:
        rung["repeat_minutes"] = 1
    desk.store.do(AdoptPolicy(body=json.dumps(sections, ensure_ascii=False)), "A01")
    number = desk.register(level=1)
    desk.do("escalate", ticket=number, reason="急")
    desk.later(minutes=1)
    assert [each["reminder"] for each in sweep(desk)] == [1]
    assert desk.do("undo", ticket=number)["undone"] == "escalate"
    assert desk.snapshot()["escalation"] == desk.snapshot()["repeated_call"] == {}
    assert desk.differences() == []


def test_undo_never_skips_to_an_older_action(desk: Desk) -> None:
    number = desk.register()
    desk.do("triage", ticket=number, level=2)
    desk.do("note", ticket=number, text="x")
    assert desk.refused("undo").values["verb"] == "note"
    other = desk.register()
    desk.do("undo")
    assert desk.ticket(other).state == "cancelled"
    assert desk.refused("undo").values["verb"] == "undo"
    assert desk.ticket(number).state == "triaged"


def test_the_ticket_says_which_of_my_last_actions(desk: Desk) -> None:
    number = desk.register()
    other = desk.register()
    desk.do("undo", ticket=number)
    assert (desk.ticket(number).state, desk.ticket(other).state) == ("cancelled", "new")


def test_what_is_nobodys_cannot_be_undone(desk: Desk) -> None:
    number = desk.register()
    assert desk.refused("undo", by="D01").rule == "CLS-07"
    assert desk.refused("undo", by="D01", ticket=number).rule == "CLS-07"
    assert desk.refused("undo", by="D01", ticket="99").rule == "FRM-01"


@pytest.mark.parametrize("verb", ["acknowledge", "chase", "remind", "note"])
def test_what_was_told_or_joined_stands(desk: Desk, verb: str) -> None:
    number = desk.register()
    desk.do("escalate", by="D01", ticket=number, reason="急")
    fields: dict[str, Any] = {
        "acknowledge": {}, "chase": {"text": "催"}, "note": {"text": "x"},
        "remind": {"at": "2026-07-16T09:00:00+08:00"},
    }[verb]  # fmt: skip
    desk.do(verb, ticket=number, **fields)
    assert desk.refused("undo").values["verb"] == verb


def test_a_new_colleague_is_not_undone(desk: Desk) -> None:
    desk.staff("T050")
    assert desk.refused("undo").values["verb"] == "add_staff"


# -- bulk


def test_a_bulk_is_undone_as_a_whole_or_not_at_all(desk: Desk) -> None:
    numbers = [desk.register() for _ in range(3)]
    before = rows_but_counts(desk)
    desk.do("triage", by="D01", ticket=numbers, level=2)
    desk.do("undo", by="D01", ticket=numbers[1])
    assert rows_but_counts(desk) == before
    assert {desk.ticket(number).version for number in numbers} == {3}
    desk.do("triage", by="D01", ticket=numbers, level=3)
    desk.do("note", by="C01", ticket=numbers[2], text="x")
    assert desk.refused("undo", by="D01").values["number"] == numbers[2]
    assert desk.differences() == []


def test_an_undo_is_an_event_of_its_own_in_the_tickets_chain(desk: Desk) -> None:
    number = desk.register()
    desk.do("triage", ticket=number, level=2)
    desk.do("undo")
    assert [event.verb for event in desk.events(number)] == ["register", "triage", "undo"]
    assert desk.rows(Ticket, number=number)[0].state == "new"
