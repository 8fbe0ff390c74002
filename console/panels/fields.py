"""A verb's declared fields as the fields of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console import labels
from console.bilingual import finders
from console.declared import FieldDeclared, fields_of
from console.i18n import N_, _, translate
from console.panels.reasons import listed_reasons
from console.shapes import BY_ITSELF
from console.typed import instant_in, instant_text, window_of
from console.words import WORDS, word
from db.policy.model import Policy
from db.verbs.fields import STAFF
from db.verbs.verb import Verb
from widgets.choices_line import values_of
from widgets.field import Choice, Field, FieldKind

LONG = frozenset({"fault"})
MARKS: Mapping[int, str] = {
    1: N_("very poor"),
    2: N_("poor"),
    3: N_("fair"),
    4: N_("satisfied"),
    5: N_("very satisfied"),
}
GROUPS: Mapping[str, Mapping[str, str]] = {
    "what": {"": "step", "track": "item"},
    "window_wanted_by": {"": "wanted_by"},
    "kind": {"register": "job", "correct": "job", "set_duty": "person_state"},
}


def form_fields(
    verb: type[Verb],
    policy: Policy,
    *,
    values: Mapping[str, str] | None = None,
    hidden: Iterable[str] = ("ticket",),
    only: Iterable[str] | None = None,
    required: Iterable[str] = (),
    people: Mapping[str, str] | None = None,
) -> list[Field]:
    """The fields that a person fills in; compulsory ones first, else in the order of the declaration.

    `people` are names by staff number: where one of them is asked for, typing finds them.
    """
    left_out, wanted, demanded = set(hidden), None if only is None else set(only), set(required)
    by_itself = BY_ITSELF.get(verb.name, frozenset())
    fields = [
        _field(
            verb,
            each,
            policy,
            (values or {}).get(each.name, ""),
            (each.required and each.name not in by_itself) or each.name in demanded,
        )
        for each in fields_of(verb, policy)
        if each.name not in left_out and (wanted is None or each.name in wanted)
    ]
    asking = _asking_for_people(verb)
    fields = [_of_people(field, people or {}, asking.get(field.name)) for field in fields]
    return sorted(fields, key=lambda field: not field.required)


def _asking_for_people(verb: type[Verb]) -> Mapping[str, FieldKind]:
    """How people are chosen, by the fields that name one or several of them."""
    kinds: Mapping[str, FieldKind] = {"text": "choice", "list": "choices"}
    return {each.name: kinds[each.type] for each in fields_of(verb) if each.names == STAFF}


def _of_people(field: Field, people: Mapping[str, str], kind: FieldKind | None) -> Field:
    """A field in which name, pinyin, initials or number find people; unchanged where nobody is known yet, or
    where somebody stands in it who is not among them."""
    named = values_of(field.value) if kind == "choices" else [field.value]
    if kind is None or not people or any(each and each not in people for each in named):
        return field
    choices = tuple(
        Choice(no, name, finders=(no, *finders(name)), note=no, hidden=True) for no, name in people.items()
    )
    hint = _("name, pinyin or initials")
    if kind == "choices":
        hint = _("name, pinyin or initials; several with commas")
    return replace(field, kind=kind, choices=choices, help=hint)


def _field(verb: type[Verb], each: FieldDeclared, policy: Policy, value: str, required: bool) -> Field:
    choices = tuple(_choices(verb, each, policy))
    free = bool(each.listed and choices) and each.type == "text"
    return Field(
        name=each.name,
        label=labels.field(each.name),
        kind="choice" if free else _kind(each),
        required=required,
        choices=choices,
        own=_("own words") if free else "",
        help=_help(each),
        value=value,
        lines=2,
    )


def _kind(each: FieldDeclared) -> FieldKind:
    if each.type in ("choice", "yes_no") or _digits(each):
        return "choice"
    if each.name in LONG:
        return "multiline"
    kinds: dict[str, FieldKind] = {"integer": "int", "instant": "instant"}
    return kinds.get(each.type, "text")


def _digits(each: FieldDeclared) -> range:
    """The whole numbers of a field that one digit can choose; none when there are more."""
    low, high = each.limits
    return range(low, high + 1) if low is not None and high is not None and high < 10 else range(0)


def _choices(verb: type[Verb], each: FieldDeclared, policy: Policy) -> Iterable[Choice]:
    """What there is to choose, found by words, pinyin and initials."""
    for choice in _values(verb, each, policy):
        yield choice._replace(finders=(choice.value, *choice.finders, *finders(choice.label)))


def _values(verb: type[Verb], each: FieldDeclared, policy: Policy) -> Iterable[Choice]:
    if each.name == "level":
        for level in range(1, 5):
            yield Choice(str(level), labels.level(level))
    elif digits := _digits(each):
        for number in digits:
            yield Choice(str(number), _(MARKS[number]) if verb.name == "survey" else str(number))
    elif each.listed:
        yield from listed_reasons(policy, each.listed)
    elif each.type == "yes_no":
        yield Choice("yes", _("yes"), "y")
        yield Choice("no", _("no"), "n")
    else:
        group = _group(verb, each)
        for code in each.choices:
            yield Choice(code, word(group, code) if group else code, code[:1])


def _group(verb: type[Verb], each: FieldDeclared) -> str:
    own = GROUPS.get(each.name, {})
    return own.get(verb.name, own.get("", each.name if each.name in WORDS else ""))


def _help(each: FieldDeclared) -> str:
    if each.type == "instant":
        if each.name == "window_from":
            return _("15:00, 1500-1700, tomorrow 9:00 or 07-16 9:00-11:00")
        return _("14:00, 07-16 14:00 or +90 (minutes)")
    if each.type == "date":
        return "2026-07-15"
    if each.type == "list":
        return _("several: with commas")
    return ""


BEGINNING = frozenset({"window_from", "window_to", "wanted_from", "wanted_to"})
"""Times that lie ahead when they are agreed; a past one is mostly a slip of the hand (DSP-03)."""
WINDOWS = (("window_from", "window_to"), ("wanted_from", "wanted_to"))


def time_errors(verb: type[Verb], typed: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with times, by field, in the words of the hint beside it; `fields` are to be sent."""
    return {
        each.name: translate("“{typed}” is no time: {hint}", typed=typed[each.name].strip(), hint=_help(each))
        for each in fields_of(verb)
        if each.type == "instant" and each.name in typed
        if each.name in fields and instant_in(fields[each.name]) is None
    }


