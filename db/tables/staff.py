"""The people: staff, skills, certificates, duty (PPL-01, PPL-02)."""

from datetime import date, datetime

from sqlmodel import Field

from db.tables.columns import OrderedText, check, index, one_of, unique_in_any_case, unique_where
from db.tables.row import Row, tabled

DUTY_KINDS = ("duty", "resting", "leave", "off")
PATTERN, SINGLE, SLIP = "pattern", "day", "leave"
"""What an entry of duty is beside a plain stretch: a pattern of weeks, a single day of one, a leave slip."""


@tabled(
    "staff",
    unique_where("uq_staff_login", "login", where="login IS NOT NULL"),
    unique_in_any_case("staff", "no"),
)
class Staff(Row):
    """A person. `roles` are codes joined by commas, sorted; `login` is the operating system's user."""

    key = ("no",)
    owner = "staff:{no}"
    private = frozenset({"label", "phone", "email", "search", "label_key"})

    no: str = Field(primary_key=True, max_length=32)
    label: str = Field(max_length=80)
    login: str | None = Field(default=None, max_length=80)
    roles: str = Field(max_length=400)
    branch: str = Field(foreign_key="branch.code", max_length=32)
    department: str = Field(foreign_key="department.code", max_length=8)
    zone: str | None = Field(default=None, foreign_key="zone.code", max_length=32)
    trade: str | None = Field(default=None, max_length=32)
    phone: str = Field(default="", max_length=32)
    newcomer: bool = False
    active: bool = True
    search: str = Field(default="")
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    email: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    label_key: str = Field(default="", sa_type=OrderedText, sa_column_kwargs={"server_default": ""})


@tabled("skill", check("grade BETWEEN 1 AND 3", "grade_range"))
class Skill(Row):
    """What somebody can do; the grade counts from 1 (junior) to 3 (senior)."""

    key = ("staff", "skill")
    owner = "staff:{staff}"

    staff: str = Field(primary_key=True, foreign_key="staff.no", max_length=32)
    skill: str = Field(primary_key=True, max_length=32)
    grade: int = 1


@tabled("certificate")
class Certificate(Row):
    """A certificate; `expires_on` is its last valid day (PPL-02)."""

    key = ("staff", "kind")
    owner = "staff:{staff}"

    staff: str = Field(primary_key=True, foreign_key="staff.no", max_length=32)
    kind: str = Field(primary_key=True, max_length=32)
    expires_on: date | None = None


@tabled(
    "duty",
    one_of("kind", DUTY_KINDS),
    check("begins_at < ends_at", "order"),
    one_of("slot", (PATTERN, SINGLE, SLIP)),
    check("(slot IN ('pattern', 'day')) = (weeks IS NOT NULL) OR slot IS NULL", "slot_has_its_weeks"),
    index("ix_duty_ends_at", "ends_at"),
)
class Duty(Row):
    """A stretch of duty, rest, leave or absence; of overlapping plain ones the latest entered counts.

    `substitute` is the number of whoever stands in meanwhile (PPL-04). A `slot` says that it is a pattern, a
    single day of one, or a leave slip: no two of one kind overlap for one person (`ex_duty_slot`). A pattern
    and a day hold their `weeks` (`DDDDD--/LLLLL--`), the `hours` of the letters (`D 08:30-17:30`) and the
    zone of their clock; `swapped_with` is who took the other's shift. A slip has its kind of leave as `why`,
    people's own words as `text`, and in `given_by` whoever asked for it.
    """

    key = ("id",)
    owner = "staff:{staff}"
    private = frozenset({"text"})

    id: str = Field(primary_key=True, max_length=36)
    staff: str = Field(foreign_key="staff.no", max_length=32, index=True)
    kind: str = Field(max_length=16)
    begins_at: datetime
    ends_at: datetime
    entered: int
    substitute: str | None = Field(default=None, max_length=32)
    slot: str | None = Field(default=None, max_length=16)
    weeks: str | None = Field(default=None, max_length=120)
    hours: str | None = Field(default=None, max_length=400)
    time_zone: str | None = Field(default=None, max_length=64)
    swapped_with: str | None = Field(default=None, max_length=32)
    why: str | None = Field(default=None, max_length=40)
    text: str = Field(default="", max_length=2000, sa_column_kwargs={"server_default": ""})
    given_by: str | None = Field(default=None, max_length=32)
