"""Ranking: gates block or warn, parts weigh, the same facts give the same order (DSP-04, DSP-05, DSP-08)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.day_of_work import Visit
from db.rules.duty import DutyState, Stretch, duty_at
from db.rules.kits import HeldTool, KitCheck, check_kit
from db.rules.ranking import (
    Candidate,
    Gate,
    Job,
    Measure,
    Part,
    blocking,
    gates,
    parts,
    rank,
    reasons,
    score_of,
)

NOON = datetime(2026, 7, 15, 4, tzinfo=UTC)
TODAY = date(2026, 7, 15)
CHINA = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
MEASURE = Measure(
    {"skill": 25, "certificate": 10, "kit": 20, "load": 15, "zone": 15, "responsible": 5, "knows": 10}
)
JOB = Job(
    number="YX2607-412",
    at=NOON,
    day=TODAY,
    level=1,
    skill="electrical",
    trade="electrical",
    certificate="electrician",
    tools=("multimeter",),
    zone="nanshan",
    window_from=NOON,
    window_to=NOON + 2 * HOUR,
)
ZENG = Candidate(
    staff="T001",
    name="曾国强",
    duty=DutyState("duty"),
    trade="electrical",
    skills={"electrical": 3},
    certificates={"electrician": date(2027, 7, 1)},
    tools=(HeldTool("multimeter", "T0412", date(2026, 12, 31)),),
    zone="nanshan",
    place="nanshan",
    away_km=0,
)


def gate(name: str, job: Job = JOB, candidate: Candidate = ZENG) -> Gate:
    return next(each for each in gates(job, candidate, MEASURE) if each.name == name)


def test_somebody_fit_for_the_job_passes_every_gate() -> None:
    assert {each.result for each in gates(JOB, ZENG, MEASURE)} == {"pass"}


@pytest.mark.parametrize("kind", ["leave", "off", "resting"])
def test_who_is_not_on_duty_is_blocked_until_they_are_back(kind: str) -> None:
    back = NOON + 8 * HOUR
    found = gate("duty", candidate=replace(ZENG, duty=DutyState(kind, back)))
    assert (found.result, found.rule) == ("block", "DSP-05")
    assert found.cause is not None
    assert found.cause.values == {"until": back}
    assert found.repair is not None
    assert found.repair.values == {"until": back}


def test_a_missing_certificate_blocks() -> None:
    assert gate("certificate", candidate=replace(ZENG, certificates={})).result == "block"


@pytest.mark.parametrize(
    ("last_day", "result"),
    [
        (TODAY - timedelta(days=1), "block"),
        (TODAY, "warn"),
        (TODAY + timedelta(days=30), "warn"),
        (TODAY + timedelta(days=31), "pass"),
        (None, "pass"),
    ],
)
def test_a_certificate_is_judged_on_the_day_of_the_visit(last_day: date | None, result: str) -> None:
    assert (
        gate("certificate", candidate=replace(ZENG, certificates={"electrician": last_day})).result == result
    )


def test_a_demanded_tool_that_is_missing_blocks_and_the_store_is_named() -> None:
    bare = replace(ZENG, tools=())
    assert gate("kit", candidate=bare).result == "block"
    stocked = gate("kit", replace(JOB, in_store={"multimeter": "T0007"}), bare)
    assert str(stocked.repair) == "issue T0007 from the store"


def test_a_demanded_tool_out_of_calibration_blocks_and_is_named() -> None:
    late = HeldTool("multimeter", "T0093", TODAY - timedelta(days=1))
    found = gate("kit", candidate=replace(ZENG, tools=(late,)))
    assert found.result == "block"
    assert str(found.repair) == "calibrate T0093"


def test_a_second_tool_in_calibration_opens_the_gate() -> None:
    late = HeldTool("multimeter", "T0093", TODAY - timedelta(days=1))
    assert gate("kit", candidate=replace(ZENG, tools=(late, *ZENG.tools))).result == "pass"


def test_a_tool_due_for_calibration_soon_warns() -> None:
    soon = HeldTool("multimeter", "T0093", TODAY + timedelta(days=14))
    assert gate("kit", candidate=replace(ZENG, tools=(soon,))).result == "warn"


def test_an_incomplete_kit_that_the_job_does_not_need_only_warns() -> None:
    kit = check_kit({"multimeter": 1, "backpack": 1}, ZENG.tools, {}, TODAY)
    assert gate("kit", candidate=replace(ZENG, kit=kit)).result == "warn"


@pytest.mark.parametrize(
    ("begin", "end", "result"),
    [
        (NOON - HOUR, NOON, "pass"),
        (NOON - HOUR, NOON + HOUR, "block"),
        (NOON + HOUR, NOON + HOUR * 1.5, "block"),
        (NOON + 2 * HOUR, NOON + 3 * HOUR, "pass"),
    ],
)
def test_windows_that_only_touch_do_not_overlap(begin: datetime, end: datetime, result: str) -> None:
    found = gate("overlap", candidate=replace(ZENG, busy=(Visit(begin, end, "YX2607-398"),)))
    assert (found.result, found.rule) == (result, "DSP-08")


def test_what_the_ticket_lacks_warns_and_never_blocks() -> None:
    vague = replace(JOB, zone=None, window_from=None, window_to=None)
    busy = replace(ZENG, busy=(Visit(NOON, NOON + HOUR, "YX2607-398"),))
    assert gate("district", vague).result == "warn"
    assert gate("overlap", vague, busy).result == "warn"
    assert not blocking(gates(vague, busy, MEASURE))


def test_only_active_technicians_go_out() -> None:
    assert gate("role", candidate=replace(ZENG, technician=False)).result == "block"
    assert gate("role", candidate=replace(ZENG, active=False)).result == "block"


def test_a_newcomer_and_a_lacking_skill_warn() -> None:
    assert gate("newcomer", candidate=replace(ZENG, newcomer=True)).result == "warn"
    assert gate("skill", candidate=replace(ZENG, skills={})).result == "warn"


def test_the_score_is_the_weighed_mean_of_what_is_shown() -> None:
    junior = replace(ZENG, skills={"electrical": 1}, load=1, place="futian", away_km=15)
    found = {part.name: part.value for part in parts(JOB, junior, MEASURE)}
    assert found == {
        "skill": Decimal("0.3333"),
        "certificate": Decimal("1.0000"),
        "kit": Decimal("1.0000"),
        "load": Decimal("0.8333"),
        "zone": Decimal("0.7500"),
        "responsible": Decimal("0.0000"),
        "knows": Decimal("0.0000"),
    }
    assert rank(JOB, [junior], MEASURE)[0].score == Decimal("0.62")


def test_a_complete_kit_is_no_reason_where_the_job_demands_more() -> None:
    whole = replace(ZENG, kit=KitCheck(ready=3, wanted=3))
    assert "kit complete" in [each.msgid for each in reasons(JOB, whole)]
    demanding = replace(JOB, tools=("multimeter", "insulating_gloves"))
    assert gate("kit", demanding, whole).result == "block"
    assert "kit complete" not in [each.msgid for each in reasons(demanding, whole)]


def test_a_score_is_rounded_half_up() -> None:
    assert score_of([Part("skill", 1, Decimal("0.0050")), Part("kit", 1, Decimal("0.0200"))]) == Decimal(
        "0.01"
    )
    assert score_of([Part("skill", 1, Decimal("0.1250"))]) == Decimal("0.13")


def test_blocked_ones_come_last_without_a_rank_and_say_what_would_help() -> None:
    best = replace(ZENG, staff="T003", duty=DutyState("leave", NOON + HOUR), certificates={})
    found = rank(JOB, [best, replace(ZENG, skills={})], MEASURE)
    assert [(each.candidate.staff, each.rank, each.blocked) for each in found] == [
        ("T001", 1, False),
        ("T003", None, True),
    ]
    assert [sentence.msgid for sentence in found[1].repair] == [
        "send them after {until}",
        "enter the {certificate}",
    ]


def test_equals_are_told_apart_by_load_then_distance_then_number() -> None:
    flat = replace(MEASURE, weights={"skill": 1})
    people = [
        replace(ZENG, staff="T004", load=1),
        replace(ZENG, staff="T003", place="futian", away_km=15),
        replace(ZENG, staff="T002"),
        replace(ZENG, staff="T001"),
    ]
    assert [each.candidate.staff for each in rank(JOB, people, flat)] == ["T001", "T002", "T003", "T004"]


def test_a_weight_that_only_a_newer_program_can_value_weighs_nothing() -> None:
    weights = MEASURE.weights
    assert parts(JOB, ZENG, replace(MEASURE, weights={**weights, "charm": 99})) == parts(JOB, ZENG, MEASURE)


@given(st.permutations(range(5)), st.lists(st.integers(0, 9), min_size=5, max_size=5))
def test_the_order_in_which_people_are_named_does_not_matter(order: list[int], loads: list[int]) -> None:
    people = [replace(ZENG, staff=f"T00{at}", load=load) for at, load in enumerate(loads)]
    assert rank(JOB, [people[at] for at in order], MEASURE) == rank(JOB, people, MEASURE)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 3))
def test_every_value_lies_between_nothing_and_all(load: int, distance: int, grade: int) -> None:
    person = replace(ZENG, load=load, place="far", away_km=distance, skills={"electrical": grade})
    assert all(0 <= part.value <= 1 for part in parts(JOB, person, MEASURE))


def stretch(kind: str, begin: int, end: int, entered: int = 1) -> Stretch:
    """A stretch between two hours of the local day."""
    midnight = datetime(2026, 7, 15, tzinfo=CHINA)
    return Stretch(kind, midnight + begin * HOUR, midnight + end * HOUR, entered)


def test_of_overlapping_stretches_the_latest_entered_counts() -> None:
    entered = [stretch("leave", 0, 24, entered=2), stretch("duty", 8, 18, entered=1)]
    assert duty_at(entered, NOON, CHINA).kind == "leave"
    assert duty_at([*entered, stretch("duty", 11, 13, entered=3)], NOON, CHINA).kind == "duty"


def test_who_has_no_entry_is_on_duty() -> None:
    assert duty_at([], NOON, CHINA) == DutyState("duty")
    assert duty_at([stretch("duty", 32, 42)], NOON, CHINA).on_duty


def test_outside_a_shift_of_the_same_local_day_somebody_is_off() -> None:
    shifts = [stretch("duty", 8, 11), stretch("duty", 32, 42)]
    assert duty_at(shifts, NOON, CHINA) == DutyState("off", shifts[1].begins_at)


def test_after_a_night_shift_somebody_is_off() -> None:
    assert duty_at([stretch("duty", -4, 6)], NOON, CHINA).kind == "off"


def test_a_kit_counts_pieces_consumables_and_calibration() -> None:
    tools = [
        HeldTool("multimeter", "T1", TODAY - timedelta(days=1)),
        HeldTool("pen", "T2"),
        HeldTool("pen", "T3"),
    ]
    found = check_kit({"multimeter": 1, "pen": 3, "tape": 2}, tools, {"tape": 1}, TODAY)
    assert not found.complete
    assert found.missing == ("pen", "tape")
    assert [tool.number for tool in found.uncalibrated] == ["T1"]
    assert (found.ready, found.wanted) == (3, 6)


def test_a_tool_may_be_used_on_its_last_day() -> None:
    assert HeldTool("multimeter", "T1", TODAY).is_calibrated(TODAY)