def past_times(fields: Mapping[str, str], zone: ZoneInfo, now: datetime) -> dict[str, str]:
    """What is asked about times that are past already, by field; `fields` are to be sent."""
    found = {name: instant_in(value) for name, value in fields.items() if name in BEGINNING}
    return {
        name: translate(
            "{time} is past. F10 again if it is meant so.", time=f"{instant.astimezone(zone):%m-%d %H:%M}"
        )
        for name, instant in found.items()
        if instant is not None and instant < now
    }


def visit_of(policy: Policy) -> timedelta:
    """How long a visit lasts of which nobody said it."""
    return timedelta(minutes=policy.setting("provisional_visit_minutes"))


def sent_fields(
    verb: type[Verb],
    values: Mapping[str, str],
    zone: ZoneInfo,
    now: datetime,
    visit: timedelta = timedelta(hours=2),
) -> dict[str, str]:
    """What was typed as the verb takes it: empty fields left out, instants with their offset.

    A window may be typed in one field, and its end without the day; an appointment that is moved to a time
    without an end lasts as long as a provisional visit.
    """
    types = {each.name: each.type for each in fields_of(verb)}
    typed = {name: value for name, value in values.items() if value.strip()}
    fields = {}
    for name, value in typed.items():
        fields[name] = instant_text(value, zone, now) if types.get(name) == "instant" else value
    for begins, ends in WINDOWS:
        window = window_of(typed[begins], zone, now) if begins in typed and ends in types else None
        if window is None:
            continue
        if window.end and ends not in typed:
            fields[begins], fields[ends] = window
        elif ends in typed:
            fields[ends] = instant_text(typed[ends], zone, datetime.fromisoformat(window.begin))
        elif verb.name == "move_window":
            fields[ends] = (datetime.fromisoformat(window.begin) + visit).isoformat()
    if verb.name == "set_duty":
        fields.setdefault("begins_at", now.replace(microsecond=0).isoformat())
        day = datetime.fromisoformat(fields["begins_at"]).astimezone(zone)
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        fields.setdefault("ends_at", midnight.isoformat())
    return fields
