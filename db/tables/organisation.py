"""Branch, department, zone: who is responsible where (INT-06, DSP-12)."""

from sqlmodel import Field

from db.tables.row import Row, tabled


class Branch(Row):
    """A branch office [分公司]; its zone of time is the one its people see."""

    key = ("code",)
    owner = "branch:{code}"

    code: str = Field(primary_key=True, max_length=32)
    label: str = Field(max_length=80)
    time_zone: str = Field(max_length=64)


class Department(Row):
    """A department; its code opens the numbers that it issues (FRM-01)."""

    key = ("code",)
    owner = "department:{code}"

    code: str = Field(primary_key=True, max_length=8)
    label: str = Field(max_length=80)


class Zone(Row):
    """An area [片区] and the technician responsible for it (DSP-12)."""

    key = ("code",)
    owner = "zone:{code}"

    code: str = Field(primary_key=True, max_length=32)
    label: str = Field(max_length=80)
    branch: str = Field(foreign_key="branch.code", max_length=32)
    technician: str | None = Field(default=None, max_length=32)


class BranchTable(Branch, table=True):
    __tablename__ = "branch"


class DepartmentTable(Department, table=True):
    __tablename__ = "department"


class ZoneTable(Zone, table=True):
    __tablename__ = "zone"


tabled(Branch, BranchTable)
tabled(Department, DepartmentTable)
tabled(Zone, ZoneTable)
