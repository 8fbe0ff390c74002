"""The shapes of the policy's files, one section a file. Every named thing carries both languages."""

from collections.abc import Mapping
from typing import Annotated, Literal, Protocol, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

from db.rules.products import folded
from db.rules.text import WordedError

T = TypeVar("T")

Care = Literal["clean", "lubricate", "inspect"]
Reach = Literal["own", "team", "department", "branch", "all"]
REACHES: tuple[str, ...] = get_args(Reach)
OWN, TEAM, DEPARTMENT, BRANCH, ALL = REACHES
"""How far a role may reach, the narrowest first."""
Text = Annotated[str, Field(min_length=1)]
Count = Annotated[StrictInt, Field(ge=0)]
Positive = Annotated[StrictInt, Field(ge=1)]
Minutes = Positive
Level = Annotated[StrictInt, Field(ge=1, le=4)]
LevelKey = Annotated[str, Field(pattern="^[1-4]$")]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


def _with_codes(table: object) -> object:
    """Give every row of a table its key as its code."""
    if not isinstance(table, dict):
        return table
    return {code: {**row, "code": code} if isinstance(row, dict) else row for code, row in table.items()}


def _by_code(rows: object) -> object:
    """Make a table of rows that stand in an order of their own; a code that stands twice is refused."""
    if not isinstance(rows, list):
        return rows
    table = {row.get("code") if isinstance(row, dict) else None: row for row in rows}
    if len(table) != len(rows):
        raise WordedError("every row needs a code of its own")
    return table


Coded = Annotated[dict[str, T], BeforeValidator(_with_codes)]
Listed = Annotated[dict[str, T], BeforeValidator(_by_code)]


class Permitted(Protocol):
    """What a verb says of itself."""

    @property
    def name(self) -> str: ...
    @property
    def default_roles(self) -> frozenset[str]: ...


class Part(BaseModel):
    """Frozen. A field that a newer program added needs a default; one that it does not know is kept."""

    # Built on first use: a command that asks for roles pays for roles only.
    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)


class Names(Part):
    """What something is called in Chinese and in English."""

    zh: Text
    en: Text

    def name(self, language: str) -> str:
        """The Chinese name for `zh…`, else the English one."""
        return self.zh if language.startswith("zh") else self.en


class Named(Names):
    """Something with a code."""

    code: Text


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


class Right(Named):
    roles: frozenset[str]


class Roles(Part):
    """`grant` is role → the roles that it may give and take; `verb` holds who may do a verb where that is not
    what the verb itself says; `scope` how far a role reaches, the branch where it is not named."""

    role: Coded[Named]
    verb: dict[str, frozenset[str]] = Field(default_factory=dict)
    right: Coded[Right]
    grant: dict[str, frozenset[str]] | None = None
    scope: dict[str, Reach] | None = None


class Reason(Named):
    """A reason to choose; a cause has a category. The `usual` one stands where somebody else says nothing."""

    category: str = ""
    usual: StrictBool = False


class CauseCategory(Named):
    """`department` is responsible; empty where nobody of ours is. `routes` are those of the products that
    know such causes; none means all."""

    department: str
    routes: tuple[str, ...] = ()


class Reasons(Part):
    list: Coded[Named]
    reason: dict[str, Listed[Reason]]
    category: Coded[CauseCategory]


class CertificateKind(Named):
    """`renewal` in months."""

    renewal: Annotated[StrictInt, Field(ge=1)]


class Certificates(Part):
    certificate: Coded[CertificateKind]
    skill: Coded[Named]


class Category(Named):
    """A product category; `skill` and `certificate` may be empty, `tools` are kinds, `warranty` months."""

    words: tuple[Text, ...]
    weak: tuple[Text, ...] = ()
    profile: Text
    trade: Text
    skill: str
    certificate: str
    tools: tuple[str, ...]
    warranty: Count
    route: Text


class Demand(Part):
    """What jobs demand (KIT-14, DSP-05): all conditions must hold, one that is left out always does.

    `faults` are groups or common faults. `skills` is skill → lowest grade, `parts` kind of consumable →
    pieces to take along, `minutes` how long such a job lasts.
    """

    kinds: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    faults: frozenset[str] = frozenset()
    ways: frozenset[str] = frozenset()
    skills: dict[str, Annotated[StrictInt, Field(ge=1, le=3)]] = Field(default_factory=dict)
    certificates: tuple[Text, ...] = ()
    tools: tuple[Text, ...] = ()
    parts: dict[str, Positive] = Field(default_factory=dict)
    minutes: Minutes | None = None


