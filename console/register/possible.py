"""What somebody can do with a thing now, as far as its card shows: verbs that would be refused at once stand
only in the whole list, with why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from console.keys.list import key_of_verb
from console.register.deeds import deeds_of
from db import kinds
from db.verbs.context import WATCH
from db.verbs.may import Asking, why_not
from db.verbs.tracking import AWAY
from db.verbs.verb import VERBS, references

Facts = Mapping[str, Any]


def possible(facts: Facts, asking: Asking, now: datetime) -> list[str]:
    """The verbs that nothing is known against: those with a key first, then what acts on the thing itself."""
    found = [
        name
        for name in deeds_of(asking.family)
        if why_not(VERBS[name], asking) is None
        and (asking.family, name) not in UNSEEN
        and NEEDS.get((asking.family, name), _nothing)(facts, asking, now)
    ]
    return sorted(found, key=lambda name: (key_of_verb(name) is None, not _of_itself(name, asking.family)))


def _of_itself(name: str, family: str) -> bool:
    """Whether the verb acts on the thing first of all, and does not only name it beside another."""
    verb = VERBS[name]
    return references(verb).get(verb.about or next(iter(verb.reads), "")) == family


def _nothing(_facts: Facts, _asking: Asking, _now: datetime) -> bool:
    return True


def _some(rows: str, **equal: Any) -> Callable[[Facts, Asking, datetime], bool]:
    """Whether a list of the card has a line that says so."""

    def said(facts: Facts, _asking: Asking, _now: datetime) -> bool:
        lines: Iterable[Facts] = facts.get(rows) or ()
        return any(all(line.get(name) == value for name, value in equal.items()) for line in lines)

    return said


def _calls(facts: Facts, asking: Asking, now: datetime) -> bool:
    return _some("escalations", acknowledged_at=None)(facts, asking, now)


def _own_last(facts: Facts, asking: Asking, now: datetime) -> bool:
    """Whether one's own deed is the last one, can be undone, and is not too long ago. What the watch did
    since, and what happened to a merged ticket, stands in nobody's way."""
    events: Iterable[Facts] = facts.get("timeline") or ()
    last = next((each for each in events if each.get("actor") != WATCH and not each.get("of")), None)
    if last is None or last.get("actor") != asking.no:
        return False
    verb = VERBS.get(str(last.get("verb")))
    seconds = timedelta(seconds=asking.policy.setting("undo_seconds"))
    return verb is not None and verb.undoable and now - _at(last["at"]) <= seconds


def _ahead(facts: Facts, _asking: Asking, now: datetime) -> bool:
    return bool(facts.get("last_at")) and _at(facts["last_at"]) > now


def _late(facts: Facts, _asking: Asking, _now: datetime) -> bool:
    """Whether a deadline passed that was not taken back: what fell due since then may be, once more."""
    lines: Iterable[Facts] = facts.get("milestones") or ()
    return any(line.get("late_minutes") and not _is_forgiven(line) for line in lines)


def _is_forgiven(line: Facts) -> bool:
    forgiven, due = line.get("forgiven_at"), line.get("due_at")
    return bool(forgiven) and (not due or _at(due) <= _at(forgiven))


def _unapproved(facts: Facts, _asking: Asking, _now: datetime) -> bool:
    lines: Iterable[Facts] = facts.get("records") or ()
    return any(line.get("approved_version") != line.get("version") for line in lines)


def _unsigned(facts: Facts, _asking: Asking, _now: datetime) -> bool:
    lines: Iterable[Facts] = facts.get("records") or ()
    return any(line.get("signed_version") != line.get("version") for line in lines)


def _sent_in(facts: Facts, _asking: Asking, _now: datetime) -> bool:
    return (facts.get("said_way") or facts.get("way")) in AWAY


def _by_another_policy(facts: Facts, asking: Asking, _now: datetime) -> bool:
    return facts.get("policy") != asking.policy.version


def _closed_lately(facts: Facts, asking: Asking, now: datetime) -> bool:
    """Whether it is not closed, or was within the hours in which it may be opened again."""
    closed = facts.get("closed_at")
    return not closed or now - _at(closed) <= timedelta(hours=asking.policy.setting("reopen_hours"))


def _mine(facts: Facts, asking: Asking, _now: datetime) -> bool:
    return facts.get("asked_by") == asking.no


def _of_another(facts: Facts, asking: Asking, _now: datetime) -> bool:
    return facts.get("asked_by") != asking.no


def _at(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))


NEEDS: Mapping[tuple[str, str], Callable[[Facts, Asking, datetime], bool]] = {
    (kinds.TICKET, "acknowledge"): _calls,
    (kinds.TICKET, "approve_record"): _unapproved,
    (kinds.TICKET, "chase_forms"): _some("papers", in_at=None),
    (kinds.TICKET, "forgive"): _late,
    (kinds.TICKET, "go_on"): _ahead,
    (kinds.TICKET, "renew"): _by_another_policy,
    (kinds.TICKET, "reopen"): _closed_lately,
    (kinds.TICKET, "sign"): _unsigned,
    (kinds.TICKET, "take_forms"): _some("papers", in_at=None),
    (kinds.TICKET, "track"): _sent_in,
    (kinds.TICKET, "undo"): _own_last,
    (kinds.STAFF, "cancel_leave"): _some("shifts", kind="leave"),
    (kinds.STAFF, "replan"): _some("jobs"),
    (kinds.REQUEST, "decide"): _of_another,
    (kinds.REQUEST, "withdraw"): _mine,
}
"""What a card has to show before a verb is offered on it; the store alone decides."""
UNSEEN = frozenset({(kinds.TICKET, "check_sample"), (kinds.STAFF, "answer_call")})
"""What needs something that no such card shows: a sample, a call of an emergency."""
