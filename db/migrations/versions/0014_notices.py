"""Notices, and what becomes of each: deliveries, attempts, the minute of a channel and how it is (ESC-05)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WAITING = sa.text("state IN ('pending', 'sending')")
DEAD = sa.text("state = 'dead'")


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, AutoString(length=length), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, UTCDateTime(), nullable=nullable)


def upgrade() -> None:
    _notices()
    _deliveries()
    op.create_table(
        "notice_attempt",
        _text("notice", 32),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("claim", 36),
        _instant("begun_at"),
        _instant("ended_at", nullable=True),
        _text("result", 16),
        _text("error", 400),
        sa.Column("together", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "result IN ('unknown', 'sent', 'failed')", name=op.f("ck_notice_attempt_result_known")
        ),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_notice_attempt_notice")),
        sa.PrimaryKeyConstraint("notice", "number", name=op.f("pk_notice_attempt")),
    )
    op.create_table(
        "rate_slot",
        _text("channel", 32),
        sa.Column("place", sa.Integer(), nullable=False),
        _instant("used_at"),
        sa.PrimaryKeyConstraint("channel", "place", name=op.f("pk_rate_slot")),
    )
    op.create_table(
        "channel_state",
        _text("channel", 32),
        _instant("rests_until", nullable=True),
        _instant("tried_at", nullable=True),
        _instant("sent_at", nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        _text("last_error", 400),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_state")),
    )


def _notices() -> None:
    op.create_table(
        "notice",
        _text("id", 32),
        _text("message", 36),
        _text("ticket", 32, nullable=True),
        _text("escalation", 36, nullable=True),
        _text("occasion", 32),
        _text("channel", 32),
        _text("destination", 80),
        _text("called", 2000),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("rung", sa.Integer(), nullable=True),
        _instant("at"),
        _instant("not_before", nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        _text("corrects", 32, nullable=True),
        _instant("withdrawn_at", nullable=True),
        _text("text", 4000),
        sa.CheckConstraint("round > 0", name=op.f("ck_notice_round_counts")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_notice_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("message", name=op.f("uq_notice_message")),
    )
    op.create_index("ix_notice_ticket", "notice", ["ticket"])
    op.create_index("ix_notice_escalation", "notice", ["escalation"])


def _deliveries() -> None:
    op.create_table(
        "delivery",
        _text("notice", 32),
        _text("state", 16),
        _instant("next_at"),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _instant("begun_at"),
        _text("claim", 36, nullable=True),
        _instant("claimed_until", nullable=True),
        _instant("sent_at", nullable=True),
        _text("last_error", 400),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'sent', 'dead', 'withdrawn')",
            name=op.f("ck_delivery_state_known"),
        ),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_delivery_notice")),
        sa.PrimaryKeyConstraint("notice", name=op.f("pk_delivery")),
    )
    op.create_index(
        "ix_delivery_next_at",
        "delivery",
        ["next_at", "notice"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index("ix_delivery_dead", "delivery", ["notice"], sqlite_where=DEAD, postgresql_where=DEAD)
