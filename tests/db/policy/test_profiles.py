"""The shipped profiles, cell by cell (deadlines page, SLA-01, SLA-03, SLA-04)."""

import pytest

from db.policy import shipped
from db.rules.profile import BRANCH
from db.rules.targets import Clock, Conditions, Milestone, Start, Target
from db.tables.codes import KINDS

POLICY = shipped()
HOUR = 60


def target(profile: str, milestone: str, level: int | None = None, **facts: object) -> Target | None:
    # Ignored: a plain dict of facts.
    found = POLICY.targets.row(profile, Milestone(milestone), Conditions(level=level, **facts))  # type: ignore[arg-type]
    return None if found is None or found.none else found


def allowance(profile: str, milestone: str, level: int, **facts: object) -> int | None:
    found = target(profile, milestone, level, **facts)
    return found.allowance_minutes if found else None


def test_the_seven_profiles_and_that_of_planned_service_are_there() -> None:
    assert set(POLICY.profiles.profile) == {
        "electrical",
        "air_conditioning",
        "integrator",
        "monitoring",
        "maker",
        "vehicles",
        "software",
        "planned",
    }


def test_electrical_responds_and_arrives_by_level() -> None:
    assert [allowance("electrical", "respond", level) for level in (1, 2, 3, 4)] == [10, 60, 120, 120]
    arrive = [allowance("electrical", "arrive", level, way="on_site") for level in (1, 2, 3, 4)]
    assert arrive == [2 * HOUR, 48 * HOUR, 72 * HOUR, 24 * HOUR]
    assert allowance("electrical", "arrive", 2, way="on_site", urgent=True) == 12 * HOUR
    assert allowance("electrical", "arrive", 3, way="on_site", urgent=True) == 72 * HOUR


def test_only_a_level_one_visit_outside_the_main_urban_area_adds_travel() -> None:
    rows = [target("electrical", "arrive", level) for level in (1, 2, 3, 4)]
    assert [row.add_travel for row in rows if row] == [True, False, False, False]


def test_level_four_arrives_from_the_dispatch_or_as_agreed() -> None:
    row = target("electrical", "arrive", 4, way="on_site")
    assert row is not None
    assert (row.start, row.agreed) == (Start.DISPATCHED, True)


@pytest.mark.parametrize(("problem", "hours"), [("simple", 24), ("complex", 48)])
def test_electrical_resolves_from_arrival_or_when_remote_from_the_report(problem: str, hours: int) -> None:
    for way, start in [
        ("on_site", "arrived"),
        ("remote", "report"),
        ("send_in", "report"),
        ("mail", "report"),
    ]:
        row = target("electrical", "resolve", 2, way=way, problem=problem)
        assert row is not None
        assert (row.allowance_minutes, row.start, row.clock) == (hours * HOUR, Start(start), Clock.ELAPSED)


@pytest.mark.parametrize("profile", sorted(POLICY.profiles.profile))
def test_every_profile_verifies_remote_work_and_surveys(profile: str) -> None:
    for way, verify, start in [
        ("on_site", None, "finished"),
        ("remote", 48 * HOUR, "verified"),
        ("send_in", None, "finished"),
        ("mail", None, "finished"),
    ]:
        assert allowance(profile, "verify", 2, way=way) == verify
        survey = target(profile, "survey", 2, way=way)
        assert survey is not None
        assert (survey.allowance_minutes, survey.start) == (16 * HOUR, Start(start))


def test_air_conditioning_adds_travel_outside_the_branch_city() -> None:
    near = target("air_conditioning", "arrive", 3)
    far = target("air_conditioning", "arrive", 3, distance_km=90)
    assert near is not None
    assert far is not None
    assert (near.allowance_minutes, near.add_travel) == (4 * HOUR, False)
    assert (far.allowance_minutes, far.add_travel) == (4 * HOUR, True)
    simple = target("air_conditioning", "resolve", 3, way="on_site")
    assert simple is not None
    assert (simple.allowance_minutes, simple.start) == (24 * HOUR, Start.REPORT)
    assert allowance("air_conditioning", "resolve", 3, way="on_site", problem="complex") == 48 * HOUR
    assert allowance("air_conditioning", "respond", 1) == 10


