"""Branch, department, zone: who is responsible where (INT-06, DSP-12)."""

from sqlmodel import Field

from db.tables.row import Row, tabled


@tabled("branch")
class Branch(Row):
    """A branch office [分公司]; its zone of time is the one its people see."""

    key = ("code",)
    owner = "branch:{code}"

    code: str = Field(primary_key=True, max_length=32)
    label: str = Field(max_length=80)
    time_zone: str = Field(max_length=64)


@tabled("department")
class Department(Row):
    """A department; its code opens the numbers that it issues (FRM-01)."""

    key = ("code",)
    owner = "department:{code}"

    code: str = Field(primary_key=True, max_length=8)
    label: str = Field(max_length=80)


@tabled("zone")
class Zone(Row):
    """An area [片区] and the technician responsible for it (DSP-12)."""

    key = ("code",)
    owner = "zone:{code}"

    code: str = Field(primary_key=True, max_length=32)
    label: str = Field(max_length=80)
    branch: str = Field(foreign_key="branch.code", max_length=32)
    technician: str | None = Field(default=None, max_length=32)
