"""What stands on a ticket's sheet: its own facts, its targets, and everything that belongs to it."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from db import kinds
from db.kinds import Called
from db.views import columns as column
from db.views.issued import IssuedFacts
from db.views.record_columns import PaperRow, RecordRow

EQUIPMENT_BRIEF = ("serial", "product", "model", "warranty_until", "in_warranty", "profile")
"""What people read of an installed product in a list."""
PAST_BRIEF = ("number", "state", "reported_at", "closed_at", "product", "cause", "technician", "fault")
"""What people read of an earlier ticket."""

TARGET_BRIEF = (
    "milestone", "state", "due_at", "met_at", "status", "late_minutes", "original_due_at", "start", "clock",
    "allowance_minutes", "provisional",
)  # fmt: skip
"""What people read of a target; how it came about stands in the proof."""
SURVEY_BRIEF = (
    "at", "attitude", "quality", "punctuality", "hygiene", "result", "unreachable", "text", "actor",
)  # fmt: skip
ASSIGNMENT_BRIEF = (
    "name", "phone", "lead", "window_from", "window_to", "departed_at", "arrived_at", "ended_at", "override",
    "reason",
)  # fmt: skip
"""What people read of a visit."""

RECORD_BRIEF = ("number", "state", "version", "technician_name", "made_at", "result", "approval")
"""What people read of a service record on its ticket."""


class TicketFacts(TypedDict):
    """What the queue row does not say. `said_way` is null until somebody says it."""

    running: column.Running
    department: column.Department
    branch: column.Branch
    zone: column.Zone | None
    state_before: column.StateBefore | None
    problem: column.Problem
    urgent: column.Urgent
    supplier_needed: column.SupplierNeeded
    nature: column.Nature
    channel: column.Channel
    policy: column.Policy
    profile: column.Profile
    category: column.Category | None
    fault_group: column.FaultGroup | None
    phone: column.Phone
    contact: column.Contact
    position: column.Position
    address: column.Address
    model: column.Model
    serial: column.Serial
    project: column.Project
    invoice: column.Invoice
    quantity: column.Quantity
    external_number: column.External
    former_number: column.Former | None
    entered_at: column.EnteredAt
    registered_by: column.RegisteredBy
    wanted_from: column.WantedFrom | None
    wanted_to: column.WantedTo | None
    partner: column.Partner | None
    promised_at: column.Promise | None
    dispatched_at: column.DispatchedAt | None
    arrived_at: column.ArrivedAt | None
    finished_at: column.FinishedAt | None
    verified_at: column.VerifiedAt | None
    surveyed_at: column.SurveyedAt | None
    closed_at: column.ClosedAt | None
    visit_step: column.VisitStep | None
    last_step_at: column.LastStepAt | None
    last_at: column.LastAt
    estimate: column.Estimate | None
    unreachable_verify: column.UnreachableVerify
    unreachable_survey: column.UnreachableSurvey
    cause: column.Cause | None
    cause_category: column.CauseCategory | None
    cause_department: column.CauseDepartment | None
    waived: column.Waived | None
    loss_fen: column.Loss | None
    merged_into: column.MergedInto | None
    source: column.Source | None
    import_id: column.ImportId | None
    by_day: column.ByDay | None
    undated: column.Undated | None
    unjudged: column.Unjudged | None
    contract: column.Contract | None
    commissioned_on: column.CommissionedOn | None
    purchased_on: column.PurchasedOn | None
    item_at: column.ItemAt | None
    customer_id: column.CustomerFile
    responsible_said: column.ResponsibleSaid | None
    equipment_id: column.EquipmentFile | None
    said_way: column.SaidWay | None
    milestones: Annotated[
        list[TargetFacts], kinds.Rows(TargetFacts, brief=TARGET_BRIEF), Called("Milestones")
    ]
    assignments: Annotated[
        list[AssignmentFacts], kinds.Rows(AssignmentFacts, brief=ASSIGNMENT_BRIEF), Called("Assignments")
    ]
    pauses: Annotated[list[PauseFacts], Called("Pauses")]
    appointment: Annotated[AppointmentFacts | None, Called("Appointment")]
    item: Annotated[list[ItemFacts], Called("Where the thing went")]
    escalations: Annotated[list[EscalationFacts], Called("Escalations")]
    verifications: Annotated[list[VerificationFacts], Called("Verifications")]
    surveys: Annotated[list[SurveyFacts], kinds.Rows(SurveyFacts, brief=SURVEY_BRIEF), Called("Surveys")]
    reminders: Annotated[list[ReminderFacts], Called("Reminders")]
    equipment: Annotated[
        EquipmentFacts | None, kinds.Rows(EquipmentFacts, brief=EQUIPMENT_BRIEF), Called("Equipment")
    ]
    similar: Annotated[list[column.Similar], Called("Perhaps the same")]
    earlier: Annotated[list[PastTicket], kinds.Rows(PastTicket, brief=PAST_BRIEF), Called("Earlier tickets")]
    merged: Annotated[list[MergedTicket], Called("Merged in")]
    incomplete: Annotated[list[str], kinds.FieldNames(), Called("To be completed")]
    questions: Annotated[Any, kinds.ForForms(), Called("Questions")]
    profile_from: column.ProfileFrom
    provisional: list[column.Provisional]
    records: Annotated[
        list[RecordRow], kinds.Rows(RecordRow, brief=RECORD_BRIEF, opens="number"), Called("Service records")
    ]
    papers: Annotated[list[PaperRow], kinds.Rows(PaperRow), Called("Papers")]
    issued: Annotated[list[IssuedFacts], kinds.Rows(IssuedFacts), Called("Issued for it")]
    missing: Annotated[list[MissingRow], kinds.Rows(MissingRow), Called("Missing for closing")]


class MissingRow(TypedDict):
    """What closing demands and is not there yet: of papers each, of tools that are not back each with whoever
    holds it, or where it lies (CLS-05, KIT-06)."""

    demand: Annotated[str, kinds.Code("demand"), Called("Missing")]
    form: Annotated[str | None, kinds.Listed("paper"), Called("Paper")]
    tool: column.ToolNumber | None
    kind: column.ToolKind | None
    holder: column.Holder | None
    place: column.Place | None


class TargetFacts(TypedDict):
    """One milestone's target, and how it stands."""

    milestone: column.Milestone
    level: column.Level | None
    clock: column.Clock | None
    calendar: column.Calendar | None
    start: column.Start
    state: column.TargetState
    allowance_minutes: column.Allowance | None
    working_days: column.WorkingDays | None
    started_at: column.StartedAt | None
    due_at: column.DueAt | None
    original_due_at: column.OriginalDueAt | None
    at_risk_at: column.AtRiskAt | None
    met_at: column.MetAt | None
    paused_since: column.PausedSince | None
    remaining_minutes: column.Remaining | None
    agreed: column.Agreed
    granted: column.Granted
    missed_at: column.MissedAt | None
    forgiven_at: column.ForgivenAt | None
    status: column.Status | None
    in_time: column.InTime | None
    in_original_time: Annotated[bool | None, kinds.YesNo(), Called("In time as originally due")]
    late_minutes: column.LateMinutes
    provisional: list[column.Provisional]


