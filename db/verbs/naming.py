"""What people call things, and which one they mean: a number, a name, its pinyin or initials.

The one place where a person, ticket, tool or customer is looked for by what was typed; several that fit
equally are listed and refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from db.errors import Refusal
from db.kinds import CUSTOMER, EMERGENCY, EQUIPMENT, LETTER, NOTICE, REQUEST, STAFF, TASK, TICKET, TOOL
from db.log.facts import Reader
from db.policy.parts import named
from db.rules.batches import numbered as tool_numbered
from db.rules.search import initials, normal
from db.rules.text import folded_number
from db.tables.customer import Customer, Equipment
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.task import Request, Task
from db.verbs.called import LISTED, UNKNOWN, best_called, unknown
from db.verbs.context import Context
from db.verbs.ticket_number import find_ticket

if TYPE_CHECKING:  # the tables of few questions are imported with the question
    from db.tables.tool import Tool

R = TypeVar("R", bound=Row)

PERSONAL = "personal_data"


def find_staff(read: Reader, text: str) -> Staff:
    """The person with this number, else the one still with us who is called so."""
    numbered = read.rows(Staff, no=folded_number(text)) or read.rows(Staff, no=text.strip())
    if numbered:
        return numbered[0]
    active = [person for person in read.holding(Staff, normal(text)) if person.active]
    found = best_called(active, text, lambda person: person.search)
    if not found:
        raise unknown(STAFF, text)
    _only(found, "PPL-01", text, lambda person: f"{person.no} {person.label}")
    return found[0]


def find_customer(read: Reader, text: str, *, by_phone: bool) -> Customer:
    """The customer with this id, else with this name or, for those who may see phones, this phone."""
    exact = read.rows(Customer, id=text.strip())
    if exact:
        return exact[0]
    found = best_called(read.holding(Customer, normal(text)), text, lambda customer: customer.search)
    if not found and by_phone:
        found = _calling(read, text)
    if not found:
        raise unknown(CUSTOMER, text)
    _only(found, "CUS-01", text, lambda customer: f"{customer.label} ({customer.id})")
    return found[0]


def _calling(read: Reader, text: str) -> list[Customer]:
    from db.rules.phone import PhoneError, normal  # few are asked for by what they call from

    try:
        return read.rows(Customer, digits=normal(text))
    except PhoneError:
        return []


def find_equipment(read: Reader, text: str) -> Equipment:
    """The product with this id or serial number, in any case and width; else the only one whose product or
    model is called so."""
    exact = (
        read.rows(Equipment, id=text.strip())
        or read.rows(Equipment, serial=folded_number(text))
        or read.rows(Equipment, serial=text.strip())
    )
    if exact:
        return exact[0]
    found = best_called(read.holding(Equipment, normal(text)), text, lambda equipment: equipment.search)
    if not found:
        raise unknown(EQUIPMENT, text)
    _only(found, "CUS-02", text, lambda equipment: f"{equipment.product} {equipment.serial or equipment.id}")
    return found[0]


def find_tool(read: Reader, text: str) -> Tool:
    """The tool with this number, `412` for T0412, else the only one of the kind that is called so."""
    from db.tables.tool import Tool, ToolKind

    numbered = read.rows(Tool, number=folded_number(text)) or read.rows(Tool, number=text.strip())
    if not numbered and text.strip().isascii() and text.strip().isdecimal():
        numbered = read.rows(Tool, number=tool_numbered(int(text)))
    if numbered:
        return numbered[0]
    wanted = normal(text)
    kinds = [
        kind.code
        for kind in read.rows(ToolKind)
        if wanted in (kind.code, normal(kind.zh), normal(kind.en), *initials(kind.zh))
    ]
    found = read.rows(Tool, kind=tuple(kinds)) if kinds else []
    if not found:
        raise unknown(TOOL, text)
    _only(found, "KIT-02", text, lambda tool: tool.number)
    return found[0]


def _only(found: list[R], rule: str, text: str, told: Callable[[R], str]) -> None:
    if len(found) > 1:
        names = ", ".join(told(each) for each in found[:LISTED])
        raise Refusal(
            rule, "{reference} may mean {numbers}.", "Type the number.", reference=text[:80], numbers=names
        )


def meant(read: Reader, context: Context, family: str, text: str) -> str:
    """The number or id of what somebody means."""
    found: str = FAMILIES[family](read, context, text)
    return found


def _staff(read: Reader, _context: Context, text: str) -> str:
    return find_staff(read, text).no


def _customer(read: Reader, context: Context, text: str) -> str:
    by_phone = context.policy.has_right(PERSONAL, context.actor.roles)
    return find_customer(read, text, by_phone=by_phone).id


def _equipment(read: Reader, _context: Context, text: str) -> str:
    return find_equipment(read, text).id


def _tool(read: Reader, _context: Context, text: str) -> str:
    return find_tool(read, text).number


def _ticket(read: Reader, context: Context, text: str) -> str:
    return find_ticket(read, text, context.actor.department).number


def _task(read: Reader, context: Context, text: str) -> str:
    return _numbered_or_about(read, context, Task, TASK, text)


def _request(read: Reader, context: Context, text: str) -> str:
    return _numbered_or_about(read, context, Request, REQUEST, text)


def _emergency(read: Reader, context: Context, text: str) -> str:
    """By its number, else the one that is running in the branch which is called so, before its drill."""
    from db.tables.emergency import Emergency

    for numbered in read.rows(Emergency, id=text.strip().upper()):
        return numbered.id
    branch = named(context.policy.organisation.branch, text)
    running = read.rows(Emergency, branch=branch.code, state="running") if branch else []
    if not running:
        raise unknown(EMERGENCY, text)
    return min(running, key=lambda each: each.drill).id


def _notice(read: Reader, _context: Context, text: str) -> str:
    from db.tables.notice import Notice

    for numbered in read.rows(Notice, id=text.strip().upper()):
        return numbered.id
    raise unknown(NOTICE, text)


def _letter(read: Reader, _context: Context, text: str) -> str:
    from db.tables.letter import Letter

    for numbered in read.rows(Letter, id=text.strip().upper()):
        return numbered.id
    raise unknown(LETTER, text)


def _numbered_or_about(
    read: Reader, context: Context, kind: type[Task] | type[Request], family: str, text: str
) -> str:
    """By its number, else the open one about the ticket that is called so."""
    for numbered in read.rows(kind, id=text.strip().upper()):
        return numbered.id
    try:
        ticket = _ticket(read, context, text)
    except Refusal:
        raise unknown(family, text) from None
    found = read.rows(kind, about=f"{TICKET}:{ticket}", state="open")
    if not found:
        raise unknown(family, text)
    _only(found, UNKNOWN[family][0], text, lambda row: row.id)
    return found[0].id


FAMILIES: Mapping[str, Callable[[Reader, Context, str], Any]] = {
    STAFF: _staff,
    CUSTOMER: _customer,
    EQUIPMENT: _equipment,
    TOOL: _tool,
    TICKET: _ticket,
    TASK: _task,
    REQUEST: _request,
    EMERGENCY: _emergency,
    NOTICE: _notice,
    LETTER: _letter,
}
