"""Dispatching in any order against a plain check: nothing that is accepted breaks a rule, unless somebody
overruled it with a reason; nothing is refused that breaks none, and nothing proposed that would be refused
(DSP-05, DSP-08, DSP-09, DSP-10)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Set
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import currently_in_test_context, note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from db.errors import Refusal, StoreError
from db.tables.pick import Pick
from db.tables.ticket import Assignment, Ticket
from db.tables.tool import Tool
from tests.databases import Databases, Kind
from tests.db.desk import BRANCH_TIME, Desk, template
from tests.db.verbs.crew import CERTIFICATE, HARD, PEOPLE, TOOLS, Person, Span, branch, overlaps
from tests.db.verbs.days import days, played
from tests.reliability import record

NUMBERS, WHO = st.integers(0, 5), st.sampled_from(PEOPLE)
HOURS, DAYS = st.integers(9, 17), st.integers(0, 2)
WINDOW = st.none() | st.tuples(DAYS, HOURS, st.integers(1, 3))
UNWELCOME = "customer_refused"
REASON = st.sampled_from(["", "", "急"])
Place = tuple[str, str, bool]
"""A ticket, who is on it, and whether they are in charge."""


@pytest.fixture(scope="module")
def branches(databases: Databases) -> Iterator[Databases]:
    """Stores with that branch."""
    made = databases.with_rows("dispatching", template(branch))
    yield made
    made.close()


class Dispatching(RuleBasedStateMachine):
    """Days at the desk: whoever is sent by whatever verb may go, or somebody said why all the same."""

    def __init__(self, made: Databases, kind: Kind, totals: dict[str, int]) -> None:
        super().__init__()
        self.url = made.create(kind, warm=True)
        self.made, self.totals = made, totals
        self.before: tuple[dict[Place, str], dict[str, frozenset[str]]] | None = None
        """Who was where, and refused, before the last deed of the dispatcher."""
        self.refused: dict[str, frozenset[str]] = {}
        """By ticket whom its customer would not have again; each has another customer."""
        self.desk = Desk(self.url)
        self.numbers = sorted(row.number for row in self.desk.rows(Ticket))
        tools = self.desk.rows(Tool)
        self.people = {
            no: Person(tools={tool.number: tool.kind for tool in tools if tool.holder == no}) for no in PEOPLE
        }

    # -- what stands in the store, and what would break a rule

    def ticket(self, at: int) -> Ticket:
        return next(row for row in self.desk.rows(Ticket) if row.number == self.numbers[at])

    def held(self) -> list[Assignment]:
        return [row for row in self.desk.rows(Assignment) if row.ended_at is None]

    def places(self) -> dict[Place, str]:
        """Who is on which ticket as what, and why a gate of theirs was overruled."""
        return {(row.ticket, row.technician, row.lead): row.override for row in self.held()}

    def marked(self) -> tuple[dict[Place, str], dict[str, frozenset[str]]]:
        """What an undo brings back."""
        return self.places(), dict(self.refused)

    def window(self, asked: tuple[int, int, int] | None) -> dict[str, str]:
        """A window still to come, as the verbs take it."""
        if asked is None:
            return {}
        day, hour, length = asked
        begin = datetime(2026, 7, 15, hour, tzinfo=BRANCH_TIME) + timedelta(days=day)
        while begin <= self.desk.now:
            begin += timedelta(days=1)
        return {
            "window_from": begin.isoformat(),
            "window_to": (begin + timedelta(hours=length)).isoformat(),
        }

    def broken(self, ticket: Ticket, no: str, window: Span | None, but: Set[str] = frozenset()) -> set[str]:
        """Which rules sending somebody then would break, reckoned from plain facts alone."""
        person, at = self.people[no], window[0] if window else self.desk.now
        day = ((window[1] - timedelta(seconds=1)) if window else self.desk.now).astimezone(BRANCH_TIME).date()
        span = window or (at, at + timedelta(seconds=1))
        found = {"duty" for away in person.away if overlaps(away, span)}
        if no in self.refused.get(ticket.number, ()):
            found.add("welcome")
        if ticket.product == HARD["product"]:
            if person.papers < day:
                found.add("certificate")
            if not set(TOOLS) <= set(person.tools.values()):
                found.add("kit")
        others = [
            row
            for row in self.held()
            if row.technician == no and row.ticket not in {ticket.number, *but} and row.window_from
        ]
        if window and any(overlaps(window, (row.window_from, row.window_to)) for row in others):  # type: ignore[arg-type]  # both ends are said here
            found.add("overlap")
        return found

    def agreed(self, ticket: Ticket, window: dict[str, str]) -> Span | None:
        if window:
            begin, end = (datetime.fromisoformat(text).astimezone(UTC) for text in window.values())
            return begin, end
        if ticket.agreed_from is None or ticket.agreed_to is None:
            return None
        return ticket.agreed_from, ticket.agreed_to

    def tried(self, broken: set[str], overruling: str, verb: str, by: str = "D01", **fields: Any) -> None:
        """The verb goes through exactly where nothing is broken, or somebody says why."""
        if currently_in_test_context():
            note(f"{verb} {fields} breaks {sorted(broken)}")
        said = {"override": overruling} if overruling else {}
        before = self.marked()
        answer: dict[str, Any] = {}
        refusal: StoreError | None = None
        try:
            answer = self.desk.do(verb, by=by, **fields, **said)
        except StoreError as error:
            refusal = error
        if refusal is not None:
            assert broken, f"nothing is broken, and yet: {refusal}"
            assert not overruling, f"overruled, and yet: {refusal}"
            assert isinstance(refusal, Refusal)
            self.totals["refused"] += 1
            return
        assert not broken or overruling, f"accepted although it breaks {broken}"
        assert {each.partition(":")[2] for each in answer["overruled"]} == broken
        self.totals["done"] += 1
        self.before = before
        if verb == "move_window":
            kept = self.desk.events(f"ticket:{fields['ticket']}")[-1].args
            assert kept.get("override", "") == overruling
        else:
            self.kept(broken, overruling)

    def kept(self, broken: set[str], overruling: str) -> None:
        """What was overruled is on record with its reason."""
        assert not broken or overruling in {row.override for row in self.held()}
        assert broken <= {gate for row in self.desk.rows(Pick) for gate in row.overruled.split(",")}

    # -- the verbs

    @rule(at=NUMBERS, who=WHO, asked=WINDOW, reason=REASON)
    def send(self, at: int, who: str, asked: tuple[int, int, int] | None, reason: str) -> None:
        ticket, window = self.ticket(at), self.window(asked)
        broken = self.broken(ticket, who, self.agreed(ticket, window))
        if ticket.state == "triaged":
            self.tried(broken, reason, "dispatch", ticket=ticket.number, technician=who, **window)
        elif ticket.state == "dispatched" and ticket.technician != who:
            self.tried(
                broken, reason, "reassign", ticket=ticket.number, technician=who, reason="技能不符", **window
            )

    @rule(at=NUMBERS, other=NUMBERS, reason=REASON)
    def swap(self, at: int, other: int, reason: str) -> None:
        one, two = self.ticket(at), self.ticket(other)
        crews = {
            ticket.number: {row.technician for row in self.held() if row.ticket == ticket.number}
            for ticket in (one, two)
        }
        if at == other or one.technician == two.technician or {one.state, two.state} != {"dispatched"}:
            return
        both = {one.number, two.number}
        broken = set[str]()
        for ticket, crew in ((one, crews[two.number]), (two, crews[one.number])):
            for no in crew:
                broken |= self.broken(ticket, no, self.agreed(ticket, {}), but=both)
        if crews[one.number] & crews[two.number]:
            return  # somebody helps with both
        self.tried(broken, reason, "swap", ticket=one.number, with_ticket=two.number)

    @rule(at=NUMBERS, who=WHO, reason=REASON)
    def help(self, at: int, who: str, reason: str) -> None:
        ticket = self.ticket(at)
        there = {row.technician for row in self.held() if row.ticket == ticket.number}
        if ticket.state == "dispatched" and who not in there:
            broken = self.broken(ticket, who, self.agreed(ticket, {}))
            self.tried(broken, reason, "add_helper", ticket=ticket.number, technician=who)

    @rule(at=NUMBERS, asked=WINDOW, reason=REASON)
    def move(self, at: int, asked: tuple[int, int, int] | None, reason: str) -> None:
        """Another time: everybody on the ticket is judged by it."""
        ticket, window = self.ticket(at), self.window(asked)
        if ticket.state != "dispatched" or not window:
            return
        span = self.agreed(ticket, window)
        if span == (ticket.agreed_from, ticket.agreed_to):
            return
        broken = set[str]()
        for row in self.held():
            if row.ticket == ticket.number:
                broken |= self.broken(ticket, row.technician, span)
        self.tried(broken, reason, "move_window", ticket=ticket.number, reason="x", **window)

    @rule(at=NUMBERS, reason=st.sampled_from(["x", "x", UNWELCOME]))
    def recall(self, at: int, reason: str) -> None:
        number = self.numbers[at]
        if self.ticket(at).state == "dispatched":
            self.before = self.marked()
            self.desk.do("recall", by="D01", ticket=number, reason=reason)
            if reason == UNWELCOME:
                gone = {no for ticket, no, _ in self.before[0] if ticket == number}
                self.refused[number] = self.refused.get(number, frozenset()) | gone

    # -- what is proposed

    @rule(at=NUMBERS, asked=WINDOW)
    def look(self, at: int, asked: tuple[int, int, int] | None) -> None:
        """Whoever is shown without a block may be sent, and nobody else."""
        ticket, window = self.ticket(at), self.window(asked)
        if ticket.state not in ("triaged", "dispatched"):
            return
        span = self.agreed(ticket, window)
        for row in self.desk.show("candidates", number=ticket.number, **window):
            broken = self.broken(ticket, row["staff"], span)
            assert row["blocked"] is bool(broken), (row["staff"], row["gates"], broken)
        self.totals["looked"] += 1

    @rule(at=NUMBERS, place=st.integers(0, 4))
    def offer(self, at: int, place: int) -> None:
        """A window that is offered can be agreed with whom it names."""
        ticket = self.ticket(at)
        if ticket.state != "triaged":
            return
        rows = self.desk.show("windows", number=ticket.number)
        if rows:
            row = rows[place % len(rows)]
            window = {name: row[name] for name in ("window_from", "window_to")}
            broken = self.broken(ticket, row["staff"], self.agreed(ticket, window))
            assert not broken, row
            self.tried(broken, "", "dispatch", ticket=ticket.number, technician=row["staff"], **window)
            self.totals["offered"] += 1

    @rule()
    def undo(self) -> None:
        """Who was there before is there again, with what was said of them."""
        if self.before is None:
            return
        try:
            self.desk.do("undo", by="D01")
        except Refusal as refusal:
            if refusal.rule != "CLS-07":
                raise
        else:
            before, self.refused = self.before
            assert self.places() == before
            self.totals["undone"] += 1
        self.before = None

    @rule(lines=st.sampled_from(["", "1"]), who=st.none() | WHO)
    def accept(self, lines: str, who: str | None) -> None:
        """Every line that is accepted may be carried out at its hour; nobody overrules anything there. Who is
        on a ticket as before is not sent anew: they stay, with what was overruled for them."""
        answer = self.desk.show("proposal", **({"technician": who} if who else {}))
        if not answer["lines"]:
            return
        marked = before, _ = self.marked()
        fields = {"technician": who, "reason": "技能不符"} if who else {}
        verb = "replan" if who else "accept_proposal"
        done = self.desk.do(verb, by="D01", proposal=answer["id"], lines=lines, **fields)
        assert done["refused"] == [], "a line of this very moment holds"
        self.before = marked
        tickets = {row.number: row for row in self.desk.rows(Ticket)}
        for row in self.held():
            place = (row.ticket, row.technician, row.lead)
            if place in before:
                assert row.override == before[place]
                continue
            window = (row.window_from, row.window_to) if row.window_from and row.window_to else None
            broken = self.broken(tickets[row.ticket], row.technician, window)
            # Without a window they come later today: who is away now may be back by then.
            assert broken - (set() if window else {"duty"}) == set(), (row, broken)
            assert row.override == ""
            self.totals["planned"] += 1

    # -- what changes beneath them

    @rule(who=WHO, asked=st.tuples(DAYS, HOURS, st.integers(1, 8)))
    def leave(self, who: str, asked: tuple[int, int, int]) -> None:
        begin, end = self.window(asked).values()
        self.desk.do("set_duty", by="M01", staff=who, kind="leave", begins_at=begin, ends_at=end)
        self.people[who].away.append((datetime.fromisoformat(begin), datetime.fromisoformat(end)))

    @rule(who=WHO, day=st.integers(14, 19))
    def lapse(self, who: str, day: int) -> None:
        """A certificate is renewed, or runs out."""
        self.people[who].papers = date(2026, 7, day)
        self.desk.do("change_staff", by="M01", staff=who, certificates=f"{CERTIFICATE}:2026-07-{day}")

    @rule(who=WHO, to=WHO, kind=st.sampled_from(TOOLS))
    def lend(self, who: str, to: str, kind: str) -> None:
        mine = [number for number, each in self.people[who].tools.items() if each == kind]
        if mine and who != to:
            self.desk.do("transfer_tool", tool=mine[0], to=to, reason="x")
            self.people[to].tools[mine[0]] = self.people[who].tools.pop(mine[0])

    @rule(minutes=st.integers(1, 300))
    def time_passes(self, minutes: int) -> None:
        self.desk.later(minutes=minutes)

    def teardown(self) -> None:
        assert self.desk.differences() == []
        self.desk.close()
        self.made.drop(self.url)


EXAMPLES: dict[Kind, int] = {"sqlite": 400, "postgresql": 100}
COUNTED = ("done", "refused", "planned", "undone", "looked", "offered")


def a_day(day: Dispatching) -> None:
    """One of each: done, refused, overruled, helped, moved, undone, planned, no longer a helper, refused by a
    customer, offered."""
    day.send(0, "T001", (0, 10, 2), "")
    day.send(2, "T001", (0, 11, 2), "")
    day.send(2, "T001", (0, 11, 2), "急")
    day.undo()
    day.send(2, "T001", (0, 11, 2), "急")
    day.help(2, "T002", "")
    day.move(2, (1, 11, 2), "")
    day.leave("T002", (1, 9, 8))
    day.help(0, "T002", "")
    day.move(0, (1, 10, 2), "")
    day.move(0, (1, 10, 2), "急")
    day.accept("", "T002")
    day.accept("", None)
    day.look(0, None)
    day.recall(0, UNWELCOME)
    day.look(0, (1, 15, 2))
    day.offer(0, 1)


def test_a_day_of_each(branches: Databases, database_kind: Kind) -> None:
    totals = dict.fromkeys(COUNTED, 0)
    day = Dispatching(branches, database_kind, totals)
    a_day(day)
    day.teardown()
    assert {name for name, times in totals.items() if times} == set(COUNTED), totals


@pytest.mark.soak
def test_nothing_that_is_accepted_breaks_a_rule(
    branches: Databases, database_kind: Kind, rounds: Callable[[int], int]
) -> None:
    totals, begun = dict.fromkeys(COUNTED, 0), time.perf_counter()
    drawn = max(3, days(rounds, EXAMPLES[database_kind]))

    class Seeded(Dispatching):
        def __init__(self) -> None:
            super().__init__(branches, database_kind, totals)

    # The first day that is drawn does nothing at all.
    played(Seeded, drawn, lambda: totals["done"] > 0)
    assert totals["done"] > 0, totals
    record(
        f"dispatching against a plain check, {database_kind}",
        f"{drawn} days of up to 60 random deeds",
        f"{totals['done']} sent, {totals['planned']} by accepted lines, {totals['offered']} by an offer,"
        f" {totals['refused']} refusals, {totals['looked']} lists of candidates, {totals['undone']} undone:"
        " nothing accepted breaks a rule, nothing proposed is refused",
        time.perf_counter() - begun,
    )
