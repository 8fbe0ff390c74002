"""Who was chosen against who was proposed, and whom a customer would not have again (DSP-10, ESC-08)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def _text(length: int) -> AutoString:
    return AutoString(length=length)


def upgrade() -> None:
    op.create_table(
        "pick",
        sa.Column("id", _text(36), nullable=False),
        sa.Column("ticket", _text(32), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", _text(32), nullable=False),
        sa.Column("technician", _text(32), nullable=False),
        sa.Column("first", _text(32), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("better", _text(32), nullable=True),
        sa.Column("why", _text(2000), nullable=False),
        sa.CheckConstraint("rank > 0", name=op.f("ck_pick_rank_from_one")),
        sa.ForeignKeyConstraint(["technician"], ["staff.no"], name=op.f("fk_pick_technician")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_pick_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick")),
    )
    op.create_index("ix_pick_at", "pick", ["at"])
    op.create_index("ix_pick_ticket", "pick", ["ticket"])
    op.create_table(
        "unwelcome",
        sa.Column("id", _text(36), nullable=False),
        sa.Column("ticket", _text(32), nullable=False),
        sa.Column("customer", _text(36), nullable=False),
        sa.Column("technician", _text(32), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", _text(32), nullable=False),
        sa.ForeignKeyConstraint(["technician"], ["staff.no"], name=op.f("fk_unwelcome_technician")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_unwelcome_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unwelcome")),
    )
    op.create_index("ix_unwelcome_technician", "unwelcome", ["technician"])
    op.create_index("ix_unwelcome_ticket", "unwelcome", ["ticket"])
