"""The monthly count of the tool room: who counted what, and what was otherwise than the ledger (KIT-09)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def _text(length: int) -> AutoString:
    return AutoString(length=length)


def upgrade() -> None:
    op.create_table(
        "stocktake",
        sa.Column("id", _text(32), nullable=False),
        sa.Column("month", _text(7), nullable=False),
        sa.Column("state", _text(16), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("opened_by", _text(32), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("closed_by", _text(32), nullable=True),
        sa.Column("text", _text(2000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_stocktake_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake")),
        sa.UniqueConstraint("month", name=op.f("uq_stocktake_month")),
    )
    op.create_table(
        "count_line",
        sa.Column("stocktake", _text(32), nullable=False),
        sa.Column("counter", _text(32), nullable=False),
        sa.Column("place", _text(80), nullable=False),
        sa.Column("item", _text(80), nullable=False),
        sa.Column("consumable", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_count_line_not_negative")),
        sa.ForeignKeyConstraint(["stocktake"], ["stocktake.id"], name=op.f("fk_count_line_stocktake")),
        sa.ForeignKeyConstraint(["counter"], ["staff.no"], name=op.f("fk_count_line_counter")),
        sa.PrimaryKeyConstraint("stocktake", "counter", "place", "item", name=op.f("pk_count_line")),
    )
    op.create_table(
        "count_difference",
        sa.Column("stocktake", _text(32), nullable=False),
        sa.Column("item", _text(80), nullable=False),
        sa.Column("place", _text(80), nullable=False),
        sa.Column("kind", _text(16), nullable=False),
        sa.Column("expected", _text(80), nullable=False),
        sa.Column("found", _text(80), nullable=False),
        sa.Column("cause", _text(2000), nullable=False),
        sa.CheckConstraint(
            "kind IN ('missing', 'unexpected', 'unknown', 'more', 'less')",
            name=op.f("ck_count_difference_kind_known"),
        ),
        sa.ForeignKeyConstraint(["stocktake"], ["stocktake.id"], name=op.f("fk_count_difference_stocktake")),
        sa.PrimaryKeyConstraint("stocktake", "item", "place", name=op.f("pk_count_difference")),
    )