class AssignmentFacts(TypedDict):
    """Who was sent, and how far they came."""

    id: column.Id
    technician: column.Technician
    lead: column.Lead
    begun_at: column.BegunAt
    ended_at: column.EndedAt | None
    window_from: column.WindowFrom | None
    window_to: column.WindowTo | None
    departed_at: column.DepartedAt | None
    arrived_at: column.ArrivedAt | None
    override: column.Override
    reason: column.Reason
    wanted_by: column.WantedBy | None
    name: column.Name
    phone: column.Phone


class PauseFacts(TypedDict):
    """What it waited for."""

    id: column.Id
    reason: column.Reason
    actor: column.By
    begun_at: column.BegunAt
    ended_at: column.EndedAt | None
    text: column.Text


class AppointmentFacts(TypedDict):
    """The time agreed with the customer."""

    window_from: column.WindowFrom | None
    window_to: column.WindowTo
    wanted_by: column.WantedBy | None
    told_at: column.ToldAt | None
    state: column.AppointmentState


class ItemFacts(TypedDict):
    """A step of a thing that was sent in."""

    id: column.Id
    what: column.What
    at: column.At
    actor: column.By
    place: column.Shelf
    condition: column.Condition
    accessories: column.Accessories
    receipt: column.Receipt
    estimate: column.Estimate | None
    text: column.Text


