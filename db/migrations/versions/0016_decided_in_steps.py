"""Requests that several decide one after the other, what adds up to an amount, and for whom it was decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _text(length: int) -> AutoString:
    return AutoString(length=length)


def upgrade() -> None:
    op.add_column("request", sa.Column("step", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("request", sa.Column("steps", _text(2000), nullable=False, server_default=""))
    op.add_column("request", sa.Column("total", sa.BigInteger(), nullable=True))
    op.add_column("request", sa.Column("decided_for", _text(32), nullable=True))
    op.create_table(
        "decision",
        sa.Column("request", _text(32), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("decision", _text(8), nullable=False),
        sa.Column("needs", _text(32), nullable=False),
        sa.Column("decided_by", _text(32), nullable=False),
        sa.Column("decided_for", _text(32), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.Column("reason", _text(2000), nullable=False),
        sa.Column("carried", sa.Boolean(), nullable=False),
        sa.CheckConstraint("decision IN ('yes', 'no')", name=op.f("ck_decision_decision_known")),
        sa.ForeignKeyConstraint(["request"], ["request.id"], name=op.f("fk_decision_request")),
        sa.PrimaryKeyConstraint("request", "step", name=op.f("pk_decision")),
    )
