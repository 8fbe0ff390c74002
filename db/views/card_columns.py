"""What stands on the cards and in the proof of the deadlines."""

from __future__ import annotations

from typing import Annotated, TypedDict

from db import kinds
from db.kinds import Called
from db.views import columns as column
from db.views.queue_row import QueueRow
from db.views.ticket_columns import (
    EQUIPMENT_BRIEF,
    PAST_BRIEF,
    EquipmentFacts,
    EquipmentKey,
    InstalledProduct,
    PastTicket,
)

JOB_BRIEF = (
    "number", "level", "state", "customer", "agreed_from", "due_at", "milestone", "district", "fault",
)  # fmt: skip
"""What people read of a job on a person's card."""
OPEN_BRIEF = ("number", "level", "state", "reported_at", "due_at", "product", "technician_name", "fault")
"""What people read of an open ticket on the card of whom or what it is about."""


class PersonFacts(TypedDict):
    """A person's card."""

    staff: column.Staff
    name: Annotated[str, kinds.Text(of="staff"), Called("Name")]
    phone: column.Phone
    email: Annotated[str, kinds.TEXT, Called("E-mail")]
    roles: Annotated[list[column.Role], Called("Roles")]
    department: column.Department
    branch: column.Branch
    trade: column.Trade | None
    zone: column.Zone | None
    responsible_for: list[column.ResponsibleFor]
    newcomer: column.Newcomer
    active: column.Active
    state: column.PersonState
    skills: Annotated[dict[str, int], kinds.Keyed(kinds.Listed("skill")), Called("Skills")]
    certificates: Annotated[list[CertificateFacts], Called("Certificates")]
    shifts: Annotated[list[ShiftFacts], Called("Shifts")]
    stands_in_for: list[column.StandsInFor]
    today: Annotated[list[column.Ticket], Called("Today")]
    next: Annotated[list[column.Ticket], Called("Next")]
    jobs: Annotated[list[QueueRow], kinds.Rows(QueueRow, brief=JOB_BRIEF), Called("Jobs")]
    kit: Annotated[KitFacts, Called("Kit")]


class CertificateFacts(TypedDict):
    """A certificate and the last day on which it is valid."""

    kind: column.CertificateKind
    expires_on: column.ExpiresOn | None
    valid: column.Valid


class ShiftFacts(TypedDict):
    """What is entered of duty, rest and leave."""

    kind: Annotated[str, kinds.Code("person_state"), Called("Kind", context="shift")]
    begins_at: column.BeginsAt
    ends_at: column.EndsAt
    substitute: column.Substitute | None
    why: Annotated[str | None, kinds.Reason("leave"), Called("Kind of leave")]


class KitFacts(TypedDict):
    """What somebody holds against what their trade should hold."""

    complete: column.Complete
    missing: list[column.Missing]
    uncalibrated: list[column.Uncalibrated]
    tools: Annotated[list[HeldTool], Called("Tools")]
    consumables: Annotated[dict[str, int], kinds.Keyed(kinds.Listed("tool")), Called("Consumables")]


class HeldTool(TypedDict):
    """A numbered tool in somebody's hands."""

    number: column.ToolNumber
    kind: column.ToolKind
    calibration_due: column.CalibrationDue | None


class CustomerFacts(TypedDict):
    """A customer's card."""

    id: column.CustomerId
    customer: Annotated[str, Called("Customer")]
    phone: column.Phone
    contact: column.Contact
    position: column.Position
    address: column.Address
    district: column.District
    branch: column.Branch
    grade: column.Grade
    contract: column.Contract | None
    opened_at: column.OpenedAt
    equipment: Annotated[
        list[EquipmentFacts], kinds.Rows(EquipmentFacts, brief=EQUIPMENT_BRIEF), Called("Equipment")
    ]
    open_tickets: Annotated[list[QueueRow], kinds.Rows(QueueRow, brief=OPEN_BRIEF), Called("Open tickets")]
    past_tickets: Annotated[
        list[PastTicket],
        kinds.Rows(PastTicket, brief=PAST_BRIEF, count="past_tickets_count"),
        Called("Earlier tickets"),
    ]
    past_tickets_count: Annotated[int, Called("Earlier tickets in all")]


class _Owner(TypedDict):
    customer: column.CustomerName
    phone: column.Phone


class InstalledFacts(EquipmentKey, _Owner, InstalledProduct):
    """An installed product with whoever owns it; on its card with its tickets."""

    customer_id: column.CustomerFile


class InstalledTickets(TypedDict):
    """What was repaired on an installed product."""

    open_tickets: Annotated[list[QueueRow], kinds.Rows(QueueRow, brief=OPEN_BRIEF), Called("Open tickets")]
    past_tickets: Annotated[
        list[PastTicket],
        kinds.Rows(PastTicket, brief=PAST_BRIEF, count="past_tickets_count"),
        Called("Earlier tickets"),
    ]
    past_tickets_count: Annotated[int, Called("Earlier tickets in all")]


class ToolFacts(TypedDict):
    """A tool's card; its price is left out for who may not see money."""

    number: column.ToolNumber
    kind: column.ToolKind
    holder: column.Holder | None
    place: column.Place | None
    state: column.ToolState
    since: column.Since
    signed_at: column.SignedAt | None
    price_fen: column.Price
    bought_on: column.BoughtOn | None
    calibration_due: column.CalibrationDue | None
    condition: column.ToolCondition
    due_back: column.DueBack | None
    calibrated_on: column.CalibratedOn | None
    moves: column.Moves
    home: Annotated[str, kinds.Place(), Called("Belongs to")]
    ticket: Annotated[str | None, kinds.TicketNo(), Called("For the job")]
    version: column.Version
    holder_name: column.HolderName | None
    calibrated: column.Calibrated
    permit: column.Permit | None
    movements: Annotated[list[MovementFacts], Called("Movements")]


class MovementFacts(TypedDict):
    """A line of the ledger."""

    at: column.At
    move: Annotated[str, kinds.Code("movement"), Called("Movement")]
    source: Annotated[str | None, kinds.Place(), Called("From")]
    target: Annotated[str | None, kinds.Place(), Called("To")]
    actor: column.By
    condition: column.ToolCondition | None
    cause: Annotated[str | None, kinds.Code("tool_cause"), Called("Cause of the damage")]
    amount_fen: Annotated[int | None, kinds.Fen(), Called("Amount")]
    reason: column.Reason


class ProofFacts(TypedDict):
    """How every deadline of a ticket came about."""

    number: column.TicketNumber
    profile: column.Profile
    policy: column.Policy
    agreed_to: column.AgreedTo | None
    targets: Annotated[list[ProofTarget], Called("Targets")]


class ProofTarget(TypedDict):
    """One target with its segments."""

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
    met_at: column.MetAt | None
    paused_since: column.PausedSince | None
    remaining_minutes: column.Remaining | None
    agreed: column.Agreed
    granted: column.Granted
    missed_at: column.MissedAt | None
    forgiven_at: column.ForgivenAt | None
    provisional: list[column.Provisional]
    segments: Annotated[list[Segment], Called("Segments")]


Segment = TypedDict(
    "Segment",
    {
        "from": column.From,
        "to": column.To,
        "counted_minutes": column.Counted,
        "why": column.Why,
        "text": column.Text,
        "reason": column.PauseReason | None,
        "actor": column.By | None,
    },
)
"""A stretch of time that counted, or why it did not."""
