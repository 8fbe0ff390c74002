"""The service record of a visit, its versions and signatures, and the papers that came back (VIS-02)."""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from db.tables.codes import (
    ATTITUDE,
    DAMAGE,
    HYGIENE,
    PART_KINDS,
    RESULTS,
    SATISFACTION,
    SERVICE_TYPES,
    SIGNED_HOW,
)
from db.tables.columns import check, index, one_of
from db.tables.row import Row, tabled


@tabled(
    "service_record",
    check("last_version > 0", "has_a_version"),
    index("ix_service_record_ticket", "ticket"),
    index("ix_service_record_made_at", "made_at", "number"),
)
class ServiceRecord(Row):
    """The record of one visit [外出服务记录表]; its number has the serving department's code (FRM-01).

    `visit` counts the records of the ticket from 1; `assignment` is the one that it is about, null where
    nobody was sent. `is_current` until its visit is over because the ticket was reopened. `is_void` is one
    whose making was undone: its number stays. What was written stands in its versions, 1 to `last_version`;
    who signed which in its signatures. `approved_version` is the one that the head approved last (VIS-15).
    """

    key = ("number",)
    owner = "ticket:{ticket}"

    number: str = Field(primary_key=True, max_length=32)
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    department: str = Field(foreign_key="department.code", max_length=8)
    running: int
    sort_number: int
    visit: int
    assignment: str | None = Field(default=None, max_length=36)
    technician: str | None = Field(default=None, foreign_key="staff.no", max_length=32)
    made_at: datetime
    made_by: str = Field(max_length=32)
    last_version: int = 1
    is_current: bool = True
    is_void: bool = False
    approved_version: int | None = None
    approved_at: datetime | None = None


@tabled(
    "record_version",
    one_of("result", RESULTS),
    one_of("service_type", SERVICE_TYPES),
    one_of("attitude", ATTITUDE),
    one_of("damage", DAMAGE),
    one_of("hygiene", HYGIENE),
    one_of("satisfaction", SATISFACTION),
)
class RecordVersion(Row):
    """What a record said when it was written the n-th time; never changed. Money in fen.

    `begun_at` and `ended_at` are when the work went on. `result` is what came of it [处理结果], `attitude`,
    `damage`, `hygiene` and `satisfaction` the boxes of the paper form. `extra_done` are the consents by
    their ordinals whose work was done (VIS-04). `reason` says why a later version was written. `model` and
    `serial` are those of the plate on site, null in records from before they were kept.
    """

    key = ("record", "version")
    owner = "ticket:{ticket}"
    private = frozenset(
        {
            "reason", "cause", "work", "test_result", "readings", "usage", "circumstances", "photos",
            "compensation", "old_parts", "damage_note", "recommended", "suggestion", "promise", "opinion",
            "fee_note",
        }
    )  # fmt: skip

    record: str = Field(primary_key=True, foreign_key="service_record.number", max_length=32)
    version: int = Field(primary_key=True)
    ticket: str = Field(foreign_key="ticket.number", max_length=32, index=True)
    at: datetime
    actor: str = Field(max_length=32)
    reason: str = Field(default="", max_length=2000)
    service_type: str | None = Field(default=None, max_length=16)
    delivered_on: date | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    cause: str = Field(default="", max_length=2000)
    work: str = Field(default="", max_length=2000)
    result: str = Field(default="done", max_length=16)
    test_result: str = Field(default="", max_length=2000)
    trial_minutes: int | None = None
    readings: str = Field(default="", max_length=2000)
    running_hours: int | None = None
    mileage_km: int | None = None
    usage: str = Field(default="", max_length=2000)
    circumstances: str = Field(default="", max_length=2000)
    under_guarantee: bool | None = None
    opened_before: bool | None = None
    photos: str = Field(default="", max_length=2000)
    responsibility: str | None = Field(default=None, max_length=32)
    compensation: str = Field(default="", max_length=2000)
    old_parts: str = Field(default="", max_length=2000)
    damage: str | None = Field(default=None, max_length=16)
    damage_note: str = Field(default="", max_length=2000)
    hygiene: str | None = Field(default=None, max_length=16)
    attitude: str | None = Field(default=None, max_length=16)
    satisfaction: str | None = Field(default=None, max_length=24)
    recommended: str = Field(default="", max_length=2000)
    extra_done: str = Field(default="", max_length=200)
    fee_fen: int | None = None
    fee_note: str = Field(default="", max_length=2000)
    suggestion: str = Field(default="", max_length=2000)
    promise: str = Field(default="", max_length=2000)
    opinion: str = Field(default="", max_length=2000)
    operated: bool | None = None
    model: str | None = Field(default=None, max_length=80)
    serial: str | None = Field(default=None, max_length=80)


