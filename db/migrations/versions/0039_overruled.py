"""Which gates were overruled, and by which deed somebody was sent (DSP-05, DSP-10)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pick", sa.Column("verb", AutoString(length=32), nullable=False, server_default="dispatch"))
    op.add_column("pick", sa.Column("overruled", AutoString(length=200), nullable=False, server_default=""))
