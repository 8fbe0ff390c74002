"""The ticket and what it lives through: milestones, assignments, pauses, the way of a thing sent in."""

from datetime import date, datetime

from sqlalchemy import false
from sqlmodel import Field

from db.tables.codes import (
    CHANNELS,
    ITEM_STEPS,
    KINDS,
    MILESTONES,
    NATURES,
    OPEN_STATES,
    PROBLEMS,
    STATES,
    WAYS,
)
from db.tables.columns import (
    LAST_PRIORITY,
    UNLEVELLED,
    UNTRIAGED_LEVEL,
    OrderedText,
    check,
    index,
    index_where,
    one_of,
    unique_where,
    within,
)
from db.tables.row import Row, tabled

OPEN = "state IN ({})".format(", ".join(f"'{state}'" for state in OPEN_STATES))


@tabled(
    "ticket",
    one_of("state", STATES),
    one_of("problem", PROBLEMS),
    one_of("nature", NATURES),
    one_of("way", WAYS),
    one_of("kind", KINDS),
    one_of("channel", CHANNELS),
    within("level", 1, 4),
    within("priority", 1, 9),
    within("sort_level", UNTRIAGED_LEVEL, UNLEVELLED),
    within("sort_priority", 1, LAST_PRIORITY),
    check("quantity > 0", "quantity_positive"),
    # Planned kinds of service need no level (SLA-14): what has none is not always new.
    check("level IS NULL OR state <> 'new'", "triaged_has_level"),
    index_where(
        "ix_ticket_queue",
        "sort_level",
        "sort_priority",
        "sort_due",
        "reported_at",
        "sort_number",
        where=OPEN,
    ),
    # A number of another system stands for one ticket; what was typed in at the desk may repeat.
    unique_where(
        "uq_ticket_external",
        "source",
        "external_number",
        where="source IS NOT NULL AND external_number <> ''",
    ),
    index_where("ix_ticket_external_number", "external_number", where="external_number <> ''"),
    index_where("ix_ticket_ladder", "ladder_at", "number", where=OPEN),
    index("ix_ticket_closed_at", "closed_at"),
    index_where("ix_ticket_closed", "closed_at", "number", where="state = 'closed'"),
    index("ix_ticket_reported_at", "reported_at", "sort_number", "number"),
    index("ix_ticket_customer_key", "customer_key"),
    index("ix_ticket_phone", "phone"),
    index("ix_ticket_technician", "technician"),
    index("ix_ticket_registered_by", "registered_by"),
)
class Ticket(Row):
    """One customer request from report to closing.

    `level` is null until triage. `way` is null until somebody says it (it then follows from the level).
    `dispatched_at`, `arrived_at`, `finished_at`, `verified_at` start clocks; they are facts of the current
    report and not the same as a milestone being met. `sort_*` repeat the order of the queue without NULLs
    (DSP-01). `due_at`, `milestone`, `at_risk_at` are those of the earliest unmet running target. `source` is
    the system that `external_number` is from ("" has no name), null for what was registered here;
    `former_number` is the number that it had in another store of this program; `import_id` names the import
    that brought the ticket. `by_day` lists the moments of which only the day is known, `undated` those
    that must have been and nobody wrote down, `unjudged` the milestones that nothing is known of, by commas.
    `responsible` is the department that was said to be, null
    while it follows from the product (INT-06). `version` counts changes of state, level, assignment and
    window. `agreed_to` is the time agreed with the customer, `window_wanted_by` who wanted it so: the
    customer or us (SLA-11). `due_calendar` counts the leading target's lateness (null: every minute), from
    which `late_paused_seconds` are taken out (SLA-06). `contract` is a profile. `item_*` say where a thing
    that was sent in is (VIS-08). `first_level` was given at `levelled_at`; `raised_at` and `chased_at` are
    when it was raised and chased last. `ladder_at` is when its ladder next acts (ESC-03): far ahead where
    nothing is to come, null where nobody has looked yet. `partner` is the supplier or partner who has it in
    hand, `promised_at` when they want to be done (DSP-14). `loss_fen` is what
    the case cost the company, said at closing (CLS-06).
    """

    key = ("number",)
    owner = "ticket:{number}"
    private = frozenset(
        {"customer_label", "phone", "contact", "position", "address", "fault", "search", "cause", "waived",
         "customer_key"}
    )  # fmt: skip

    number: str = Field(primary_key=True, max_length=32)
    id: int = Field(unique=True)
    running: int = Field(index=True)
    department: str = Field(foreign_key="department.code", max_length=8)
    branch: str = Field(foreign_key="branch.code", max_length=32)
    zone: str | None = Field(default=None, max_length=32)
    responsible: str | None = Field(default=None, max_length=8)
    state: str = Field(default="new", max_length=16)
    state_before: str | None = Field(default=None, max_length=16)

    level: int | None = None
    priority: int | None = None
    problem: str = Field(default="simple", max_length=16)
    urgent: bool = False
    supplier_needed: bool = False
    nature: str = Field(default="support", max_length=16)
    way: str | None = Field(default=None, max_length=16)
    kind: str = Field(default="repair", max_length=16)
    channel: str = Field(default="phone", max_length=16)

    policy: str = Field(max_length=64)
    profile: str = Field(max_length=32)
    category: str | None = Field(default=None, max_length=32)
    fault_group: str | None = Field(default=None, max_length=32)

    customer: str = Field(foreign_key="customer.id", max_length=36, index=True)
    equipment: str | None = Field(default=None, foreign_key="equipment.id", max_length=36, index=True)
    customer_label: str = Field(max_length=80)
    phone: str = Field(max_length=32)
    contact: str = Field(default="", max_length=80)
    position: str = Field(default="", max_length=80)
    address: str = Field(default="", max_length=200)
    district: str = Field(default="", max_length=80)
    product: str = Field(default="", max_length=80)
    model: str = Field(default="", max_length=80)
    serial: str = Field(default="", max_length=80)
    project: str = Field(default="", max_length=80)
    invoice: str = Field(default="", max_length=80)
    quantity: int = 1
    fault: str = Field(max_length=2000)
    external_number: str = Field(default="", max_length=80)
    former_number: str | None = Field(default=None, max_length=32, index=True)
    search: str = Field(default="")

    reported_at: datetime
    entered_at: datetime
    registered_by: str = Field(max_length=32)
    wanted_from: datetime | None = None
    wanted_to: datetime | None = None
    agreed_from: datetime | None = None
    agreed_to: datetime | None = None
    technician: str | None = Field(default=None, max_length=32)

    dispatched_at: datetime | None = None
    arrived_at: datetime | None = None
    finished_at: datetime | None = None
    verified_at: datetime | None = None
    surveyed_at: datetime | None = None
    closed_at: datetime | None = None
    visit_step: str | None = Field(default=None, max_length=16)
    last_step_at: datetime | None = None
    last_at: datetime

    estimate: datetime | None = None
    unreachable_verify: int = 0
    unreachable_survey: int = 0
    chases: int = 0
    cause: str | None = Field(default=None, max_length=200)
    cause_category: str | None = Field(default=None, max_length=32)
    cause_department: str | None = Field(default=None, max_length=8)
    waived: str | None = Field(default=None, max_length=2000)
    merged_into: str | None = Field(default=None, max_length=32)
    rework_of: str | None = Field(default=None, max_length=32)

    source: str | None = Field(default=None, max_length=80)
    import_id: str | None = Field(default=None, max_length=16, index=True)
    by_day: str | None = Field(default=None, max_length=200)
    undated: str | None = Field(default=None, max_length=200)
    unjudged: str | None = Field(default=None, max_length=80)

    milestone: str | None = Field(default=None, max_length=16)
    due_at: datetime | None = None
    original_due_at: datetime | None = None
    at_risk_at: datetime | None = None
    paused_since: datetime | None = None
    remaining_minutes: int | None = None

    sort_level: int = UNTRIAGED_LEVEL
    sort_priority: int = LAST_PRIORITY
    sort_due: datetime
    sort_number: int
    version: int = 1

    window_wanted_by: str | None = Field(default=None, max_length=16)
    told_at: datetime | None = None
    contract: str | None = Field(default=None, max_length=32)
    commissioned_on: date | None = None
    purchased_on: date | None = None
    item_state: str | None = Field(default=None, max_length=16)
    item_place: str | None = Field(default=None, max_length=80)
    item_at: datetime | None = None
    due_calendar: str | None = Field(default=None, max_length=32)
    late_paused_seconds: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    first_level: int | None = None
    levelled_at: datetime | None = None
    raised_at: datetime | None = None
    chased_at: datetime | None = None
    ladder_at: datetime | None = None
    finished_elsewhere: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    customer_key: str = Field(default="", sa_type=OrderedText, sa_column_kwargs={"server_default": ""})
    product_key: str = Field(default="", sa_type=OrderedText, sa_column_kwargs={"server_default": ""})
    partner: str | None = Field(default=None, max_length=80)
    promised_at: datetime | None = None
    loss_fen: int | None = None


