"""The zones of a policy as somebody travels between them (DSP-04)."""

from collections.abc import Callable, Iterator

from db.policy.files import shipped_section
from db.policy.organisation import Organisation
from db.rules.sentence import Sentence
from db.rules.travelling import PointError, Roads, Spot, read_point


def roads_from(own: Organisation, setting: Callable[[str], int]) -> Roads:
    """Distances as the policy lists them, the shipped ones where it says nothing of any."""
    return Roads(
        spots={
            code: Spot(zone.distance_km, read_point(zone.middle) if zone.middle else None)
            for code, zone in own.zone.items()
        },
        table=shipped_section("organisation")["distance"] if own.distance is None else own.distance,
        unknown=own.default_zone,
        speed_kmh=max(1, setting("travel_kmh")),
        base_minutes=setting("travel_base_minutes"),
        detour_percent=setting("travel_detour_percent"),
    )


def strange_middles(own: Organisation) -> Iterator[tuple[str, Sentence]]:
    """The zones whose middle is no place on the earth, each with what is wrong."""
    for code, zone in own.zone.items():
        try:
            read_point(zone.middle or "0,0")
        except PointError as error:
            yield code, Sentence(error.msgid, error.values)
