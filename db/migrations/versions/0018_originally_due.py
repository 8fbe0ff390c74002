"""Milestones whose deadline was extended or agreed are found by the one before it: reports count against both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    condition = sa.text("original_due_at IS NOT NULL")
    op.create_index(
        "ix_milestone_time_original_due_at", "milestone_time", ["original_due_at"],
        sqlite_where=condition, postgresql_where=condition,
    )  # fmt: skip