@tabled(
    "record_part",
    one_of("kind", PART_KINDS),
    check("quantity_milli > 0", "something_was_replaced"),
    check("price_fen >= 0", "no_negative_price"),
)
class RecordPart(Row):
    """A part that was replaced: a three-guarantee part [三包件], or one that the customer bought.

    `quantity_milli` are thousandths, so that 1.5 m is exact; `price_fen` is of one, `total_fen` of all.
    """

    key = ("record", "version", "line")
    owner = "ticket:{ticket}"

    record: str = Field(primary_key=True, foreign_key="service_record.number", max_length=32)
    version: int = Field(primary_key=True)
    line: int = Field(primary_key=True)
    ticket: str = Field(foreign_key="ticket.number", max_length=32, index=True)
    kind: str = Field(max_length=16)
    label: str = Field(max_length=80)
    quantity_milli: int = Field(sa_type=BigInteger)
    unit: str = Field(default="", max_length=8)
    price_fen: int | None = None
    total_fen: int | None = Field(default=None, sa_type=BigInteger)


@tabled("declined_item")
class DeclinedItem(Row):
    """Work on which safety depends and that the customer declined, with who signed for that (VIS-13)."""

    key = ("record", "version", "line")
    owner = "ticket:{ticket}"
    private = frozenset({"what", "signed_by"})

    record: str = Field(primary_key=True, foreign_key="service_record.number", max_length=32)
    version: int = Field(primary_key=True)
    line: int = Field(primary_key=True)
    ticket: str = Field(foreign_key="ticket.number", max_length=32, index=True)
    what: str = Field(max_length=200)
    signed_by: str = Field(max_length=80)


@tabled("record_signature", one_of("how", SIGNED_HOW), index("ix_record_signature_ticket", "ticket"))
class RecordSignature(Row):
    """The customer's signature under one version of a record, or that it was refused or nobody was there
    (VIS-06). A later version needs one of its own. The last one of a version counts."""

    key = ("id",)
    owner = "ticket:{ticket}"
    private = frozenset({"signed_by", "text"})

    id: str = Field(primary_key=True, max_length=36)
    record: str = Field(foreign_key="service_record.number", max_length=32)
    version: int
    ordinal: int
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    how: str = Field(max_length=16)
    signed_by: str = Field(default="", max_length=80)
    at: datetime
    actor: str = Field(max_length=32)
    text: str = Field(default="", max_length=2000)


@tabled("consent")
class Consent(Row):
    """What the customer was asked before it was done: extra work found on site [增项] (VIS-04), or work
    from afar (VIS-11). `ordinal` counts those of a ticket from 1."""

    key = ("ticket", "ordinal")
    owner = "ticket:{ticket}"
    private = frozenset({"what", "given_by"})

    ticket: str = Field(primary_key=True, foreign_key="ticket.number", max_length=32)
    ordinal: int = Field(primary_key=True)
    what: str = Field(max_length=2000)
    agreed: bool
    given_by: str = Field(max_length=80)
    amount_fen: int | None = None
    at: datetime
    actor: str = Field(max_length=32)


@tabled("paper", check("chased >= 0", "not_negative"))
class Paper(Row):
    """A form that is to come back when the job ends (VIS-07): `in_at` it was handed in, `copied_at` its copy
    went to quality, `chased` how often it was asked for, last at `chased_at`. `visit` counts from 1,
    since a ticket that was reopened has papers anew; those of before are no longer `is_current`."""

    key = ("ticket", "visit", "form")
    owner = "ticket:{ticket}"
    private = frozenset({"text"})

    ticket: str = Field(primary_key=True, foreign_key="ticket.number", max_length=32)
    visit: int = Field(primary_key=True)
    form: str = Field(primary_key=True, max_length=32)
    in_at: datetime | None = None
    in_by: str | None = Field(default=None, max_length=32)
    copied_at: datetime | None = None
    chased: int = 0
    chased_at: datetime | None = None
    text: str = Field(default="", max_length=2000)
    is_current: bool = True
