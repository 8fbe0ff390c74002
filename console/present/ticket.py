"""The ticket panel: facts, milestones, and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from console.words import labels
from console.words.codes import word
from console.words.days import days_shown
from console.words.i18n import N_, _, beside, translate
from console.words.saying import said
from console.words.speech import Speech
from console.words.tale import entry
from console.words.times import clock_text, minutes_text, span_text
from db import kinds
from db.views.columns import ANY_REASON as REASON_LISTS
from db.views.events import EventRow, flattened
from db.views.process import StayRow
from widgets.lists import Tone
from widgets.timeline import Entry, Fact, Milestone, TicketFacts

ANY_REASON = kinds.Reason(REASON_LISTS)
WITH_WHOM = kinds.StaffNo(or_code="role")


def ticket_facts(
    ticket: Mapping[str, Any],
    events: Sequence[EventRow],
    names: Mapping[str, str],
    speech: Speech,
    now: datetime,
) -> TicketFacts:
    """Everything about one ticket, the latest event first; `speech` knows the branch's zone."""
    zone = speech.zone
    who = " ".join(part for part in (ticket["contact"], ticket["position"], ticket["phone"]) if part)
    title = (
        ticket["number"],
        _level(ticket),
        word("state", ticket["state"]),
        ticket["customer"],
        who,
    )
    told = days_shown(ticket, zone)
    return TicketFacts(
        key=ticket["number"],
        title=tuple(part for part in title if part),
        brief=(ticket["address"], ticket["fault"]),
        facts=_facts(ticket, zone, now),
        promised=_promised(ticket, zone, now),
        milestones=tuple(_milestone(each, zone, now) for each in told["milestones"]),
        deadlines=_("Deadlines"),
        notes=Fact(_("Note"), "  ".join(_notes(ticket, speech, now)), "warning"),
        more=(*_more(told, speech, now), *_stood(ticket["stays"], names, speech)),
        entries=tuple(Entry(*entry(event, names, speech, now)) for event in reversed(flattened(events))),
    )


def _level(ticket: Mapping[str, Any]) -> str:
    """The fault level; of a kind of service that needs none, the kind (SLA-14)."""
    if ticket["level"] is None and ticket["state"] != "new":
        return word("job", ticket["kind"])
    return labels.level_long(ticket["level"])


def _facts(ticket: Mapping[str, Any], zone: ZoneInfo | None, now: datetime) -> tuple[tuple[Fact, ...], ...]:
    """The same places for every ticket, whether or not there is something to say."""
    thing = " ".join(part for part in (ticket["product"], ticket["model"], ticket["serial"]) if part)
    return (
        (Fact(_("Address"), ticket["address"]),),
        (Fact(_("Fault"), ticket["fault"]),),
        (Fact(_("Product"), thing), Fact(_("Warranty"), *_warranty(ticket))),
        (Fact(_("Agreed"), *_agreed(ticket, zone, now)), Fact(_("Who"), *_who(ticket, zone, now))),
    )


def _warranty(ticket: Mapping[str, Any]) -> tuple[str, Tone]:
    equipment = ticket["equipment"]
    if equipment is None or equipment["warranty_until"] is None:
        return "", "plain"
    msgid = N_("in warranty to {day}") if equipment["in_warranty"] else N_("out of warranty since {day}")
    tone: Tone = "plain" if equipment["in_warranty"] else "warning"
    return translate(msgid, day=equipment["warranty_until"].isoformat()), tone


def _agreed(ticket: Mapping[str, Any], zone: ZoneInfo | None, now: datetime) -> tuple[str, Tone]:
    """The time promised to the customer; what was wished for where nothing is agreed yet."""
    way = word("way", ticket["way"]) if ticket["way"] else ""
    if ticket["agreed_to"] is None and ticket["agreed_from"] is None:
        wished = span_text(ticket["wanted_from"], ticket["wanted_to"], zone, now)
        wish = translate("wished {window}", window=wished) if wished else ""
        return f"{wish} {way}".strip(), "plain"
    appointment = ticket["appointment"] or {}
    by_customer = appointment.get("wanted_by") == "customer"
    parts = (
        span_text(ticket["agreed_from"], ticket["agreed_to"], zone, now),
        way,
        word("wanted_by", "customer") if by_customer else "",
        word("appointment", appointment["state"]) if appointment.get("state") in ("kept", "missed") else "",
    )
    text = " ".join(filter(None, parts))
    beyond = beyond_deadline(ticket)
    if appointment.get("state") == "missed":
        return text, "warning"
    if beyond is None:
        return text, "plain"
    return translate(
        "{window}, beyond {milestone}", window=text, milestone=word("milestone", beyond)
    ), "warning"


