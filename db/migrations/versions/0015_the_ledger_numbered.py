"""The ledger of tools in numbered lines, from which a tool can be rebuilt; condition and loans (KIT-03, KIT-08)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "tool", sa.Column("condition", AutoString(length=16), server_default="good", nullable=False)
    )
    op.add_column("tool", sa.Column("due_back", UTCDateTime(), nullable=True))
    op.add_column("tool", sa.Column("calibrated_on", sa.Date(), nullable=True))
    op.add_column("tool", sa.Column("moves", sa.Integer(), server_default="0", nullable=False))
    op.add_column("movement", sa.Column("step", sa.Integer(), nullable=True))
    op.add_column("movement", sa.Column("condition", AutoString(length=16), nullable=True))
    op.add_column("movement", sa.Column("until", UTCDateTime(), nullable=True))
    op.add_column("movement", sa.Column("cause", AutoString(length=16), nullable=True))
    op.add_column("movement", sa.Column("amount_fen", sa.Integer(), nullable=True))
    lent = sa.text("due_back IS NOT NULL")
    op.create_index("ix_tool_due_back", "tool", ["due_back"], sqlite_where=lent, postgresql_where=lent)
    op.create_index("uq_movement_tool_step", "movement", ["tool", "step"], unique=True)
