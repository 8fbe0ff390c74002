"""Nobody is held in two windows at once: the schema refuses what two desks did in the same moment (DSP-08)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# A range over texts has an operator class of its own, so that no extension has to be installed.
RANGE = "CREATE TYPE staff_range AS RANGE (subtype = text)"
EXCLUDE = """
ALTER TABLE assignment ADD CONSTRAINT ex_assignment_busy EXCLUDE USING gist (
  staff_range(technician::text, technician::text, '[]') WITH &&,
  tstzrange(busy_from, busy_to) WITH &&
) WHERE (ended_at IS NULL AND busy_from IS NOT NULL)
"""
TRIGGER = """
CREATE TRIGGER ex_assignment_busy_{when} BEFORE {when} ON assignment
WHEN NEW.ended_at IS NULL AND NEW.busy_from IS NOT NULL AND EXISTS (
  SELECT 1 FROM assignment AS other
  WHERE other.technician = NEW.technician AND other.ended_at IS NULL AND other.id <> NEW.id
    AND other.busy_from < NEW.busy_to AND other.busy_to > NEW.busy_from
)
BEGIN SELECT RAISE(ABORT, 'ex_assignment_busy'); END
"""


def upgrade() -> None:
    op.add_column("assignment", sa.Column("busy_from", UTCDateTime(), nullable=True))
    op.add_column("assignment", sa.Column("busy_to", UTCDateTime(), nullable=True))
    op.create_index(
        "ix_assignment_ended", "assignment", ["ended_at"],
        sqlite_where=sa.text("ended_at IS NOT NULL"), postgresql_where=sa.text("ended_at IS NOT NULL"),
    )  # fmt: skip
    if op.get_bind().dialect.name == "postgresql":
        op.execute(RANGE)
        op.execute(EXCLUDE)
    else:
        for when in ("INSERT", "UPDATE"):
            op.execute(TRIGGER.format(when=when))
