"""Dispatching in any order against a plain check: nothing that is accepted breaks a rule, unless somebody
overruled it with a reason; and nothing is refused that breaks none (DSP-05, DSP-08, DSP-10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
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
from tests.conftest import SOAK
from tests.databases import Databases, Kind
from tests.db.desk import BRANCH_TIME, CALLER, Desk, template
from tests.db.verbs.days import played

PEOPLE = ("T001", "T002", "T003")
TOOLS = ("multimeter", "insulating_gloves")
CERTIFICATE = "electrician"
HARD, EASY = {"product": "配电柜", "fault": "全楼停电"}, {"product": "", "fault": "要求上门"}
NUMBERS, WHO = st.integers(0, 5), st.sampled_from(PEOPLE)
HOURS, DAYS = st.integers(9, 17), st.integers(0, 2)
WINDOW = st.none() | st.tuples(DAYS, HOURS, st.integers(1, 3))
REASON = st.sampled_from(["", "", "急"])
Span = tuple[datetime, datetime]
Place = tuple[str, str, bool]
"""A ticket, who is on it, and whether they are in charge."""


@dataclass
class Person:
    """What somebody has, in the plainest words."""

    papers: date = date(2026, 7, 16)
    """The last day on which their certificate is valid."""
    tools: dict[str, str] = field(default_factory=dict)
    """Tool number → kind."""
    away: list[Span] = field(default_factory=list)


def overlaps(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def branch(desk: Desk) -> None:
    """Three electricians with all that it takes, and six tickets, of which three take it."""
    desk.found()
    desk.staff("D01", "dispatcher")
    desk.staff("M01", "manager")
    for no in PEOPLE:
        desk.staff(no, trade="electrical", certificates=f"{CERTIFICATE}:2026-07-16", skills="electrical:2")
        for kind in TOOLS:
            (number,) = desk.do("buy_tool", kind=kind)["tools"]
            desk.do("issue_tool", tool=number, staff=no)
    for at in range(6):
        more = HARD if at % 2 else EASY
        desk.register(**(CALLER | {"customer": f"客户{at}", "phone": f"1380000{at:04d}"} | more), level=3)


@pytest.fixture(scope="module")
def branches(databases: Databases) -> Iterator[Databases]:
    """Stores with that branch."""
    made = databases.with_migration("dispatching", template(branch))
    yield made
    made.close()


class Dispatching(RuleBasedStateMachine):
    """Days at the desk: whoever is sent by whatever verb may go, or somebody said why all the same."""

    def __init__(self, made: Databases, kind: Kind, totals: dict[str, int]) -> None:
        super().__init__()
        self.url = made.create(kind, warm=True)
        self.made, self.totals = made, totals
        self.before: dict[Place, str] | None = None
        """Who was where before the last deed of the dispatcher."""
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
        before = self.places()
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

    @rule(at=NUMBERS)
    def recall(self, at: int) -> None:
        if self.ticket(at).state == "dispatched":
            self.before = self.places()
            self.desk.do("recall", by="D01", ticket=self.numbers[at], reason="x")

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
            assert self.places() == self.before
            self.totals["undone"] += 1
        self.before = None

    @rule(lines=st.sampled_from(["", "1"]), who=st.none() | WHO)
    def accept(self, lines: str, who: str | None) -> None:
        """Every line that is accepted may be carried out at its hour; nobody overrules anything there. Who is
        on a ticket as before is not sent anew: they stay, with what was overruled for them."""
        answer = self.desk.show("proposal", **({"technician": who} if who else {}))
        if not answer["lines"]:
            return
        before = self.places()
        fields = {"technician": who, "reason": "技能不符"} if who else {}
        verb = "replan" if who else "accept_proposal"
        # Who is in two places at once by an overruling may be proposed to take charge, and is refused then.
        overruled = any(row.override for row in self.held())
        try:
            done = self.desk.do(verb, by="D01", proposal=answer["id"], lines=lines, **fields)
        except Refusal:
            assert overruled, "a line of this very moment holds"
            return
        assert done["refused"] == [] or overruled, "a line of this very moment holds"
        self.before = before
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
COUNTED = ("done", "refused", "planned", "undone")


def a_day(day: Dispatching) -> None:
    """One of each: done, refused, overruled, helped, moved, undone, planned, and taken off as a helper."""
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
    day.recall(0)


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
    totals = dict.fromkeys(COUNTED, 0)

    class Seeded(Dispatching):
        def __init__(self) -> None:
            super().__init__(branches, database_kind, totals)

    # The first day that is drawn does nothing at all.
    played(Seeded, max(3, rounds(EXAMPLES[database_kind])))
    # A few drawn days may be empty ones; that each deed is done there shows the day of each.
    assert totals["done"] > 0 or not SOAK, totals
