"""What becomes of a ticket's row: the verbs that bring it in, or those that bring a known ticket up to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from db.errors import BadField
from db.imports import history
from db.imports.differing import descriptions, further
from db.imports.history import Course, Moment
from db.imports.instants import is_day
from db.imports.placing import first_of, last_of, placed_report
from db.imports.surroundings import Fields, Plan, Planned, Surroundings, coded, person
from db.imports.values import text_of
from db.imports.verbs import ImportedCall, ImportStep, ImportTicket
from db.rules import moves
from db.tables.organisation import Branch
from db.tables.ticket import Ticket
from db.verbs.parsing import parse
from db.verbs.triage import Correct

LONGEST_NOTE = 2000
OWN_NUMBER = re.compile(r"[A-Z]{1,8}\d{4}-\d{1,9}")
"""A number of this program."""


def brought(fields: Fields, around: Surroundings) -> Plan:
    """The verbs of a row that is new here."""
    kept = around.kept
    told = _prepared(fields, kept, around)
    file = around.callers.file_of(fields.get("phone"), fields.get("customer"))
    fields |= {"source": around.source, "import_id": around.import_id}
    if not told:
        if is_day(day := fields.get("reported_at", around.now)):
            at = placed_report(day, [], around.now, around.zone)
            fields |= {"reported_at": at, "by_day": True}
        yield Planned(parse(ImportedCall, fields).of(file))
        return
    course = _course(told, fields, around)
    if any(each.what in ("dispatched", "arrived") for each in course.moments):
        fields.setdefault("way", "on_site")
    extra = {
        "imported_at": around.now, "reported_at": course.reported, "by_day": course.reported_by_day,
        "entered_at": course.entered,
    }  # fmt: skip
    if told.get("opened_by"):
        extra["opened_by"] = told["opened_by"]
        if (opened := person(told["opened_by"], around.read)) is not None:
            extra["registered_by"] = opened
    answer = yield Planned(parse(ImportTicket, fields | extra).of(file), course.begin)
    number = str(answer["number"])
    for moment in course.moments:
        yield _step(number, moment, moment.at)
    kept.update({name: text_of(told[name]) for name in course.kept})
    if kept:
        at = course.moments[-1].at if course.moments else course.begin
        yield Planned(parse(ImportStep, {"ticket": number, "what": "noted", "text": _note(kept, around)}), at)


def updated(fields: Fields, ticket: Ticket, around: Surroundings) -> Plan:
    """The verbs that bring a ticket that is here up to what the row says; backwards it never goes."""
    told = _prepared(fields, {}, around)
    last = ticket.last_at
    if told:
        course = _course(
            told | {"reported_at": fields.get("reported_at", ticket.reported_at)}, fields, around
        )
        level = fields.get("level")
        if level is not None and str(level) != str(ticket.level) and ticket.state in moves.ACTIVE:
            yield _late(ticket.number, Moment("triaged", last, {"level": level}, dated=False), last)
        for moment in further(course, ticket, around.read):
            last = max(last, moment.at)
            yield _late(ticket.number, moment, last)
    changed = descriptions(fields, ticket)
    if changed and ticket.state != moves.CANCELLED:
        given: dict[str, Any] = {name: fields[name] for name in changed} | {"ticket": ticket.number}
        if "reason" in Correct.model_fields:
            given["reason"] = " ".join(filter(None, (around.source, around.import_id)))
        yield Planned(parse(Correct, given), max(last, around.now))


def _prepared(fields: Fields, kept: dict[str, str], around: Surroundings) -> Fields:
    """Takes what is told of the course out of the fields; days of a wish become instants."""
    told = {name: fields.pop(name) for name in history.FIELDS & fields.keys()}
    former = fields.get("former_number")
    if former is not None:
        fields["former_number"] = str(former).upper()
        if not OWN_NUMBER.fullmatch(fields["former_number"]):
            kept["former_number"] = str(fields.pop("former_number"))
    try:
        coded(fields, "branch", Branch, around)
    except BadField:
        if not told:
            raise
        kept["branch"] = str(fields.pop("branch"))
    for name, edge in (("wanted_from", first_of), ("wanted_to", last_of)):
        day = fields.get(name)
        if isinstance(day, date) and not isinstance(day, datetime):
            fields[name] = edge(day, around.zone)
    if told and not _in_order(fields):
        kept.update({name: text_of(fields.pop(name)) for name in ("wanted_from", "wanted_to")})
    return told


def _in_order(fields: Mapping[str, Any]) -> bool:
    begin, end = fields.get("wanted_from"), fields.get("wanted_to")
    return not (begin and end) or begin < end


def _course(told: Fields, fields: Fields, around: Surroundings) -> Course:
    said: Fields = {name: fields[name] for name in ("level", "reported_at") if name in fields}
    said["levelled"] = around.policy.kind(str(fields.get("kind", "repair"))).level
    return history.course_of(
        said | told,
        around.now,
        around.zone,
        person(told.get("technician"), around.read),
        around.policy.reasons_for("pause"),
    )


def _step(number: str, moment: Moment, at: datetime, **more: Any) -> Planned:
    given: dict[str, Any] = {"ticket": number, "what": moment.what, **moment.fields, **more}
    if not moment.dated:
        given["dated"] = False
    if moment.by_day:
        given["by_day"] = True
    return Planned(parse(ImportStep, given), at)


def _late(number: str, moment: Moment, last: datetime) -> Planned:
    """A step behind what has happened meanwhile."""
    more = {"happened_at": moment.at} if moment.at < last else {}
    return _step(number, moment, last, **more)


def _note(kept: Mapping[str, str], around: Surroundings) -> str:
    """What no field takes, under the headers that it had."""
    lines = (f"{around.title(name)}: {text}" for name, text in kept.items())
    return "\n".join(lines)[:LONGEST_NOTE]
