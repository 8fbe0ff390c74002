"""What stands in a service record, its list and what belongs to it (VIS-02)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, NamedTuple, TypedDict

from db import kinds
from db.kinds import Called
from db.views import columns as column

Number = Annotated[str, kinds.RecordNo(), Called("Record")]
Version = Annotated[int, kinds.Number(), Called("Version")]
SignedHow = Annotated[str, kinds.Code("signed_how"), Called("Signature")]
SignedBy = Annotated[str, kinds.TEXT, Called("Signed by")]
SignedAt = Annotated[datetime, kinds.Instant(), Called("Signed at")]
Result = Annotated[str, kinds.Code("record_result"), Called("Outcome of the work")]


class RecordRow(NamedTuple):
    """A service record. `version` is its last one, `signed_version` the last that was signed, `signature`
    what came of the signature of the last one, null while nobody was asked; `approval` open, approved,
    refused, outdated or null. `total_fen` are the parts that the customer bought."""

    number: Number
    ticket: column.Ticket
    visit: Annotated[int, kinds.Number(), Called("Visit")]
    state: Annotated[str, kinds.Code("record_state"), Called("State")]
    version: Version
    department: column.Department
    technician: column.Technician | None
    technician_name: column.TechnicianName | None
    customer: column.CustomerName
    product: column.Product
    model: column.Model
    serial: column.Serial
    made_at: Annotated[datetime, kinds.Instant(), Called("Written")]
    made_by: Annotated[str, kinds.StaffNo(), Called("Written by")]
    result: Result
    signature: SignedHow | None
    signed_version: Annotated[int | None, kinds.Number(), Called("Version signed")]
    signed_at: SignedAt | None
    approval: Annotated[str | None, kinds.Code("record_approval"), Called("Approval")]
    approved_version: Annotated[int | None, kinds.Number(), Called("Version approved")]
    approved_at: Annotated[datetime | None, kinds.Instant(), Called("Approved")]
    total_fen: Annotated[int | None, kinds.Fen(), Called("Parts bought")]
    customer_id: column.CustomerFile


class PartRow(TypedDict):
    """A part that was replaced. `quantity` is exact, as text; `price_fen` of one, `total_fen` of all."""

    line: Annotated[int, kinds.Number(), Called("Line")]
    kind: Annotated[str, kinds.Code("part_kind"), Called("Kind", context="part")]
    name: column.Name
    quantity: Annotated[str, kinds.TEXT, Called("Quantity")]
    unit: Annotated[str, kinds.TEXT, Called("Unit")]
    price_fen: Annotated[int | None, kinds.Fen(), Called("Unit price")]
    total_fen: Annotated[int | None, kinds.Fen(), Called("Total")]


class DeclinedRow(TypedDict):
    """Safety work that was declined."""

    what: Annotated[str, kinds.WORDS, Called("Declined")]
    signed_by: SignedBy


class SignatureRow(TypedDict):
    """A signature, under which version."""

    version: Version
    how: SignedHow
    signed_by: SignedBy
    at: SignedAt
    actor: column.By
    text: column.Text


class VersionRow(TypedDict):
    """A version in a few words; `approved_at` and `approved_by` stay also when a later one was approved."""

    version: Version
    at: column.At
    actor: column.By
    reason: Annotated[str, kinds.WORDS, Called("Reason")]
    signature: SignedHow | None
    approved: Annotated[bool, kinds.YesNo(), Called("Is approved")]
    approved_at: Annotated[datetime | None, kinds.Instant(), Called("Approved at")]
    approved_by: Annotated[str | None, kinds.StaffNo(), Called("Approved by")]


class ConsentRow(TypedDict):
    """What the customer was asked before it was done; `done` in this version."""

    ordinal: Annotated[int, kinds.Number(), Called("No.")]
    what: Annotated[str, kinds.WORDS, Called("To be done besides")]
    agreed: Annotated[bool, kinds.YesNo(), Called("Agreed")]
    given_by: Annotated[str, kinds.TEXT, Called("Agreed by")]
    amount_fen: Annotated[int | None, kinds.Fen(), Called("Amount")]
    at: column.At
    actor: column.By
    done: Annotated[bool, kinds.YesNo(), Called("Done")]


class ComparedRow(TypedDict):
    """A box of the paper form beside the survey's mark for the same question (VIS-15)."""

    question: Annotated[str, kinds.Code("survey_question"), Called("Question")]
    on_site: Annotated[str, kinds.Code("attitude_box hygiene_box satisfaction_box"), Called("On site")]
    on_site_mark: Annotated[int, kinds.Mark(), Called("As a mark")]
    surveyed: Annotated[int, kinds.Mark(), Called("In the survey")]
    differs: Annotated[bool, kinds.YesNo(), Called("Differs")]


