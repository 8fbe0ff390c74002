"""What becomes of a row of any kind: the verbs that bring it in, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from db.errors import BadField, Refusal
from db.imports import history
from db.imports.surroundings import Fields, Plan, Planned, Surroundings, coded, person, unnamed
from db.imports.tickets import brought
from db.imports.withdrawing import ImportedCustomer, ImportedEquipment
from db.imports.words import folded
from db.rules.phone import PhoneError, normal
from db.rules.search import normal as plainly
from db.tables.customer import Customer
from db.tables.organisation import Branch, Department, Zone
from db.tables.tool import ToolKind
from db.verbs.buying import BuyTool
from db.verbs.issuing import IssueTool
from db.verbs.parsing import parse
from db.verbs.people import AddStaff
from db.verbs.tool_kinds import AddToolKind


def plan(kind: str, fields: Mapping[str, Any], around: Surroundings) -> Plan:
    """The verbs of a row. Sending in an answer gives the next one; raises a `StoreError` for a bad row."""
    return PLANS[kind](dict(fields), around)


def _customers(fields: Fields, around: Surroundings) -> Plan:
    coded(fields, "branch", Branch, around)
    yield Planned(parse(ImportedCustomer, fields | {"import_id": around.import_id}))


def _equipment(fields: Fields, around: Surroundings) -> Plan:
    told = equipment_fields(fields, around) | {"import_id": around.import_id}
    yield Planned(parse(ImportedEquipment, told))


def equipment_fields(fields: Fields, around: Surroundings) -> Fields:
    """The same with the id of its customer's file; raises Refusal where there is none, or several."""
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
    found = [each for each in found if each.withdrawn_at is None]
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
    return fields


def _staff(fields: Fields, around: Surroundings) -> Plan:
    yield Planned(parse(AddStaff, staff_fields(fields, around)))


def staff_fields(fields: Fields, around: Surroundings) -> Fields:
    """The same with codes for the names of places, trades, skills and certificates."""
    policy = around.policy
    for name, kind in (("branch", Branch), ("department", Department), ("zone", Zone)):
        coded(fields, name, kind, around)
    if isinstance(fields.get("trade"), str):
        trade = policy.trade(fields["trade"])
        if trade is None:
            raise unnamed("trade", fields["trade"], skill=tuple(policy.kits.trade))
        fields["trade"] = trade.code
    certificates = policy.certificates
    for name, listed in (("skills", certificates.skill), ("certificates", certificates.certificate)):
        if name in fields:
            fields[name] = [_coded(text, listed) for text in fields[name]]
    return fields


def _tools(fields: Fields, around: Surroundings) -> Plan:
    holder = fields.pop("staff", None)
    if "price" in fields:
        fields["price_fen"] = fields.pop("price")
    keeper = holder_of(holder, around) if holder else None
    if fields.get("kind"):
        fields["kind"] = tool_kind_of(str(fields["kind"]), around)
    answer = yield Planned(parse(BuyTool, fields))
    if keeper is None:
        return
    for number in answer["tools"]:
        yield Planned(parse(IssueTool, {"staff": keeper, "tool": number, "override": BROUGHT_OVER}))
    if not answer["tools"]:
        given = {"staff": keeper, "kind": answer["kind"], "count": answer["count"]}
        yield Planned(parse(IssueTool, {**given, "override": BROUGHT_OVER}))


def holder_of(text: object, around: Surroundings) -> str:
    """The number of the one person who is called so."""
    found = person(text, around.read)
    if found is None:
        raise history.nobody(str(text))
    return found


def tool_kind_of(text: str, around: Surroundings) -> str:
    """The code of a kind of tool, or of the one that stands for all others."""
    for name in filter(None, (text, around.default_of("kind"))):
        kind = around.policy.tool_kind(name)
        if kind is not None:
            return kind.code
        for row in around.read.rows(ToolKind):
            if plainly(name) in map(plainly, (row.code, row.zh, row.en)):
                return row.code
    raise unnamed("kind", text, tools=tuple(around.policy.tools.tool))


def new_kinds(names: Iterable[str], around: Surroundings) -> Plan:
    """Enters the kinds of tools among these names that nobody knows."""
    known = {plainly(name) for row in around.read.rows(ToolKind) for name in (row.code, row.zh, row.en)}
    fresh = {plainly(name): name for name in names if plainly(name) not in known}
    if fresh:
        yield Planned(parse(AddToolKind, {"kinds": list(fresh.values())}))


BROUGHT_OVER = "import"
"""Why nobody is asked for the permit of a tool that is in their hands already."""

PLANS: Mapping[str, Callable[[Fields, Surroundings], Plan]] = {
    "tickets": brought,
    "staff": _staff,
    "customers": _customers,
    "equipment": _equipment,
    "tools": _tools,
}


def _coded(text: str, listed: Mapping[str, Any]) -> str:
    """A skill or certificate by its name, its grade or day left in place."""
    name, colon, rest = text.replace("：", ":").partition(":")
    for code, row in listed.items():
        if folded(name) in (folded(code), folded(row.zh), folded(row.en)):
            return f"{code}{colon}{rest}"
    return text
