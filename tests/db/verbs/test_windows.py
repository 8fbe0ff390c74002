"""The time agreed with the customer: who wanted it, whether it was kept, and moving it (SLA-11, DSP-03)."""

from typing import Any

import pytest

from db.errors import BadField, Refusal
from db.tables.ticket import Assignment
from tests.db.desk import Desk, local


def window(begin: str, end: str) -> dict[str, Any]:
    return {"window_from": local(begin).isoformat(), "window_to": local(end).isoformat()}


def sent(desk: Desk, begin: str = "07-15 14:00", end: str = "07-15 16:00", **fields: Any) -> str:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001", **window(begin, end), **fields)
    return number


def test_a_later_time_that_the_customer_wanted_is_the_deadline_and_the_original_stays(desk: Desk) -> None:
    number = sent(desk, "07-18 08:00", "07-18 12:00", window_wanted_by="customer")
    arrive = desk.target(number, "arrive")
    assert (arrive.due_at, arrive.original_due_at) == (local("07-18 12:00"), local("07-17 09:00"))
    desk.at("07-18 11:00")
    desk.do("step", ticket=number, what="arrived")
    (told,) = [
        each for each in desk.show("ticket", number=number)["milestones"] if each["milestone"] == "arrive"
    ]
    assert (told["in_time"], told["original_due_at"]) == (True, "2026-07-17T09:00:00+08:00")
    assert desk.differences() == []


def test_a_time_put_off_by_us_moves_no_deadline_and_warns(desk: Desk) -> None:
    number = desk.register(level=2)
    answer = desk.do("dispatch", ticket=number, technician="T001", **window("07-18 08:00", "07-18 12:00"))
    assert desk.target(number, "arrive").due_at == local("07-17 09:00")
    (warning,) = answer["warnings"]
    assert (warning["rule"], warning["values"]["due"]) == ("SLA-11", "2026-07-17T09:00:00+08:00")
    assert desk.ticket(number).window_wanted_by == "us"


def test_what_the_customer_wanted_warns_of_no_late_arrival(desk: Desk) -> None:
    number = desk.register(level=2)
    late = window("07-18 08:00", "07-18 12:00")
    answer = desk.do("dispatch", ticket=number, technician="T001", window_wanted_by="customer", **late)
    assert "warnings" not in answer
    maker = desk.register(level=2, product="注塑机")
    late = window("07-19 08:00", "07-19 12:00")
    answer = desk.do("dispatch", ticket=maker, technician="T001", override="工具随后送到", **late)
    (warning,) = answer["warnings"]
    assert warning["values"]["due"] == "2026-07-15T21:00:00+08:00", "12 h, which the agreed time replaced"


def test_a_window_beyond_the_deadline_of_resolving_warns_too(desk: Desk) -> None:
    number = desk.register(level=2, way="remote")
    late = window("07-16 14:00", "07-16 16:00")
    answer = desk.do("dispatch", ticket=number, technician="T001", way="remote", **late)
    (warning,) = answer["warnings"]
    assert "resolving" in warning["msgid"]


def test_a_time_within_the_deadlines_warns_of_nothing(desk: Desk) -> None:
    number = desk.register(level=2)
    answer = desk.do("dispatch", ticket=number, technician="T001", **window("07-15 14:00", "07-15 16:00"))
    assert "warnings" not in answer


def test_the_time_that_the_caller_asked_for_is_theirs(desk: Desk) -> None:
    asked = {"wanted_from": local("07-18 08:00").isoformat(), "wanted_to": local("07-18 12:00").isoformat()}
    number = desk.register(level=2, window_wanted_by="customer", **asked)
    assert desk.target(number, "arrive").original_due_at is None
    desk.do("dispatch", ticket=number, technician="T001", **window("07-18 08:00", "07-18 12:00"))
    assert desk.target(number, "arrive").due_at == local("07-18 12:00")


