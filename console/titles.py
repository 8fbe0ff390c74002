"""Headings for the fields of views, and their values in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from console.i18n import N_, _, translate
from console.speech import Speech
from console.words import WORDS, word, yes_or_no

TITLES: Mapping[str, str] = {
    "number": N_("Number"),
    "level": N_("Level"),
    "state": N_("State"),
    "status": N_("Status"),
    "milestone": N_("Milestone"),
    "due_at": N_("Due"),
    "original_due_at": N_("Originally due"),
    "agreed_from": N_("Agreed from"),
    "agreed_to": N_("Agreed to"),
    "agreed": N_("As agreed"),
    "granted": N_("Extended"),
    "paused_since": N_("Paused since"),
    "remaining_minutes": N_("Minutes left"),
    "customer": N_("Customer"),
    "phone": N_("Phone"),
    "contact": N_("Contact"),
    "position": N_("Position"),
    "address": N_("Address"),
    "district": N_("District"),
    "zone": N_("Zone"),
    "branch": N_("Branch"),
    "department": N_("Department"),
    "product": N_("Product"),
    "category": N_("Category"),
    "model": N_("Model"),
    "serial": N_("Serial number"),
    "fault": N_("Fault"),
    "technician": N_("Technician"),
    "technician_name": N_("Name"),
    "way": N_("Way of service"),
    "priority": N_("Priority"),
    "version": N_("Version"),
    "reported_at": N_("Reported"),
    "registered_by": N_("Registered by"),
    "chases": N_("Chases"),
    "problem": N_("Problem"),
    "urgent": N_("Urgent"),
    "nature": N_("Nature"),
    "channel": N_("Channel"),
    "kind": N_("Kind"),
    "quantity": N_("Quantity"),
    "profile": N_("Profile"),
    "policy": N_("Policy version"),
    "milestones": N_("Milestones"),
    "assignments": N_("Assignments"),
    "pauses": N_("Pauses"),
    "targets": N_("Targets"),
    "segments": N_("Segments"),
    "clock": N_("Clock"),
    "start": N_("Start"),
    "calendar": N_("Calendar"),
    "allowance_minutes": N_("Minutes allowed"),
    "started_at": N_("Started"),
    "met_at": N_("Met"),
    "from": N_("From"),
    "to": N_("To"),
    "counted_minutes": N_("Minutes counted"),
    "why": N_("Why"),
    "text": N_("Text"),
    "reason": N_("Reason"),
    "actor": N_("By"),
    "actor_name": N_("Name"),
    "seq": N_("Event"),
    "at": N_("At"),
    "verb": N_("Action"),
    "args": N_("Fields"),
    "staff": N_("Staff number"),
    "name": N_("Name"),
    "role": N_("Role"),
    "on_duty": N_("On duty"),
    "load": N_("Jobs"),
    "kit_complete": N_("Kit complete"),
    "complete": N_("Complete"),
    "missing": N_("Missing"),
    "uncalibrated": N_("Calibration overdue"),
    "trade": N_("Trade"),
    "newcomer": N_("Newcomer"),
    "tickets": N_("Tickets"),
    "ticket": N_("Ticket"),
    "items": N_("Tools"),
    "consumables": N_("Consumables"),
    "wanted": N_("Standard kit"),
    "since": N_("Since"),
    "calibration_due": N_("Calibration due"),
    "calibrated": N_("Calibrated"),
    "holder": N_("Holder"),
    "place": N_("Place"),
    "count": N_("Count"),
    "rank": N_("Rank"),
    "score": N_("Score"),
    "distance_km": N_("Distance"),
    "reasons": N_("What speaks for them"),
    "gates": N_("What speaks against them"),
    "repair": N_("What would help"),
    "rung": N_("Rung"),
    "target": N_("To"),
    "reminders": N_("Reminders"),
    "acknowledged_by": N_("Taken on by"),
    "promise": N_("Promised for"),
    "due": N_("Due now"),
    "by_level": N_("Tickets by level"),
    "breached": N_("Breached"),
    "at_risk": N_("At risk"),
    "paused": N_("Paused"),
    "follow_up": N_("In follow-up"),
    "untriaged": N_("Without a level"),
    "timeliness": N_("Timeliness (%)"),
    "satisfaction": N_("Satisfaction (%)"),
    "complaint_rate": N_("Complaint rate (%)"),
    "unreachable": N_("Not reached"),
    "grade": N_("Grade"),
    "equipment": N_("Equipment"),
    "open_tickets": N_("Open tickets"),
}

KINDS: Mapping[str, str] = {
    "status": "status",
    "milestone": "milestone",
    "way": "way",
    "said_way": "way",
    "nature": "nature",
    "problem": "problem",
    "channel": "channel",
    "role": "role",
    "verb": "verb",
    "clock": "clock",
    "start": "start",
    "why": "why",
    "solved": "solved",
    "grade": "grade",
    "result": "result",
    "visit_step": "step",
}
# The same name is another code in another view.
OWN_KINDS: Mapping[str, Mapping[str, str]] = {
    "roster": {"state": "person_state"},
    "kit": {"state": "tool_state"},
    "tools": {"state": "tool_state"},
    "proof": {"state": "target_state", "reason": "pause_reason"},
    "escalations": {"state": "escalation_state", "target": "role"},
    "ticket": {"kind": "job", "reason": "pause_reason"},
}
TOOLS = ("missing", "uncalibrated")


def title(name: str) -> str:
    """The heading of a field; its name where there is none."""
    return _(TITLES.get(name, "")) or name


def spoken(view: str, name: str, value: Any, speech: Speech) -> str:
    """A value of a view in words; nothing for what is not there."""
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, Mapping):
        return _(", ").join(f"{key}={each}" for key, each in value.items())
    if name == "gates":
        against = [gate for gate in value if gate["result"] != "pass"]
        return _(", ").join(_gate(gate) for gate in against)
    if isinstance(value, list):
        return _(", ").join(spoken(view, name, each, speech) for each in value)
    return _word(view, name, str(value), speech)


def _gate(gate: Mapping[str, Any]) -> str:
    cause = gate["cause"] or gate["name"]
    return translate("stops: {cause}", cause=cause) if gate["result"] == "block" else str(cause)


def _word(view: str, name: str, text: str, speech: Speech) -> str:
    kind = OWN_KINDS.get(view, {}).get(name) or ("state" if name == "state" else KINDS.get(name))
    if kind is not None and text in WORDS[kind]:
        return word(kind, text)
    if name in TOOLS or (view in ("tools", "kit", "consumables") and name == "kind"):
        return speech.named(text)
    if name == "place":
        # Consumables lie in the store, or with somebody as `staff:T001`.
        return word("tool_state", "in_store") if text == "store" else text.removeprefix("staff:")
    return _instant(text)


def _instant(text: str) -> str:
    """An instant in the branch's time, to the minute; any other text as it stands."""
    if len(text) == 25 and text[10] == "T":
        try:
            return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M")
        except ValueError:
            return text
    return text
