"""Every ticket in the order of the reports, and the closed ones the latest first, without sorting all of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ticket_reported_at", "ticket", ["reported_at", "sort_number", "number"])
    closed = sa.text("state = 'closed'")
    op.create_index(
        "ix_ticket_closed", "ticket", ["closed_at", "number"], sqlite_where=closed, postgresql_where=closed
    )
