"""Service records: the list, and the card of one, in any of its versions (VIS-02, VIS-15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Literal

from sqlalchemy import and_, func, select

from db.errors import BadField, Refusal
from db.kinds import RECORD, TICKET
from db.rules.record import BOUGHT, compared, quantity_text
from db.tables.follow_up import Survey
from db.tables.record import (
    Consent,
    DeclinedItem,
    RecordPart,
    RecordSignature,
    RecordVersion,
    ServiceRecord,
)
from db.tables.staff import Staff
from db.tables.task import Request
from db.tables.ticket import Ticket
from db.verbs.requesting import fields_of
from db.views.listing import Opens, Question, Searched
from db.views.lookup import ticket_meant
from db.views.record_columns import RecordFacts, RecordRow
from db.views.record_papers import paper_rows
from db.views.record_versions import versions_of
from db.views.timeline import AT_FIRST, Timeline, timeline_of
from db.views.view import Limit, View, ViewContext

R, T, P, V = ServiceRecord.table.c, Ticket.table.c, Staff.table.c, RecordVersion.table.c
MONEY = "money"
_TICKET_FACTS = (
    "contact", "fault", "quantity", "invoice", "purchased_on", "reported_at", "wanted_from", "wanted_to",
    "finished_at", "registered_by", "policy",
)  # fmt: skip
_INNER = frozenset({"record", "version", "ticket", "at", "actor", "result", "extra_done"})


class Records(View[list[RecordRow]]):
    """Service records, the latest first; `unsigned` are those whose last version nobody was asked to sign."""

    name = "records"
    label = "Service records"
    opens = Opens(RECORD, "number")
    brief = (
        "number", "ticket", "state", "version", "technician_name", "customer", "product", "made_at",
        "result", "signature", "approval",
    )  # fmt: skip
    briefer = ("number", "ticket", "state", "customer", "signature", "approval", "made_at")

    ticket: str | None = None
    department: str | None = None
    state: Literal["unsigned", "signed", "void"] | None = None
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[RecordRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[RecordRow]:
        statement = (
            _statement().where(context.scope.tickets())
            if self.ticket is None
            else _statement().where(R.ticket == ticket_meant(context, self.ticket).number)
        )
        if self.department is not None:
            statement = statement.where(R.department == self.department)
        if self.state is not None:
            statement = statement.where(*_in_state(self.state))
        columns = {
            name: R[name]
            for name in ("number", "ticket", "visit", "department", "technician", "made_at", "made_by",
                         "approved_version", "approved_at")
        }  # fmt: skip
        return Question(
            statement,
            R.number,
            (R.made_at.desc(), R.sort_number.desc(), R.number),
            columns | {"version": R.last_version, "customer": T.customer_label, "product": T.product},
            (
                Searched(func.lower(R.number)),
                Searched(func.lower(R.ticket)),
                Searched(T.search, key=T.number, phone=T.phone, through=_of_ticket),
            ),
            lambda records: _rows(context, [record._mapping for record in records]),
        )


def _of_ticket(condition: Any) -> Any:
    return R.ticket.in_(select(T.number).where(condition))


def _in_state(state: str) -> Iterable[Any]:
    signature = RecordSignature.table.c
    there = (
        select(1)
        .where(signature.record == R.number, signature.version == R.last_version)
        .correlate(ServiceRecord.table)
        .exists()
    )
    if state == "void":
        yield R.is_void
    else:
        yield ~R.is_void
        yield there if state == "signed" else ~there


def _statement() -> Any:
    """Records with what their tickets, technicians and last versions say."""
    last = and_(V.record == R.number, V.version == R.last_version)
    return select(
        ServiceRecord.table,
        T.customer_label,
        T.customer.label("customer_id"),
        T.product,
        T.model,
        T.serial,
        P.label.label("technician_name"),
        V.result,
        _bought().label("total_fen"),
    ).select_from(
        ServiceRecord.table.join(Ticket.table, R.ticket == T.number)
        .join(RecordVersion.table, last)
        .outerjoin(Staff.table, R.technician == P.no)
    )


def _bought() -> Any:
    """What the parts of the last version cost that the customer bought."""
    part = RecordPart.table.c
    return (
        select(func.coalesce(func.sum(part.total_fen), 0))
        .where(part.record == R.number, part.version == R.last_version, part.kind == BOUGHT)
        .correlate(ServiceRecord.table)
        .scalar_subquery()
    )


def record_rows(context: ViewContext, ticket: str) -> list[RecordRow]:
    """The records of a ticket that the reader sees, the first visit first."""
    records = context.connection.execute(_statement().where(R.ticket == ticket).order_by(R.visit)).mappings()
    return _rows(context, list(records))


def _rows(context: ViewContext, records: Sequence[Any]) -> list[RecordRow]:
    numbers = tuple(record["number"] for record in records)
    signatures = _last_signatures(context, numbers)
    asked = _asked(context, tuple(record["ticket"] for record in records))
    sees = context.sees(MONEY)
    return [
        _row(record, signatures.get(record["number"], {}), asked.get(record["number"]), sees=sees)
        for record in records
    ]


def _row(
    record: Mapping[str, Any],
    signatures: Mapping[int, RecordSignature],
    asked: Request | None,
    *,
    sees: bool,
) -> RecordRow:
    last = record["last_version"]
    signature = signatures.get(last)
    signed = [version for version, each in signatures.items() if each.how == "signed"]
    state = (
        "void" if record["is_void"]
        else signature.how if signature is not None
        else "amended" if signatures
        else "written"
    )  # fmt: skip
    return RecordRow(
        number=record["number"],
        ticket=record["ticket"],
        visit=record["visit"],
        state=state,
        version=last,
        department=record["department"],
        technician=record["technician"],
        technician_name=record["technician_name"],
        customer=record["customer_label"],
        product=record["product"],
        model=record["model"],
        serial=record["serial"],
        made_at=record["made_at"],
        made_by=record["made_by"],
        result=record["result"],
        signature=signature.how if signature is not None else None,
        signed_version=max(signed, default=None),
        signed_at=signature.at if signature is not None else None,
        approval=_approval(record, asked),
        approved_version=record["approved_version"],
        approved_at=record["approved_at"],
        total_fen=int(record["total_fen"]) if sees else None,
        customer_id=record["customer_id"],
    )


def _approval(record: Mapping[str, Any], asked: Request | None) -> str | None:
    """Where the head's approval of the last version stands."""
    if record["approved_version"] == record["last_version"]:
        return "approved"
    if asked is not None and asked.state == "open":
        return "open"
    if record["approved_version"] is not None:
        return "outdated"
    return "refused" if asked is not None and asked.state == "refused" else None


