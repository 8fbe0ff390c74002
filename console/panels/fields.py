"""A verb's declared fields as the fields of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.declared import FieldDeclared, fields_of
from console.panels.reasons import listed_reasons
from console.words import labels
from console.words.bilingual import finders
from console.words.codes import word
from console.words.i18n import N_, _, installed_language, translate
from console.words.typed import instant_in, instant_text, window_of
from db import kinds
from db.policy.model import Policy
from db.verbs.papers import ALL
from db.verbs.verb import Verb, acts_on_tickets, kinds_of, ticket_field
from widgets.choices_line import values_of
from widgets.field import Choice, Field, FieldKind

MARKS: Mapping[int, str] = {
    1: N_("very poor"),
    2: N_("poor"),
    3: N_("fair"),
    4: N_("satisfied"),
    5: N_("very satisfied"),
}


def form_fields(
    verb: type[Verb],
    policy: Policy,
    *,
    values: Mapping[str, str] | None = None,
    hidden: Iterable[str] | None = None,
    only: Sequence[str] | None = None,
    required: Iterable[str] = (),
    people: Mapping[str, str] | None = None,
    writing: str = "",
) -> list[Field]:
    """The fields that a person fills in: `only` these, in their order; without it all: those of the verb's
    own `form`, then compulsory ones, then the others in the order of the declaration.

    `writing` is the field that begins with own words.

    `people` are names by staff number: where one is asked for, typing finds them. Where another thing is
    asked for, the form asks its owner what a typed text names (`panels.naming`).
    """
    acted_on = [ticket_field(verb)] if acts_on_tickets(verb) else []
    left_out, demanded = set(acted_on if hidden is None else hidden), set(required)
    fields = [
        _field(
            each,
            policy,
            (values or {}).get(each.name, ""),
            each.is_needed or each.name in demanded,
        )
        for each in fields_of(verb, policy)
        if each.name not in left_out
        and (only is None or each.name in only)
        # What only a program says is no person's to fill in.
        and not isinstance(each.kind, kinds.ForForms)
    ]
    declared = {each.name: each for each in fields_of(verb)}
    fields = [_naming(field, declared[field.name], people or {}) for field in fields]
    fields = [replace(field, writing=bool(field.own) and field.name == writing) for field in fields]
    order = verb.form if only is None else only
    place = {name: at for at, name in enumerate(order)}
    return sorted(fields, key=lambda field: (place.get(field.name, len(order)), not field.required))


def _naming(field: Field, declared: FieldDeclared, people: Mapping[str, str]) -> Field:
    """A field in which number, name, pinyin or initials find a person or a thing; unchanged where somebody
    stands in it who is not among the people known here."""
    several = declared.type == "list"
    if declared.names not in ("", kinds.STAFF):
        return replace(
            field, kind="choice", asks=True, help=_("number, name, pinyin or initials"), own=_("as typed")
        )
    named = values_of(field.value) if several else [field.value]
    if not declared.names or not people or any(each and each not in people for each in named):
        return field
    listed = tuple(
        Choice(no, name, finders=(no, *finders(name)), note=no, hidden=True) for no, name in people.items()
    )
    hint = _("name, pinyin or initials; several with commas") if several else _("name, pinyin or initials")
    return replace(field, kind="choices" if several else "choice", choices=listed, help=hint, own="")


def _field(each: FieldDeclared, policy: Policy, value: str, required: bool) -> Field:
    choices = tuple(_choices(each, policy))
    free = bool(choices) and each.type == "text"
    return Field(
        name=each.name,
        label=_(each.label),
        kind="choice" if free else _kind(each),
        required=required,
        choices=choices,
        own=_("own words") if free else "",
        help=_("blank: own words") if free else _help(each),
        value=value,
        lines=2,
    )


def _kind(each: FieldDeclared) -> FieldKind:
    if each.type in ("choice", "yes_no") or _digits(each):
        return "choice"
    if isinstance(each.kind, kinds.Text) and each.kind.long:
        return "multiline"
    typed: dict[str, FieldKind] = {"integer": "int", "instant": "instant"}
    return typed.get(each.type, "text")


def _digits(each: FieldDeclared) -> range:
    """The whole numbers of a field that one digit can choose; none when there are more."""
    low, high = each.limits
    return range(low, high + 1) if low is not None and high is not None and high < 10 else range(0)


def _choices(each: FieldDeclared, policy: Policy) -> Iterable[Choice]:
    """What there is to choose, found by words, pinyin and initials."""
    for choice in _values(each, policy):
        yield choice._replace(finders=(choice.value, *choice.finders, *finders(choice.label)))


def _values(each: FieldDeclared, policy: Policy) -> Iterable[Choice]:
    if isinstance(each.kind, kinds.Level):
        for level in range(1, 5):
            yield Choice(str(level), labels.level(level))
    elif digits := _digits(each):
        for number in digits:
            yield Choice(str(number), _(MARKS[number]) if isinstance(each.kind, kinds.Mark) else str(number))
    elif each.listed:
        yield from listed_reasons(policy, each.listed)
    elif isinstance(each.kind, kinds.Papers):
        language = installed_language()
        yield Choice(ALL[0], _("all of them"), finders=ALL)
        yield from (Choice(code, form.name(language)) for code, form in policy.records.form.items())
    elif each.type == "yes_no":
        yield Choice("yes", _("yes"), "y")
        yield Choice("no", _("no"), "n")
    else:
        for code in each.choices:
            named = word(each.kind.group, code) if isinstance(each.kind, kinds.Code) else code
            yield Choice(code, named, code[:1])


def _help(each: FieldDeclared) -> str:
    if each.type == "instant":
        if isinstance(each.kind, kinds.Instant) and each.kind.until and each.kind.ahead:
            return _("15:00, 1500-1700, tomorrow 9:00 or 07-16 9:00-11:00")
        return _("14:00, 07-16 14:00 or +90 (minutes)")
    if each.type == "date":
        return "2026-07-15"
    if each.type == "list":
        return _("several: with commas")
    return ""


def time_errors(verb: type[Verb], typed: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with times, by field, in the words of the hint beside it; `fields` are to be sent."""
    return {
        each.name: translate("“{typed}” is no time: {hint}", typed=typed[each.name].strip(), hint=_help(each))
        for each in fields_of(verb)
        if each.type == "instant" and each.name in typed
        if each.name in fields and instant_in(fields[each.name]) is None
    }