def test_only_zones_outside_the_branch_city_are_beyond_its_limit() -> None:
    outside = {zone.code for zone in POLICY.organisation.zone.values() if zone.distance_km > 65}
    assert outside == {"dongguan", "huizhou", "guangzhou", "shantou"}


def test_an_integrator_contract_demands_half_an_hour_and_an_hour() -> None:
    for level in (1, 2, 3, 4):
        found = [allowance("integrator", milestone, level) for milestone in ("respond", "arrive", "resolve")]
        assert found == [30, 60, 60]


def test_monitoring_counts_its_own_hours() -> None:
    respond, arrive = target("monitoring", "respond", 3), target("monitoring", "arrive", 3)
    assert respond is not None
    assert arrive is not None
    assert (respond.allowance_minutes, respond.clock, respond.calendar) == (5, Clock.SERVICE, "monitoring")
    assert (arrive.allowance_minutes, arrive.clock, arrive.start) == (480, Clock.SERVICE, Start.DISPATCHED)
    resolve = target("monitoring", "resolve", 3)
    assert resolve is not None
    assert (resolve.allowance_minutes, resolve.clock, resolve.start) == (1440, Clock.ELAPSED, Start.REPORT)


def test_an_equipment_maker_answers_and_arrives_or_as_agreed() -> None:
    arrive = target("maker", "arrive", 2)
    assert arrive is not None
    assert (allowance("maker", "answer", 2), arrive.allowance_minutes, arrive.agreed) == (1440, 720, True)


@pytest.mark.parametrize(
    "facts",
    [{"distance_km": 101}, {"supplier_needed": True}, {"fault_group": "chassis"}, {"fault_group": "engine"}],
)
def test_vehicles_answer_when_it_is_far_foreign_or_grave(facts: dict[str, object]) -> None:
    assert allowance("vehicles", "answer", 2, **facts) == 12 * HOUR


def test_vehicles_near_by_need_no_answer_but_a_visit_within_a_day() -> None:
    assert allowance("vehicles", "answer", 2, distance_km=100) is None
    assert allowance("vehicles", "arrive", 2, distance_km=100) == 24 * HOUR
    assert allowance("vehicles", "arrive", 2, distance_km=100, fault_group="engine") is None
    row = target("vehicles", "arrive", 2, distance_km=101)
    assert row is not None
    assert (row.allowance_minutes, row.agreed) == (None, True), "only what is agreed"


def test_software_is_solved_within_an_hour_of_service_time() -> None:
    for way, start in [("remote", Start.REPORT), ("on_site", Start.ARRIVED)]:
        row = target("software", "resolve", 2, way=way)
        assert row is not None
        assert (row.allowance_minutes, row.clock, row.calendar, row.start) == (
            60,
            Clock.SERVICE,
            BRANCH,
            start,
        )
    arrive = target("software", "arrive", 2)
    assert arrive is not None
    assert (arrive.allowance_minutes, arrive.agreed, arrive.start) == (1440, True, Start.DISPATCHED)


def test_levels_are_defined_by_the_profile_or_inherited() -> None:
    assert POLICY.level_text("software", 1).zh == "系统瘫痪"
    assert POLICY.level_text("vehicles", 1) == POLICY.level_text("electrical", 1)
    assert (
        len(
            {
                POLICY.level_text(name, level).en
                for name in ("electrical", "software")
                for level in (1, 2, 3, 4)
            }
        )
        == 8
    )


def test_every_kind_that_the_policy_tells_of_is_one_and_planned_ones_need_no_level() -> None:
    assert set(POLICY.profiles.kind) <= set(KINDS)
    planned = {code for code in KINDS if not POLICY.kind(code).level}
    assert planned == {"installation", "commissioning", "training", "inspection"}
    assert (POLICY.kind("repair").level, POLICY.kind("repair").way) == (True, "")
