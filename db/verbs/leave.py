"""Leave by a slip: asked for, granted, with somebody who stands in; and taken back (PPL-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, ClassVar, Self

from db import kinds
from db.errors import BadField, NotPermitted, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.rules.duty import LEAVE, OFF, Stretch
from db.rules.sentence import msgid
from db.rules.shifts import DAY, at_minute, midnight
from db.subjects.staff import STAFF
from db.subjects.subject import name_of
from db.tables.row import Row
from db.tables.staff import SLIP, Duty, Staff
from db.tables.task import Request
from db.verbs import groups
from db.verbs.context import Actor, Context
from db.verbs.duty_warnings import warn_of_duty
from db.verbs.fields import Day, Instant, OptionalPerson, OptionalWords, Remark, YesNo
from db.verbs.reading import PERSON
from db.verbs.requesting import Ahead, Before, asked
from db.verbs.shift_calendar import today_there, zone_of
from db.verbs.standing_in import Within, check_substitute, stand_in, warn_of_standing_in, work_within
from db.verbs.verb import Reads, Verb
from db.verbs.who import DISPATCHERS, EVERYBODY, LEADING
from db.verbs.windows import warn

ENTERS = LEADING | {"lead", "admin"}
"""Who enters the leave of others without asking; their own is asked for like everybody's."""


class OwnLeave(Verb):
    """A verb about somebody's leave, one's own where nobody is named."""

    about: ClassVar[str] = "staff"
    fills: ClassVar[frozenset[str]] = frozenset({"staff"})
    undoable = True

    staff: Annotated[OptionalPerson, Called("Whose leave")] = ""

    def resolve(self, read: Reader, context: Context) -> Self:
        spelt = super().resolve(read, context)
        if spelt.staff:
            return spelt
        own = spelt.resolved(staff=context.actor.no)
        # What is asked for says whose leave it is: whoever grants it is somebody else.
        own.remember({**self.given, "staff": context.actor.no})
        return own

    def _leads(self, context: Context) -> bool:
        return self.one != context.actor.no and not ENTERS.isdisjoint(context.actor.roles)


