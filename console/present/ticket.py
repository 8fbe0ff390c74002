"""The ticket panel: facts, milestones, and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from console import labels
from console.i18n import N_, _, translate
from console.present.times import clock_text, minutes_text, window_text
from console.speech import Speech
from console.spoken import spoken
from console.words import WORDS, word
from db.views.events import EventRow
from widgets.lists import Tone
from widgets.timeline import Entry, Milestone, TicketFacts

SHOWN_ARGS = (
    "what",
    "level",
    "technician",
    "technician_name",
    "reason",
    "solved",
    "cause",
    "result",
    "satisfaction",
    "text",
    "fault",
    "into",
    "promise",
)

WHOLE = ("correct",)
"""Verbs of which every field is told: they hold only what they changed."""


def ticket_facts(
    ticket: Mapping[str, Any],
    events: Sequence[EventRow],
    names: Mapping[str, str],
    speech: Speech,
    now: datetime,
) -> TicketFacts:
    """Everything about one ticket, the latest event first; `speech` knows the branch's zone."""
    zone = speech.zone
    state = word("state", ticket["state"])
    title = (
        ticket["number"],
        labels.level_long(ticket["level"]),
        state,
        ticket["customer"],
        " ".join(part for part in (ticket["contact"], ticket["position"]) if part),
        ticket["phone"],
    )
    return TicketFacts(
        key=ticket["number"],
        title=tuple(part for part in title if part),
        facts=tuple(
            group for group in (_thing(ticket), _place(ticket), _earlier(ticket, zone, now)) if group
        ),
        milestones=tuple(_milestone(each, zone, now) for each in ticket["milestones"]),
        entries=tuple(entry(event, names, speech, now) for event in reversed(events)),
    )


def _thing(ticket: Mapping[str, Any]) -> tuple[str, ...]:
    equipment = ticket["equipment"]
    warranty = ""
    if equipment is not None and equipment["warranty_until"] is not None:
        msgid = N_("in warranty to {day}") if equipment["in_warranty"] else N_("out of warranty since {day}")
        warranty = translate(msgid, day=equipment["warranty_until"].isoformat())
    parts = (ticket["product"], ticket["model"], ticket["serial"], warranty, ticket["fault"])
    return tuple(part for part in parts if part)


def _place(ticket: Mapping[str, Any]) -> tuple[str, ...]:
    parts = [ticket["address"]] if ticket["address"] else []
    if ticket["incomplete"]:
        lacking = _(", ").join(labels.field(name) for name in ticket["incomplete"])
        parts.append(translate("to be completed: {fields}", fields=lacking))
    if ticket["rework_of"]:
        parts.append(translate("rework of {number}", number=ticket["rework_of"]))
    if ticket["similar"]:
        parts.append(translate("same customer: {numbers}", numbers=" ".join(ticket["similar"][:4])))
    open_calls = [each for each in ticket["escalations"] if each["acknowledged_at"] is None]
    if open_calls:
        parts.append(
            translate("escalated to rung {rung}, not acknowledged", rung=max(e["rung"] for e in open_calls))
        )
    return tuple(parts)


def _earlier(ticket: Mapping[str, Any], zone: ZoneInfo | None, now: datetime) -> tuple[str, ...]:
    return tuple(
        " ".join((_("last"), clock_text(each["reported_at"], zone, now), each["product"], each["fault"][:20]))
        for each in ticket["earlier"][:3]
    )


def _milestone(target: Mapping[str, Any], zone: ZoneInfo | None, now: datetime) -> Milestone:
    name = word("milestone", target["milestone"])
    tone: Tone = "plain"
    if target["state"] == "met":
        when, note = (
            clock_text(target["met_at"], zone, now),
            _("met") if target["in_time"] is not False else _("met late"),
        )
        tone = "dim" if target["in_time"] is not False else "warning"
    elif target["state"] == "paused":
        when, note = _("paused"), minutes_text(target["remaining_minutes"] or 0)
    elif target["state"] == "waiting":
        allowance = target["allowance_minutes"]
        start = word("start", target["start"])
        when, note = start, minutes_text(allowance) if allowance else ""
        tone = "dim"
    elif target["state"] == "not_applicable":
        when, note, tone = _("not applicable"), "", "dim"
    else:
        when, note = clock_text(target["due_at"], zone, now), ""
        if target["status"] in ("at_risk", "breached"):
            note = _("late") if target["status"] == "breached" else _("risk")
            tone = "strong" if target["status"] == "breached" else "warning"
    return Milestone(name, when, note, tone)


def entry(event: EventRow, names: Mapping[str, str], speech: Speech, now: datetime) -> Entry:
    """One event as a line."""
    return Entry(
        at=clock_text(event.at, speech.zone, now),
        what=_what(event),
        who=event.actor_name or event.actor,
        text=(
            spoken("events", "args", event.args, speech)
            if event.verb in WHOLE
            else "  ".join((*_window(event, speech, now), *_said(event.args, names, speech)))
        ),
    )


def _window(event: EventRow, speech: Speech, now: datetime) -> Iterable[str]:
    """The time that was agreed, and the one before it where it was moved (SLA-11)."""
    if event.verb != "move_window":
        return
    was = window_text(event.was or {}, speech.zone, now)
    after = window_text(event.args, speech.zone, now)
    yield translate("from {was} to {now}", was=was, now=after) if was else after
    if event.args.get("window_wanted_by"):
        yield word("wanted_by", str(event.args["window_wanted_by"]))


def _what(event: EventRow) -> str:
    if event.verb in ("step", "import_step") and "what" in event.args:
        return word("moment", str(event.args["what"]))
    return word("verb", event.verb)


def _said(args: Mapping[str, Any], names: Mapping[str, str], speech: Speech) -> Iterable[str]:
    for name in SHOWN_ARGS:
        value = args.get(name)
        # Who is on the roster is named as there, not as the other system wrote it.
        known = name == "technician_name" and args.get("technician")
        if value in (None, "", []) or name == "what" or known:
            continue
        text = str(value)
        if name == "level":
            yield labels.level_long(int(text))
        elif name == "technician":
            yield names.get(text, text)
        elif name == "cause":
            yield speech.listed("cause", text)
        elif name == "satisfaction":
            yield translate("satisfaction {mark}", mark=text)
        elif name == "reason" and text in WORDS["pause_reason"]:
            yield word("pause_reason", text)
        elif name == "solved":
            yield word("solved", text)
        else:
            yield text
