"""How far it is and how long it takes (DSP-04, DSP-10)."""

import pytest

from db.policy import shipped
from db.policy.check import check
from db.policy.error import PolicyError
from db.policy.model import Policy
from db.rules.travelling import Point, PointError, Roads, Spot, haversine_km, read_point

NANSHAN, FUTIAN = Point(22.533, 113.930), Point(22.541, 114.050)
TABLE = {"a": {"b": 14}}
ROADS = Roads({"a": Spot(5), "b": Spot(15), "c": Spot(20), "none": Spot(0)}, TABLE, "none", 60, 15)


def test_a_degree_on_the_equator_and_half_the_earth() -> None:
    assert haversine_km(Point(0, 0), Point(0, 1)) == pytest.approx(111.195, abs=0.001)
    assert haversine_km(Point(0, 0), Point(0, 180)) == pytest.approx(20015.115, abs=0.001)
    assert haversine_km(NANSHAN, NANSHAN) == 0


def test_a_listed_pair_counts_both_ways_and_the_others_go_through_the_branch() -> None:
    assert ROADS.km("a", "b") == ROADS.km("b", "a") == 14
    assert ROADS.km("a", "c") == 25
    assert ROADS.minutes("a", "b") == 29
    assert ROADS.minutes("a", "c") == 40


def test_within_one_zone_it_still_takes_a_while_to_get_there() -> None:
    assert ROADS.km("a", "a") == 0
    assert ROADS.minutes("a", "a") == 15


@pytest.mark.parametrize("place", [None, "", "none", "nowhere"])
def test_what_is_not_known_has_no_distance_and_takes_the_base_alone(place: str | None) -> None:
    assert ROADS.km("a", place) is ROADS.km(place, "a") is None
    assert ROADS.minutes("a", place) == ROADS.minutes(place, "a") == 15


def test_co_ordinates_count_before_the_table_and_only_where_both_ends_have_them() -> None:
    spots = {"a": Spot(5, NANSHAN), "b": Spot(15, FUTIAN), "c": Spot(20)}
    roads = Roads(spots, {"a": {"b": 99, "c": 17}}, speed_kmh=60, base_minutes=10, detour_percent=130)
    assert haversine_km(NANSHAN, FUTIAN) == pytest.approx(12.36, abs=0.01)
    assert roads.km("a", "b") == 17
    assert roads.km("a", "c") == 17
    assert roads.minutes("b", "a") == 27


def test_minutes_are_rounded_up_so_that_nobody_is_promised_too_early() -> None:
    assert Roads({"a": Spot(1), "b": Spot(0)}, speed_kmh=55, base_minutes=0).minutes("a", "b") == 2


@pytest.mark.parametrize("text", ["22.533,113.930", " 22.533 ,113.930 ", "22.533 113.930", "22.533，113.930"])
def test_co_ordinates_are_read_as_people_write_them(text: str) -> None:
    assert read_point(text) == NANSHAN


@pytest.mark.parametrize("text", ["", "22.5", "113.93,22.53", "91,0", "0,181", "here"])
def test_other_texts_are_no_place(text: str) -> None:
    with pytest.raises(PointError):
        read_point(text)


def test_the_policy_says_where_zones_lie_how_fast_one_goes_and_what_is_no_place() -> None:
    assert (shipped().roads.km("nanshan", "futian"), shipped().roads.minutes("nanshan", "futian")) == (14, 31)
    sections = shipped().sections()
    sections["settings"]["setting"]["travel_kmh"] = 28
    zones = sections["organisation"]["zone"]
    zones["nanshan"]["middle"], zones["futian"]["middle"] = "22.533, 113.930", "22.541, 114.050"
    policy = Policy(sections)
    check(policy)
    assert policy.distance_km("nanshan", "futian") == 17
    assert policy.roads.minutes("nanshan", "futian") == 52
    zones["futian"]["middle"] = "south of the river"
    with pytest.raises(PolicyError, match="futian"):
        check(Policy(sections))
