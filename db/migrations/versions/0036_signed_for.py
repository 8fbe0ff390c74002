"""When somebody signed for a tool that they were given (KIT-04)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tool", sa.Column("signed_at", UTCDateTime(), nullable=True))
