"""How a value of each kind stands in words: the one table from what a value is to how it is said.

Values come from the store or as plain JSON: an instant may be a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from console.words.codes import group, word, yes_or_no
from console.words.i18n import N_, _, translate
from console.words.labels import field, level_long
from console.words.times import minutes_text
from db import kinds
from db.verbs.context import WATCH
from db.verbs.verb import declaration, kinds_of, labels_of, told_fields, verbs
from db.views.listing import PartOf

if TYPE_CHECKING:
    from db.views.view import Column

_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Beside = Mapping[str, Any]
"""The row in which a value stands."""


class Voice(Protocol):
    """Who says it: the zone, and the names that the store gives (`words.speech`)."""

    zone: ZoneInfo | None

    def instant(self, value: datetime) -> str: ...

    def day(self, value: date) -> str: ...

    def person(self, no: str) -> str: ...

    def place(self, text: str) -> str: ...

    def reason(self, lists: Iterable[str], code: str) -> str: ...

    def listed(self, name: str, code: str) -> str: ...

    def policy_version(self, version: str) -> str: ...


Says = Callable[[Any, Any, Voice, Beside], str]


def said(kind: kinds.Kind, value: Any, speech: Voice, beside: Beside | None = None) -> str:
    """A value in words; nothing for what is not there."""
    if value is None and isinstance(kind, kinds.Number) and kind.absent:
        return _(kind.absent)
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, list | tuple) and not isinstance(kind, WHOLE):
        return _(", ").join(said(kind, each, speech, beside) for each in value)
    for base in type(kind).__mro__:
        if base in SAYS:
            return SAYS[base](kind, value, speech, beside or {})
    return str(value)


def title(column: Column) -> str:
    """The heading of a column; `arrive_due_at` is the due time of the arrival."""
    own = _(column.label) or column.name
    return f"{word('milestone', column.of)} {own}" if column.of else own


def _person(kind: kinds.StaffNo, no: Any, speech: Voice, _beside: Beside) -> str:
    if kind.or_code and no in group(kind.or_code):
        return word(kind.or_code, no)
    if kind.named:
        return "" if no == WATCH else str(no)  # whose name stands beside it
    return speech.person(str(no))


def _text(kind: kinds.Text, text: Any, speech: Voice, beside: Beside) -> str:
    """A plain fact; a name stands there also where it is that of no person."""
    of = beside.get(kind.of) if kind.of and not text else None
    return speech.person(WATCH) if of == WATCH else str(text)


def yuan(fen: int) -> str:
    """Money as people read it, with two decimals; `fen` is a whole number of them."""
    return f"{'-' * (fen < 0)}{abs(fen) // 100}.{abs(fen) % 100:02}"


def _money(_kind: kinds.Kind, fen: Any, _speech: Voice, _beside: Beside) -> str:
    """Fen as they are kept, or as somebody typed them into a field."""
    text = str(fen)
    return yuan(int(text)) if _is_whole(text) else text


def _code(kind: kinds.Code, code: Any, _speech: Voice, _beside: Beside) -> str:
    return next((word(each, code) for each in kind.groups if code in group(each)), str(code))


def _code_why(kind: kinds.CodeWhy, code: Any, speech: Voice, beside: Beside) -> str:
    """A code with its reason behind it: paused tickets: Waiting for a part."""
    name, why = _code(kind, code, speech, beside), beside.get(kind.of)
    if not why:
        return name
    return translate("{name}: {value}", name=name, value=speech.reason((kind.reasons,), str(why)))


def _unlisted(code: Any) -> str:
    """What stands where nothing of the policy's list does; empty for anything else."""
    return word("unlisted", code) if code in group("unlisted") else ""


def _instant(_kind: kinds.Kind, value: Any, speech: Voice, _beside: Beside) -> str:
    """An instant in the branch's time, to the minute; any other text as it stands."""
    if isinstance(value, datetime):
        return speech.instant(value)
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    if instant.tzinfo is None:
        return str(value)
    return speech.instant(instant) if speech.zone else f"{instant:%Y-%m-%d %H:%M}"


