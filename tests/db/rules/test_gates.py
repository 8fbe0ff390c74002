"""Gates beyond leave, certificate and tool: each with its cause and the cheapest repair (DSP-05, DSP-08)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from db.rules.candidates import Candidate, Job, Measure, Whereabouts
from db.rules.day_of_work import Visit
from db.rules.duty import DutyState
from db.rules.gate import Gate, Result
from db.rules.gates import gates
from db.rules.kits import HeldTool
from db.rules.ranking import parts, rank
from db.rules.scoring import soonest

NOON = datetime(2026, 7, 15, 4, tzinfo=UTC)
TODAY = date(2026, 7, 15)
HOUR = timedelta(hours=1)
MEASURE = Measure({"fair": 1, "slack": 1, "knows_customer": 1, "knows_equipment": 1})
JOB = Job("YX2607-1", NOON, TODAY, zone="nanshan", window_from=NOON, window_to=NOON + HOUR, minutes=60)
NOW = replace(JOB, window_from=None, window_to=None)
WANG = Candidate("T001", "王强", DutyState("duty"), zone="nanshan", place="nanshan", away_km=0)


def gate(name: str, job: Job = JOB, person: Candidate = WANG, measure: Measure = MEASURE) -> Gate:
    (found,) = [each for each in gates(job, person, measure) if each.name == name]
    return found


@pytest.mark.parametrize(("grade", "result"), [(None, "block"), (1, "block"), (2, "pass"), (3, "pass")])
def test_a_grade_that_the_job_demands_blocks_whoever_is_below(grade: int | None, result: str) -> None:
    person = replace(WANG, skills={} if grade is None else {"high_voltage": grade})
    found = gate("skill", replace(JOB, grades={"high_voltage": 2}), person)
    assert found.result == result
    assert (found.cause is None) is (result == "pass")


def test_a_certificate_of_the_job_counts_as_that_of_the_product() -> None:
    height = replace(JOB, papers=("height",))
    assert gate("certificate", height).result == "block"
    assert gate("certificate", height, replace(WANG, certificates={"height": None})).result == "pass"
    late = gate("certificate", height, replace(WANG, certificates={"height": date(2026, 7, 12)}))
    assert str(late.cause) == "height expired on 2026-07-12, 3 d before"


@pytest.mark.parametrize(
    ("held", "stocked", "result", "said"),
    [(2, 0, "pass", ""), (1, 2, "warn", "to fetch from the store"), (1, 1, "warn", "neither in hand")],
)
def test_parts_are_in_hand_or_fetched_or_nowhere(held: int, stocked: int, result: str, said: str) -> None:
    job = replace(JOB, parts={"refrigerant": 2}, stocked={"refrigerant": stocked})
    found = gate("parts", job, replace(WANG, stock={"refrigerant": held}))
    assert (found.result, str(found.cause or "").startswith(said)) == (result, True)


def test_each_lacking_tool_is_had_where_it_is_cheapest() -> None:
    job = replace(
        JOB,
        tools=("multimeter", "insulation_tester", "leak_detector", "jack"),
        in_store={"multimeter": "T0007"},
        elsewhere={
            "insulation_tester": Whereabouts("T0009", "T014", NOON + 2 * HOUR),
            "leak_detector": Whereabouts("T0010", "T015"),
        },
    )
    assert str(gate("kit", job).repair) == (
        "issue T0007 from the store; insulation_tester T0009 is lent to T014, due back "
        "2026-07-15 06:00:00+00:00; no leak_detector in the store: T015 has T0010; issue jack"
    )
    late = replace(WANG, tools=(HeldTool("multimeter", "T0001", TODAY - timedelta(days=1)),))
    lacking = replace(JOB, tools=("multimeter",))
    assert str(gate("kit", lacking, late).repair) == "calibrate T0001"
    assert str(gate("kit", replace(lacking, in_store={"multimeter": "T0007"}), late).repair) == (
        "issue T0007 from the store"
    )


def roads(one: str | None, other: str | None) -> int:
    return 15 if one == other else 40


@pytest.mark.parametrize(
    ("begin", "end", "zone", "result", "free"),
    [
        (-2, -1, "luohu", "pass", None),
        (-2, -0.5, "luohu", "warn", 10),
        (-2, -0.25, "nanshan", "pass", None),
        (-2, 0, "nanshan", "warn", 15),
        (1.5, 3, "luohu", "warn", None),
        (2, 3, "luohu", "pass", None),
        (0.5, 3, "luohu", "block", 220),
    ],
)
def test_a_window_is_free_with_the_ways_before_and_after(
    begin: float, end: float, zone: str, result: str, free: int | None
) -> None:
    person = replace(WANG, busy=(Visit(NOON + begin * HOUR, NOON + end * HOUR, "YX2607-2", zone),))
    found = gate("overlap", JOB, person, replace(MEASURE, minutes=roads))
    assert found.result == result
    assert (None if found.repair is None else found.repair.values["until"]) == (
        None if free is None else NOON + timedelta(minutes=free)
    )
    strict = gate("overlap", JOB, person, replace(MEASURE, minutes=roads, travel_blocks=True))
    assert strict.blocks is (result != "pass")


@pytest.mark.parametrize(
    ("jobs", "minutes", "result"), [(3, 0, "pass"), (4, 0, "warn"), (6, 0, "block"), (0, 500, "block")]
)
def test_a_day_holds_so_many_jobs_and_minutes(jobs: int, minutes: int, result: str) -> None:
    measure = replace(MEASURE, jobs_warn=4, jobs_most=6, minutes_warn=0, minutes_most=559)
    assert gate("load", JOB, replace(WANG, day_jobs=jobs, day_minutes=minutes), measure).result == result
    assert gate("load", JOB, replace(WANG, day_jobs=99), MEASURE).result == "pass", "0 is never"


def test_whoever_a_customer_refused_is_not_sent_there() -> None:
    found = gate("welcome", JOB, replace(WANG, unwelcome_since=date(2026, 7, 1)))
    assert (found.result, found.rule) == ("block", "ESC-08")


def test_another_branch_warns() -> None:
    assert gate("branch", replace(JOB, branch="NS"), replace(WANG, branch="FT")).result == "warn"
    assert gate("branch", replace(JOB, branch="NS"), replace(WANG, branch="NS")).result == "pass"


@pytest.mark.parametrize(
    ("at_hand", "others", "result"),
    [(True, 1, "pass"), (True, 0, "warn"), (False, 0, "pass"), (True, None, "pass")],
)
def test_the_last_one_on_call_of_a_branch_warns(at_hand: bool, others: int | None, result: str) -> None:
    assert gate("last", JOB, replace(WANG, at_hand=at_hand, others_at_hand=others)).result == result


def test_of_several_causes_the_first_that_matters_stands_alone() -> None:
    away = replace(WANG, duty=DutyState("leave", NOON + HOUR), unwelcome_since=TODAY, day_jobs=9)
    (ranked,) = rank(replace(JOB, tools=("jack",)), [away], replace(MEASURE, jobs_most=1))
    assert [each.name for each in ranked.gates if each.blocks] == ["welcome", "duty", "kit", "load"]
    assert str(ranked.cause) == "the customer refused them on 2026-07-15"
    assert len(ranked.repair) == 4


def value(name: str, job: Job, person: Candidate, measure: Measure = MEASURE) -> Decimal:
    return next(part.value for part in parts(job, person, measure) if part.name == name)


def test_who_was_sent_least_often_in_the_week_comes_first() -> None:
    people = [replace(WANG, staff=f"T{at}", week_jobs=jobs) for at, jobs in enumerate((4, 0, 2))]
    found = rank(JOB, people, replace(MEASURE, weights={"fair": 1}))
    assert [(each.candidate.staff, each.score) for each in found] == [
        ("T1", Decimal("1.00")), ("T2", Decimal("0.50")), ("T0", Decimal("0.00")),
    ]  # fmt: skip
    assert value("fair", JOB, WANG) == 1, "where nobody was sent all are alike"


def test_the_time_left_to_the_deadline_counts_being_free_and_the_way() -> None:
    job, measure = replace(NOW, due_at=NOON + 4 * HOUR), replace(MEASURE, minutes=roads)
    assert value("slack", job, WANG, measure) == Decimal("0.9375")
    busy = replace(
        WANG, busy=(Visit(NOON - HOUR, NOON + HOUR, "YX2607-2"), Visit(NOON + HOUR, NOON + 2 * HOUR, "3"))
    )
    assert soonest(job, busy, measure) == NOON + 2 * HOUR + timedelta(minutes=15)
    assert value("slack", job, busy, measure) == Decimal("0.4375")
    assert value("slack", replace(job, due_at=NOON - HOUR), busy, measure) == 0
    assert value("slack", replace(job, window_from=NOON), busy, measure) == 1


def test_who_knows_the_equipment_knows_the_customer_too() -> None:
    known = replace(WANG, knows_equipment=True)
    assert value("knows_customer", JOB, known) == 1
    assert value("knows_equipment", JOB, known) == 1
    assert value("knows_equipment", JOB, replace(WANG, knows_customer=True)) == 0
    assert gate("overlap", NOW).result is Result.WARN
