"""What becomes of a row: the verbs that bring it in, one after the other, each with its time."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.errors import BadField, Refusal
from db.imports import history
from db.imports.verbs import ImportStep, ImportTicket
from db.imports.words import folded
from db.log.facts import Reader
from db.policy.model import Policy
from db.rules.phone import PhoneError, normal
from db.rules.search import normal as plainly
from db.rules.sentence import msgid
from db.tables.customer import Customer
from db.tables.organisation import Branch, Department, Zone
from db.tables.staff import Staff
from db.verbs.customers import AddCustomer, AddEquipment
from db.verbs.parsing import parse
from db.verbs.people import AddStaff
from db.verbs.register import Register
from db.verbs.tools import BuyTool, IssueTool
from db.verbs.verb import Verb


@dataclass(frozen=True, slots=True)
class Planned:
    """A verb and when it happened; None stands for now."""

    verb: Verb
    at: datetime | None = None


_PARTS = re.compile(r"[\s()（）/,，、]+")
Answer = Mapping[str, Any]
Plan = Generator[Planned, Answer, None]
Fields = dict[str, Any]
TRANSLATED = msgid("A map file (--map) translates it.")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a plan may look at: the store's rows and policy, the present."""

    read: Reader
    policy: Policy
    now: datetime


def plan(kind: str, fields: Mapping[str, Any], around: Surroundings) -> Plan:
    """The verbs of a row. Sending in an answer gives the next one; raises a `StoreError` for a bad row."""
    return PLANS[kind](dict(fields), around)


def _tickets(fields: Fields, around: Surroundings) -> Plan:
    _code(fields, "branch", Branch, around)
    told = {name: fields.pop(name) for name in history.FIELDS & fields.keys()}
    if not told:
        yield Planned(parse(Register, fields))
        return
    technician = _person(told.get("technician"), around)
    opened = _person(told.get("opened_by"), around)
    begin: datetime | None = told.get("entered_at") or fields.get("reported_at")
    if begin is None:
        raise BadField("reported_at", "{field} is missing.")
    begin = _earliest(begin, told, fields)
    moments = history.moments_of(told | {"level": fields.get("level")}, begin, around.now, technician)
    if begin > around.now:
        raise BadField("reported_at", "A report cannot lie in the future (INT-11).")
    if any(each.what == "arrived" for each in moments):
        fields.setdefault("way", "on_site")
    extra: Fields = {"imported_at": around.now}
    if told.get("opened_by"):
        extra["opened_by"] = told["opened_by"]
    if opened is not None:
        extra["registered_by"] = opened
    answer = yield Planned(parse(ImportTicket, fields | extra), begin)
    for moment in moments:
        step = parse(ImportStep, {"ticket": answer["number"], "what": moment.what, **moment.fields})
        yield Planned(step, moment.at)


def _earliest(begin: datetime, told: Fields, fields: Fields) -> datetime:
    """Where only days are known, an entry at midnight belongs to a report of the same day."""
    reported: datetime | None = fields.get("reported_at")
    if reported is not None and begin < reported:
        if reported - begin < timedelta(days=1) and (begin.hour, begin.minute) == (0, 0):
            return reported
        raise BadField("entered_at", "This lies before the report.")
    return begin


def _customers(fields: Fields, around: Surroundings) -> Plan:
    _code(fields, "branch", Branch, around)
    yield Planned(parse(AddCustomer, fields))


def _equipment(fields: Fields, around: Surroundings) -> Plan:
    name, phone = str(fields.get("customer") or ""), fields.pop("phone", None)
    found = around.read.rows(Customer, id=name) if name else []
    if not found and phone:
        try:
            same = around.read.rows(Customer, digits=normal(str(phone)))
        except PhoneError as error:
            raise BadField.worded("phone", error) from error
        found = [each for each in same if not name or plainly(each.label) == plainly(name)]
    elif not found and name:
        found = around.read.rows(Customer, label=name)
    if name and not found:
        raise Refusal(
            "CUS-01", "There is no customer {customer}.", "Import the customers first.", customer=name[:80]
        )
    if len(found) > 1:
        raise Refusal(
            "CUS-01",
            "Several customers are called {customer}.",
            "Give the phone as well.",
            customer=name[:80],
        )
    if found:
        fields["customer"] = found[0].id
    yield Planned(parse(AddEquipment, fields))


