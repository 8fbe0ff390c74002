"""Service records with their versions, parts and signatures, consents, and the papers that come back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def _text(length: int) -> AutoString:
    return AutoString(length=length)


def upgrade() -> None:
    op.add_column(
        "ticket", sa.Column("finished_elsewhere", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "service_record",
        sa.Column("number", _text(32), nullable=False),
        sa.Column("ticket", _text(32), nullable=False),
        sa.Column("department", _text(8), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("sort_number", sa.Integer(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("assignment", _text(36), nullable=True),
        sa.Column("technician", _text(32), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", _text(32), nullable=False),
        sa.Column("last_version", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("approved_version", sa.Integer(), nullable=True),
        sa.Column("approved_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("last_version > 0", name=op.f("ck_service_record_has_a_version")),
        sa.ForeignKeyConstraint(
            ["department"], ["department.code"], name=op.f("fk_service_record_department")
        ),
        sa.ForeignKeyConstraint(["technician"], ["staff.no"], name=op.f("fk_service_record_technician")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_service_record_ticket")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_service_record")),
    )
    op.create_index("ix_service_record_made_at", "service_record", ["made_at", "number"])
    op.create_index("ix_service_record_ticket", "service_record", ["ticket"])
    op.create_table(
        "record_version",
        sa.Column("record", _text(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticket", _text(32), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", _text(32), nullable=False),
        sa.Column("reason", _text(2000), nullable=False),
        sa.Column("service_type", _text(16), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("begun_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("cause", _text(2000), nullable=False),
        sa.Column("work", _text(2000), nullable=False),
        sa.Column("result", _text(16), nullable=False),
        sa.Column("test_result", _text(2000), nullable=False),
        sa.Column("trial_minutes", sa.Integer(), nullable=True),
        sa.Column("readings", _text(2000), nullable=False),
        sa.Column("running_hours", sa.Integer(), nullable=True),
        sa.Column("mileage_km", sa.Integer(), nullable=True),
        sa.Column("usage", _text(2000), nullable=False),
        sa.Column("circumstances", _text(2000), nullable=False),
        sa.Column("under_guarantee", sa.Boolean(), nullable=True),
        sa.Column("opened_before", sa.Boolean(), nullable=True),
        sa.Column("photos", _text(2000), nullable=False),
        sa.Column("responsibility", _text(32), nullable=True),
        sa.Column("compensation", _text(2000), nullable=False),
        sa.Column("old_parts", _text(2000), nullable=False),
        sa.Column("damage", _text(16), nullable=True),
        sa.Column("damage_note", _text(2000), nullable=False),
        sa.Column("hygiene", _text(16), nullable=True),
        sa.Column("attitude", _text(16), nullable=True),
        sa.Column("satisfaction", _text(24), nullable=True),
        sa.Column("recommended", _text(2000), nullable=False),
        sa.Column("extra_done", _text(200), nullable=False),
        sa.Column("fee_fen", sa.Integer(), nullable=True),
        sa.Column("fee_note", _text(2000), nullable=False),
        sa.Column("suggestion", _text(2000), nullable=False),
        sa.Column("promise", _text(2000), nullable=False),
        sa.Column("opinion", _text(2000), nullable=False),
        sa.Column("operated", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "attitude IN ('poor', 'fair', 'satisfied', 'good', 'very_good')",
            name=op.f("ck_record_version_attitude_known"),
        ),
        sa.CheckConstraint("damage IN ('yes', 'no', 'severe')", name=op.f("ck_record_version_damage_known")),
        sa.CheckConstraint("hygiene IN ('good', 'not_good')", name=op.f("ck_record_version_hygiene_known")),
        sa.CheckConstraint("result IN ('done', 'not_done')", name=op.f("ck_record_version_result_known")),
        sa.CheckConstraint(
            "satisfaction IN ('satisfied', 'dissatisfied', 'very_dissatisfied')",
            name=op.f("ck_record_version_satisfaction_known"),
        ),
        sa.CheckConstraint(
            "service_type IN ('panel', 'sofa', 'care', 'extra', 'other')",
            name=op.f("ck_record_version_service_type_known"),
        ),
        sa.ForeignKeyConstraint(["record"], ["service_record.number"], name=op.f("fk_record_version_record")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_record_version_ticket")),
        sa.PrimaryKeyConstraint("record", "version", name=op.f("pk_record_version")),
    )
    op.create_index("ix_record_version_ticket", "record_version", ["ticket"])
    op.create_table(
        "record_part",
        sa.Column("record", _text(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("ticket", _text(32), nullable=False),
        sa.Column("kind", _text(16), nullable=False),
        sa.Column("label", _text(80), nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("unit", _text(8), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=True),
        sa.Column("total_fen", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('guarantee', 'bought')", name=op.f("ck_record_part_kind_known")),
        sa.CheckConstraint("price_fen >= 0", name=op.f("ck_record_part_no_negative_price")),
        sa.CheckConstraint("quantity_milli > 0", name=op.f("ck_record_part_something_was_replaced")),
        sa.ForeignKeyConstraint(["record"], ["service_record.number"], name=op.f("fk_record_part_record")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_record_part_ticket")),
        sa.PrimaryKeyConstraint("record", "version", "line", name=op.f("pk_record_part")),
    )
    op.create_index("ix_record_part_ticket", "record_part", ["ticket"])
    op.create_table(
        "declined_item",
        sa.Column("record", _text(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("ticket", _text(32), nullable=False),
        sa.Column("what", _text(200), nullable=False),
        sa.Column("signed_by", _text(80), nullable=False),
        sa.ForeignKeyConstraint(["record"], ["service_record.number"], name=op.f("fk_declined_item_record")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_declined_item_ticket")),
        sa.PrimaryKeyConstraint("record", "version", "line", name=op.f("pk_declined_item")),
    )
    op.create_index("ix_declined_item_ticket", "declined_item", ["ticket"])
    op.create_table(
        "record_signature",
        sa.Column("id", _text(36), nullable=False),
        sa.Column("record", _text(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("ticket", _text(32), nullable=False),
        sa.Column("how", _text(16), nullable=False),
        sa.Column("signed_by", _text(80), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", _text(32), nullable=False),
        sa.Column("text", _text(2000), nullable=False),
        sa.CheckConstraint(
            "how IN ('signed', 'refused', 'absent')", name=op.f("ck_record_signature_how_known")
        ),
        sa.ForeignKeyConstraint(
            ["record"], ["service_record.number"], name=op.f("fk_record_signature_record")
        ),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_record_signature_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_signature")),
    )
    op.create_index("ix_record_signature_ticket", "record_signature", ["ticket"])
    op.create_table(
        "consent",
        sa.Column("ticket", _text(32), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("what", _text(2000), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("given_by", _text(80), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", _text(32), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_consent_ticket")),
        sa.PrimaryKeyConstraint("ticket", "ordinal", name=op.f("pk_consent")),
    )
    op.create_table(
        "paper",
        sa.Column("ticket", _text(32), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("form", _text(32), nullable=False),
        sa.Column("in_at", UTCDateTime(), nullable=True),
        sa.Column("in_by", _text(32), nullable=True),
        sa.Column("copied_at", UTCDateTime(), nullable=True),
        sa.Column("chased", sa.Integer(), nullable=False),
        sa.Column("chased_at", UTCDateTime(), nullable=True),
        sa.Column("text", _text(2000), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.CheckConstraint("chased >= 0", name=op.f("ck_paper_not_negative")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_paper_ticket")),
        sa.PrimaryKeyConstraint("ticket", "visit", "form", name=op.f("pk_paper")),
    )
