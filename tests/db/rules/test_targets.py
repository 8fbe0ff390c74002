"""Which row of a profile is a ticket's target (`deadlines.md` 1)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.rules.deadlines import (
    Clock,
    Conditions,
    Fact,
    Milestone,
    Profile,
    ProfileError,
    State,
    Target,
    Targets,
    check_profile,
    derive,
)
from tests.db.rules.histories import (
    ANSWER,
    ARRIVE,
    REPORTED,
    RESOLVE,
    RESPOND,
    SURVEY,
    due,
    milestones,
    standing,
    ticket,
)
from tests.db.rules.shipped import CALENDARS, PROFILES, TARGETS, has, local


@pytest.mark.parametrize(
    ("level", "minutes"), [(1, 10), (2, 60), (3, 120), (4, 120)], ids=["one", "two", "three", "four"]
)
def test_1_electrical_responds_by_level(level: int, minutes: int) -> None:
    assert due(ticket(Conditions(level=level)), RESPOND) == REPORTED + timedelta(minutes=minutes)


CELLS: list[tuple[str, Conditions, Milestone, int]] = [
    ("electrical", Conditions(level=1), ARRIVE, 2 * 60),
    ("electrical", Conditions(level=1, main_urban=False, travel_minutes=45), ARRIVE, 2 * 60 + 45),
    ("electrical", Conditions(level=1, main_urban=True, travel_minutes=45), ARRIVE, 2 * 60),
    ("electrical", Conditions(level=2), ARRIVE, 48 * 60),
    ("electrical", Conditions(level=2, urgent=True), ARRIVE, 12 * 60),
    ("electrical", Conditions(level=3, urgent=True), ARRIVE, 72 * 60),
    ("electrical", Conditions(level=3, way="remote"), RESOLVE, 24 * 60),
    ("electrical", Conditions(level=3, way="send_in", problem="complex"), RESOLVE, 48 * 60),
    ("air-conditioning", Conditions(level=3), ARRIVE, 4 * 60),
    ("air-conditioning", Conditions(level=3, main_urban=False, travel_minutes=90), ARRIVE, 4 * 60 + 90),
    ("air-conditioning", Conditions(level=3), RESOLVE, 24 * 60),
    ("air-conditioning", Conditions(level=3, way="mail", problem="complex"), RESOLVE, 48 * 60),
    ("air-conditioning", Conditions(level=3), RESPOND, 2 * 60),
    ("integrator contract", Conditions(level=1), RESPOND, 30),
    ("integrator contract", Conditions(level=1), ARRIVE, 60),
    ("integrator contract", Conditions(level=1), RESOLVE, 60),
    ("monitoring system", Conditions(level=1), RESPOND, 5),
    ("monitoring system", Conditions(level=1), RESOLVE, 24 * 60),
    ("equipment maker", Conditions(level=1), ANSWER, 24 * 60),
    ("equipment maker", Conditions(level=1), ARRIVE, 12 * 60),
    ("vehicles", Conditions(level=3, distance_km=100), ARRIVE, 24 * 60),
    ("vehicles", Conditions(level=3, distance_km=101), ANSWER, 12 * 60),
    ("vehicles", Conditions(level=3, supplier_needed=True), ANSWER, 12 * 60),
    ("vehicles", Conditions(level=3, fault_group="engine"), ANSWER, 12 * 60),
    ("software", Conditions(level=1), RESPOND, 5),
    ("software", Conditions(level=4), RESOLVE, 60),
]


@pytest.mark.parametrize(("profile", "conditions", "milestone", "minutes"), CELLS)
def test_1_a_cell_of_the_table(
    profile: str, conditions: Conditions, milestone: Milestone, minutes: int
) -> None:
    found = standing(ticket(conditions, profile=profile), milestone)
    assert found.due_at == REPORTED + timedelta(minutes=minutes)
    assert found.allowance_minutes == minutes


@pytest.mark.parametrize(
    "conditions",
    [
        Conditions(level=3, distance_km=101),
        Conditions(level=3, distance_km=100, fault_group="chassis"),
        Conditions(level=3, distance_km=101, fault_group="engine"),
    ],
)
def test_1_a_vehicle_far_away_or_of_grave_fault_is_visited_as_agreed(conditions: Conditions) -> None:
    history = ticket(conditions, profile="vehicles")
    assert standing(history, ARRIVE).state is State.WAITING
    agreed = replace(history, agreed_to=local("07-20 10:00"))
    assert standing(agreed, ARRIVE).due_at == local("07-20 10:00")
    assert standing(agreed, ARRIVE).original_due_at is None


def test_a_kind_that_needs_no_level_has_the_rows_that_ask_for_none() -> None:
    planned = Conditions(way="on_site", levelled=False)
    assert milestones(ticket(planned)) == [RESOLVE, SURVEY], "all others ask for a level"
    assert milestones(ticket(Conditions(way="on_site"))) == [RESPOND], "one that waits for its level"


def test_1_a_milestone_without_a_row_is_inherited_and_none_means_none() -> None:
    assert ANSWER not in milestones(ticket())
    assert ANSWER not in milestones(ticket(Conditions(level=3, fault_group="brake"), profile="vehicles"))
    silent = Profile("silent", (Target(RESPOND, none=True),))
    targets = Targets({**PROFILES, "silent": silent}, CALENDARS)
    assert RESPOND not in [one.milestone for one in derive(ticket(profile="silent"), targets)]


def test_1_an_own_row_beats_a_more_special_inherited_one() -> None:
    found = standing(ticket(Conditions(level=2, urgent=True), profile="equipment maker"), ARRIVE)
    assert found.allowance_minutes == 12 * 60
    plain = Profile("plain", (Target(ARRIVE, allowance_minutes=999),))
    targets = Targets({**PROFILES, "plain": plain}, CALENDARS)
    urgent = ticket(Conditions(level=2, urgent=True), profile="plain")
    assert standing(urgent, ARRIVE, targets).allowance_minutes == 999


URGENT = has(Fact.URGENT, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Target(RESPOND, 2, allowance_minutes=1), Target(RESPOND, when=(URGENT,), allowance_minutes=2)),
        (Target(RESPOND, 2, allowance_minutes=1), Target(RESPOND, 2, allowance_minutes=2)),
        (
            Target(RESPOND, when=(has(Fact.WITHIN_KM, 100),), allowance_minutes=1),
            Target(RESPOND, when=(has(Fact.BEYOND_KM, 99),), allowance_minutes=2),
        ),
        (
            Target(RESPOND, when=(has(Fact.WAY, "remote", "mail"),), allowance_minutes=1),
            Target(RESPOND, when=(has(Fact.WAY, "mail", "send_in"),), allowance_minutes=2),
        ),
        (
            Target(RESPOND, when=(has(Fact.FAULT_GROUP, "engine"),), allowance_minutes=1),
            Target(RESPOND, when=(has(Fact.SUPPLIER_NEEDED, True),), none=True),
        ),
    ],
)
def test_1_two_equally_special_rows_that_can_hold_together_are_refused(one: Target, other: Target) -> None:
    with pytest.raises(ProfileError, match=r"“p”, rows 1 and 2 \(respond\) are equally special"):
        check_profile(Profile("p", (one, other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Target(RESPOND, 2, allowance_minutes=1), Target(RESPOND, 3, allowance_minutes=2)),
        (Target(RESPOND, 2, allowance_minutes=1), Target(ARRIVE, 2, allowance_minutes=2)),
        (
            Target(RESPOND, when=(has(Fact.WITHIN_KM, 100),), allowance_minutes=1),
            Target(RESPOND, when=(has(Fact.BEYOND_KM, 100),), allowance_minutes=2),
        ),
        (
            Target(RESPOND, when=(has(Fact.FAULT_GROUP, "engine"),), allowance_minutes=1),
            Target(RESPOND, when=(has(Fact.FAULT_GROUP, "chassis"),), allowance_minutes=2),
        ),
        (
            Target(RESPOND, when=(has(Fact.MAIN_URBAN, True),), allowance_minutes=1),
            Target(RESPOND, when=(has(Fact.MAIN_URBAN, False),), allowance_minutes=2),
        ),
    ],
)
def test_1_rows_that_never_hold_together_stand_side_by_side(one: Target, other: Target) -> None:
    check_profile(Profile("p", (one, other)))
    assert one.matches(Conditions(level=2, distance_km=1, fault_group="engine"))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Target(RESPOND), "is needed"),
        (Target(RESPOND, allowance_minutes=5, none=True), "only one of"),
        (Target(RESPOND, allowance_minutes=5, working_days=1, calendar="office"), "only one of"),
        (Target(RESPOND, none=True, agreed=True), "exclude"),
        (Target(RESPOND, allowance_minutes=0), "positive"),
        (Target(RESPOND, working_days=-1, calendar="office"), "positive"),
        (Target(RESPOND, working_days=1), "need a calendar"),
        (Target(RESPOND, allowance_minutes=5, clock=Clock.SERVICE), "need a calendar"),
        (Target(RESPOND, agreed=True, add_travel=True), "travel"),
        (Target(RESPOND, 5, allowance_minutes=5), "no level 5"),
        (Target(RESPOND, when=((),), allowance_minutes=5), "never hold"),
        (Target(RESPOND, when=(has(Fact.WAY, "by_air"),), allowance_minutes=5), "way cannot be"),
        (Target(RESPOND, when=(has(Fact.URGENT, "yes"),), allowance_minutes=5), "urgent cannot be"),
        (Target(RESPOND, when=(has(Fact.WITHIN_KM, True),), allowance_minutes=5), "within_km cannot be"),
    ],
)
def test_1_a_row_that_says_nothing_sound_is_refused(row: Target, sentence: str) -> None:
    with pytest.raises(ProfileError, match=sentence):
        check_profile(Profile("p", (row,)))


def test_1_profiles_and_calendars_have_to_fit() -> None:
    with pytest.raises(ProfileError, match="“electrical”, which all others inherit from, is missing"):
        Targets({}, {})
    with pytest.raises(ProfileError, match="unknown calendar “monitoring”"):
        Targets(PROFILES, {})
    with pytest.raises(ProfileError, match="0 to 100"):
        Targets(PROFILES, CALENDARS, at_risk_percent=101)
    with pytest.raises(ProfileError, match="no profile “gone”"):
        derive(ticket(profile="gone"), TARGETS)
