"""Every figure counted anew by a plain loop over `show ticket --json`: no SQL, none of the store's own code.

Instants are texts with an offset, as `show` prints them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Facts = Mapping[str, Any]
MILESTONES = ("respond", "answer", "arrive", "resolve", "verify", "survey")
SATISFIED = 4
MAJOR_FEN = 1_000_000


def at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def minutes(begin: datetime, end: datetime) -> int:
    return int((end - begin).total_seconds()) // 60


@dataclass(frozen=True)
class Fact:
    """One row: when, of which ticket, whose, whether it counts, and what it adds."""

    when: datetime
    ticket: Facts
    person: str | None
    counts: bool = True
    value: int = 1
    among: bool = True
    own: Mapping[str, str] | None = None


def holder(ticket: Facts, instant: datetime) -> str | None:
    """Who was in charge then."""
    found = None
    for each in ticket["assignments"]:
        begun, ended = at(each["begun_at"]), at(each["ended_at"])
        if each["lead"] and begun is not None and begun <= instant and (ended is None or ended >= instant):
            found = each["technician"]
    return found


class Season:
    """All tickets of a store at one moment, by number."""

    def __init__(self, tickets: Iterable[Facts], now: datetime) -> None:
        self.tickets = list(tickets)
        self.now = now

    def of(self, figure: str) -> Iterator[Fact]:
        """The rows of a figure."""
        name, _mark, milestone = figure.rpartition("_")
        if milestone in MILESTONES and name in ("timeliness", "original_timeliness"):
            for fact in self.milestones(original=name.startswith("original")):
                if fact.own is not None and fact.own["milestone"] == milestone:
                    yield fact
            return
        yield from _ROWS[figure](self)

    def _live(self) -> Iterator[Facts]:
        return (ticket for ticket in self.tickets if ticket["state"] != "cancelled")

    def reported(self, counts: Callable[[Facts], bool] = lambda _ticket: True) -> Iterator[Fact]:
        for ticket in self._live():
            yield Fact(
                datetime.fromisoformat(ticket["reported_at"]), ticket, ticket["technician"], counts(ticket)
            )

    def handled(self, counts: Callable[[Facts], bool] = lambda _ticket: True) -> Iterator[Fact]:
        for ticket in self.tickets:
            finished = at(ticket["finished_at"])
            if ticket["state"] in ("follow_up", "closed") and finished is not None:
                took = minutes(datetime.fromisoformat(ticket["reported_at"]), finished)
                days = (ticket["by_day"] or "").split(",")
                known = not {"reported", "finished"} & {*days} and "finished" not in (ticket["undated"] or "")
                yield Fact(finished, ticket, ticket["technician"], counts(ticket), took, known)

    def closed(self, counts: Callable[[Facts], bool] = lambda _ticket: True) -> Iterator[Fact]:
        for ticket in self.tickets:
            closed = at(ticket["closed_at"])
            if ticket["state"] == "closed" and closed is not None:
                yield Fact(closed, ticket, ticket["technician"], counts(ticket))

    def milestones(self, *, original: bool = False) -> Iterator[Fact]:
        for ticket in self.tickets:
            for one in ticket["milestones"]:
                judged = self._judged(ticket, one, original=original)
                if judged is not None:
                    when, in_time, looked_at = judged
                    own = {"milestone": one["milestone"]}
                    yield Fact(when, ticket, holder(ticket, looked_at), in_time, own=own)

    def _judged(self, ticket: Facts, one: Facts, *, original: bool) -> tuple[datetime, bool, datetime] | None:
        """When it was due, whether it was in time, and when that was known; None where it does not count."""
        missed, forgiven = at(one["missed_at"]), at(one["forgiven_at"])
        if missed is not None and (forgiven is None or missed > forgiven):
            return missed, False, missed
        due, met = at(one["due_at"]), at(one["met_at"])
        if original and one["original_due_at"] is not None:
            due = at(one["original_due_at"])
        if due is None or one["state"] not in ("running", "met"):
            return None
        if one["state"] == "met" and met is not None and met <= due:
            return (due, True, met) if due <= self.now else None
        until = met or (at(ticket["closed_at"]) if ticket["state"] == "closed" else self.now)
        if until is None or due >= until or (forgiven is not None and due <= forgiven):
            return None
        return due, False, due

    def missed_cancelled(self) -> Iterator[Fact]:
        for fact in self.milestones():
            late = not fact.counts and fact.ticket["state"] == "cancelled"
            yield Fact(fact.when, fact.ticket, fact.person, late, own=fact.own)

    def appointments(self) -> Iterator[Fact]:
        for ticket in self.tickets:
            for one in ticket["assignments"]:
                end, came, left = at(one["window_to"]), at(one["arrived_at"]), at(one["ended_at"])
                if not one["lead"] or end is None:
                    continue
                kept = came is not None and came <= end
                if kept or (end < self.now and not (left is not None and left <= end)):
                    yield Fact(end, ticket, one["technician"], kept)

    def fixed(self, ticket: Facts) -> bool:
        came = [one for one in ticket["assignments"] if one["lead"] and one["arrived_at"]]
        asked = [each["at"] for each in (*ticket["surveys"], *ticket["verifications"])]
        again = [each for each in self._live() if each["rework_of"] == ticket["number"]]
        finished = at(ticket["finished_at"])
        early = [
            each for each in map(at, asked) if each is not None and finished is not None and each < finished
        ]
        return len(came) <= 1 and not early and not again

    def surveys(self) -> Iterator[Fact]:
        for ticket in self.tickets:
            for one in ticket["surveys"]:
                if not one["unreachable"] and one["result"] is not None:
                    when = datetime.fromisoformat(one["at"])
                    yield Fact(when, ticket, ticket["technician"], one["result"] >= SATISFIED)

    def unreached(self) -> Iterator[Fact]:
        for ticket in self.tickets:
            tries = ticket["surveys"]
            if tries and all(one["unreachable"] for one in tries):
                yield Fact(
                    max(map(datetime.fromisoformat, (one["at"] for one in tries))),
                    ticket,
                    ticket["technician"],
                )

    def pauses(self) -> Iterator[Fact]:
        for ticket in self.tickets:
            for one in ticket["pauses"]:
                begun = datetime.fromisoformat(one["begun_at"])
                lasted = minutes(begun, at(one["ended_at"]) or self.now)
                yield Fact(begun, ticket, holder(ticket, begun), value=lasted, own={"reason": one["reason"]})

    def escalations(self) -> Iterator[Fact]:
        for ticket in self.tickets:
            for one in ticket["escalations"]:
                when = datetime.fromisoformat(one["at"])
                yield Fact(when, ticket, holder(ticket, when), own={"trigger": one["trigger"]})

    def dispatches(self) -> Iterator[Fact]:
        for ticket in self.tickets:
            for one in ticket["assignments"]:
                begun = datetime.fromisoformat(one["begun_at"])
                yield Fact(begun, ticket, one["technician"], bool(one["override"]))


def _again(ticket: Facts) -> bool:
    return ticket["rework_of"] is not None


_ROWS: Mapping[str, Callable[[Season], Iterator[Fact]]] = {
    "reported": Season.reported,
    "handled": Season.handled,
    "closed": Season.closed,
    "resolution_rate": lambda all: all.reported(lambda ticket: ticket["state"] in ("follow_up", "closed")),
    "handling_median": Season.handled,
    "handling_p90": Season.handled,
    "timeliness": Season.milestones,
    "original_timeliness": lambda all: all.milestones(original=True),
    "missed_cancelled": Season.missed_cancelled,
    "kept_appointments": Season.appointments,
    "first_time_fix": lambda all: all.handled(all.fixed),
    "rework": lambda all: all.reported(_again),
    "rework_rate": lambda all: all.reported(_again),
    "satisfaction": Season.surveys,
    "unreachable": Season.unreached,
    "pauses": Season.pauses,
    "pause_minutes": Season.pauses,
    "escalations": Season.escalations,
    "overrulings": Season.dispatches,
    "major_losses": lambda all: all.closed(lambda ticket: (ticket["loss_fen"] or 0) >= MAJOR_FEN),
}


def bucket(by: str, fact: Fact, people: Mapping[str, Facts], listed_causes: Iterable[str]) -> str:
    """In which bucket of a cut a row falls."""
    ticket = fact.ticket
    if by == "person":
        return fact.person or "unknown"
    if by == "team":
        one = people.get(fact.person or "")
        return "unknown" if one is None else f"{one['branch']}/{one['department']}/{one['zone'] or ''}"
    if by == "department":
        return str(ticket["responsible"])
    if by == "cause":
        known = ticket["cause"] in listed_causes
        return ticket["cause"] if known else "unclassified" if ticket["cause_category"] else "unknown"
    if by == "cause_department":
        return ticket["cause_department"] or "none" if ticket["cause_category"] else "unknown"
    if by == "way":
        return ticket["said_way"] or "unknown"
    if by in ("milestone", "reason", "trigger"):
        assert fact.own is not None
        return fact.own[by]
    value = ticket[by]
    return "unknown" if value in (None, "") else str(value)


def value(figure: str, facts: list[Fact]) -> float | int | None:
    """What a figure is of these rows."""
    if figure.startswith("handling_"):
        known = sorted(fact.value for fact in facts if fact.among)
        if not known:
            return None
        part = 0.5 if figure.endswith("median") else 0.9
        # The first that at least so many of them do not lie above.
        return next(each for each in known if sum(one <= each for one in known) >= part * len(known))
    if figure == "pause_minutes":
        return sum(fact.value for fact in facts)
    counting = sum(fact.counts for fact in facts)
    if figure in _SHARES or figure.startswith(("timeliness", "original_timeliness")):
        return int(counting * 1000 / len(facts) + 0.5) / 10 if facts else None
    return counting


_SHARES = ("resolution_rate", "kept_appointments", "first_time_fix", "rework_rate", "satisfaction")
