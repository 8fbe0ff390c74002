"""Values of views in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from console.i18n import _, translate
from console.speech import REASONS, Speech
from console.titles import argument, title
from console.words import group, word, yes_or_no

KINDS: Mapping[str, str] = {
    "status": "status",
    "milestone": "milestone",
    "milestones": "milestone",
    "way": "way",
    "ways": "way",
    "said_way": "way",
    "nature": "nature",
    "problem": "problem",
    "channel": "channel",
    "role": "role",
    "roles": "role",
    "verb": "verb",
    "clock": "clock",
    "start": "start",
    "why": "why",
    "solved": "solved",
    "grade": "grade",
    "wanted_by": "wanted_by",
    "item_state": "item",
    "profile_from": "profile_source",
    "window_wanted_by": "wanted_by",
    "result": "result",
    "visit_step": "step",
    "trigger": "trigger",
    "because": "because",
    "cause": "unlisted",
    "cause_category": "unlisted",
}
# The same name is another code in another view.
OWN_KINDS: Mapping[str, Mapping[str, str]] = {
    "roster": {"state": "person_state"},
    "kit": {"state": "tool_state"},
    "tools": {"state": "tool_state"},
    "proof": {"state": "target_state"},
    "events": {"what": "moment", "kind": "job"},
    "escalations": {"state": "escalation_state", "target": "role"},
    "appointments": {"state": "appointment"},
    "ticket": {"kind": "job", "target": "role"},
    "queue": {"kind": "job"},
    "tickets": {"kind": "job"},
    "today": {"kind": "job", "what": "moment"},
}
STATE_FIELDS = ("state", "state_before")
STATES = ("state", "target_state", "escalation_state", "appointment", "person_state", "tool_state")
"""Of a ticket, and of the milestones that stand within it."""
PEOPLE = ("holder", "target", "acknowledged_by", "registered_by")
PEOPLE_HERE = frozenset({("ticket", "actor"), ("events", "technician"), ("events", "staff")})
"""Staff numbers beside which no name stands."""
LENGTHS = (len("2026-07-15T01:00:00Z"), len("2026-07-15T09:00:00+08:00"))
TOOLS = ("missing", "uncalibrated")
LISTED = (
    "cause", "cause_category", "fault_group", "category", "profile", "trade", "zone", "branch", "department",
    "responsible", "cause_department", "calendar", "responsible_for", "zones",
)  # fmt: skip
"""Fields whose codes the policy names."""


def spoken(view: str, name: str, value: Any, speech: Speech) -> str:
    """A value of a view in words; nothing for what is not there."""
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, Mapping):
        return _(", ").join(_arguments(view, value, speech))
    if name == "gates":
        against = [gate for gate in value if gate["result"] != "pass"]
        return _(", ").join(_gate(gate) for gate in against)
    if name == "incomplete":
        return _(", ").join(argument(each) for each in value)
    if isinstance(value, list):
        return _(", ").join(spoken(view, name, each, speech) for each in value)
    return _word(view, name, str(value), speech)


def heading(name: str, speech: Speech) -> str:
    """What a field of a view or, where they are counted, a tool kind is called."""
    return _named(title(name), name, speech)


def _named(found: str, name: str, speech: Speech) -> str:
    return found if found != name else speech.named(name)


def _arguments(view: str, values: Mapping[str, Any], speech: Speech) -> Iterator[str]:
    """A verb's fields as they were given. The ticket whose events they are is not named again."""
    for name, value in values.items():
        said = spoken(view, name, value, speech)
        if said and not (view == "events" and name == "ticket"):
            yield translate("{name}: {value}", name=_named(argument(name), name, speech), value=said)


def _gate(gate: Mapping[str, Any]) -> str:
    cause = gate["cause"] or gate["name"]
    return translate("stops: {cause}", cause=cause) if gate["result"] == "block" else str(cause)


def _word(view: str, name: str, text: str, speech: Speech) -> str:
    own = OWN_KINDS.get(view, {}).get(name)
    for kind in STATES if name in STATE_FIELDS and own is None else (own or KINDS.get(name),):
        if kind is not None and text in group(kind):
            return word(kind, text)
    if name in REASONS:
        return speech.reason(name, text)
    if name in LISTED:
        return speech.listed(name, text)
    if name == "kind" and text in group("job") and view not in ("tools", "kit", "consumables", "tool"):
        return word("job", text)
    if view == "person" and name == "kind" and text in group("person_state"):
        return word("person_state", text)
    if name in TOOLS or name in ("kind", "certificate", "permit"):
        return speech.named(text)
    if (view, name) == ("today", "text"):
        return _said_with(text, speech)
    if (view, name) == ("candidates", "place"):
        return speech.listed("zone", text)
    if name == "place":
        return speech.place(text)
    if name in PEOPLE or (view, name) in PEOPLE_HERE:
        return speech.person(text)
    return _instant(text, speech)


def _said_with(text: str, speech: Speech) -> str:
    """What was said with an event, whichever list of the policy its code is from."""
    named = (speech.listed("cause", text), *(speech.reason(field, text) for field in REASONS))
    return next((each for each in named if each != text), text)


def _instant(text: str, speech: Speech) -> str:
    """An instant in the branch's time, to the minute; any other text as it stands."""
    if len(text) in LENGTHS and text[10] == "T":
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            return text
        if instant.tzinfo is not None:
            return speech.instant(instant) if speech.zone else instant.strftime("%Y-%m-%d %H:%M")
    return text
