"""Of the line of a plan, whether who stood first is who the ranking had there (DSP-10)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pick", sa.Column("compared", sa.Boolean(), nullable=False, server_default=sa.false()))