def _staff(fields: Fields, around: Surroundings) -> Plan:
    policy = around.policy
    for name, kind in (("branch", Branch), ("department", Department), ("zone", Zone)):
        _code(fields, name, kind, around)
    if isinstance(fields.get("trade"), str):
        trade = policy.trade(fields["trade"])
        if trade is None:
            raise _unnamed("trade", fields["trade"], skill=tuple(policy.kits.trade))
        fields["trade"] = trade.code
    certificates = policy.certificates
    for name, listed in (("skills", certificates.skill), ("certificates", certificates.certificate)):
        if name in fields:
            fields[name] = [_coded(text, listed) for text in fields[name]]
    yield Planned(parse(AddStaff, fields))


def _tools(fields: Fields, around: Surroundings) -> Plan:
    holder = fields.pop("staff", None)
    if "price" in fields:
        fields["price_fen"] = fields.pop("price")
    keeper = _person(holder, around)
    if holder and keeper is None:
        raise history.nobody(str(holder))
    if fields.get("kind"):
        kind = around.policy.tool_kind(str(fields["kind"]))
        if kind is None:
            raise _unnamed("kind", str(fields["kind"]), tools=tuple(around.policy.tools.tool))
        fields["kind"] = kind.code
    answer = yield Planned(parse(BuyTool, fields))
    if keeper is None:
        return
    for number in answer["tools"]:
        yield Planned(parse(IssueTool, {"staff": keeper, "tool": number}))
    if not answer["tools"]:
        yield Planned(parse(IssueTool, {"staff": keeper, "kind": answer["kind"], "count": answer["count"]}))


PLANS: Mapping[str, Callable[[Fields, Surroundings], Plan]] = {
    "tickets": _tickets,
    "staff": _staff,
    "customers": _customers,
    "equipment": _equipment,
    "tools": _tools,
}


def _person(text: Any, around: Surroundings) -> str | None:
    """The number of the person with this number or name, or both; None for nobody, or several of the name."""
    if not text:
        return None
    wanted = str(text).strip()
    people = around.read.rows(Staff)
    numbers = {each.no.casefold(): each.no for each in people}
    by_number = [numbers[wanted.casefold()]] if wanted.casefold() in numbers else []
    named = by_number or [each.no for each in people if plainly(each.label) == plainly(wanted)]
    parts = () if named else _PARTS.split(wanted.casefold())
    found = named or [numbers[part] for part in parts if part in numbers]
    return found[0] if len(found) == 1 else None


def _code(
    fields: Fields, name: str, kind: type[Branch] | type[Department] | type[Zone], around: Surroundings
) -> None:
    """A branch, department or zone by its name."""
    text = fields.get(name)
    if not isinstance(text, str):
        return
    for row in around.read.rows(kind):
        if folded(text) in (folded(row.code), folded(row.label)):
            fields[name] = row.code
            return
    raise BadField(
        name, "“{value}” is none of: {names}.", TRANSLATED, value=text[:40],
        names=", ".join(f"{row.label} ({row.code})" for row in around.read.rows(kind))[:500],
    )  # fmt: skip


def _unnamed(field: str, text: str, **codes: tuple[str, ...]) -> BadField:
    """For a name that the policy does not know; the one keyword says what its codes are."""
    said = {
        "skill": msgid("“{value}” is none of: {skill}."),
        "tools": msgid("“{value}” is none of: {tools}."),
    }
    [name] = codes
    return BadField(field, said[name], TRANSLATED, value=text[:40], **codes)


def _coded(text: str, listed: Mapping[str, Any]) -> str:
    """A skill or certificate by its name, its grade or day left in place."""
    name, colon, rest = text.replace("：", ":").partition(":")
    for code, row in listed.items():
        if folded(name) in (folded(code), folded(row.zh), folded(row.en)):
            return f"{code}{colon}{rest}"
    return text
