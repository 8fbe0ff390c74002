"""The order of the steps of a thing that was sent in, also of those that fall into one second."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("item_step", sa.Column("ordinal", sa.Integer(), nullable=False, server_default="0"))
