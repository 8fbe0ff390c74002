"""Patterns of shifts, single days of them, and leave slips; no two of one kind overlap (PPL-01, PPL-04)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

# staff_range came with 0033.
EXCLUDE = """
ALTER TABLE duty ADD CONSTRAINT ex_duty_slot EXCLUDE USING gist (
  staff_range(staff::text, staff::text, '[]') WITH &&,
  staff_range(slot::text, slot::text, '[]') WITH &&,
  tstzrange(begins_at, ends_at) WITH &&
) WHERE (slot IS NOT NULL)
"""
TRIGGER = """
CREATE TRIGGER ex_duty_slot_{when} BEFORE {when} ON duty
WHEN NEW.slot IS NOT NULL AND EXISTS (
  SELECT 1 FROM duty AS other
  WHERE other.staff = NEW.staff AND other.slot = NEW.slot AND other.id <> NEW.id
    AND other.begins_at < NEW.ends_at AND other.ends_at > NEW.begins_at
)
BEGIN SELECT RAISE(ABORT, 'ex_duty_slot'); END
"""
KNOWN = "ALTER TABLE duty ADD COLUMN slot VARCHAR(16) CONSTRAINT ck_duty_slot_known CHECK (slot IN ('pattern', 'day', 'leave'))"
WEEKS = """
ALTER TABLE duty ADD COLUMN weeks VARCHAR(120) CONSTRAINT ck_duty_slot_has_its_weeks CHECK (
  (slot IN ('pattern', 'day')) = (weeks IS NOT NULL) OR slot IS NULL
)
"""


def upgrade() -> None:
    # A batch would read the tables that this one refers to, and lose what it cannot read of them.
    op.execute(KNOWN)
    op.execute(WEEKS)
    op.add_column("duty", sa.Column("hours", AutoString(length=400), nullable=True))
    op.add_column("duty", sa.Column("time_zone", AutoString(length=64), nullable=True))
    op.add_column("duty", sa.Column("swapped_with", AutoString(length=32), nullable=True))
    op.add_column("duty", sa.Column("why", AutoString(length=40), nullable=True))
    op.add_column("duty", sa.Column("text", AutoString(length=2000), nullable=False, server_default=""))
    op.add_column("duty", sa.Column("given_by", AutoString(length=32), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(EXCLUDE)
    else:
        for when in ("INSERT", "UPDATE"):
            op.execute(TRIGGER.format(when=when))
