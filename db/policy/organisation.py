"""Departments, branches, areas and store rooms: the shape of `organisation`."""

from pydantic import Field, StrictBool

from db.policy.parts import Coded, Count, Named, Part, Text


class Branch(Named):
    """`zone` is the zone of time, `calendar` counts its service time, `profile` may be empty."""

    zone: Text
    calendar: Text
    profile: str = ""
    address: str = ""


class Zone(Named):
    """An area [片区]; `travel_minutes` count outside the main urban area, `distance_km` from the branch.

    `middle` are the co-ordinates of its middle, degrees north and east: `22.533, 113.930`; "" for none.
    """

    branch: Text
    words: tuple[Text, ...]
    travel_minutes: Count
    distance_km: Count
    main_urban: StrictBool
    middle: str = ""


class StoreRoom(Named):
    """A store room of tools [库房], and the branch whose it is."""

    branch: Text


class Organisation(Part):
    default_department: Text
    default_branch: Text
    default_zone: Text
    department: Coded[Named]
    branch: Coded[Branch]
    zone: Coded[Zone]
    store: Coded[StoreRoom] = Field(default_factory=dict)
    distance: dict[str, dict[str, Count]] | None = None
    """Kilometres between zones, each pair once, either way round."""
