"""Find looks through address, district and technician: search texts and index are written anew (DSP-02)."""

from __future__ import annotations

from alembic import op

from db import finding

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of the log changes: both follow from the tickets' own columns."""
    finding.rebuild(op.get_bind())


def downgrade() -> None:
    """The older program reads these texts as well."""