def past_times(verb: type[Verb], fields: Mapping[str, str], zone: ZoneInfo, now: datetime) -> dict[str, str]:
    """What is asked about times that should lie ahead and are past, by field; `fields` are to be sent."""
    ahead = {name for name, kind in kinds_of(verb).items() if isinstance(kind, kinds.Instant) and kind.ahead}
    found = {name: instant_in(value) for name, value in fields.items() if name in ahead}
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
    instants = {name: kind for name, kind in kinds_of(verb).items() if isinstance(kind, kinds.Instant)}
    typed = {name: value for name, value in values.items() if value.strip()}
    fields = {
        name: instant_text(value, zone, now) if name in instants else value for name, value in typed.items()
    }
    for begins, kind in instants.items():
        ends = kind.until
        window = window_of(typed[begins], zone, now) if ends and begins in typed else None
        if window is None:
            continue
        if window.end and ends not in typed:
            fields[begins], fields[ends] = window
        elif ends in typed:
            fields[ends] = instant_text(typed[ends], zone, datetime.fromisoformat(window.begin))
    for begins, kind in instants.items():
        fields |= _filled(begins, kind, instants, fields, now, visit, zone)
    return fields


def _filled(
    begins: str,
    kind: kinds.Instant,
    instants: Mapping[str, kinds.Instant],
    fields: Mapping[str, str],
    now: datetime,
    visit: timedelta,
    zone: ZoneInfo,
) -> dict[str, str]:
    """The compulsory times that nobody typed and that fill themselves."""
    if kind.fills == "now" and begins not in fields:
        fields = {**fields, begins: now.replace(microsecond=0).isoformat()}
    begin = instant_in(fields.get(begins, ""))
    if not kind.until or kind.until in fields or begin is None:
        return dict(fields)
    match instants[kind.until].fills:
        case "visit":
            return {**fields, kind.until: (begin + visit).isoformat()}
        case "midnight":
            day = begin.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
            return {**fields, kind.until: (day + timedelta(days=1)).isoformat()}
    return dict(fields)
