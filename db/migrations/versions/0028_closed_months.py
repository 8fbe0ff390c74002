"""Months whose figures are closed, as they stood (RPT-02)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def _text(length: int) -> AutoString:
    return AutoString(length=length)


def upgrade() -> None:
    op.create_table(
        "closed_month",
        sa.Column("month", _text(7), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=False),
        sa.Column("closed_by", _text(32), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("policy", _text(64), nullable=False),
        sa.Column("text", _text(2000), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_closed_month")),
    )
    op.create_table(
        "closed_figure",
        sa.Column("month", _text(7), nullable=False),
        sa.Column("bucket", _text(32), nullable=False),
        sa.Column("figure", _text(40), nullable=False),
        sa.Column("value", _text(32), nullable=False),
        sa.Column("part", sa.BigInteger(), nullable=True),
        sa.Column("whole", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["month"], ["closed_month.month"], name=op.f("fk_closed_figure_month")),
        sa.PrimaryKeyConstraint("month", "bucket", "figure", name=op.f("pk_closed_figure")),
    )
