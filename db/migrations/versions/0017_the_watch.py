"""Who watches over the deadlines now: one row beside the log (ESC-03)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watch_lease",
        sa.Column("name", AutoString(length=16), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("holder", AutoString(length=36), nullable=False),
        sa.Column("kind", AutoString(length=16), nullable=False),
        sa.Column("host", AutoString(length=80), nullable=False),
        sa.Column("machine", AutoString(length=64), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=False),
        sa.Column("beat_at", UTCDateTime(), nullable=False),
        sa.Column("swept_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watch_lease")),
    )