def beyond_deadline(ticket: Mapping[str, Any]) -> str | None:
    """The first unmet milestone that is due before the customer was promised anybody."""
    promised = ticket["agreed_to"] or ticket["agreed_from"]
    wanted = ("resolve",) if ticket["window_wanted_by"] == "customer" else ("arrive", "resolve")
    late = (
        target["milestone"]
        for target in ticket["milestones"]
        if target["met_at"] is None
        and target["milestone"] in wanted
        and (due := _measured_against(target)) is not None
        and promised > due
    )
    return next(late, None) if promised is not None else None


def _measured_against(target: Mapping[str, Any]) -> datetime | None:
    """An agreed time that is the deadline itself is measured against what it replaced, unless the customer
    wanted it so (SLA-11)."""
    replaced = target["agreed"] and not target["granted"]
    due: datetime | None = target["original_due_at"] if replaced else target["due_at"]
    return due


def _who(ticket: Mapping[str, Any], zone: ZoneInfo | None, now: datetime) -> tuple[str, Tone]:
    """Whoever goes; while nobody does, until when somebody can still leave and be there in time (DSP-04)."""
    held = _holder(ticket)
    if held or ticket["in_time"] is None:
        return held, "plain"
    if ticket["leave_by"] is None:
        return _("nobody can be there in time"), "warning"
    leave_by = clock_text(ticket["leave_by"], zone, now)
    text = translate("leave by {time}, {count} can", time=leave_by, count=ticket["in_time"])
    return text, "warning" if ticket["in_time"] == 1 else "plain"


def _holder(ticket: Mapping[str, Any]) -> str:
    """Whoever goes, the one in charge first, with the phone."""
    holding = [each for each in ticket["assignments"] if each["ended_at"] is None]
    return _(", ").join(
        " ".join(part for part in (each["name"] or each["technician"], each.get("phone", "")) if part)
        for each in sorted(holding, key=lambda each: not each["lead"])
    )


def _notes(ticket: Mapping[str, Any], speech: Speech, now: datetime) -> Iterable[str]:
    zone = speech.zone
    if ticket["incomplete"]:
        lacking = _(", ").join(labels.field(name) for name in ticket["incomplete"])
        yield translate("to be completed: {fields}", fields=lacking)
    if ticket["provisional"]:
        years = ", ".join(map(str, ticket["provisional"]))
        yield translate("deadline provisional: days off of {years} not official", years=years)
    if ticket["item_state"]:
        here = " ".join(filter(None, (word("item", ticket["item_state"]), ticket["item_place"])))
        yield translate("the thing: {place}", place=here)
    if ticket["merged_into"]:
        yield translate("merged into {number}", number=ticket["merged_into"])
    if ticket["rework_of"]:
        yield translate("rework of {number}", number=ticket["rework_of"])
    open_calls = [each for each in ticket["escalations"] if each["acknowledged_at"] is None]
    if open_calls:
        yield translate("escalated to rung {rung}, not acknowledged", rung=max(e["rung"] for e in open_calls))
    for task in ticket["tasks"]:
        due = clock_text(task.due_at, zone, now)
        msgid = N_("{task} late since {time}") if task.late else N_("{task} by {time}")
        yield translate(msgid, task=speech.listed("task", task.kind), time=due)
    for asked in ticket["requests"]:
        yield translate(
            "{request} to be decided by the {role}",
            request=word("verb", asked.verb), role=word("role", asked.needs),
        )  # fmt: skip
    for each in ticket["reminders"]:
        told = f"{clock_text(each['due_at'], zone, now)} {each['text']}".strip()
        yield translate("remind {what}", what=told)
    if ticket["similar"]:
        yield translate("same customer: {numbers}", numbers=" ".join(ticket["similar"][:4]))


