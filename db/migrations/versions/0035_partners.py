"""Who has a ticket in hand outside the house, and what they promised (DSP-14)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("partner", AutoString(length=80), nullable=True))
    op.add_column("ticket", sa.Column("promised_at", UTCDateTime(), nullable=True))