def _asked(context: ViewContext, tickets: tuple[str, ...]) -> dict[str, Request]:
    """The last request for approval of each record."""
    if not tickets:
        return {}
    found = context.read.rows(
        Request, about=tuple(f"ticket:{number}" for number in tickets), verb="approve_record"
    )
    return {
        str(fields_of(each).get("record", "")): each for each in sorted(found, key=lambda each: each.asked_at)
    }


def _last_signatures(context: ViewContext, numbers: tuple[str, ...]) -> dict[str, dict[int, RecordSignature]]:
    found: dict[str, dict[int, RecordSignature]] = {}
    rows = context.read.rows(RecordSignature, record=numbers) if numbers else []
    for each in sorted(rows, key=lambda row: (row.record, row.version, row.ordinal)):
        found.setdefault(each.record, {})[each.version] = each
    return found


class RecordCard(View[dict[str, Any]]):
    """One service record in its last version or an earlier one: what was done, parts, signatures, papers."""

    name = "record"
    label = "A service record"
    card_of = RECORD
    heads = ("number", "state", "customer")
    places = (
        ("ticket", "visit"), ("technician", "department"), ("version", "shown_version"),
        ("begun_at", "ended_at"), ("customer", "phone"), "address", ("product", "model"),
        ("serial", "service_type"), "fault", "cause", "work", "result", "test_result",
        ("trial_minutes", "operated"), "readings", "parts", "total_fen", "old_parts", "consents",
        "recommended", "declined", ("attitude", "satisfaction"), ("damage", "hygiene"), "damage_note",
        "opinion", "suggestion", "promise", ("fee_fen", "fee_note"), "signatures",
        ("approval", "approved_at"), "evaluation", "papers", "versions", "timeline",
    )  # fmt: skip
    positional: ClassVar[tuple[str, ...]] = ("number",)
    answers: ClassVar[tuple[type, ...]] = (RecordRow, RecordFacts, Timeline)

    number: str
    version: int | None = None
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        row, ticket = _meant(context, self.number)
        shown = row.version if self.version is None else self.version
        found = context.read.rows(RecordVersion, record=row.number, version=shown)
        if not found:
            raise BadField("version", "{record} has the versions 1 to {count}.", record=row.number,
                           count=row.version)  # fmt: skip
        (written,) = found
        sees = context.sees(MONEY)
        facts = {name: value for name, value in written.__dict__.items() if name not in _INNER}
        facts["fee_fen"] = written.fee_fen if sees else None
        for plate in ("model", "serial"):
            if facts[plate] is None:
                del facts[plate]  # the ticket's stands there
        total = sum(each.total_fen or 0 for each in _parts(context, row.number, shown) if each.kind == BOUGHT)
        return {
            **row._asdict(),
            "result": written.result,
            "total_fen": total if sees else None,
            "shown_version": shown,
            "written_at": written.at,
            "written_by": written.actor,
            **{name: getattr(ticket, name) for name in _TICKET_FACTS},
            "phone": context.mask.phone(ticket.phone),
            "address": context.mask.address(ticket.address),
            **facts,
            **_belonging(context, row, shown, written),
            "papers": paper_rows(context, ticket),
            **timeline_of(context, ticket.subject(), self.limit),
        }


