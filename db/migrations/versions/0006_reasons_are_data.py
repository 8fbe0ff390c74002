"""Why a ticket waits is a list of the policy and no longer one of the schema (SLA-06)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CODE = 32


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_pause_reason_known"), "pause", type_="check")
        op.alter_column("pause", "reason", type_=sa.String(CODE))
        return
    # SQLite changes no constraint: the table is made anew. Nothing refers to it.
    op.create_table(
        "pause_anew",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("ticket", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(CODE), nullable=False),
        sa.Column("actor", sa.String(32), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_pause_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    columns = "id, ticket, reason, actor, begun_at, ended_at, text"
    op.execute(f"INSERT INTO pause_anew ({columns}) SELECT {columns} FROM pause")
    op.drop_table("pause")
    op.rename_table("pause_anew", "pause")
    op.create_index("ix_pause_ticket", "pause", ["ticket"])
    op.create_index(
        "uq_pause_open", "pause", ["ticket"], unique=True, sqlite_where=sa.text("ended_at IS NULL")
    )
