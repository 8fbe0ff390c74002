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
        """Whole minutes, up to now where it has no end; none where a clock stands before its begin."""
        return max(0, int(((self.end or now) - self.begin).total_seconds()) // 60)


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
    for seq, at, what, actor, new_state, new_holder, new_why, undoes in entries:
        if new_state is not None and new_state != state:
            state, why = new_state, new_why
        if new_holder is not None:
            holder = new_holder or None
        if last is None or at > last:
            last = at
        yield Entry(seq, last, what, actor, state, holder, why, undoes)


def stays(entries: Sequence[Entry]) -> list[Stay]:
    """Where a ticket stood, one stay after the other; `entries` as `standing` gives them."""
    found: list[Stay] = []
    here: tuple[str, str | None, str | None] | None = None
    begin, since = datetime.min, ""
    for _seq, at, what, _actor, state, holder, why, _undoes in entries:
        if state is None:
            continue
        now = (state, WHOSE.get(state, holder), why if state == "paused" else None)
        if now == here:
            continue
        if here is not None:
            found.append(Stay(*here, begin, at, since))
        here, begin, since = (None if state in ENDED else now), at, what
    if here is not None:
        found.append(Stay(*here, begin, None, since))
    return found


class Course:
    """The events of a ticket as rules ask for them: by the name of what happened, and where it ended."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """`entries` as `standing` gives them."""
        self.entries = entries
        self._places: dict[str, list[int]] = {}
        self._ends: list[int] = []
        before: str | None = None
        for at, entry in enumerate(entries):
            what, state = entry.what, entry.state
            verb, _, step = what.partition(":")
            for name in {verb, step, state if at == 0 or state != before else step}:
                if name:
                    self._places.setdefault(name, []).append(at)
            if state in ENDED:
                self._ends.append(at)
            before = state

    def places(self, name: str) -> Sequence[int]:
        """Where the thing of that name stands: a verb, a step, or the coming to a state."""
        return self._places.get(name, ())

    def at_or_after(self, name: str, at: int) -> Entry | None:
        """The first of that name from a place on."""
        return next((self.entries[each] for each in self.places(name) if each >= at), None)

    def end_after(self, at: int) -> Entry | None:
        """The first event behind a place with which the ticket has ended."""
        return next((self.entries[each] for each in self._ends if each > at), None)


def breaks(entries: Sequence[Entry], rules: Iterable[FlowRule], now: datetime) -> Iterator[Break]:
    """Which rules a ticket broke, each once, at the first place; `entries` as `standing` gives them."""
    course = Course(entries)
    for rule in rules:
        found = _CHECKS[rule.template](course, rule, now)
        if found is not None:
            yield Break(rule.code, found.at, found.actor)


def _before(course: Course, rule: FlowRule, _now: datetime) -> Entry | None:
    """Every b has an a before it, or with it."""
    first = next(iter(course.places(rule.a)), None)
    return next((course.entries[at] for at in course.places(rule.b) if first is None or first > at), None)


def _response(course: Course, rule: FlowRule, now: datetime) -> Entry | None:
    """After every a comes a b within so many minutes, if not with it; a ticket that ended owes none."""
    for at in course.places(rule.a):
        asked = course.entries[at]
        until = asked.at + timedelta(minutes=rule.within) if rule.within else None
        answer, ended = course.at_or_after(rule.b, at), course.end_after(at)
        came = min((each.at for each in (answer, ended) if each is not None), default=None)
        if came is None and (until is None or until > now):
            continue
        if came is None or (until is not None and came > until):
            return asked
    return None


def _exactly_once(course: Course, rule: FlowRule, _now: datetime) -> Entry | None:
    """One a, of a ticket that is closed; never two."""
    found, entries = course.places(rule.a), course.entries
    if len(found) > 1:
        return entries[found[1]]
    if not found and entries and entries[-1].state == "closed":
        return entries[-1]
    return None


def _never_after(course: Course, rule: FlowRule, _now: datetime) -> Entry | None:
    """No a after the first b."""
    after = next(iter(course.places(rule.b)), None)
    return next(
        (course.entries[at] for at in course.places(rule.a) if after is not None and at > after), None
    )


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