def _meant(context: ViewContext, said: str) -> tuple[RecordRow, Ticket]:
    """By its number; else the last record of the ticket that is called so. Both are numbered alike and apart:
    `ticket:YX2607-1` means the ticket."""
    name = said.strip().removeprefix(f"{TICKET}:")
    numbered = name if name == said.strip() else ""
    for each in context.read.rows(ServiceRecord, number=numbered.upper()):
        ticket = _reached(context, each.ticket)
        if ticket is not None:
            rows = record_rows(context, ticket.number)
            return next(row for row in rows if row.number == each.number), ticket
    ticket = _reached(context, name)
    rows = [] if ticket is None else record_rows(context, ticket.number)
    rows = [row for row in rows if row.state != "void"]
    if ticket is None or not rows:
        raise _unknown(name)
    return rows[-1], ticket


def _reached(context: ViewContext, said: str) -> Ticket | None:
    """The ticket that is called so; None for one beyond one's reach: that reads like none at all (PPL-03)."""
    try:
        return ticket_meant(context, said)
    except Refusal:
        return None


def _unknown(said: str) -> Refusal:
    return Refusal("VIS-02", "There is no record {number}.", "See paigong show records.", number=said[:80])


def _parts(context: ViewContext, record: str, version: int) -> list[RecordPart]:
    rows = context.read.rows(RecordPart, record=record, version=version)
    return sorted(rows, key=lambda each: each.line)


def _belonging(context: ViewContext, row: RecordRow, shown: int, written: RecordVersion) -> dict[str, Any]:
    """The lines of a version, and what belongs to the record as a whole."""
    sees = context.sees(MONEY)
    signatures = sorted(
        context.read.rows(RecordSignature, record=row.number), key=lambda each: (each.version, each.ordinal)
    )
    done = {each for each in written.extra_done.split(",") if each}
    declined = sorted(
        context.read.rows(DeclinedItem, record=row.number, version=shown), key=lambda each: each.line
    )
    return {
        "parts": [
            {
                "line": part.line,
                "kind": part.kind,
                "name": part.label,
                "quantity": quantity_text(part.quantity_milli),
                "unit": part.unit,
                "price_fen": part.price_fen if sees else None,
                "total_fen": part.total_fen if sees else None,
            }
            for part in _parts(context, row.number, shown)
        ],
        "declined": [{"what": each.what, "signed_by": each.signed_by} for each in declined],
        "consents": [
            {
                "ordinal": each.ordinal,
                "what": each.what,
                "agreed": each.agreed,
                "given_by": each.given_by,
                "amount_fen": each.amount_fen if sees else None,
                "at": each.at,
                "actor": each.actor,
                "done": str(each.ordinal) in done,
            }
            for each in context.read.rows(Consent, ticket=row.ticket)
        ],
        "signatures": [
            {
                "version": each.version,
                "how": each.how,
                "signed_by": each.signed_by,
                "at": each.at,
                "actor": each.actor,
                "text": each.text,
            }
            for each in signatures
        ],
        "evaluation": evaluation_of(context, row.ticket, written),
        "versions": versions_of(context, row, signatures),
    }


def evaluation_of(context: ViewContext, ticket: str, written: RecordVersion) -> list[dict[str, Any]]:
    """The boxes on site beside the last survey that reached somebody (VIS-15)."""
    surveys = [each for each in context.read.rows(Survey, ticket=ticket) if not each.unreachable]
    last = max(surveys, key=lambda each: (each.at, each.id), default=None)
    marks = dict(last.__dict__) if last is not None else {}
    found = compared(written.__dict__, marks, context.policy.setting("survey_satisfied"))
    return [
        {
            "question": each.question,
            "on_site": each.box,
            "on_site_mark": each.box_mark,
            "surveyed": each.mark,
            "differs": each.differs,
        }
        for each in found
    ]
