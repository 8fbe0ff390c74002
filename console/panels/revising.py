"""What a ticket says now: the forms that change it begin with that, and send what is different (CLS-07)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from console.declared import FieldDeclared, fields_of
from db.kinds import TICKET
from db.tables.ticket import Ticket
from db.verbs.stating import facts_of
from db.verbs.verb import VERBS, Verb, kinds_of
from db.views.lookup import masked_as, ticket_meant
from db.views.view import View, ViewContext


class Present(NamedTuple):
    """The facts by field, as a person would type them; `hidden` holds those that the person may not see, as
    far as they may (CUS-03)."""

    values: Mapping[str, str]
    hidden: Mapping[str, str]


class PresentFacts(View[Present]):
    """What a form of `verb` begins with; it has no name, since nobody asks for it."""

    number: str
    verb: str

    def read(self, context: ViewContext) -> Present:
        ticket = ticket_meant(context, self.number)
        values: dict[str, str] = {}
        hidden: dict[str, str] = {}
        verb = VERBS.get(self.verb)
        kinds = kinds_of(verb) if verb else {}
        columns = facts_of(verb, TICKET) if verb else {}
        for each in fields_of(verb) if verb else ():
            column = columns.get(each.name, each.name)
            if column not in Ticket.table.c:
                continue
            value = as_typed(getattr(ticket, column), context.zone)
            shown = masked_as(context.mask, kinds[each.name], value)
            if shown == value:
                values[each.name] = value
            else:
                hidden[each.name] = shown
        return Present(values, hidden)


def as_typed(value: object, zone: ZoneInfo) -> str:
    """A fact as it would be typed into its field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return str(value)


class Revision(NamedTuple):
    """What is sent of a form: `fields` as they were typed, `emptied` ones that are sent empty, `kept` ones
    that were emptied though the verb has no way to say so."""

    fields: Mapping[str, str]
    emptied: tuple[str, ...]
    kept: tuple[str, ...]
    is_needed: bool


def revision(
    verb: type[Verb], present: Mapping[str, str], typed: Mapping[str, str], *, empties: bool = False
) -> Revision:
    """What differs from the present facts, and what the verb cannot do without; `empties` says that an empty
    text is a value to it, and what is not given stays."""
    changed = {name: value for name, value in typed.items() if value.strip() != present.get(name, "").strip()}
    gone = [each for each in fields_of(verb) if each.name in changed and not changed[each.name].strip()]
    compulsory = {
        each.name: typed[each.name] for each in fields_of(verb) if each.required and each.name in typed
    }
    return Revision(
        fields=compulsory | changed,
        emptied=tuple(each.name for each in gone if _may_be_empty(verb, each, empties=empties)),
        kept=tuple(each.name for each in gone if not _may_be_empty(verb, each, empties=empties)),
        is_needed=any(name in present or not present for name in changed),
    )


def _may_be_empty(verb: type[Verb], field: FieldDeclared, *, empties: bool) -> bool:
    """Whether an empty text is a value; where nothing given is an empty text, it changes nothing."""
    return field.type == "text" and (empties or verb.model_fields[field.name].default is None)