class TakeLeave(OwnLeave, Ahead):
    """Hand in a leave slip: from a day to a day, half days too, its kind, and who stands in meanwhile.

    It counts once it is granted. Who leads a team enters that of others at once, and so does who sends people
    for somebody who cannot come now: the slip is granted afterwards, or it was no leave. By the hour it is
    from `leave_from` to `leave_to`. The substitute has the open work among their own, is called in their
    place, and acts with their roles. Visits that were agreed within it are told; `replan` gives them to
    others.
    """

    name = "take_leave"
    word = "hand in a leave slip"
    group = groups.STAFF
    example = {"staff": "T001", "why": "annual", "from_day": "2026-07-20"}
    sentence = ("staff", "why", "from_day", "until_day")
    form = ("staff", "why", "from_day", "until_day", "substitute", "text")
    named_by = "why"
    default_roles = EVERYBODY
    rule = "PPL-04"
    reads: ClassVar[Reads] = {"staff": PERSON, "substitute": (Duty,)}
    looks_at: ClassVar[tuple[type[Row], ...]] = (Staff,)
    fills: ClassVar[frozenset[str]] = frozenset({"staff", "why", "from_day"})
    answers: ClassVar[Mapping[str, Tells]] = {
        "why": Tells(kinds.Reason("leave"), "{value}.", "{value}"),
        "begins_at": Tells(kinds.Instant(), "From {value}.", "from {value}"),
        "ends_at": Tells(kinds.Instant(), "Until {value}.", "until {value}"),
    }

    why: Annotated[str, kinds.Reason("leave", free=False), Called("Kind of leave")] = ""
    from_day: Annotated[Day | None, Called("From the day")] = None
    until_day: Annotated[Day | None, Called("To the day")] = None
    from_noon: Annotated[YesNo, Called("From noon")] = False
    until_noon: Annotated[YesNo, Called("Until noon")] = False
    substitute: Annotated[OptionalPerson, Called("Substitute")] = ""
    leave_from: Annotated[Instant | None, kinds.Instant(until="leave_to"), Called("On leave from")] = None
    leave_to: Annotated[Instant | None, kinds.Instant(), Called("On leave until")] = None
    text: Remark = ""

    def resolve(self, read: Reader, context: Context) -> Self:
        spelt = super().resolve(read, context)
        filled: dict[str, object] = {}
        if not spelt.why:
            # Whoever rings up says that they cannot come; of one's own slip one knows the kind.
            usual = "" if spelt.one == context.actor.no else context.policy.usual_reason("leave")
            if not usual:
                raise BadField("why", "{field} is missing.")
            filled["why"] = usual
        if spelt.from_day is None and spelt.leave_from is None:
            [person] = read.rows(Staff, no=spelt.one)
            filled["from_day"] = today_there(context, zone_of(Facts([person]), spelt.one, context))
        if not filled:
            return spelt
        found = spelt.resolved(**filled)
        found.remember({**spelt.given, **found.model_dump(mode="json", include=set(filled))})
        return found

    def is_asked_for(self, when: str, facts: Facts, context: Context) -> bool:
        """Whether it is `applied` for: one's own, or by somebody who neither leads nor sends people today."""
        return not (when == "applied" and (self._leads(context) or self._is_urgent(facts, context)))

    def _is_urgent(self, facts: Facts, context: Context) -> bool:
        """Whether who sends people enters it at once: that of somebody else, which begins so soon that a slip
        would come too late. The policy may want every slip granted first."""
        days = context.policy.setting("leave_at_once_days")
        if self.one == context.actor.no or DISPATCHERS.isdisjoint(context.actor.roles):
            return False
        zone = zone_of(facts, self.one, context)
        return self._within(facts, context)[0] < midnight(today_there(context, zone) + days * DAY, zone)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from read.rows(Staff, no=context.actor.no)
        yield from read.rows(Duty, substitute=self.one)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if not (self._leads(context) or context.granted or context.policy.approvals.steps(self.name)):
            raise NotPermitted("PPL-04", "Only who leads a team enters a leave.", "Ask your leader.")
        if context.granted and (entered := self._entered(facts)) is not None:
            return self._granted(entered, facts, context)  # of whoever has left since, too
        person = facts.one(Staff, self.one)
        if not person.active:
            raise Refusal("PPL-01", "{staff} is no longer with us.", "Choose another one.", staff=person.no)
        check_substitute(facts, self.one, self.substitute)
        begin, end = self._within(facts, context)
        self._check_free(facts, (begin, end), context)
        outcome = Outcome(facts)
        outcome.put(
            Duty.new(
                id=context.new_id("leave"), staff=self.one, kind=LEAVE, begins_at=begin, ends_at=end,
                entered=context.seq, substitute=self.substitute or None, slot=SLIP, why=self.why,
                text=self.text, given_by=context.actor.no if context.granted else None,
            )
        )  # fmt: skip
        outcome.answer.update(
            staff=self.one, why=self.why,
            begins_at=context.local_text(begin), ends_at=context.local_text(end),
            work=work_within(facts, self.one, (begin, end)),
        )  # fmt: skip
        if self.substitute:
            stand_in(outcome, self.one, self.substitute, (begin, end), context, giver=context.actor.no)
        warn_of_duty(outcome, self.one, Stretch(LEAVE, begin, end, context.seq), context)
        warn_of_standing_in(outcome, self.one, (begin, end), context)
        if outcome.answer["work"]:
            text = msgid("Of {staff} open jobs lie in this leave ({count}): replan gives them to others.")
            warn(outcome, "PPL-04", text, staff=self.one, count=len(outcome.answer["work"]))
        if not context.granted and not self._leads(context) and self._is_urgent(facts, context):
            self._hand_in_after(outcome, (begin, end), context)
        return outcome

    # -- entered first, granted afterwards ----------------------------------------------------------------

    def _hand_in_after(self, outcome: Outcome, within: Within, context: Context) -> None:
        """The slip itself, of whoever is away, for those who grant slips: until they have, the leave counts
        for the desk alone."""
        steps = context.policy.approvals.steps(self.name)
        if not steps:
            return
        person = outcome.facts.one(Staff, self.one)
        slip = self.resolved(
            from_day=None, until_day=None, from_noon=False, until_noon=False,
            leave_from=within[0], leave_to=within[1],
        )  # fmt: skip
        slip.remember(slip.model_dump(mode="json", exclude_defaults=True))
        whose = Actor(person.no, frozenset(person.roles.split(",")), person.department, person.branch)
        handed_in = asked(slip, outcome.facts, steps, replace(context, actor=whose), Before())
        for row in handed_in.changed():
            outcome.put(row)
        needs = handed_in.answer["needs"]
        outcome.answer.update(slip=handed_in.answer["request"], slip_needs=needs)
        warn(outcome, "PPL-04", msgid("The slip, {slip}, is to be granted by {role}: else it was no leave."),
             slip=handed_in.answer["request"], role=needs)  # fmt: skip

    def _entered(self, facts: Facts) -> Duty | None:
        """The leave that was entered at once and of which this is the slip."""
        leaves = [each for each in _leaves(facts, self.one) if each.begins_at == self.leave_from]
        return next(
            (each for each in leaves if any(is_slip_of(slip, each) for slip in facts.all(Request))), None
        )

    def _granted(self, entered: Duty, facts: Facts, context: Context) -> Outcome:
        """It stays as it was entered: the substitute acts with the roles that whoever entered it may give,
        since whoever is away asked for nothing (PPL-03)."""
        outcome = Outcome(facts)
        outcome.answer.update(
            staff=self.one, why=self.why, begins_at=context.local_text(entered.begins_at),
            ends_at=context.local_text(entered.ends_at),
        )  # fmt: skip
        return outcome

    def after_refusal(self, facts: Facts, context: Context) -> Outcome:
        """Who was away without a slip that was granted was absent (PPL-04)."""
        outcome = Outcome(facts)
        entered = self._entered(facts)
        if entered is not None:
            outcome.put(entered.but(kind=OFF, substitute=None))
            warn(
                outcome, "PPL-04", msgid("{staff} is absent without leave from {begin} to {end}."),
                staff=self.one, begin=context.local_text(entered.begins_at),
                end=context.local_text(entered.ends_at),
            )  # fmt: skip
        return outcome

    def _within(self, facts: Facts, context: Context) -> Within:
        """From when to when by the clock of the branch; what is over of it already is no leave."""
        zone, noon = zone_of(facts, self.one, context), context.policy.setting("half_day_minute")
        if self.leave_from is not None:
            return self._by_the_hour(self.leave_from, midnight(today_there(context, zone), zone), context)
        assert self.from_day is not None
        last = self.until_day or self.from_day
        if self.from_day < today_there(context, zone):
            raise BadField("from_day", "A slip comes before the leave: {day} is past.", day=self.from_day)
        begin = at_minute(self.from_day, noon if self.from_noon else 0, zone)
        end = at_minute(last, noon, zone) if self.until_noon else midnight(last + DAY, zone)
        if begin >= end:
            raise BadField("until_day", "It ends before it begins.")
        if end <= context.now:
            raise BadField("until_day", "A slip comes before the leave: {day} is past.", day=last)
        return max(begin, context.now), end

    def _by_the_hour(self, begin: datetime, today: datetime, context: Context) -> Within:
        if self.from_day or self.until_day or self.leave_to is None:
            raise BadField("leave_to", "Say the days of a leave, or from when to when it is by the hour.")
        if begin >= self.leave_to:
            raise BadField("leave_to", "It ends before it begins.")
        if begin < today or self.leave_to <= context.now:
            raise BadField("leave_from", "A slip comes before the leave: {day} is past.",
                           day=begin)  # fmt: skip
        return max(begin, context.now), self.leave_to

    def _check_free(self, facts: Facts, within: Within, context: Context) -> None:
        for entry in facts.all(Duty, staff=self.one, slot=SLIP):
            if entry.begins_at < within[1] and entry.ends_at > within[0]:
                raise Refusal(
                    "PPL-04", "{staff} is on leave from {begin} to {end} already.",
                    "Take that leave back first: cancel_leave.",
                    staff=self.one, begin=entry.begins_at, end=entry.ends_at,
                )  # fmt: skip


