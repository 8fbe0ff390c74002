"""What happened, as every timeline tells it: an event, or a row of a view in whatever table it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from console.words import labels
from console.words.codes import word
from console.words.i18n import _, translate
from console.words.saying import made_by_the_store, said
from console.words.speech import Speech
from console.words.times import clock_text, day_text, window_text
from db import kinds
from db.verbs.verb import Verb, declaration, kinds_of, labels_of, ticket_field, ticket_fields, told_fields
from db.views.events import EventRow


class Line(NamedTuple):
    """When, what, who, and what is told of it."""

    at: str
    what: str
    who: str
    text: str


def tale(row: Mapping[str, Any], speech: Speech, *, verb: str = "verb", args: str = "args") -> Line:
    """An event that stands in the columns of a row (`db.views.timeline.ToldRow`, or as plain JSON)."""
    at = row["at"]
    event = EventRow(
        row.get("seq", 0),
        at if isinstance(at, datetime) else datetime.fromisoformat(str(at)),
        row["actor"],
        row[verb],
        row[args],
        "",
        "",
        row.get("actor_name", ""),
        0,
        row.get("was"),
        row.get("moved"),
        row.get("of"),
    )
    return entry(event, speech.names, speech, speech.moment)


def deed_text(kind: kinds.Deed, row: Mapping[str, Any], speech: Speech) -> str:
    """What was done."""
    return tale(row, speech, args=kind.args).what


def tale_text(kind: kinds.Tale, row: Mapping[str, Any], speech: Speech) -> str:
    """What is told of it."""
    return tale(row, speech, verb=kind.verb).text


def entry(event: EventRow, names: Mapping[str, str], speech: Speech, now: datetime) -> Line:
    """One event as a line."""
    verb = declaration(event.verb)
    return Line(
        at=(day_text if _by_day(event) else clock_text)(event.at, speech.zone, now),
        what=_what(event, verb),
        who=event.actor_name or speech.person(event.actor),
        text=said(kinds.Given(without=ticket_field(verb)), event.args, speech, {"verb": event.verb})
        if verb is not None and verb.tells_names
        else "  ".join((*_joined(event), *_told(event, verb, names, speech, now), *moved_text(event.moved))),
    )


def _joined(event: EventRow) -> Iterable[str]:
    """The other number of a merge, from where the reader stands; or the number that a thing was told of."""
    if event.verb == "merge":
        if event.of:
            yield translate("merged from {number}", number=event.of)
        else:
            yield translate("merged into {number}", number=event.args[_other(event)])
    if event.of and event.verb != "merge":
        yield translate("of {number}", number=event.of)


def _other(event: EventRow) -> str:
    """The field with the ticket that it was joined to."""
    verb = declaration(event.verb)
    assert verb is not None
    return ticket_fields(verb)[-1]


def moved_text(moved: Mapping[str, Any] | None) -> Iterable[str]:
    """Which deadlines an event moved for no reason but its own (SLA-13)."""
    if moved:
        milestones = _(", ").join(word("milestone", each) for each in moved["milestones"])
        because = word("because", moved["because"])
        yield translate("{milestones} moved: {because}", milestones=milestones, because=because)


def _by_day(event: EventRow) -> bool:
    """Whether only the day of what happened is known; the event stands somewhere on it."""
    return event.verb == "import_step" and bool(event.args.get("by_day"))


def _what(event: EventRow, verb: type[Verb] | None) -> str:
    """What was done: the verb, or what its own field says it was."""
    deed = event.args.get(verb.deed) if verb is not None and verb.deed else None
    kind = kinds_of(verb)[verb.deed] if verb is not None and verb.deed else None
    if deed and isinstance(kind, kinds.Code):
        return word(kind.group, str(deed))
    return word("verb", event.verb)


def _told(
    event: EventRow, verb: type[Verb] | None, names: Mapping[str, str], speech: Speech, now: datetime
) -> Iterable[str]:
    """What the verb tells of its fields, each as what it is."""
    fields = told_fields(verb) if verb is not None else {}
    ends = {kind.until for kind, _text in fields.values() if isinstance(kind, kinds.Instant)}
    for name, (kind, told) in fields.items():
        value = event.args.get(name)
        if name in ends or _is_id(kind, value):  # told with what begins it; tells nobody anything
            continue
        if isinstance(kind, kinds.Instant) and kind.until:
            yield from _window(event, (name, kind.until), speech, now)
        elif value in (None, "", []) or (isinstance(kind, kinds.Text) and event.args.get(kind.unless)):
            continue
        elif isinstance(kind, kinds.YesNo) and not told:
            called = _(labels_of(verb)[name]) if verb is not None else name
            yield translate("{name}: {value}", name=called, value=said(kind, value, speech))
        elif isinstance(kind, kinds.Level):
            yield labels.level_long(int(str(value)))
        elif isinstance(kind, kinds.StaffNo):
            yield _moved_to((event.was or {}).get(name), str(value), names)
        else:
            text = said(kind, value, speech)
            yield translate(told, value=text) if told else text


def _is_id(kind: kinds.Kind, value: object) -> bool:
    """Whether a value is an id that the store made for itself."""
    return isinstance(kind, kinds.Reference) and made_by_the_store(str(value))


def _moved_to(before: object, after: str, names: Mapping[str, str]) -> str:
    """Who it is now, and whom they took the place of, where the event says so (DSP-09)."""
    now = names.get(after, after)
    if before is None or before == after:
        return now
    return translate("from {was} to {now}", was=names.get(str(before), str(before)), now=now)


def _window(event: EventRow, ends: tuple[str, str], speech: Speech, now: datetime) -> Iterable[str]:
    """The time that was agreed, and the one before it where it was moved (SLA-11)."""
    was = window_text(event.was or {}, ends, speech.zone, now)
    after = window_text(event.args, ends, speech.zone, now)
    if not after:
        return
    moved = was and was != after
    yield (
        translate("from {was} to {now}", was=was, now=after)
        if moved
        else translate("agreed {window}", window=after)
    )
