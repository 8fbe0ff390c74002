"""How an answer and an error leave the program: JSON for scripts, a sentence for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from console.words.codes import group, word
from console.words.i18n import _, beside, translate
from console.words.speech import Speech, refusal
from db.errors import BadField, Damaged, StoreError, Unreachable
from db.rules.text import strip_controls

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

FIRST = ("id", "event", "number", "state", "version", "due_at")
"""The keys that every answer about a ticket begins with; the others follow by name."""
REFUSED = ("rule", "message", "hint", "values")
"""What a refused part says besides what it was about."""
SAID = "said"
UNRULED = (BadField, Unreachable, Damaged)


def print_json(value: Any) -> None:
    """One line of JSON, in UTF-8 as it stands."""
    print(json.dumps(value, ensure_ascii=False))


def ordered(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer in an order that does not depend on whether it is given for the first time."""
    names = [name for name in FIRST if name in answer]
    names += sorted(set(answer) - set(names))
    return {name: _sorted(answer[name]) for name in names}


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list | tuple) else value


def of_part(refused: Mapping[str, Any]) -> str:
    """The field that says what a refused part of a bulk was about: a ticket, a tool, a person."""
    return next(name for name in refused if name not in REFUSED)


def translated_refusal(refused: Mapping[str, Any], speech: Speech) -> dict[str, Any]:
    """A refusal within a bulk: its sentence in the language of the interface."""
    named = of_part(refused)
    return {
        named: refused[named],
        "rule": refused["rule"],
        "message": refusal(refused, speech),
        "hint": refusal(refused, speech, "hint"),
    }


def say_here(error: StoreError, speech: Speech) -> None:
    """Put the error into words while the store is open, which knows its zone and the names of things."""
    error.__dict__[SAID] = error_object(error, speech)


def error_object(error: StoreError, speech: Speech) -> dict[str, Any]:
    """What --json prints for an error."""
    message = speech.say(error)
    if isinstance(error, BadField) and not error.says_where:
        message = translate("{field}: {message}", field=error.field, message=message)
    said: dict[str, Any] = {
        "rule": error.rule,
        "message": message,
        "hint": speech.fill(error.hint, error.values),
    }
    refused = error.values.get("refused")
    if isinstance(refused, list):
        said["refused"] = [translated_refusal(each, speech) for each in refused]
    return {"error": said}


def print_error(error: StoreError, *, as_json: bool) -> None:
    """On standard output for scripts, on standard error for people."""
    said: dict[str, Any] = error.__dict__.get(SAID) or error_object(error, Speech())
    if as_json:
        print_json(said)
        return
    inner = said["error"]
    message = inner["message"] if isinstance(error, UNRULED) else beside(inner["message"], error.rule)
    print(message, *filter(None, [inner["hint"]]), file=sys.stderr)
    for each in inner.get("refused", []):
        print(f"  {each[of_part(each)]}: {beside(each['message'], each['rule'])}", file=sys.stderr)


def asked_sentence(answer: Mapping[str, Any]) -> str:
    """That what was meant to be done waits for somebody else's decision (ESC-07)."""
    return translate(
        "Asked: {request} waits for the {role}.",
        request=answer["request"], role=word("role", answer["needs"]),
    )  # fmt: skip


def state_word(code: str) -> str:
    """The state of a ticket, a task, a request, a tool or an order of tools in words."""
    kinds = ("state", "task_state", "request_state", "emergency_state", "tool_state", "order_state")
    return next((word(kind, code) for kind in kinds if code in group(kind)), code)


def ticket_sentence(answer: Mapping[str, Any], zone: ZoneInfo) -> str:
    """What an answer about a ticket says to people: its state, level and next deadline."""
    from datetime import datetime

    parts = [word("state", answer["state"])]
    if answer.get("level"):
        parts.append(translate("level {level}", level=answer["level"]))
    if answer.get("technician"):
        parts.append(strip_controls(answer["technician"]))
    if answer.get("due_at") and answer.get("milestone"):
        due = datetime.fromisoformat(answer["due_at"]).astimezone(zone)
        milestone = word("milestone", answer["milestone"])
        parts.append(translate("{milestone} due {due}", milestone=milestone, due=due.strftime("%m-%d %H:%M")))
    return translate("{number}: {facts}", number=answer["number"], facts=_(", ").join(parts))