def _day(_kind: kinds.Kind, value: Any, speech: Voice, _beside: Beside) -> str:
    return speech.day(value) if isinstance(value, date) else str(value)


def _policy_place(_kind: kinds.Kind, path: Any, speech: Voice, _beside: Beside) -> str:
    """A setting by its word, a row of a list by what it is called there, other places as the policy's file
    names them."""
    setting = str(path).removeprefix("settings.setting.")
    if setting in group("setting"):
        return word("setting", setting)
    section, name, code = (*str(path).split("."), "", "")[:3]
    label = LISTED.get((section, name))
    if label is None:
        return str(path)
    return translate("{name}: {value}", name=_(label), value=speech.listed(name, code))


LISTED = {
    ("profiles", "profile"): N_("Profile"),
    ("calendars", "calendar"): N_("Calendar"),
    ("calendars", "holidays"): N_("List of days off"),
    ("products", "category"): N_("Product category"),
    ("organisation", "branch"): N_("Branch"),
    ("tasks", "task"): N_("Task"),
}
"""Lists of the policy that people change row by row, and what a row of each is called."""


def _given(kind: kinds.Given, values: Any, speech: Voice, beside: Beside) -> str:
    said_there = [beside.get(name) for name in kind.beside]
    others = {name: value for name, value in values.items() if not value or value not in said_there}
    return _(", ").join(_pairs(kind, others, speech, str(beside.get(kind.verb, ""))))


def _pairs(kind: kinds.Given, values: Beside, speech: Voice, name: str) -> Iterator[str]:
    """A verb's fields as they were given, each with what it is called."""
    from db.views.view import shape_of

    verb = declaration(name)
    known, labels = (kinds_of(verb), labels_of(verb)) if verb is not None else ({}, {})
    told = told_fields(verb) if verb is not None else {}
    notes = shape_of(kind.notes) if kind.notes is not None else {}
    for each, value in values.items():
        if each == kind.without:
            continue
        column = notes.get(each)
        kind_of = known.get(each) or (column.kind if column is not None else kinds.TEXT)
        is_level = isinstance(kind_of, kinds.Level) and str(value).isdecimal()
        text = key_said(kind_of, value, speech) if is_level else said(kind_of, value, speech)
        if isinstance(kind_of, kinds.Fen) and each in told:
            # The field of a form is in fen, what people read is not.
            yield translate(told[each][1], value=text)
            continue
        called = _(labels.get(each, "")) or (title(column) if column is not None else field(each))
        if text:
            yield translate("{name}: {value}", name=called, value=text)


def _what_was_said(kind: kinds.Said, text: Any, speech: Voice, beside: Beside) -> str:
    """What somebody said with a verb, a reason by its name in whichever list of the verb's it stands; where
    nobody knows the verb, of any verb's."""
    verb = declaration(str(beside.get(kind.verb, "")))
    reasons = [
        each
        for some in ([verb] if verb is not None else verbs().values())
        for each in kinds_of(some).values()
        if isinstance(each, kinds.Reason)
    ]
    return next((name for each in reasons if (name := said(each, text, speech)) != text), str(text))


def _objects(kind: kinds.Rows, value: Any, speech: Voice, _beside: Beside) -> str:
    from db.views.view import shape_of

    if not isinstance(value, Mapping):
        return str(value)
    shape = shape_of(kind.row)
    texts = ((shape[name], said(shape[name].kind, each, speech, value)) for name, each in value.items())
    return _(", ").join(
        translate("{name}: {value}", name=title(column), value=text) for column, text in texts if text
    )


def _thing_name(kind: kinds.ThingName, name: Any, speech: Voice, beside: Beside) -> str:
    """A name, or a code of the list by which things of that family are named; a verb by its word."""
    from db.subjects.subject import SUBJECTS

    subject = SUBJECTS.get(str(beside.get(kind.family, "")))
    finds = subject.finds if subject is not None else None
    name_list = finds.coded.get(finds.name) if finds is not None else None
    if name_list is None:
        return str(name)
    found = speech.listed(name_list, str(name))
    return word("verb", found) if found == name else found