def test_moving_the_window_keeps_the_holder_and_tells_old_and_new(desk: Desk) -> None:
    number = sent(desk)
    version = desk.ticket(number).version
    desk.later(minutes=10)
    answer = desk.do(
        "move_window", ticket=number, **window("07-15 16:00", "07-15 18:00"), reason="客户改到下午"
    )
    assert (answer["state"], answer["version"], answer["technician"]) == ("dispatched", version + 1, "T001")
    assert desk.held_by(number) == ["T001"]
    assert answer["was"]["window_to"] == "2026-07-15T16:00:00+08:00"
    last = desk.show("events", number=number)[-1]
    assert (last["verb"], last["args"]["window_to"], last["was"]["window_to"]) == (
        "move_window", "2026-07-15T18:00:00+08:00", "2026-07-15T16:00:00+08:00",
    )  # fmt: skip
    assert desk.ticket(number).agreed_to == local("07-15 18:00")
    desk.do("undo")
    assert desk.ticket(number).agreed_to == local("07-15 16:00")
    assert desk.held_by(number) == ["T001"]
    assert desk.differences() == []


def test_reassigning_keeps_whom_and_what_time_it_took_the_place_of(desk: Desk) -> None:
    number = sent(desk)
    desk.later(minutes=10)
    desk.do(
        "reassign", ticket=number, technician="T002", reason="更近", **window("07-15 16:00", "07-15 18:00")
    )
    last = desk.show("events", number=number)[-1]
    assert last["was"] == {
        "technician": "T001",
        "window_from": "2026-07-15T14:00:00+08:00",
        "window_to": "2026-07-15T16:00:00+08:00",
    }
    assert (last["args"]["technician"], last["args"]["window_to"]) == ("T002", "2026-07-15T18:00:00+08:00")
    assert desk.differences() == []


def test_moving_a_window_that_is_the_deadline_needs_a_reason(desk: Desk) -> None:
    number = sent(desk, "07-18 08:00", "07-18 12:00", window_wanted_by="customer")
    refused = desk.refused("move_window", ticket=number, **window("07-19 08:00", "07-19 12:00"))
    assert isinstance(refused, BadField)
    assert refused.field == "reason"
    desk.do("move_window", ticket=number, **window("07-19 08:00", "07-19 12:00"), reason="客户出差",
            window_wanted_by="customer")  # fmt: skip
    assert desk.target(number, "arrive").due_at == local("07-19 12:00")
    desk.do("move_window", ticket=number, **window("07-20 08:00", "07-20 12:00"), reason="我们排不开")
    assert desk.target(number, "arrive").due_at == local("07-17 09:00"), "put off by us it does not move"


def test_a_window_that_others_hold_refuses_a_move_unless_overruled(desk: Desk) -> None:
    sent(desk)
    number = sent(desk, "07-15 09:30", "07-15 11:00")
    refused = desk.refused("move_window", ticket=number, **window("07-15 15:00", "07-15 17:00"), reason="改")
    assert (refused.rule, refused.exit_code) == ("DSP-08", 3)
    answer = desk.do(
        "move_window", ticket=number, **window("07-15 15:00", "07-15 17:00"), reason="改", override="两处相邻"
    )
    assert answer["overruled"] == ["T001:overlap"]


@pytest.mark.parametrize("verb", ["dispatch", "reassign", "move_window"])
def test_a_window_in_the_past_is_refused_in_a_trial_too(desk: Desk, verb: str) -> None:
    number = desk.register(level=2) if verb == "dispatch" else sent(desk)
    desk.at("12:00")
    fields: dict[str, Any] = {"ticket": number, **window("07-15 10:00", "07-15 12:00")}
    fields |= {} if verb == "move_window" else {"technician": "T001"}
    fields |= {} if verb == "dispatch" else {"reason": "改"}
    refused = desk.refused(verb, **fields)
    assert isinstance(refused, BadField)
    assert refused.field == "window_to"
    with pytest.raises(BadField):
        desk.preview(verb, **fields)


def test_a_recall_lifts_the_agreed_time_or_keeps_it_by_choice(desk: Desk) -> None:
    number = sent(desk)
    desk.do("recall", ticket=number, reason="换人")
    assert (desk.ticket(number).agreed_from, desk.ticket(number).agreed_to) == (None, None)
    other = sent(desk)
    desk.do("recall", ticket=other, reason="换人", keep_window=True)
    assert desk.ticket(other).agreed_to == local("07-15 16:00")
    desk.do("dispatch", ticket=other, technician="T002")
    assert desk.rows(Assignment, ticket=other, technician="T002")[0].window_to == local("07-15 16:00")


def test_telling_the_customer_is_recorded_and_falls_with_the_window(desk: Desk) -> None:
    number = sent(desk, customer_told=True)
    assert desk.ticket(number).told_at == desk.now
    desk.do("move_window", ticket=number, **window("07-15 16:00", "07-15 18:00"))
    assert desk.ticket(number).told_at is None, "of the new time nobody has told them yet"
    desk.later(minutes=5)
    desk.do("move_window", ticket=number, **window("07-15 16:00", "07-15 18:00"), customer_told=True)
    assert desk.ticket(number).told_at == desk.now