class FaultGroup(Named):
    words: tuple[Text, ...]


class Route(Named):
    """Who is responsible for a kind of product (INT-06)."""

    department: Text
    role: Text


class Products(Part):
    default: Text
    category: Coded[Category]
    fault_group: Coded[FaultGroup]
    route: Coded[Route]
    demand: tuple[Demand, ...] = ()


class Fault(Named):
    """A common fault; `level` is what triage proposes."""

    level: Level


class FaultList(Part):
    categories: tuple[str, ...]
    faults: tuple[Fault, ...]


class Faults(Part):
    group: dict[str, FaultList]


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


class Rung(Names):
    """A step of a ladder and whom it calls: a role (`roles` for some milestones another one), or one `person`
    by staff number before it.

    `reminders` follow every `repeat_minutes`, that many at most. An acknowledgement without a promise holds
    for `hold_minutes`, a promise reaches `promise_minutes` ahead at most (without it, as far as one likes).
    In quiet hours its notices wait, are left out, or go out as ever; its own hours stand before the ladder's.
    """

    rung: Annotated[StrictInt, Field(ge=1)]
    role: str = ""
    roles: dict[str, str] = Field(default_factory=dict)
    person: str = ""
    repeat_minutes: Minutes
    reminders: Count
    hold_minutes: Minutes = 60
    promise_minutes: Minutes | None = None
    quiet: Literal["defer", "skip", "none"] = "defer"
    quiet_from: Clock | None = None
    quiet_to: Clock | None = None


class Trigger(Part):
    """What calls a rung; rung 0 is the one above the open escalation. `times`: how often it has happened.

    Without `levels` and `milestones` it is for all of them; `registered` is for the first level of a ticket.
    """

    trigger: Literal[
        "at_risk",
        "breached",
        "unacknowledged",
        "level_raised",
        "chased",
        "registered",
        "complaint",
        "unanswered_wish",
        "manual",
    ]
    rung: Count
    after_minutes: Count
    times: Annotated[StrictInt, Field(ge=1)] = 1
    levels: frozenset[Level] = frozenset()
    milestones: tuple[str, ...] = ()


class Ladder(Named):
    """`fallback` is the role that rung 1 calls while nobody holds the ticket."""

    fallback: Text
    rungs: tuple[Rung, ...]
    triggers: tuple[Trigger, ...]
    quiet_levels: frozenset[Level]
    quiet_from: Clock
    quiet_to: Clock


class Ladders(Part):
    default: Text
    ladder: Coded[Ladder]
    profile: dict[str, str]


class Weight(Named):
    weight: Annotated[StrictInt, Field(ge=0)]


class Ranking(Part):
    """How candidates are compared (DSP-04): a load of `load_full` jobs and `distance_far_km` are worth 0."""

    load_full: Annotated[StrictInt, Field(ge=1)]
    distance_far_km: Annotated[StrictInt, Field(ge=1)]
    tie_rules: tuple[Literal["load", "distance", "staff"], ...]
    weight: Coded[Weight]

    def weights(self) -> Mapping[str, int]:
        """Weight by part."""
        return {code: row.weight for code, row in self.weight.items()}


class TextLimits(Part):
    """Most characters of a name, a phone number, an address, a fault or note."""

    name: Count
    phone: Count
    address: Count
    long: Count


class Box(Names):
    """A box of the paper form, and the mark that it stands for."""

    mark: Annotated[StrictInt, Field(ge=1, le=5)]


class Question(Named):
    """A question of the survey; without `ways` it is asked whatever the way of service (CLS-03)."""

    ways: tuple[str, ...] = ()
    boxes: tuple[Box, ...]


class Settings(Part):
    setting: dict[str, StrictInt]
    text: TextLimits
    ranking: Ranking
    survey: Coded[Question] | None = None


N = TypeVar("N", bound=Named)


def named(rows: Mapping[str, N], text: str) -> N | None:
    """The row with this code, or else this name in either language, in any case and width."""
    if text in rows:
        return rows[text]
    wanted = folded(text)
    return next((row for row in rows.values() if wanted in (row.code, folded(row.zh), folded(row.en))), None)
