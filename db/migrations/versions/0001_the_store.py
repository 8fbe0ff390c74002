"""The store"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from db.finding import POSTGRESQL_SCHEMA, POSTGRESQL_SEQUENCE, SQLITE_SCHEMA

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "branch",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("time_zone", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_branch")),
    )
    op.create_table(
        "department",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_department")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("staff", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("verb", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("fields", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("saved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_staff"), ["staff"], unique=False)

    op.create_table(
        "event",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("request", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("verb", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sa.UniqueConstraint("request", "ordinal", name=op.f("uq_event_request_ordinal")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_actor_seq", ["actor", "seq"], unique=False)

    op.create_table(
        "number_counter",
        sa.Column("prefix", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_number_counter")),
    )
    op.create_table(
        "policy_version",
        sa.Column("version", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("adopted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_policy_version")),
    )
    with op.batch_alter_table("policy_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_policy_version_active",
            ["active"],
            unique=True,
            sqlite_where=sa.text("active"),
            postgresql_where=sa.text("active"),
        )

    op.create_table(
        "store_fact",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_store_fact")),
    )
    op.create_table(
        "subject",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_subject")),
    )
    op.create_table(
        "tool_kind",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("zh", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("en", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("durable", sa.Boolean(), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.Column("life_months", sa.Integer(), nullable=True),
        sa.Column("calibration_months", sa.Integer(), nullable=True),
        sa.Column("permit", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tool_kind")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("digits", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("contact", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("position", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("district", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("branch", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("grade", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("search", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["branch"], ["branch.code"], name=op.f("fk_customer_branch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_digits"), ["digits"], unique=False)

    op.create_table(
        "event_private",
        sa.Column("event", sa.BigInteger(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("salt", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_event_private_event")),
        sa.PrimaryKeyConstraint("event", "hash", name=op.f("pk_event_private")),
    )
    op.create_table(
        "event_subject",
        sa.Column("event", sa.BigInteger(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("previous", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_event_subject_event")),
        sa.PrimaryKeyConstraint("event", "subject", name=op.f("pk_event_subject")),
        sa.UniqueConstraint("subject", "seq", name=op.f("uq_event_subject_subject_seq")),
    )
    op.create_table(
        "stock",
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_stock_never_below_zero")),
        sa.ForeignKeyConstraint(["kind"], ["tool_kind.code"], name=op.f("fk_stock_kind")),
        sa.PrimaryKeyConstraint("kind", "place", name=op.f("pk_stock")),
    )
    op.create_table(
        "zone",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("branch", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("technician", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.ForeignKeyConstraint(["branch"], ["branch.code"], name=op.f("fk_zone_branch")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_zone")),
    )
    op.create_table(
        "equipment",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("customer", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("product", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("category", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("model", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("serial", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
        sa.Column("project", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("invoice", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("commissioned_on", sa.Date(), nullable=True),
        sa.Column("warranty_until", sa.Date(), nullable=True),
        sa.Column("warranty_estimated", sa.Boolean(), nullable=False),
        sa.Column("search", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["customer"], ["customer.id"], name=op.f("fk_equipment_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment")),
    )
    with op.batch_alter_table("equipment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_equipment_customer"), ["customer"], unique=False)
        batch_op.create_index(
            "uq_equipment_serial",
            ["serial"],
            unique=True,
            sqlite_where=sa.text("serial IS NOT NULL"),
            postgresql_where=sa.text("serial IS NOT NULL"),
        )

    op.create_table(
        "staff",
        sa.Column("no", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("login", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
        sa.Column("roles", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.Column("branch", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("department", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("zone", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("trade", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("newcomer", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("search", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["branch"], ["branch.code"], name=op.f("fk_staff_branch")),
        sa.ForeignKeyConstraint(["department"], ["department.code"], name=op.f("fk_staff_department")),
        sa.ForeignKeyConstraint(["zone"], ["zone.code"], name=op.f("fk_staff_zone")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_staff")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index(
            "uq_staff_login",
            ["login"],
            unique=True,
            sqlite_where=sa.text("login IS NOT NULL"),
            postgresql_where=sa.text("login IS NOT NULL"),
        )

    op.create_table(
        "certificate",
        sa.Column("staff", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["staff"], ["staff.no"], name=op.f("fk_certificate_staff")),
        sa.PrimaryKeyConstraint("staff", "kind", name=op.f("pk_certificate")),
    )
    op.create_table(
        "duty",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("staff", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("begins_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('duty', 'resting', 'leave', 'off')", name=op.f("ck_duty_kind_known")),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_duty_order")),
        sa.ForeignKeyConstraint(["staff"], ["staff.no"], name=op.f("fk_duty_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index("ix_duty_ends_at", ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_staff"), ["staff"], unique=False)

    op.create_table(
        "skill",
        sa.Column("staff", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("skill", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.CheckConstraint("grade BETWEEN 1 AND 3", name=op.f("ck_skill_grade_range")),
        sa.ForeignKeyConstraint(["staff"], ["staff.no"], name=op.f("fk_skill_staff")),
        sa.PrimaryKeyConstraint("staff", "skill", name=op.f("pk_skill")),
    )
    op.create_table(
        "ticket",
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("department", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("branch", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("zone", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("state_before", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("problem", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("supplier_needed", sa.Boolean(), nullable=False),
        sa.Column("nature", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("way", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("policy", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("profile", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("category", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("fault_group", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("customer", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("equipment", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=True),
        sa.Column("customer_label", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("contact", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("position", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("district", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("product", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("model", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("serial", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("project", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("invoice", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("fault", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("external_number", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("search", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reported_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("entered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("registered_by", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("wanted_from", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("wanted_to", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("agreed_from", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("agreed_to", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("technician", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("dispatched_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("arrived_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("finished_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("verified_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("surveyed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("visit_step", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
        sa.Column("last_step_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("estimate", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("unreachable_verify", sa.Integer(), nullable=False),
        sa.Column("unreachable_survey", sa.Integer(), nullable=False),
        sa.Column("chases", sa.Integer(), nullable=False),
        sa.Column("cause", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("cause_category", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("waived", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("merged_into", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("rework_of", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("milestone", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("original_due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("at_risk_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("paused_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("remaining_minutes", sa.Integer(), nullable=True),
        sa.Column("sort_level", sa.Integer(), nullable=False),
        sa.Column("sort_priority", sa.Integer(), nullable=False),
        sa.Column("sort_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("sort_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'new') = (level IS NULL) OR state = 'cancelled'",
            name=op.f("ck_ticket_triaged_has_level"),
        ),
        sa.CheckConstraint(
            "channel IN ('phone', 'letter', 'email', 'web', 'chat', 'wechat', 'walk_in', 'branch', 'field', 'planned')",
            name=op.f("ck_ticket_channel_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('installation', 'commissioning', 'repair', 'maintenance', 'training', 'consulting', 'remote', 'parts', 'inspection', 'upgrade', 'data')",
            name=op.f("ck_ticket_kind_known"),
        ),
        sa.CheckConstraint("nature IN ('support', 'quality')", name=op.f("ck_ticket_nature_known")),
        sa.CheckConstraint("problem IN ('simple', 'complex')", name=op.f("ck_ticket_problem_known")),
        sa.CheckConstraint(
            "state IN ('new', 'triaged', 'dispatched', 'onsite', 'paused', 'follow_up', 'closed', 'cancelled')",
            name=op.f("ck_ticket_state_known"),
        ),
        sa.CheckConstraint(
            "way IN ('on_site', 'remote', 'send_in', 'mail')", name=op.f("ck_ticket_way_known")
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_ticket_level_range")),
        sa.CheckConstraint("priority BETWEEN 1 AND 9", name=op.f("ck_ticket_priority_range")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_ticket_quantity_positive")),
        sa.CheckConstraint("sort_level BETWEEN 0 AND 4", name=op.f("ck_ticket_sort_level_range")),
        sa.CheckConstraint("sort_priority BETWEEN 1 AND 10", name=op.f("ck_ticket_sort_priority_range")),
        sa.ForeignKeyConstraint(["branch"], ["branch.code"], name=op.f("fk_ticket_branch")),
        sa.ForeignKeyConstraint(["customer"], ["customer.id"], name=op.f("fk_ticket_customer")),
        sa.ForeignKeyConstraint(["department"], ["department.code"], name=op.f("fk_ticket_department")),
        sa.ForeignKeyConstraint(["equipment"], ["equipment.id"], name=op.f("fk_ticket_equipment")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ticket")),
        sa.UniqueConstraint("id", name=op.f("uq_ticket_id")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_closed_at", ["closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_customer"), ["customer"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_equipment"), ["equipment"], unique=False)
        batch_op.create_index("ix_ticket_phone", ["phone"], unique=False)
        batch_op.create_index(
            "ix_ticket_queue",
            ["sort_level", "sort_priority", "sort_due", "reported_at", "sort_number"],
            unique=False,
            sqlite_where=sa.text(
                "state IN ('new', 'triaged', 'dispatched', 'onsite', 'paused', 'follow_up')"
            ),
            postgresql_where=sa.text(
                "state IN ('new', 'triaged', 'dispatched', 'onsite', 'paused', 'follow_up')"
            ),
        )
        batch_op.create_index(batch_op.f("ix_ticket_running"), ["running"], unique=False)

    op.create_table(
        "tool",
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("holder", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("calibration_due", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('in_store', 'held', 'lent', 'repair', 'damaged', 'lost', 'scrapped')",
            name=op.f("ck_tool_state_known"),
        ),
        sa.CheckConstraint("(holder IS NULL) <> (place IS NULL)", name=op.f("ck_tool_one_place")),
        sa.ForeignKeyConstraint(["holder"], ["staff.no"], name=op.f("fk_tool_holder")),
        sa.ForeignKeyConstraint(["kind"], ["tool_kind.code"], name=op.f("fk_tool_kind")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tool")),
    )
    with op.batch_alter_table("tool", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tool_holder"), ["holder"], unique=False)
        batch_op.create_index(batch_op.f("ix_tool_kind"), ["kind"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("ticket", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("technician", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("window_from", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("window_to", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("departed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("arrived_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("override", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["technician"], ["staff.no"], name=op.f("fk_assignment_technician")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_assignment_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_open",
            ["technician"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_assignment_ticket"), ["ticket"], unique=False)
        batch_op.create_index(
            "uq_assignment_lead",
            ["ticket"],
            unique=True,
            sqlite_where=sa.text("lead AND ended_at IS NULL"),
            postgresql_where=sa.text("lead AND ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_assignment_person",
            ["ticket", "technician"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "escalation",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("ticket", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("milestone", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("trigger", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("target", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("acknowledged_by", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("acknowledged_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("promise", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_escalation_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
    )
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_escalation_open",
            ["at"],
            unique=False,
            sqlite_where=sa.text("acknowledged_at IS NULL"),
            postgresql_where=sa.text("acknowledged_at IS NULL"),
        )
        batch_op.create_index("uq_escalation_rung", ["ticket", "milestone", "rung", "cycle"], unique=True)

    op.create_table(
        "milestone_time",
        sa.Column("ticket", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("milestone", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("clock", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("calendar", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("start", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("allowance_minutes", sa.Integer(), nullable=True),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.Column("started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("original_due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("at_risk_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("met_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("paused_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("remaining_minutes", sa.Integer(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "milestone IN ('respond', 'answer', 'arrive', 'resolve', 'verify', 'survey')",
            name=op.f("ck_milestone_time_milestone_known"),
        ),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_milestone_time_ticket")),
        sa.PrimaryKeyConstraint("ticket", "milestone", name=op.f("pk_milestone_time")),
    )
    with op.batch_alter_table("milestone_time", schema=None) as batch_op:
        batch_op.create_index("ix_milestone_time_due_at", ["due_at"], unique=False)

    op.create_table(
        "movement",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("ledger", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("tool", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("move", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
        sa.Column("target", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_movement_something_moves")),
        sa.ForeignKeyConstraint(["kind"], ["tool_kind.code"], name=op.f("fk_movement_kind")),
        sa.ForeignKeyConstraint(["tool"], ["tool.number"], name=op.f("fk_movement_tool")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
    )
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_movement_ledger"), ["ledger"], unique=False)
        batch_op.create_index(batch_op.f("ix_movement_tool"), ["tool"], unique=False)

    op.create_table(
        "pause",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("ticket", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.CheckConstraint(
            "reason IN ('customer', 'part', 'supplier', 'approval', 'access')",
            name=op.f("ck_pause_reason_known"),
        ),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_pause_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.create_index("ix_pause_ticket", ["ticket"], unique=False)
        batch_op.create_index(
            "uq_pause_open",
            ["ticket"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "reminder",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("ticket", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("staff", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.no"], name=op.f("fk_reminder_staff")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_reminder_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_staff"), ["staff"], unique=False)
        batch_op.create_index("ix_reminder_ticket", ["ticket"], unique=False)

    op.create_table(
        "survey",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("ticket", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("unreachable", sa.Boolean(), nullable=False),
        sa.Column("attitude", sa.Integer(), nullable=True),
        sa.Column("quality", sa.Integer(), nullable=True),
        sa.Column("punctuality", sa.Integer(), nullable=True),
        sa.Column("hygiene", sa.Integer(), nullable=True),
        sa.Column("result", sa.Integer(), nullable=True),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.CheckConstraint("attitude BETWEEN 1 AND 5", name=op.f("ck_survey_attitude_range")),
        sa.CheckConstraint("hygiene BETWEEN 1 AND 5", name=op.f("ck_survey_hygiene_range")),
        sa.CheckConstraint("punctuality BETWEEN 1 AND 5", name=op.f("ck_survey_punctuality_range")),
        sa.CheckConstraint("quality BETWEEN 1 AND 5", name=op.f("ck_survey_quality_range")),
        sa.CheckConstraint("result BETWEEN 1 AND 5", name=op.f("ck_survey_result_range")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_survey_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index("ix_survey_ticket", ["ticket"], unique=False)

    op.create_table(
        "verification",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("ticket", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("solved", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.CheckConstraint(
            "solved IN ('yes', 'no', 'unreachable')", name=op.f("ck_verification_solved_known")
        ),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_verification_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.create_index("ix_verification_ticket", ["ticket"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        for statement in (*POSTGRESQL_SCHEMA, POSTGRESQL_SEQUENCE):
            op.execute(statement)
    else:
        for statement in SQLITE_SCHEMA:
            op.execute(statement)
