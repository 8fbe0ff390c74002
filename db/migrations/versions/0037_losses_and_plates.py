"""What a case cost the company (CLS-06), what the plate on site says (VIS-02), and a way from a ticket to what was
issued for it (KIT-03)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

FOR_A_JOB = sa.text("ticket IS NOT NULL")


def upgrade() -> None:
    op.add_column("ticket", sa.Column("loss_fen", sa.Integer(), nullable=True))
    op.add_column("record_version", sa.Column("model", AutoString(length=80), nullable=True))
    op.add_column("record_version", sa.Column("serial", AutoString(length=80), nullable=True))
    op.create_index(
        "ix_movement_ticket", "movement", ["ticket"], sqlite_where=FOR_A_JOB, postgresql_where=FOR_A_JOB
    )
