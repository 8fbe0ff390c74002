"""A proposal is accepted, whole or line by line, and somebody's work is given to others (DSP-10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeVar

from pydantic import PrivateAttr

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.proposing.known import known_of
from db.proposing.proposal import FEWER, REASSIGN, Gathered, propose
from db.proposing.token import Packed, TokenError, short, unpacked
from db.proposing.trying import of_the_hour
from db.proposing.waiting import fits_still, window_then
from db.proposing.work import work_of
from db.rules.batches import batch
from db.rules.gates import blocking
from db.rules.text import WordedError
from db.staffing import AT_HAND, PersonFile, file_of, gates_for
from db.tables.codes import OPEN_STATES
from db.tables.organisation import Zone
from db.tables.staff import Certificate, Duty, Skill, Staff
from db.tables.ticket import Assignment, MilestoneTime, Ticket
from db.tables.tool import Stock, Tool
from db.verbs import groups
from db.verbs.choosing import Choice, Choices
from db.verbs.context import Context
from db.verbs.dispatching import Dispatch, Reassign, Recall
from db.verbs.fields import Instant, Person, ProposalLines, ProposalName, Words
from db.verbs.leave import TakeLeave
from db.verbs.naming import find_staff
from db.verbs.verb import Verb
from db.verbs.who import DISPATCHERS

WINDOW = ("window_from", "window_to")
V = TypeVar("V", bound=Verb)


class Accepting(Verb):
    """What stands for the lines of a proposal: each is a dispatch, a reassignment or a recall of its own,
    with its own event, under one id and taken back by one undo."""

    undoable = True

    proposal: ProposalName = ""
    lines: ProposalLines = ""
    choices: Choices = ()

    @property
    def is_bulk(self) -> bool:
        return True

    def chosen_lines(self) -> list[Packed]:
        """The lines that were chosen, all of them where none was named."""
        _, _, lines = read_proposal(self.proposal)
        wanted = wanted_lines(self.lines)
        missing = wanted - {line.line for line in lines}
        if missing:
            raise BadField("lines", "The proposal has no line {line}.", line=min(missing))
        return [line for line in lines if not wanted or line.line in wanted]

    def chosen(self) -> Iterator[Verb]:
        """Their verbs."""
        done = self.chosen_lines()
        choices = self.choices or ("",) * len(done)
        if len(choices) != len(done):
            raise BadField("choices", "Say for each line how whoever is sent was ranked.")
        for line, choice in zip(done, choices, strict=True):
            yield deed(line, short(self.proposal), self.why(), Choice.read(choice))

    def why(self) -> str:
        """The reason that the history of the tickets keeps."""
        return ""


class AcceptProposal(Accepting):
    """Do what a proposal says, all of it or the lines that are named: `1,3-5`.

    Every line is looked at again: one whose ticket has changed since, or whose technician cannot be sent any
    more, is refused with its cause, and the others are done.
    """

    name = "accept_proposal"
    word = "accept a proposal"
    group = groups.DISPATCH
    example: ClassVar[dict[str, Any]] = {"proposal": "none"}
    sentence = ("proposal", "lines")
    default_roles = DISPATCHERS
    rule = "DSP-10"
    about = "proposal"

    proposal: ProposalName

    def each(self) -> tuple[Any, ...]:
        parts = tuple(self.chosen())
        if not parts:
            raise Refusal("DSP-10", "There is nothing to accept.", "")
        return parts


class Replan(Accepting):
    """Give all open work of somebody to others: who falls ill. With its end said a slip is handed in.

    What nobody can take goes back to those that wait. Without a proposal that somebody has looked at, the one
    of this moment is accepted.
    """

    name = "replan"
    word = "give somebody's work to others"
    group = groups.DISPATCH
    example: ClassVar[dict[str, Any]] = {"technician": "T001", "reason": "x"}
    sentence = ("technician", "reason")
    form = ("technician", "reason", "leave_to")
    default_roles = DISPATCHERS
    rule = "DSP-10"
    about = "technician"

    technician: Annotated[Person, Called("Technician")]
    reason: Annotated[Words, kinds.Reason("reassign")]
    leave_from: Annotated[Instant | None, kinds.Instant(until="leave_to"), Called("On leave from")] = None
    leave_to: Annotated[Instant | None, kinds.Instant(), Called("On leave until")] = None
    why_away: Annotated[str, kinds.Reason("leave", free=False), Called("Kind of leave")] = ""

    def spread(self, read: Reader, context: Context) -> Self:
        person = find_staff(read, self.technician)
        values: dict[str, Any] = {"technician": person.no}
        if self.leave_to is not None and self.leave_from is None:
            values["leave_from"] = context.now
        if not self.proposal:
            values["proposal"] = propose(gathered(read, context, person.no)).id
        elif read_proposal(self.proposal)[1] != person.no:
            raise BadField("proposal", "This proposal is not about {technician}.", technician=person.no)
        return self.resolved(**values)

    def each(self) -> tuple[Any, ...]:
        parts: list[Verb] = []
        if self.leave_from is not None and self.leave_to is not None:
            parts.append(
                given(
                    TakeLeave,
                    staff=self.technician,
                    leave_from=self.leave_from,
                    leave_to=self.leave_to,
                    **({"why": self.why_away} if self.why_away else {}),
                )
            )
        parts += self.chosen()
        if not parts:
            raise Refusal(
                "DSP-10", "{technician} has no open work to give away.", "", technician=self.technician
            )
        return tuple(parts)

    def why(self) -> str:
        return self.reason


def read_proposal(name: str) -> tuple[datetime, str, tuple[Packed, ...]]:
    """When a proposal was made, about whom, and its lines; refuses what is none."""
    try:
        return unpacked(name)
    except TokenError:
        raise BadField("proposal", "This is not the id of a proposal.", "Ask for a new proposal.") from None


def wanted_lines(text: str) -> frozenset[int]:
    """The numbers of lines: `1,3-5`, `2+3`; none for an empty text."""
    try:
        return frozenset(int(number.lstrip("Tt")) for number in batch(text))
    except (ValueError, WordedError):
        raise BadField("lines", "“{text}” names no lines: write 1,3-5.", text=text.strip()[:40]) from None


def given(verb: type[V], **fields: Any) -> V:
    """A verb with these fields, as if they had been given so."""
    made = verb(**fields)
    made.remember(made.model_dump(mode="json", include=set(fields)))
    return made


def deed(line: Packed, proposal: str, reason: str, choice: Choice | None = None) -> Verb:
    """What a line does; `choice` is how the ranking stands to whom it sends, where that was asked for."""
    fields: dict[str, Any] = {"ticket": line.ticket}
    if line.verb == "recall":
        return given(LineRecalled, **fields, reason=reason, keep_window=True).of(proposal, line)
    fields["technician"] = line.technician
    if choice is not None and line.verb != FEWER:
        fields |= {"proposed": choice.first, "rank": choice.rank, "better": choice.better}
    if line.crew:
        fields["crew"] = line.helpers
    if line.agrees:
        fields |= {"window_from": line.begin_at, "window_to": line.begin_at + line.length}
    if line.verb in (REASSIGN, FEWER):
        return given(LineReassigned, **fields, reason=reason).of(proposal, line)
    return given(LineDispatched, **fields).of(proposal, line)


class LineOf(Verb):
    """What all lines of a proposal do beside their verb: they look whether they still hold, and keep with
    their event which line of which proposal they were."""

    __slots__ = ("_line", "_proposal")
    if TYPE_CHECKING:
        _line: Packed = PrivateAttr()
        _proposal: str = PrivateAttr()

    def model_copy(self, **how: Any) -> Self:
        return super().model_copy(**how).of(self._proposal, self._line)

    @property
    def sent_by(self) -> str:
        """The deed that a pick tells of (DSP-10)."""
        return AcceptProposal.name

    @property
    def is_ranked(self) -> bool:
        """That somebody was sent as a plan has it is kept, whether the ranking was asked or not."""
        return self._line.verb != FEWER

    def of(self, proposal: str, line: Packed) -> Self:
        """This verb, as that line."""
        object.__setattr__(self, "_proposal", proposal)
        object.__setattr__(self, "_line", line)
        return self

    def resolve(self, read: Reader, context: Context) -> Self:
        found = super().resolve(read, context)
        if not self._line.agrees or context.now <= self._line.begin_at:
            return found
        # A time that has passed is agreed with nobody.
        loose = found.model_copy(update=dict.fromkeys(WINDOW))
        loose.remember({name: value for name, value in found.given.items() if name not in WINDOW})
        return loose

    def check_gates(self, facts: Facts, ticket: Ticket, at: datetime, context: Context) -> list[str]:
        """The gates of the hour at which the line sends somebody; none may be overruled. Where others go
        without whom is away nobody new is sent."""
        if self._line.verb == FEWER:
            return []
        return checked(self._line, facts, ticket, context)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        still_as_read(self._line, facts)
        return told(super().decide(facts, context), self._proposal, self._line, context)


class LineDispatched(LineOf, Dispatch):
    """A line that sends somebody to a ticket that waits."""


class LineReassigned(LineOf, Reassign):
    """A line that gives a ticket to somebody else, or lets those who hold it go without one of them."""

    def assign(self, outcome: Outcome, ticket: Ticket, at: datetime, context: Context) -> Ticket:
        """Put the people on the ticket. Who is there as what they were is not sent anew and not judged again:
        what was overruled for them, and that they are elsewhere meanwhile, stays said (DSP-05, DSP-08)."""
        held = outcome.facts.all(Assignment, ticket=ticket.number, ended_at=None)
        before = {(each.technician, each.lead): each for each in held}
        sent = super().assign(outcome, ticket, at, context)
        for mine in outcome.all(Assignment, ticket=ticket.number, ended_at=None):
            was = before.get((mine.technician, mine.lead))
            if was is None:
                continue
            stays = mine.but(override=was.override)
            is_elsewhere = was.window_from is not None and was.busy_from is None
            outcome.put(stays.but(busy_from=None, busy_to=None) if is_elsewhere else stays)
        return sent


class LineRecalled(LineOf, Recall):
    """A line that puts a ticket back among those that wait."""


def still_as_read(line: Packed, facts: Facts) -> None:
    """Refuse a line whose ticket has changed since the proposal read it."""
    ticket = facts.one(Ticket, line.ticket)
    if ticket.version != line.version:
        raise Refusal(
            "DSP-10", "Line {line} no longer holds: {number} has changed since.",
            "Ask for a new proposal.", line=line.line, number=ticket.number,
        )  # fmt: skip


def checked(line: Packed, facts: Facts, ticket: Ticket, context: Context) -> list[str]:
    """Refuse a line that cannot be carried out at its hour any more: the gates, and the technician's day
    where it has filled up since or the hour has passed."""
    policy, begin = context.policy, max(line.begin_at, context.now)
    window = window_then(ticket, begin, begin + line.length)
    for no in (line.technician, *(line.helpers if line.agrees else ())):
        stops = blocking(gates_for(facts, no, ticket, policy, now=begin, zone=context.zone, window=window))
        # Who goes along is not sent anew; but a time that is agreed is theirs, too.
        for gate in stops if no == line.technician else of_the_hour(stops):
            raise Refusal(
                gate.rule, "Line {line} no longer holds: {technician} cannot be sent: {cause}.",
                "Ask for a new proposal.", line=line.line, technician=no, cause=gate.cause,
            )  # fmt: skip
    file = file_of(facts, line.technician)
    others = [held for held in file.jobs if held.ticket != ticket.number]
    if len(others) > line.load or context.now > line.begin_at:
        targets = facts.all(MilestoneTime, ticket=ticket.number)
        if not fits_still(file, ticket, targets, line.begin_at, context.now, policy, context.zone):
            raise Refusal(
                "DSP-10", "Line {line} no longer holds: {technician} has no time left for {number}.",
                "Ask for a new proposal.",
                line=line.line, technician=line.technician, number=ticket.number,
            )  # fmt: skip
    return []


def told(outcome: Outcome, proposal: str, line: Packed, context: Context) -> Outcome:
    """Keep with the event which line of which proposal it was, and when they were to be there."""
    outcome.answer.update(proposal=proposal, line=line.line)
    if line.technician and line.begin:
        outcome.answer["arrive_at"] = context.local_text(line.begin_at)
    return outcome


def gathered(read: Reader, context: Context, technician: str) -> Gathered:
    """What a proposal about somebody's work is made of, with a handful of questions."""
    work = work_of(read, technician)
    tickets = work.tickets
    targets = read.rows(MilestoneTime, ticket=tuple(one.number for one in tickets)) if tickets else []
    known = known_of(read.database(), tickets, context.policy, context.now, context.zone)
    return Gathered(
        _files(read),
        tickets,
        targets,
        context.policy,
        context.zone,
        context.now,
        known,
        technician,
        None,
        work,
    )


def _files(read: Reader) -> dict[str, PersonFile]:
    people = read.rows(Staff, active=True)
    facts = Facts(
        [
            *people,
            *read.rows(Skill),
            *read.rows(Certificate),
            *read.rows(Duty),
            *read.rows(Tool, state=AT_HAND),
            *read.rows(Stock),
            *read.rows(Assignment, ended_at=None),
            *read.rows(Ticket, state=OPEN_STATES),
        ]
    )
    files = {person.no: file_of(facts, person.no) for person in people}
    for zone in read.rows(Zone):
        if zone.technician in files:
            files[zone.technician].responsible_for.add(zone.code)
    return files
