"""The course of a ticket as the log has it: how long it stood where and with whom, and which rules of the
flow it broke (PRC-01). Pure; instants are UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

ENDED = frozenset({"closed", "cancelled"})
"""States in which nothing waits."""
WHOSE = {"new": "dispatcher", "triaged": "dispatcher", "follow_up": "customer_service"}
"""The role that a ticket waits for in a state in which nobody has to go anywhere for it."""
MADE = "register"
TEMPLATES = ("before", "response", "exactly_once", "never_after")


class Entry(NamedTuple):
    """One event of a ticket. `what` is its verb, or the step that it was; `at` when it happened; `state` and
    `holder` are those after it; `why` the reason of a pause that it began. `undoes` names the verb that an
    undo took back."""

    seq: int
    at: datetime
    what: str
    actor: str
    state: str | None
    holder: str | None
    why: str | None = None
    undoes: str | None = None


class Stay(NamedTuple):
    """How long a ticket stood in a state with somebody: `end` is null while it stands there. `who` is a staff
    number or the role that it waits for, `why` the reason of a pause, `since` what brought it there."""

    state: str
    who: str | None
    why: str | None
    begin: datetime
    end: datetime | None
    since: str

    def minutes(self, now: datetime) -> int:
        """Whole minutes, up to now where it has no end."""
        return int(((self.end or now) - self.begin).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class FlowRule:
    """A rule of the flow: `before`, `response`, `exactly_once` or `never_after` about `a` and `b`, which are
    verbs, steps of a visit, or states that a ticket comes to. `within` minutes hold for a response."""

    code: str
    template: str
    a: str
    b: str = ""
    within: int = 0


class Break(NamedTuple):
    """A rule that a ticket broke, when, and by whom."""

    rule: str
    at: datetime
    actor: str


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """What holds of the events of a ticket: without those that were undone, each with the state and the
    holder after it."""
    kept: list[Entry] = []
    for entry in entries:
        if entry.undoes in (None, MADE):
            # An undone registration is a ticket that was cancelled.
            kept.append(entry)
            continue
        taken = next(
            (at for at in reversed(range(len(kept)))
             if (kept[at].actor, _verb(kept[at])) == (entry.actor, entry.undoes)), None,
        )  # fmt: skip
        if taken is not None:
            del kept[taken]
    return list(_carried(kept))


def _verb(entry: Entry) -> str:
    return entry.what.partition(":")[0]


def _carried(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Each with the state and holder that it did not change; none lies before the one before it."""
    state: str | None = None
    holder: str | None = None
    why: str | None = None
    last: datetime | None = None
    for entry in entries:
        if entry.state is not None and entry.state != state:
            state, why = entry.state, entry.why
        if entry.holder is not None:
            holder = entry.holder or None
        last = entry.at if last is None else max(last, entry.at)
        yield entry._replace(state=state, holder=holder, why=why, at=last)


def stays(entries: Sequence[Entry]) -> list[Stay]:
    """Where a ticket stood, one stay after the other; `entries` as `standing` gives them."""
    found: list[Stay] = []
    for entry in entries:
        state = entry.state
        if state is None:
            continue
        who = WHOSE.get(state, entry.holder)
        here = (state, who, entry.why if state == "paused" else None)
        if found and found[-1][:3] == here and found[-1].end is None:
            continue
        if found and found[-1].end is None:
            found[-1] = found[-1]._replace(end=entry.at)
        if state not in ENDED:
            found.append(Stay(*here, entry.at, None, entry.what))
    return found


def breaks(entries: Sequence[Entry], rules: Iterable[FlowRule], now: datetime) -> Iterator[Break]:
    """Which rules a ticket broke, each once, at the first place; `entries` as `standing` gives them."""
    for rule in rules:
        found = _CHECKS[rule.template](entries, rule, now)
        if found is not None:
            yield Break(rule.code, found.at, found.actor)


def _is(entries: Sequence[Entry], at: int, name: str) -> bool:
    """Whether an event is the thing of that name: a verb, a step, or the coming to a state."""
    entry = entries[at]
    what, _, step = entry.what.partition(":")
    if name in (what, step):
        return True
    return entry.state == name and (at == 0 or entries[at - 1].state != name)


def _places(entries: Sequence[Entry], name: str) -> list[int]:
    return [at for at in range(len(entries)) if _is(entries, at, name)]


def _before(entries: Sequence[Entry], rule: FlowRule, _now: datetime) -> Entry | None:
    """Every b has an a before it, or with it."""
    first = next(iter(_places(entries, rule.a)), None)
    return next((entries[at] for at in _places(entries, rule.b) if first is None or first > at), None)


def _response(entries: Sequence[Entry], rule: FlowRule, now: datetime) -> Entry | None:
    """After every a comes a b within so many minutes, if not with it; a ticket that ended owes none."""
    answers = _places(entries, rule.b)
    for at in _places(entries, rule.a):
        until = entries[at].at + timedelta(minutes=rule.within) if rule.within else None
        answer = next((entries[each] for each in answers if each >= at), None)
        ended = next((each for each in entries[at + 1 :] if each.state in ENDED), None)
        came = min((each.at for each in (answer, ended) if each is not None), default=None)
        if came is None and (until is None or until > now):
            continue
        if came is None or (until is not None and came > until):
            return entries[at]
    return None


def _exactly_once(entries: Sequence[Entry], rule: FlowRule, _now: datetime) -> Entry | None:
    """One a, of a ticket that is closed; never two."""
    found = _places(entries, rule.a)
    if len(found) > 1:
        return entries[found[1]]
    if not found and entries and entries[-1].state == "closed":
        return entries[-1]
    return None


def _never_after(entries: Sequence[Entry], rule: FlowRule, _now: datetime) -> Entry | None:
    """No a after the first b."""
    after = next(iter(_places(entries, rule.b)), None)
    found = _places(entries, rule.a)
    return next((entries[at] for at in found if after is not None and at > after), None)


_CHECKS = {
    "before": _before,
    "response": _response,
    "exactly_once": _exactly_once,
    "never_after": _never_after,
}


def median(values: Sequence[int]) -> int | None:
    """Of whole numbers in order, rounded half up; none of nothing."""
    if not values:
        return None
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle] + 1) // 2


def percentile(values: Sequence[int], share: int) -> int | None:
    """The least of these whole numbers in order that so many percent do not exceed."""
    return values[-(-len(values) * share // 100) - 1] if values else None
