"""Two tickets exchange who goes to them, and one gets a helper (DSP-03, DSP-08, DSP-09)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from db import kinds
from db.at_hand import KINDS as AT_HAND
from db.at_hand import colleagues
from db.errors import BadField, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.subjects.staff import STAFF
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.task import Task
from db.tables.ticket import Assignment, Ticket
from db.verbs import groups
from db.verbs.choosing import Choice, Choices, keep_pick
from db.verbs.context import Context
from db.verbs.fields import Instant, OneTicket, OptionalWords, Person
from db.verbs.gating import passed_gates, said_of, warn_of_last
from db.verbs.reading import CLOCKS, PERSON
from db.verbs.ticket_verb import TicketVerb, another_visit, end_assignments, moved, settle
from db.verbs.who import DISPATCHERS
from db.verbs.windows import Window, busy, warn_of_window

Overruling = Annotated[
    OptionalWords, kinds.Reason("override"), Called("Overruling reason", "overruled: {value}")
]


class Swap(TicketVerb):
    """Let two tickets exchange who goes to them, and their windows where that is said.

    Whole crews change. Who held which from when to when stays on record on both, customers are to be told
    again, and one undo takes it back. Nobody may have arrived at either yet.
    """

    name = "swap"
    word = "swap technicians"
    group = groups.DISPATCH
    example = {"with_ticket": "2"}
    sentence = ("with_ticket", "reason")
    form = ("with_ticket", "exchange_windows", "reason")
    tells = ("with_ticket", "override", "reason")
    default_roles = DISPATCHERS
    rule = "DSP-09"
    undoable = True
    answers = {
        "with_ticket": Tells(kinds.TicketNo(), "", "and {value}", leads=True),
        "technician": Tells(kinds.StaffNo(), "", "to {value}", leads=True),
    }
    reads = {"ticket": CLOCKS, "with_ticket": CLOCKS}
    looks_at = (Staff, *PERSON, Task)

    with_ticket: Annotated[OneTicket, Called("With")]
    exchange_windows: Annotated[bool, Called("Exchange windows, too")] = False
    reason: Annotated[OptionalWords, kinds.Reason("reassign")] = ""
    override: Overruling = ""
    choices: Choices = ()

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        people = (f"staff:{no}" for no in self._people(read))
        return (f"ticket:{self.number}", f"ticket:{self.with_ticket}", *people)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        for no in self._people(read):
            yield from STAFF.rows(read, no, PERSON)
        yield from super().facts(read, context)

    def _people(self, read: Reader) -> list[str]:
        both = (self.number, self.with_ticket)
        held = [each for number in both for each in read.rows(Assignment, ticket=number, ended_at=None)]
        return list(dict.fromkeys(each.technician for each in held))

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if self.with_ticket == self.number:
            raise BadField("with_ticket", "A ticket cannot be swapped with itself.")
        pair = [facts.one(Ticket, number) for number in (self.number, self.with_ticket)]
        crews = []
        for ticket in pair:
            moved(ticket, "swap", "swap")
            held = facts.all(Assignment, ticket=ticket.number, ended_at=None)
            crews.append(sorted(held, key=lambda each: (not each.lead, each.begun_at, each.id)))
        if crews[0][0].technician == crews[1][0].technician:
            raise Refusal("DSP-09", "{technician} has both of them.", "", technician=crews[0][0].technician)
        windows: list[Window] = [(each.agreed_from, each.agreed_to) for each in pair]
        wanted = [each.window_wanted_by for each in pair]
        if self.exchange_windows:
            windows.reverse()
            wanted.reverse()
        outcome = Outcome(facts)
        for ticket in pair:
            end_assignments(outcome, ticket, context.now, self.reason)
        outcome.answer["overruled"] = []
        for at, (ticket, crew, window, who) in enumerate(
            zip(pair, reversed(crews), windows, wanted, strict=True)
        ):
            self._give(outcome, ticket, crew, window, who, at, context)
        # The first ticket is answered for last.
        for ticket in reversed(pair):
            after = outcome.get(Ticket, ticket.number)
            assert after is not None
            settle(outcome, after, context)
            warn_of_window(outcome, after, context)
        outcome.answer["with_ticket"] = self.with_ticket
        return outcome

    def _give(
        self,
        outcome: Outcome,
        ticket: Ticket,
        crew: list[Assignment],
        window: Window,
        who: str | None,
        at: int,
        context: Context,
    ) -> None:
        """Put these people on a ticket; nobody has anything of the other one any more."""
        people = [each.technician for each in crew]
        said = self.override
        overruled = passed_gates(outcome.so_far, people, ticket, window, said, context.now, context)
        outcome.answer["overruled"] += overruled
        ranked = Choice.read(self.choices[at]) if len(self.choices) > at else None
        for place, no in enumerate(people):
            keep_pick(
                outcome, ticket.number, no, None if place else ranked, context,
                verb=self.name, why=self.reason or said, overruled=overruled,
            )  # fmt: skip
        for place, no in enumerate(people):
            begin, end = busy(no, window, overruled, context.policy)
            outcome.put(
                Assignment.new(
                    id=context.new_id(f"assignment {at} {place}"),
                    ticket=ticket.number,
                    technician=no,
                    lead=place == 0,
                    begun_at=context.now,
                    ended_at=None,
                    window_from=window[0],
                    window_to=window[1],
                    departed_at=None,
                    arrived_at=None,
                    override=said_of(no, said, overruled),
                    reason="",
                    wanted_by=who,
                    busy_from=begin,
                    busy_to=end,
                )
            )
        outcome.put(
            another_visit(ticket).but(
                technician=people[0],
                agreed_from=window[0],
                agreed_to=window[1],
                window_wanted_by=who,
                told_at=None,
            )
        )


class AddHelper(TicketVerb):
    """Send one more to whoever holds a ticket; the one in charge stays so, and its window holds them, too."""

    name = "add_helper"
    word = "add a helper"
    group = groups.DISPATCH
    example = {"technician": "T002"}
    sentence = ("technician",)
    form = ("technician",)
    tells = ("technician", "override")
    default_roles = DISPATCHERS
    rule = "DSP-09"
    undoable = True
    answers = {"helper": Tells(kinds.StaffNo(), "", "with {value}")}
    reads = {"technician": PERSON, "ticket": (*CLOCKS, Task)}
    looks_at = AT_HAND

    technician: Annotated[Person, Called("Technician")]
    happened_at: Annotated[Instant | None, Called("Happened at")] = None
    override: Overruling = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"ticket:{self.number}", f"staff:{self.technician}")

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        known = list(super().facts(read, context))
        yield from known
        if context.policy.setting("last_on_call"):
            yield from colleagues(read, (self.technician,), known)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "add_helper", "add_helper")
        held = facts.all(Assignment, ticket=ticket.number, ended_at=None)
        if any(each.technician == self.technician for each in held):
            raise Refusal(
                "DSP-09", "{technician} is on {number} already.", "",
                technician=self.technician, number=ticket.number,
            )  # fmt: skip
        at = self.happened_at or context.now
        lead = next(each for each in held if each.lead)
        if not lead.begun_at <= at <= context.now:
            raise BadField(
                "happened_at", "A helper comes while somebody holds the ticket, and not later than now."
            )
        window: Window = (lead.window_from, lead.window_to)
        outcome = Outcome(facts)
        overruled = passed_gates(facts, [self.technician], ticket, window, self.override, at, context)
        begin, end = busy(self.technician, window, overruled, context.policy)
        outcome.put(
            lead.but(
                id=context.new_id("assignment"),
                technician=self.technician,
                lead=False,
                begun_at=at,
                departed_at=None,
                arrived_at=None,
                override=said_of(self.technician, self.override, overruled),
                reason="",
                busy_from=begin,
                busy_to=end,
            )
        )
        keep_pick(
            outcome, ticket.number, self.technician, None, context,
            verb=self.name, why=self.override, overruled=overruled,
        )  # fmt: skip
        settle(outcome, ticket.but(told_at=None), context, at)
        outcome.answer.update(overruled=overruled, helper=self.technician)
        there = [self.technician, *(each.technician for each in held)]
        warn_of_last(outcome, there, ticket, window, at, context)
        return outcome