@tabled(
    "milestone_time",
    one_of("milestone", MILESTONES),
    index("ix_milestone_time_due_at", "due_at"),
    index_where("ix_milestone_time_missed_at", "missed_at", where="missed_at IS NOT NULL"),
    index_where("ix_milestone_time_original_due_at", "original_due_at", where="original_due_at IS NOT NULL"),
)
class MilestoneTime(Row):
    """One target of a ticket as it stands: see `db.rules.deadlines.Standing`. A met one is frozen.

    `missed_at` is the deadline that passed unmet under a target that is no longer in force; what fell due by
    `forgiven_at` was taken back as a wrong entry (SLA-13). `late_from` is when a change put its deadline into
    the past.
    """

    key = ("ticket", "milestone")
    owner = "ticket:{ticket}"

    ticket: str = Field(primary_key=True, foreign_key="ticket.number", max_length=32)
    milestone: str = Field(primary_key=True, max_length=16)
    level: int | None = None
    clock: str = Field(max_length=16)
    calendar: str | None = Field(default=None, max_length=32)
    start: str = Field(max_length=16)
    state: str = Field(max_length=16)
    allowance_minutes: int | None = None
    working_days: int | None = None
    started_at: datetime | None = None
    due_at: datetime | None = None
    original_due_at: datetime | None = None
    at_risk_at: datetime | None = None
    met_at: datetime | None = None
    paused_since: datetime | None = None
    remaining_minutes: int | None = None
    agreed: bool = False
    granted: bool = False
    missed_at: datetime | None = None
    forgiven_at: datetime | None = None
    late_from: datetime | None = None


