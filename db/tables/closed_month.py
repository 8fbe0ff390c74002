"""Months whose figures are closed: as they stood, by the log and the policy of that moment (RPT-02)."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from db.tables.row import Row, tabled


@tabled("closed_month")
class ClosedMonth(Row):
    """A month [月结] that is closed, once and for good. `month` as 2026-07; `position` is the last event that
    its figures count, `policy` the version in force then."""

    key = ("month",)
    owner = "month:{month}"
    private = frozenset({"text"})

    month: str = Field(primary_key=True, max_length=7)
    closed_at: datetime
    closed_by: str = Field(max_length=32)
    position: int = Field(sa_type=BigInteger)
    policy: str = Field(max_length=64)
    text: str = Field(default="", max_length=2000)


@tabled("closed_figure")
class ClosedFigure(Row):
    """A figure of a closed month: of the whole house (`bucket` is “all”) or of a branch. `value` as it was
    told, empty for none; `part` of `whole` rows counted for it."""

    key = ("month", "bucket", "figure")
    owner = "month:{month}"

    month: str = Field(primary_key=True, foreign_key="closed_month.month", max_length=7)
    bucket: str = Field(primary_key=True, max_length=32)
    figure: str = Field(primary_key=True, max_length=40)
    value: str = Field(default="", max_length=32)
    part: int | None = Field(default=None, sa_type=BigInteger)
    whole: int = Field(default=0, sa_type=BigInteger)
