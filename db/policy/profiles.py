"""Profiles of deadlines and kinds of service: the shape of `profiles` (SLA-04, SLA-14)."""

from pydantic import Field, StrictBool, StrictInt

from db.policy.parts import Coded, Level, LevelKey, Named, Names, Part, Text


class TargetRow(Part):
    """A row of a profile; `when` holds groups of which all must hold, of a group's facts one."""

    milestone: str
    level: Level | None = None
    when: tuple[dict[str, StrictBool | StrictInt | str | tuple[str, ...]], ...] = ()
    allowance: StrictInt | None = None
    working_days: StrictInt | None = None
    none: StrictBool = False
    agreed: StrictBool = False
    add_travel: StrictBool = False
    clock: str = "elapsed"
    calendar: str | None = None
    start: str = "report"


class ProfileRow(Named):
    """A profile [时限方案] with its level definitions; those it lacks are inherited."""

    source: str = ""
    level: dict[LevelKey, Names] = Field(default_factory=dict)
    target: tuple[TargetRow, ...] = ()


class KindRow(Named):
    """A kind of service: the way it is served when nobody says (empty: it follows from the level), whether it
    needs a fault level, and its own profile (empty: that of the thing) (INT-05, SLA-14)."""

    way: str = ""
    level: StrictBool = True
    profile: str = ""


class Profiles(Part):
    default: Text
    inherited_from: Text
    profile: Coded[ProfileRow]
    kind: Coded[KindRow] = Field(default_factory=dict)