class PaperRow(TypedDict):
    """A paper that comes back when the job ends (VIS-07)."""

    form: Annotated[str, kinds.Listed("paper"), Called("Paper")]
    in_at: Annotated[datetime | None, kinds.Instant(), Called("In")]
    in_by: column.By | None
    copied_at: Annotated[datetime | None, kinds.Instant(), Called("Copy to quality")]
    chased: Annotated[int, kinds.Number(), Called("Asked for")]
    chased_at: Annotated[datetime | None, kinds.Instant(), Called("Last asked for")]
    text: column.Text


SIGNATURE_BRIEF = ("version", "how", "signed_by", "at", "text")


class RecordFacts(TypedDict):
    """What a record says in the version that was asked for, and what belongs to it."""

    shown_version: Annotated[int, kinds.Number(), Called("Version shown")]
    written_at: Annotated[datetime, kinds.Instant(), Called("Version written")]
    written_by: Annotated[str, kinds.StaffNo(), Called("Version written by")]
    phone: column.Phone
    contact: column.Contact
    address: column.Address
    fault: column.Fault
    quantity: Annotated[int, kinds.Number(), Called("Quantity")]
    invoice: column.Invoice
    purchased_on: Annotated[date | None, kinds.Day(), Called("Purchased on")]
    reported_at: column.ReportedAt
    wanted_from: column.WantedFrom | None
    wanted_to: column.WantedTo | None
    finished_at: column.FinishedAt | None
    registered_by: column.RegisteredBy
    policy: column.Policy
    service_type: Annotated[str | None, kinds.Code("service_type"), Called("Type of service")]
    delivered_on: Annotated[date | None, kinds.Day(), Called("Delivered on")]
    begun_at: Annotated[datetime | None, kinds.Instant(), Called("Work begun at")]
    ended_at: Annotated[datetime | None, kinds.Instant(), Called("Work ended at")]
    cause: Annotated[str, kinds.WORDS, Called("Cause of the fault")]
    work: Annotated[str, kinds.WORDS, Called("Work done")]
    test_result: Annotated[str, kinds.WORDS, Called("Test result")]
    trial_minutes: Annotated[int | None, kinds.Minutes(), Called("Trial run (minutes)")]
    readings: Annotated[str, kinds.WORDS, Called("Readings")]
    running_hours: Annotated[int | None, kinds.Number(), Called("Running hours")]
    mileage_km: Annotated[int | None, kinds.Number(), Called("Mileage (km)")]
    usage: Annotated[str, kinds.WORDS, Called("How it was used")]
    circumstances: Annotated[str, kinds.WORDS, Called("Before and after fault")]
    under_guarantee: Annotated[bool | None, kinds.YesNo(), Called("Within the guarantee")]
    opened_before: Annotated[bool | None, kinds.YesNo(), Called("Opened before")]
    photos: Annotated[str, kinds.WORDS, Called("Photos")]
    responsibility: Annotated[str | None, kinds.Listed("cause_category"), Called("Responsible")]
    compensation: Annotated[str, kinds.WORDS, Called("Replaced, compensated")]
    old_parts: Annotated[str, kinds.WORDS, Called("Old parts brought back")]
    operated: Annotated[bool | None, kinds.YesNo(), Called("Customer operated it")]
    attitude: Annotated[str | None, kinds.Code("attitude_box"), Called("Attitude on site")]
    damage: Annotated[str | None, kinds.Code("damage_box"), Called("Damage")]
    damage_note: Annotated[str, kinds.WORDS, Called("What was damaged")]
    hygiene: Annotated[str | None, kinds.Code("hygiene_box"), Called("Hygiene on site")]
    satisfaction: Annotated[str | None, kinds.Code("satisfaction_box"), Called("Satisfaction on site")]
    opinion: Annotated[str, kinds.WORDS, Called("Customer's opinion")]
    suggestion: Annotated[str, kinds.WORDS, Called("Customer's suggestion")]
    promise: Annotated[str, kinds.WORDS, Called("Promised by the company")]
    fee_fen: Annotated[int | None, kinds.Fen(), Called("Charged")]
    fee_note: Annotated[str, kinds.WORDS, Called("What was charged")]
    recommended: Annotated[str, kinds.WORDS, Called("Recommended work")]
    reason: Annotated[str, kinds.WORDS, Called("Reason")]
    parts: Annotated[list[PartRow], kinds.Rows(PartRow), Called("Parts replaced")]
    declined: Annotated[list[DeclinedRow], kinds.Rows(DeclinedRow), Called("Safety work declined")]
    consents: Annotated[list[ConsentRow], kinds.Rows(ConsentRow), Called("Consents")]
    signatures: Annotated[
        list[SignatureRow], kinds.Rows(SignatureRow, brief=SIGNATURE_BRIEF), Called("Signatures")
    ]
    evaluation: Annotated[list[ComparedRow], kinds.Rows(ComparedRow), Called("On site and in the survey")]
    papers: Annotated[list[PaperRow], kinds.Rows(PaperRow), Called("Papers")]
    versions: Annotated[list[VersionRow], kinds.Rows(VersionRow), Called("Versions")]
