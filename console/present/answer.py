"""What the message line says when the store has answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from console.words.answers import asked_sentence, state_word
from console.words.codes import word
from console.words.i18n import _, ngettext, translate
from console.words.speech import Speech, refusal, warnings
from console.words.telling import told
from console.words.times import clock_text, window_text
from db.answer import Answer
from db.kinds import StaffNo
from db.verbs.verb import VERBS, kinds_of

PERSON = "staff:"


def answer_text(
    verb: str,
    fields: Mapping[str, Any],
    answer: Answer,
    names: Mapping[str, str],
    speech: Speech,
    now: datetime,
    heard: Sequence[str] = (),
) -> str:
    """One line: what was done, to which ticket, and how it stands now; `heard` are words that were taken for
    something, where the answer does not say it."""
    if answer.bulk:
        done = translate("done {tickets}", tickets=_count(answer))
        said = translate("{name}: {value}", name=_of_whom(verb, fields, names), value=done)
        return said + _refused(answer, speech)
    one = answer.done[0]
    if verb == "undo" and len(one.get("tickets", ())) > 1:
        count = ngettext("{count} ticket", "{count} tickets", len(one["tickets"]))
        return f"{word('verb', verb)} {word('verb', one['undone'])}  {count}"
    if "needs" in one:
        return "  ".join([asked_sentence(one), *warnings(one, speech)])
    number = one.get("number") or _task(one)
    deed = word("step", str(fields["what"])) if verb == "step" and "what" in fields else word("verb", verb)
    parts = [f"{deed} {number}".strip()]
    parts += told(verb, one, speech, brief=True, leads=True)
    if verb == "undo" and one.get("undone"):
        parts += [
            names.get(no := key.removeprefix(PERSON), no)
            for key in one.get("about", ())
            if key.startswith(PERSON)
        ]
    if one.get("window_to"):
        parts.append(window_text(one, ("window_from", "window_to"), speech.zone, now))
    if one.get("state"):
        parts.append(state_word(one["state"]))
    if due := due_text(one, speech, now):
        parts.append(due)
    parts += told(verb, one, speech, brief=True, leads=False)
    line = "  ".join(parts)
    return "  ".join([line, *(each for each in heard if each not in line), *warnings(one, speech)])


def due_text(one: Mapping[str, Any], speech: Speech, now: datetime) -> str:
    """For what a ticket is due first, and when, as the answer says it; empty where nothing runs."""
    if not (one.get("due_at") and one.get("milestone")) or speech.zone is None:
        return ""
    due = clock_text(datetime.fromisoformat(one["due_at"]), speech.zone, now)
    return f"{word('milestone', one['milestone'])} {due}"


def _task(one: Mapping[str, Any]) -> str:
    """The task that was done or handed on, and the ticket that it is about."""
    return " ".join(filter(None, (one["task"], one.get("about")))) if one.get("task") else ""


def bulk_text(
    verb: str, fields: Mapping[str, Any], answer: Answer, names: Mapping[str, str], speech: Speech
) -> str:
    """What a bulk would do, as a whole: nothing of it is done yet."""
    return f"{_of_whom(verb, fields, names)}  {_count(answer)}{_refused(answer, speech)}"


def _of_whom(verb: str, fields: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What is done, and whom it is done with: to whom tickets go, or whose work it is."""
    named = (fields.get(name) for name, kind in kinds_of(VERBS[verb]).items() if isinstance(kind, StaffNo))
    no = next(filter(None, named), "")
    return f"{word('verb', verb)} {names.get(no, no)}".rstrip()


def _count(answer: Answer) -> str:
    # A leave that was entered with them is no ticket.
    tickets = [one for one in answer.done if one.get("number")] or answer.done
    return ngettext("{count} ticket", "{count} tickets", len(tickets))


def _refused(answer: Answer, speech: Speech) -> str:
    """How many were refused, and why the first one."""
    if not answer.refused:
        return ""
    cause = refusal(answer.refused[0], speech)
    return _(", ") + translate("refused {count}: {cause}", count=len(answer.refused), cause=cause)
