"""What people were told of when it fell due, each thing once (ESC-05)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

DECIDED = sa.text("state IN ('granted', 'refused', 'failed')")


def upgrade() -> None:
    op.create_table(
        "told",
        sa.Column("thing", AutoString(length=120), nullable=False),
        sa.Column("about", AutoString(length=80), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("persons", AutoString(length=2000), nullable=False),
        sa.PrimaryKeyConstraint("thing", name=op.f("pk_told")),
    )
    op.create_index("ix_reminder_due_at", "reminder", ["due_at"])
    op.create_index(
        "ix_request_decided_at", "request", ["decided_at"], sqlite_where=DECIDED, postgresql_where=DECIDED
    )