def _keyed(kind: kinds.Keyed, value: Any, speech: Voice, _beside: Beside) -> str:
    return _(", ").join(
        translate("{name}: {value}", name=key_said(kind.key, key, speech), value=each)
        for key, each in value.items()
    )


def key_said(kind: kinds.Kind, key: Any, speech: Voice) -> str:
    """A bare number says nothing: a level stands there in words."""
    return level_long(int(key)) if isinstance(kind, kinds.Level) else said(kind, key, speech)


def made_by_the_store(text: str) -> bool:
    """Whether it is an id that the store made for itself, which tells people nothing."""
    return _ID.fullmatch(text) is not None


def _subject(_kind: kinds.Kind, key: Any, speech: Voice, _beside: Beside) -> str:
    """A thing by its number, a person by name; ids that the store made tell nobody anything."""
    family, _mark, name = str(key).partition(":")
    if family == kinds.STAFF:
        return speech.person(name)
    return "" if made_by_the_store(name) else name


def _due_thing(_kind: kinds.Kind, thing: Any, speech: Voice, _beside: Beside) -> str:
    """What fell due by its word, its number and, of a loan or a calibration, when."""
    family, _mark, rest = str(thing).partition(":")
    number, _mark, when = rest.partition("/")
    try:
        moment = datetime.fromisoformat(when) if not when.isdecimal() else None
    except ValueError:
        moment = None
    told = [word("due_thing", family), "" if made_by_the_store(number) else number]
    if moment is not None:
        told.append(speech.instant(moment.replace(tzinfo=UTC)) if "T" in when else speech.day(moment.date()))
    return " ".join(filter(None, told))


def _papers(_kind: kinds.Kind, text: Any, speech: Voice, _beside: Beside) -> str:
    """Each paper by its name."""
    named = (part.strip() for part in re.split("[,，、]", str(text)))
    return _(", ").join(
        _("all of them") if each.lower() == "all" else speech.listed("paper", each) for each in named
    )


def _conditions(_kind: kinds.Kind, text: Any, speech: Voice, _beside: Beside) -> str:
    """What a row of a profile asks for, in words; as it stands where it cannot be read."""
    from db.rules.conditions import ConditionsError, read_conditions

    try:
        groups = read_conditions(str(text))
    except ConditionsError:
        return str(text)
    either = _(" or ")
    return _("; ").join(
        either.join(_condition(fact, value, speech) for fact, value in each.items()) for each in groups
    )


def _condition(fact: str, value: Any, speech: Voice) -> str:
    if isinstance(value, bool):
        return word("condition" if value else "no_condition", fact)
    if isinstance(value, int):
        return translate(group("condition")[fact], km=value)
    return said(kinds.Conditions.values[fact], value if isinstance(value, list) else [value], speech)


def _against(_kind: kinds.Kind, gates: Any, _speech: Voice, _beside: Beside) -> str:
    against = ((gate, gate["cause"] or gate["name"]) for gate in gates if gate["result"] != "pass")
    return _(", ").join(
        translate("stops: {cause}", cause=cause) if gate["result"] == "block" else str(cause)
        for gate, cause in against
    )


def _team(_kind: kinds.Kind, code: Any, speech: Voice, _beside: Beside) -> str:
    """A team by its zone and department; by its branch as well where it has no zone."""
    branch, _mark, rest = str(code).partition("/")
    department, _mark, zone = rest.partition("/")
    where = speech.listed("zone", zone) if zone else speech.listed("branch", branch)
    return f"{where} {speech.listed('department', department)}"


