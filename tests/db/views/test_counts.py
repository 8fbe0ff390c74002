"""Figures, escalations, reminders, known callers, common faults, and how rows become JSON."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from db.figures.declaration import percent
from db.rules.sentence import Sentence, joined
from db.views.as_json import as_json
from tests.db.views.branch import PHONE, BranchOffice, clock

KEYS = [
    "by_level",
    "breached",
    "at_risk",
    "paused",
    "follow_up",
    "timeliness",
    "satisfaction",
    "complaint_rate",
]


def finish(office: BranchOffice, number: str, result: int = 5) -> None:
    """A remote ticket up to its survey."""
    office.do("step", ticket=number, what="finished")
    office.do("verify", ticket=number, solved="yes")
    office.do("survey", ticket=number, attitude=5, quality=5, punctuality=5, hygiene=5, result=result)


def test_an_empty_store_counts_nothing(office: BranchOffice) -> None:
    counts = office.show("counts")
    assert list(counts)[: len(KEYS)] == KEYS
    assert counts["by_level"] == {"1": 0, "2": 0, "3": 0, "4": 0}
    assert (counts["timeliness"], counts["satisfaction"], counts["complaint_rate"]) == (None, None, None)


def test_counts_agree_with_the_queue(office: BranchOffice) -> None:
    office.ticket()
    office.ticket(level=1)
    paused = office.ticket(level=3)
    office.do("step", ticket=paused, what="contacted")
    office.do("pause", ticket=paused, reason="part")
    office.do("step", ticket=office.ticket(level=4), what="finished")
    office.later(minutes=8)
    at_risk = office.show("counts")
    office.later(minutes=3)
    counts = office.show("counts")
    assert counts["by_level"] == {"1": 1, "2": 0, "3": 1, "4": 0}
    assert (counts["untriaged"], counts["paused"], counts["follow_up"]) == (1, 1, 1)
    assert (at_risk["at_risk"], at_risk["breached"]) == (2, 0)
    assert (counts["at_risk"], counts["breached"]) == (0, len(office.numbers(view="breached")))
    assert counts["breached"] == 2


def test_timeliness_counts_what_fell_due_this_month(office: BranchOffice) -> None:
    met, missed = office.ticket(level=1), office.ticket(level=1)
    office.do("step", ticket=met, what="contacted")
    office.ticket(level=2)
    cancelled = office.ticket(level=1)
    office.do("cancel", ticket=cancelled, reason="duplicate")
    assert office.show("counts")["timeliness"] is None
    office.later(minutes=11)
    assert office.show("counts")["timeliness"] == 50.0
    office.do("step", ticket=missed, what="contacted")
    assert office.show("counts")["timeliness"] == 50.0
    office.later(days=31)
    assert office.show("counts")["timeliness"] is None


def test_satisfaction_counts_answered_surveys(office: BranchOffice) -> None:
    for result in (5, 4, 3):
        finish(office, office.ticket(level=4), result)
    silent = office.ticket(level=4)
    office.do("step", ticket=silent, what="finished")
    office.do("verify", ticket=silent, solved="yes")
    office.do("survey", ticket=silent, unreachable=True)
    counts = office.show("counts")
    assert (counts["satisfaction"], counts["unreachable"]) == (66.7, 1)


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(1, 0, None), (1, 16, "6.3"), (1, 1, "100.0"), (0, 7, "0.0")]
)
def test_a_percentage_has_one_decimal_rounded_half_up(part: int, whole: int, shown: str | None) -> None:
    assert percent(part, whole) == (None if shown is None else Decimal(shown))


def test_open_escalations_stand_first(office: BranchOffice) -> None:
    first, second = office.ticket(level=1), office.ticket(level=1)
    office.do("escalate", ticket=first, reason="无人可派")
    office.later(minutes=1)
    office.do("acknowledge", ticket=first, promise=clock("12:00"))
    office.do("escalate", ticket=second, reason="无人可派")
    rows = office.show("escalations")
    keys = ["id", "ticket", "milestone", "trigger", "rung", "cycle", "reminders", "target", "at", "state"]
    assert list(rows[0])[: len(keys)] == keys
    assert [(row["ticket"], row["state"], row["rung"], row["acknowledged_by"]) for row in rows] == [
        (second, "open", 1, None),
        (first, "acknowledged", 1, "A01"),
    ]
    assert rows[1]["promise"] == clock("12:00")
    assert [row["ticket"] for row in office.show("escalations", state="open")] == [second]
    assert [row["ticket"] for row in office.show("escalations", ticket="1")] == [first]


def test_reminders_are_those_that_i_set(office: BranchOffice) -> None:
    office.do("add_staff", staff="D01", label="李娜", roles="dispatcher")
    number = office.ticket()
    office.do("remind", ticket=number, at=clock("11:00"), text="回电")
    assert office.show("reminders", actor="D01") == []
    (row,) = office.show("reminders")
    assert (row["ticket"], row["at"], row["text"], row["due"]) == (number, clock("11:00"), "回电", False)
    office.later(hours=2)
    assert office.show("reminders")[0]["due"] is True


@pytest.mark.parametrize("query", ["酒店", "nsjd", PHONE, "1380013", "138-0013-0001", "SN-77", "刘经理"])
def test_a_known_caller_is_found_with_equipment_and_open_tickets(office: BranchOffice, query: str) -> None:
    number = office.ticket(serial="SN-77", contact="刘经理")
    office.ticket(customer="蓝天幼儿园", phone="13900139000")
    (row,) = office.show("customers", find=query)
    assert (row["customer"], row["phone"], row["open_tickets"]) == ("南山酒店", PHONE, [number])
    assert [each["serial"] for each in row["equipment"]] == ["SN-77"]
    assert row["equipment"][0]["in_warranty"] is None


def test_common_faults_follow_from_the_product(office: BranchOffice) -> None:
    assert [fault["code"] for fault in office.show("faults", product="格力挂机")][:2] == [
        "not_cooling",
        "poor_cooling",
    ]
    assert [fault["code"] for fault in office.show("faults", product="挂机", find="ls")] == ["leaking"]


def test_values_become_plain_json() -> None:
    china = ZoneInfo("Asia/Shanghai")
    noon = datetime(2026, 7, 15, 4, tzinfo=UTC)
    sentence = joined(
        (Sentence("until {until}", {"until": noon}), Sentence("{tools}", {"tools": ("a", "b")}))
    )
    assert as_json({1: (noon, date(2026, 7, 15), Decimal("0.90"), None)}, china) == {
        "1": ["2026-07-15T12:00:00+08:00", "2026-07-15", 0.9, None]
    }
    assert as_json(sentence, china) == "until 2026-07-15T12:00:00+08:00; a, b"
    assert as_json(sentence, china, say=lambda said: said.msgid) == "{first}; {second}"
    with pytest.raises(TypeError):
        as_json(object(), china)