class EscalationFacts(TypedDict):
    """A rung that was called."""

    id: column.Id
    milestone: column.Milestone
    trigger: column.Trigger
    rung: column.Rung
    cycle: column.Cycle
    reminders: column.Reminders
    target: column.Target
    at: column.At
    actor: column.By
    reason: column.Reason
    acknowledged_by: column.TakenOnBy | None
    acknowledged_at: column.AcknowledgedAt | None
    promise: column.Promise | None
    due_at: column.CallDue | None
    notify_at: column.NotifyAt | None


class VerificationFacts(TypedDict):
    """Whether the customer found it solved."""

    id: column.Id
    solved: column.Solved
    at: column.At
    actor: column.By
    text: column.Text


class SurveyFacts(TypedDict):
    """What the customer thought of it."""

    id: column.Id
    unreachable: column.Unreachable
    attitude: column.Attitude | None
    quality: column.Quality | None
    punctuality: column.Punctuality | None
    hygiene: column.Hygiene | None
    result: column.MarkResult | None
    at: column.At
    actor: column.By
    text: column.Text


class ReminderFacts(TypedDict):
    """A reminder of the one who looks."""

    id: column.Id
    staff: column.Staff
    due_at: column.DueAt
    text: column.Text


class EquipmentKey(TypedDict):
    """Which installed product it is; its own class, since it stands before whose it is."""

    id: column.EquipmentId


class InstalledProduct(TypedDict):
    """What an installed product is, and its warranty."""

    product: column.Product
    category: column.Category | None
    model: column.Model
    serial: column.Serial | None
    project: column.Project
    invoice: column.Invoice
    commissioned_on: column.CommissionedOn | None
    warranty_until: column.WarrantyUntil | None
    warranty_estimated: column.WarrantyEstimated
    version: column.Version
    profile: column.Profile | None
    in_warranty: column.InWarranty | None


class _OfFile(TypedDict):
    customer: column.CustomerFile


class EquipmentFacts(EquipmentKey, _OfFile, InstalledProduct):
    """An installed product with its warranty; `customer` is whose file it belongs to."""


class PastTicket(TypedDict):
    """An earlier ticket in a few words."""

    number: column.TicketNumber
    state: column.State
    reported_at: column.ReportedAt
    closed_at: column.ClosedAt | None
    product: column.Product
    fault: column.Fault
    technician: column.Technician | None
    cause: column.Cause | None
    rework_of: column.ReworkOf | None


class MergedTicket(TypedDict):
    """A ticket that was merged into this one, and what was said of it."""

    number: column.TicketNumber
    reported_at: column.ReportedAt
    customer: column.CustomerName
    contact: column.Contact
    phone: column.Phone
    fault: column.Fault
    told: Annotated[list[ToldFacts], Called("Said of it")]


class ToldFacts(TypedDict):
    """A note or call of a merged ticket."""

    at: column.At
    ticket: column.Ticket
    actor: column.Actor
    actor_name: column.ActorName
    verb: column.VerbName
    visit_step: column.VisitStep | None
    text: column.Text