def _bucket(kind: kinds.Bucket, code: Any, speech: Voice, beside: Beside) -> str:
    """What figures are cut by, said as its kind is."""
    from db.figures.cuts import CUTS

    by = CUTS.get(str(beside.get(kind.by) or ""))
    return word("bucket", code) if code in group("bucket") or by is None else said(by.kind, code, speech)


def _tool_away(text: str, speech: Voice) -> str:
    """T0001 multimeter (王强 T001)."""
    number, kind, place = text.split(" ", 2)
    named = speech.listed("tool", kind)
    return translate("{number} {kind} ({place})", number=number, kind=named, place=speech.place(place))


def _tool_count(text: str, speech: Voice) -> str:
    """multimeter:5:39900; as it stands where it is something else."""
    called, *numbers = (part.strip() for part in text.replace("\uff1a", ":").split(":"))
    if not 1 <= len(numbers) <= 2 or not all(each.isdecimal() for each in numbers):
        return text
    name = speech.listed("tool", called)
    if len(numbers) == 1:
        return translate("{name} × {count}", name=name, count=numbers[0])
    return translate("{name} × {count} at {price}", name=name, count=numbers[0], price=yuan(int(numbers[1])))


def _typed_yes_no(_kind: kinds.YesNo, value: Any, _speech: Voice, _beside: Beside) -> str:
    """An event keeps what was typed: `yes` at the desk, `true` or `1` in a script."""
    text = str(value).strip().lower()
    known = text in YES or text in NO
    return yes_or_no(text in YES) if known else str(value)


YES, NO = {"yes", "y", "true", "t", "on", "1"}, {"no", "n", "false", "f", "off", "0"}


def _measured(_kind: kinds.Measured, value: Any, _speech: Voice, beside: Beside) -> str:
    text = str(value)
    return minutes_text(int(text)) if beside.get("unit") == "minutes" and _is_whole(text) else text


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


WHOLE = (kinds.Against,)
"""Kinds of which a list is said as one."""
SAYS: Mapping[type[kinds.Kind], Says] = {
    kinds.Text: _text,
    kinds.PolicyPlace: _policy_place,
    kinds.StaffNo: _person,
    kinds.Conditions: _conditions,
    kinds.Papers: _papers,
    kinds.Code: _code,
    kinds.CodeWhy: _code_why,
    kinds.Listed: lambda kind, code, speech, _beside: _unlisted(code) or speech.listed(kind.list, str(code)),
    kinds.Reason: lambda kind, code, speech, _beside: _unlisted(code) or speech.reason(kind.lists, str(code)),
    kinds.Instant: _instant,
    kinds.Day: _day,
    kinds.Place: lambda _kind, place, speech, _beside: speech.place(str(place)),
    kinds.ToolAway: lambda _kind, away, speech, _beside: _tool_away(str(away), speech),
    kinds.ToolCounts: lambda _kind, text, speech, _beside: _(", ").join(
        _tool_count(each.strip(), speech) for each in re.split("[,，、]", str(text))
    ),
    kinds.Number: lambda kind, value, _speech, _beside: (
        f"{float(value):.{kind.places}f}" if kind.places else str(value)
    ),
    kinds.YesNo: _typed_yes_no,
    kinds.Measured: _measured,
    kinds.PolicyVersion: lambda _kind, version, speech, _beside: speech.policy_version(str(version)),
    kinds.Fen: _money,
    kinds.Span: lambda _kind, minutes, _speech, _beside: minutes_text(int(minutes)),
    kinds.FieldNames: lambda _kind, name, _speech, _beside: field(str(name)),
    kinds.Given: _given,
    kinds.Said: _what_was_said,
    kinds.Rows: _objects,
    kinds.Keyed: _keyed,
    kinds.ThingName: _thing_name,
    kinds.SubjectKey: _subject,
    kinds.DueThing: _due_thing,
    kinds.Team: _team,
    kinds.Bucket: _bucket,
    kinds.Against: _against,
    PartOf: lambda _kind, _value, _speech, _beside: "",
    kinds.ForForms: lambda _kind, _value, _speech, _beside: "",
}