@tabled(
    "assignment",  # DSP-08: a job is never held by two crews at once, nor twice by the same person.
    unique_where("uq_assignment_lead", "ticket", where="lead AND ended_at IS NULL"),
    unique_where("uq_assignment_person", "ticket", "technician", where="ended_at IS NULL"),
    index_where("ix_assignment_open", "technician", where="ended_at IS NULL"),
    index_where("ix_assignment_ended", "ended_at", where="ended_at IS NOT NULL"),
    # Its migration adds what keeps two open ones of a person apart: a constraint here, a trigger there.
)
class Assignment(Row):
    """Who holds the ticket from when to when [派工单]; `lead` is the one in charge (DSP-03, DSP-09).

    `busy_from` and `busy_to` are the whole window, which no other open one of the same person may touch; null
    without a window, where somebody overruled that (DSP-08), and for what is older than these columns.
    """

    key = ("id",)
    owner = "ticket:{ticket}"
    private = frozenset({"override", "reason"})

    id: str = Field(primary_key=True, max_length=36)
    ticket: str = Field(foreign_key="ticket.number", max_length=32, index=True)
    technician: str = Field(foreign_key="staff.no", max_length=32)
    lead: bool = True
    begun_at: datetime
    ended_at: datetime | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    override: str = Field(default="", max_length=2000)
    reason: str = Field(default="", max_length=2000)
    wanted_by: str | None = Field(default=None, max_length=16)
    busy_from: datetime | None = None
    busy_to: datetime | None = None


@tabled(
    "pause",
    unique_where("uq_pause_open", "ticket", where="ended_at IS NULL"),
    index("ix_pause_ticket", "ticket"),
)
class Pause(Row):
    """A stretch in which the clocks of arrive and resolve stand still (SLA-06)."""

    key = ("id",)
    owner = "ticket:{ticket}"
    private = frozenset({"text"})

    id: str = Field(primary_key=True, max_length=36)
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    reason: str = Field(max_length=32)
    actor: str = Field(max_length=32)
    begun_at: datetime
    ended_at: datetime | None = None
    text: str = Field(default="", max_length=2000)


@tabled("item_step", one_of("what", ITEM_STEPS), index("ix_item_step_ticket", "ticket"))
class ItemStep(Row):
    """Where a thing that was sent in went (VIS-08): `place` is the shelf, `receipt` what the customer has in
    hand or what the carrier gave, `estimate` when it will be ready. `ordinal` counts the steps from 1, since
    several may fall into one second; 0 where it was not counted yet."""

    key = ("id",)
    owner = "ticket:{ticket}"
    private = frozenset({"condition", "accessories", "text"})

    id: str = Field(primary_key=True, max_length=36)
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    what: str = Field(max_length=16)
    at: datetime
    actor: str = Field(max_length=32)
    place: str = Field(default="", max_length=80)
    condition: str = Field(default="", max_length=2000)
    accessories: str = Field(default="", max_length=2000)
    receipt: str = Field(default="", max_length=80)
    estimate: datetime | None = None
    text: str = Field(default="", max_length=2000)
    ordinal: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