class CancelLeave(OwnLeave):
    """Take a leave back, or end it early: the one that runs or comes next, or the one over a day.

    With `back_on` whoever is away is there again from that day on.
    """

    name = "cancel_leave"
    word = "take a leave back"
    group = groups.STAFF
    example = {"staff": "T001", "reason": "x"}
    sentence = ("staff", "on_day")
    form = ("staff", "back_on", "reason")
    default_roles = EVERYBODY
    rule = "PPL-04"
    reads: ClassVar[Reads] = {"staff": (Duty,)}
    looks_at: ClassVar[tuple[type[Row], ...]] = (Request,)

    on_day: Annotated[Day | None, Called("Leave over the day")] = None
    back_on: Annotated[Day | None, Called("Back on")] = None
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from read.rows(Request, about=STAFF.key(self.one), verb=TakeLeave.name, state="open")

    def decide(self, facts: Facts, context: Context) -> Outcome:
        leave, zone = self._meant(facts, context), zone_of(facts, self.one, context)
        slips = [each for each in facts.all(Request) if is_slip_of(each, leave)]
        may = self.one == context.actor.no or self._leads(context)
        # Who sends people enters at once what is granted afterwards, and takes it back until it is.
        if not (may or (slips and not DISPATCHERS.isdisjoint(context.actor.roles))):
            raise NotPermitted("PPL-04", "Only who leads a team takes back the leave of others.", "")
        until = max(context.now, midnight(self.back_on, zone) if self.back_on else context.now)
        if not leave.begins_at <= until < leave.ends_at and self.back_on:
            raise BadField(
                "back_on", "The leave is from {begin} to {end}.", begin=leave.begins_at, end=leave.ends_at
            )
        outcome = Outcome(facts)
        if until <= leave.begins_at:
            outcome.drop(leave)
            for slip in slips:
                outcome.put(slip.but(state="dropped", decided_at=context.now))
        else:
            outcome.put(leave.but(ends_at=until))
        outcome.answer.update(
            staff=self.one, begins_at=context.local_text(leave.begins_at),
            ends_at=context.local_text(max(until, leave.begins_at)),
        )  # fmt: skip
        return outcome

    def _meant(self, facts: Facts, context: Context) -> Duty:
        zone = zone_of(facts, self.one, context)
        found = sorted(
            (each for each in facts.all(Duty, staff=self.one, slot=SLIP) if each.ends_at > context.now),
            key=lambda each: each.begins_at,
        )
        if self.on_day:
            begin, end = midnight(self.on_day, zone), midnight(self.on_day + DAY, zone)
            found = [each for each in found if each.begins_at < end and each.ends_at > begin]
        if not found:
            raise Refusal(
                "PPL-04", "{staff} has no leave to take back.", "See paigong show shifts.", staff=self.one
            )
        return found[0]


def is_slip_of(slip: Request, leave: Duty) -> bool:
    """Whether they were made by one event: the leave was entered before anybody granted its slip."""
    return slip.verb == TakeLeave.name and slip.id == f"RQ{leave.entered}"


def counts_already(slip: Request, facts: Facts) -> bool:
    """Whether the leave of this slip was entered before anybody granted it."""
    return any(is_slip_of(slip, each) for each in _leaves(facts, name_of(slip.about)))


def _leaves(facts: Facts, staff: str) -> list[Duty]:
    return facts.all(Duty, staff=staff, slot=SLIP, kind=LEAVE)
