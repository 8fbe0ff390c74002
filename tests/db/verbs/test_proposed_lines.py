"""What an accepted line leaves behind, whom it prefers, and whom never (DSP-04, DSP-10, ESC-08)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from db.tables.pick import Pick
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk, reach


def _waiting(desk: Desk, level: int = 3, **fields: Any) -> str:
    return desk.register(**{"level": level, "way": "on_site", **fields})


def _line(desk: Desk, number: str, **fields: Any) -> Any:
    return next(line for line in desk.show("proposal", **fields)["lines"] if line["ticket"] == number)


def test_an_accepted_line_agrees_its_time_and_moves_no_deadline(desk: Desk) -> None:
    number = _waiting(desk)
    due = desk.target(number, "arrive").due_at
    found = desk.show("proposal")
    (line,) = found["lines"]
    assert line["agrees"]
    begin = datetime.fromisoformat(line["arrive_at"])
    assert (line["window_from"], datetime.fromisoformat(line["window_to"]) - begin) == (
        line["arrive_at"],
        timedelta(minutes=line["minutes"]),
    )
    desk.do("accept_proposal", proposal=found["id"])
    ticket = desk.ticket(number)
    assert (ticket.agreed_from, ticket.window_wanted_by) == (begin, "us")
    assert desk.target(number, "arrive").due_at == due, "put off by us it does not move"
    (pick,) = desk.rows(Pick)
    assert (pick.technician, pick.first, pick.rank) == (line["technician"], None, None), (
        "nobody asked the ranking"
    )
    assert [(row["taken"], row["times"]) for row in desk.show("picks")] == [("plan", 1)]
    desk.do("undo")
    assert (desk.ticket(number).agreed_from, desk.rows(Pick)) == (None, [])
    assert desk.differences() == []


def test_a_time_that_the_customer_has_stays(desk: Desk) -> None:
    number = _waiting(desk)
    window = {"window_from": "2026-07-15T14:00:00+08:00", "window_to": "2026-07-15T16:00:00+08:00"}
    desk.do("dispatch", ticket=number, technician="T001", **window)
    desk.do("recall", ticket=number, reason="x", keep_window=True)
    found = desk.show("proposal")
    (line,) = found["lines"]
    assert not line["agrees"]
    assert {name: line[name] for name in window} == window
    desk.do("accept_proposal", proposal=found["id"])
    (held,) = desk.show("ticket", number=number)["assignments"][-1:]
    assert {name: held[name] for name in window} == window


def test_no_time_is_agreed_that_has_passed(desk: Desk) -> None:
    number = _waiting(desk)
    found = desk.show("proposal")
    desk.later(hours=1)
    desk.do("accept_proposal", proposal=found["id"])
    assert (desk.ticket(number).state, desk.ticket(number).agreed_from) == ("dispatched", None)
    assert "window_from" not in desk.events(f"ticket:{number}")[-1].args


def test_of_two_who_are_as_near_goes_who_knows_the_customer(desk: Desk) -> None:
    reach(desk, "follow_up", technician="T002")
    desk.later(days=8)
    desk.at("09:00")
    line = _line(desk, _waiting(desk))
    assert (line["technician"], "knows this customer" in line["reasons"]) == ("T002", True)
    assert _line(desk, _waiting(desk, customer="别家", level=2))["technician"] == "T001"


def test_of_two_alike_goes_who_was_sent_less_and_the_line_says_so(desk: Desk) -> None:
    number = desk.register(customer="别家", level=2, way="on_site")
    desk.do("dispatch", ticket=number, technician="T001")
    desk.do("recall", ticket=number, reason="x")
    desk.do("cancel", ticket=number, reason="x")
    line = _line(desk, _waiting(desk))
    assert line["technician"] == "T002"
    assert "sent 0 × within a week, others up to 1 ×" in line["reasons"]


def test_whom_the_customer_refused_is_not_proposed(desk: Desk) -> None:
    number = _waiting(desk)
    desk.do("dispatch", ticket=number, technician="T001")
    desk.do("recall", ticket=number, reason="customer_refused")
    again = _waiting(desk)
    assert {_line(desk, number)["technician"], _line(desk, again)["technician"]} == {"T002"}


def test_a_cause_within_a_refused_line_keeps_its_own_sentence(desk: Desk) -> None:
    """It is said in the language, and by the clock, of whoever reads it."""
    number = _waiting(desk)
    _waiting(desk)
    found = desk.show("proposal")
    line = next(each for each in found["lines"] if each["ticket"] == number)
    window = {name: line[name] for name in ("window_from", "window_to")}
    desk.do("dispatch", ticket=_waiting(desk), technician=line["technician"], **window)
    (refused,) = desk.do("accept_proposal", proposal=found["id"])["refused"]
    assert refused["rule"] == "DSP-08"
    cause = refused["values"]["cause"]
    assert cause["msgid"] == "at {ticket} from {begin} to {end}"
    assert datetime.fromisoformat(cause["values"]["begin"]) == datetime.fromisoformat(line["arrive_at"])


def _with(desk: Desk, **values: int) -> None:
    content = desk.store.policy().sections()
    content["settings"]["setting"].update(values)
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")


@pytest.mark.parametrize("most", [{"day_minutes_most": 400}, {"day_jobs_most": 3}, {"travel_blocks": 1}])
def test_no_line_is_proposed_that_its_own_day_would_refuse(desk: Desk, most: dict[str, int]) -> None:
    """What the lines before fill up of a day counts for those after them, as when they are accepted."""
    _with(desk, **most)
    for no in range(3):
        desk.do("dispatch", ticket=_waiting(desk), technician=("T001", "T002")[no % 2])
    for no in range(5):
        _waiting(desk, phone=f"1380000000{no}")
    found = desk.show("proposal")
    assert found["lines"]
    done = desk.do("accept_proposal", proposal=found["id"])
    assert done["refused"] == []
    assert len(found["lines"]) + len(found["unserved"]) == 5


def test_what_fitting_is_worth_is_data(desk: Desk) -> None:
    """Where it is worth nothing, who knows the customer goes no sooner than whoever stands first (DSP-04)."""
    reach(desk, "follow_up", technician="T002")
    desk.later(days=8)
    desk.at("09:00")
    _with(desk, favour_minutes=0)
    assert _line(desk, _waiting(desk))["technician"] == "T001"
