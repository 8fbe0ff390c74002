"""The number that a ticket had in another store of this program."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("former_number", AutoString(length=32), nullable=True))
    op.create_index("ix_ticket_former_number", "ticket", ["former_number"])
