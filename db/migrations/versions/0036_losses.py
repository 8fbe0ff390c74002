"""What a case cost the company, said when its ticket is closed (CLS-06)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("loss_fen", sa.Integer(), nullable=True))
