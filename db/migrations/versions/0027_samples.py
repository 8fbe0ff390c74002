"""Samples of closed tickets that somebody looks at, and what was found (PRC-01)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def _text(length: int) -> AutoString:
    return AutoString(length=length)


def upgrade() -> None:
    op.create_table(
        "sample",
        sa.Column("id", _text(32), nullable=False),
        sa.Column("branch", _text(32), nullable=False),
        sa.Column("month", _text(7), nullable=False),
        sa.Column("seed", _text(32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("drawn_by", _text(32), nullable=False),
        sa.Column("drawn_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_sample_size_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
    )
    op.create_index("ix_sample_drawn_at", "sample", ["drawn_at"])
    op.create_table(
        "sample_ticket",
        sa.Column("sample", _text(32), nullable=False),
        sa.Column("ticket", _text(32), nullable=False),
        sa.Column("conforms", sa.Boolean(), nullable=True),
        sa.Column("checked_by", _text(32), nullable=True),
        sa.Column("checked_at", UTCDateTime(), nullable=True),
        sa.Column("text", _text(2000), nullable=False),
        sa.Column("task", _text(32), nullable=True),
        sa.ForeignKeyConstraint(["sample"], ["sample.id"], name=op.f("fk_sample_ticket_sample")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_sample_ticket_ticket")),
        sa.PrimaryKeyConstraint("sample", "ticket", name=op.f("pk_sample_ticket")),
    )
    op.create_index("ix_sample_ticket_ticket", "sample_ticket", ["ticket"])