def _more(ticket: Mapping[str, Any], speech: Speech, now: datetime) -> Iterable[Fact]:
    """What an opened ticket has room for: every visit, every pause, what came before."""
    zone = speech.zone
    label = _("Visits")
    for visit in ticket["assignments"]:
        yield Fact(label, _visit(visit, speech, now))
        label = ""
    label = _("Waits")
    for pause in ticket["pauses"]:
        until = clock_text(pause["ended_at"], zone, now) if pause["ended_at"] else _("now")
        span = f"{clock_text(pause['begun_at'], zone, now)} - {until}"
        yield Fact(
            label, "  ".join(filter(None, (span, said(ANY_REASON, pause["reason"], speech), pause["text"])))
        )
        label = ""
    label = _("The thing")
    for step in ticket["item"]:
        went = (
            clock_text(step["at"], zone, now), word("item", step["what"]), step["place"], step["condition"],
            step["accessories"], step["receipt"], step["text"],
        )  # fmt: skip
        yield Fact(label, "  ".join(filter(None, went)))
        label = ""
    if ticket["profile_from"] in ("contract", "equipment"):
        chosen = translate("{profile}, by the {source}", profile=speech.listed("profile", ticket["profile"]),
                           source=word("profile_source", ticket["profile_from"]))  # fmt: skip
        yield Fact(_("Profile"), chosen)
    label = _("Merged in")
    for gone in ticket["merged"]:
        who = (gone["number"], clock_text(gone["reported_at"], zone, now), gone["contact"], gone["phone"])
        yield Fact(label, "  ".join(filter(None, (*who, gone["fault"]))))
        label = ""
    label = _("Before")
    for each in ticket["earlier"]:
        told = (clock_text(each["reported_at"], zone, now), each["number"], each["product"], each["fault"])
        yield Fact(label, "  ".join(filter(None, told)))
        label = ""


def _stood(stays: Sequence[StayRow], names: Mapping[str, str], speech: Speech) -> Iterable[Fact]:
    """Where it stood so far and with whom, each place once with all its time, in the order of the first
    (PRC-01)."""
    spent: dict[tuple[str, str | None, str | None], int] = {}
    for each in stays:
        place = (each.state, each.who, each.why)
        spent[place] = spent.get(place, 0) + each.minutes
    told = []
    for (state, who, why), minutes in spent.items():
        whom = names.get(who or "") or said(WITH_WHOM, who or "", speech)
        parts = (word("state", state), said(ANY_REASON, why or "", speech), whom, minutes_text(minutes))
        told.append(" ".join(filter(None, parts)))
    yield Fact(_("Stood"), "  ".join(told))


def _visit(visit: Mapping[str, Any], speech: Speech, now: datetime) -> str:
    """Who was sent when, for what time, and how far they came."""
    zone = speech.zone
    window = span_text(visit["window_from"], visit["window_to"], zone, now)
    moments = (
        ("dispatched", visit["begun_at"]),
        ("departed", visit["departed_at"]),
        ("arrived", visit["arrived_at"]),
        ("ended", visit["ended_at"]),
    )
    return "  ".join(
        filter(
            None,
            (
                visit["name"] or visit["technician"],
                visit.get("phone", ""),
                "" if visit["lead"] else _("helps"),
                translate("agreed {window}", window=window) if window else "",
                *(
                    f"{word('moment', name) if name != 'ended' else _('over')} {clock_text(at, zone, now)}"
                    for name, at in moments
                    if at is not None
                ),
                said(ANY_REASON, visit["reason"], speech),
            ),
        )
    )


def _promised(ticket: Mapping[str, Any], zone: ZoneInfo | None, now: datetime) -> Milestone | None:
    """The time promised to the customer, until somebody has arrived."""
    window = span_text(ticket["agreed_from"], ticket["agreed_to"], zone, now)
    if not window or ticket["arrived_at"] is not None or ticket["state"] in ("closed", "cancelled"):
        return None
    if beyond_deadline(ticket) is None:
        return Milestone(_("Agreed"), window)
    return Milestone(_("Agreed"), window, _("too late"), "warning")


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
        before = target["original_due_at"]
        if before is not None and before != target["due_at"]:
            when = beside(when, translate("was {time}", time=clock_text(before, zone, now)))
        if target["provisional"]:
            when = beside(when, _("provisional"))
        if target["status"] in ("at_risk", "breached"):
            note = _("late") if target["status"] == "breached" else _("risk")
            tone = "strong" if target["status"] == "breached" else "warning"
    return Milestone(name, when, note, tone)
