"""Store rooms by branch: where a tool belongs, the job for which it is out, consumables on loan, a count for each
branch (KIT-02, KIT-08, KIT-09, KIT-14)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tool", sa.Column("home", AutoString(length=80), server_default="store", nullable=False))
    op.add_column("tool", sa.Column("ticket", AutoString(length=32), nullable=True))
    op.add_column("movement", sa.Column("ticket", AutoString(length=32), nullable=True))
    op.add_column("stock", sa.Column("due_back", UTCDateTime(), nullable=True))
    out = sa.text("ticket IS NOT NULL")
    op.create_index("ix_tool_ticket", "tool", ["ticket"], sqlite_where=out, postgresql_where=out)
    with op.batch_alter_table("stocktake") as table:
        table.add_column(sa.Column("branch", AutoString(length=32), server_default="", nullable=False))
        table.drop_constraint("uq_stocktake_month", type_="unique")
        table.create_unique_constraint("uq_stocktake_month_branch", ["month", "branch"])
