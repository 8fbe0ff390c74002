"""What can be done with a thing: the verbs that act on its kind, each with what fills in the thing itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from console.present.palette import verb_order
from console.words.i18n import _
from console.words.saying import said
from console.words.speech import Speech
from db.kinds import TEXT, TICKET, Kind, StaffNo, YesNo
from db.policy.model import Policy
from db.subjects.subject import SUBJECTS
from db.verbs.fields import field_kind, field_label
from db.verbs.may import Asking
from db.verbs.stating import facts_of
from db.verbs.verb import VERBS, Verb, needs_ticket, references
from db.views.view import View


@cache
def deeds_of(family: str) -> Mapping[str, str]:
    """The verbs that act on things of a family, by name, in the order of the palette, each with the field
    that names the thing. What acts on tickets first of all belongs to those alone."""
    found = {}
    for name in verb_order():
        field = _field(VERBS[name], family)
        if field and not VERBS[name].internal:
            found[name] = field
    return found


def _field(verb: type[Verb], family: str) -> str:
    named = references(verb)
    first = verb.about or next(iter(verb.reads), "")
    if named.get(first) == family:
        return first
    if family != TICKET and needs_ticket(verb):
        return ""
    return next((name for name, each in named.items() if each == family), "")


def asking_about(
    subject: str, facts: Mapping[str, object], policy: Policy, actor: str, roles: frozenset[str] | None
) -> Asking:
    """Who asks, about this thing as its card shows it."""
    family, _mark, name = subject.partition(":")
    subject_of = SUBJECTS.get(family)
    machine = subject_of.machine if subject_of is not None else None
    state = str(facts.get(machine.column) or "") if machine is not None else ""
    return Asking(policy, actor, roles, name, state, family)


def told_by(verb: type[Verb], family: str, row: Mapping[str, object]) -> Mapping[str, str]:
    """What a row says of the fields of a verb that are facts of its family."""
    if not family:
        return {}
    found = {field: row.get(column) for field, column in facts_of(verb, family).items()}
    return {
        field: ("yes" if value else "no") if isinstance(value, bool) else str(value)
        for field, value in found.items()
        if value not in (None, "", False)
    }


def led_title(view: View[Any], speech: Speech, without: Sequence[str] = ()) -> str:
    """What a list is called that is asked about something, or to which a row of another one led; `without`
    what stands above it already."""
    asked = view.model_dump(include={*view.asks}) | view.model_dump(exclude_defaults=True)
    told = {name: value for name, value in asked.items() if value not in without}
    words = [_told_in_title(type(view), name, value, speech) for name, value in told.items()]
    return "  ".join(filter(None, [_(type(view).label), *words]))


def _told_in_title(view: type[View[Any]], name: str, value: Any, speech: Speech) -> str:
    """What it is narrowed by in a word; what it is called as well, where that is a bare number, or all of it
    for a yes."""
    kind = _kind_asked(view, name)
    text, called = said(kind, value, speech), _(field_label(view.model_fields[name]))
    if isinstance(kind, YesNo):
        return called if value else ""
    return f"{called} {text}" if called and text.isdecimal() else text


def _kind_asked(view: type[View[Any]], name: str) -> Kind:
    """What a field is by which a list is narrowed: as it says, else as the column of that name does; of a
    person the name, too, for in a title no column with it stands beside."""
    declared = field_kind(view.model_fields[name])
    shape = view.shape()
    kind = shape[name].kind if declared == TEXT and name in shape else declared
    return replace(kind, named=False) if isinstance(kind, StaffNo) else kind