def appointment(desk: Desk, number: str) -> str:
    return str(desk.show("ticket", number=number)["appointment"]["state"])


def test_the_agreed_time_is_measured_by_itself_and_has_its_rate(desk: Desk) -> None:
    kept, missed = sent(desk), sent(desk, "07-15 17:00", "07-15 19:00")
    assert desk.show("counts")["kept_appointments"] is None
    desk.at("15:00")
    desk.do("step", ticket=kept, what="arrived")
    assert (appointment(desk, kept), appointment(desk, missed)) == ("kept", "open")
    desk.at("19:01")
    desk.do("step", ticket=missed, what="arrived")
    assert desk.target(missed, "arrive").met_at == desk.now, "the profile's 48 h are kept"
    assert appointment(desk, missed) == "missed"
    assert desk.show("counts")["kept_appointments"] == 50.0


def test_an_appointment_moved_before_it_passed_is_none_and_one_moved_afterwards_is_missed(desk: Desk) -> None:
    number = sent(desk)
    desk.at("15:00")
    desk.do("move_window", ticket=number, **window("07-15 17:00", "07-15 18:00"))
    desk.at("18:30")
    desk.do("move_window", ticket=number, **window("07-15 20:00", "07-15 21:00"))
    desk.at("20:30")
    desk.do("step", ticket=number, what="arrived")
    assert desk.show("counts")["kept_appointments"] == 50.0, "one kept, one missed, one moved in time"
    assert desk.differences() == []


def test_another_time_for_who_has_come_is_another_visit_and_what_was_late_stays_late(desk: Desk) -> None:
    number = sent(desk)
    desk.at("16:30")
    desk.do("step", ticket=number, what="arrived")
    assert appointment(desk, number) == "missed"
    refused = desk.refused("move_window", ticket=number, **window("07-15 16:00", "07-15 18:00"))
    assert (refused.rule, refused.exit_code) == ("SLA-11", 3)
    told = desk.do("move_window", ticket=number, **window("07-16 09:00", "07-16 10:00"))
    assert (told["state"], appointment(desk, number)) == ("dispatched", "open")
    desk.at("07-16 09:30")
    desk.do("step", ticket=number, what="arrived")
    assert appointment(desk, number) == "kept"
    assert desk.show("counts")["kept_appointments"] == 50.0, "two visits: one late, one in time"
    assert desk.target(number, "arrive").met_at == desk.at("07-15 16:30")
    assert desk.differences() == []


def test_what_is_not_dispatched_has_no_window_to_move(desk: Desk) -> None:
    number = desk.register(level=2)
    refused = desk.refused("move_window", ticket=number, **window("07-15 16:00", "07-15 18:00"))
    assert isinstance(refused, Refusal)
    assert refused.rule == "SLA-11"


def test_the_customer_is_told_afterwards_too(desk: Desk) -> None:
    number = sent(desk)
    desk.later(minutes=20)
    early = local("07-15 08:59").isoformat()
    assert desk.refused("tell", ticket=number, happened_at=early).values["field"] == "happened_at"
    desk.do("tell", ticket=number, by="C01", text="王经理已知", happened_at=local("07-15 09:10").isoformat())
    assert desk.show("ticket", number=number)["appointment"]["told_at"] == "2026-07-15T09:10:00+08:00"
    assert desk.show("queue")[0]["told_at"] is not None
    assert desk.differences() == []


def test_in_a_bulk_each_ticket_sees_what_was_decided_for_those_before_it(desk: Desk) -> None:
    """Nobody is sent to two overlapping windows by one press (DSP-08)."""
    first, second = (desk.register(level=2, fault=fault) for fault in ("漏水", "跳闸"))
    window = {"window_from": "2026-07-15T10:00:00+08:00", "window_to": "2026-07-15T11:00:00+08:00"}
    answer = desk.answer("dispatch", ticket=[first, second], technician="T001", **window)
    assert [done["number"] for done in answer.done] == [first]
    assert [refused["ticket"] for refused in answer.refused] == [second]
    assert (desk.held_by(first), desk.held_by(second)) == (["T001"], [])
    assert desk.differences() == []
