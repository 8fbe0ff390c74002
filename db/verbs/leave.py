"""Leave by a slip: asked for, granted, with somebody who stands in; and taken back (PPL-04)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Self

from db import kinds
from db.errors import BadField, NotPermitted, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.duty import LEAVE, Stretch
from db.rules.sentence import msgid
from db.rules.shifts import DAY, at_minute, midnight
from db.tables.row import Row
from db.tables.staff import SLIP, Duty, Staff
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.duty_warnings import warn_of_duty
from db.verbs.fields import Day, OptionalPerson, OptionalWords, Remark, YesNo
from db.verbs.reading import PERSON
from db.verbs.shift_calendar import today_there, zone_of
from db.verbs.standing_in import Within, check_substitute, stand_in, work_within
from db.verbs.verb import Reads, Verb
from db.verbs.who import EVERYBODY, LEADING
from db.verbs.windows import warn

ENTERS = LEADING | {"lead", "admin"}
"""Who enters the leave of others without asking; their own is asked for like everybody's."""


class OwnLeave(Verb):
    """A verb about somebody's leave, one's own where nobody is named."""

    about: ClassVar[str] = "staff"
    fills: ClassVar[frozenset[str]] = frozenset({"staff"})
    undoable = True

    staff: Annotated[OptionalPerson, Called("Staff no.")] = ""

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


class TakeLeave(OwnLeave):
    """Hand in a leave slip: from a day to a day, half days too, its kind, and who stands in meanwhile.

    It counts once it is granted; who leads a team enters that of others at once. The substitute has the open
    work among their own, is called in their place, and acts with their roles. Visits that were agreed within
    it are told; `replan` gives them to others.
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

    why: Annotated[str, kinds.Reason("leave", free=False), Called("Kind of leave")]
    from_day: Annotated[Day, Called("From the day")]
    until_day: Annotated[Day | None, Called("To the day")] = None
    from_noon: Annotated[YesNo, Called("From noon")] = False
    until_noon: Annotated[YesNo, Called("Until noon")] = False
    substitute: Annotated[OptionalPerson, Called("Substitute")] = ""
    text: Remark = ""

    def is_asked_for(self, when: str, facts: Facts, context: Context) -> bool:
        """Whether it is `applied` for: one's own, or by somebody who leads nobody."""
        return not (when == "applied" and self._leads(context))

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from read.rows(Staff, no=context.actor.no)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if not (self._leads(context) or context.granted or context.policy.approvals.steps(self.name)):
            raise NotPermitted("PPL-04", "Only who leads a team enters a leave.", "Ask your leader.")
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
        if outcome.answer["work"]:
            text = msgid("{count} open jobs of {staff} lie in this leave: replan gives them to others.")
            warn(outcome, "PPL-04", text, staff=self.one, count=len(outcome.answer["work"]))
        return outcome

    def _within(self, facts: Facts, context: Context) -> Within:
        """From when to when by the clock of the branch; what is over of it already is no leave."""
        zone, noon = zone_of(facts, self.one, context), context.policy.setting("half_day_minute")
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

    on_day: Annotated[Day | None, Called("Leave over the day")] = None
    back_on: Annotated[Day | None, Called("Back on")] = None
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if self.one != context.actor.no and not self._leads(context):
            raise NotPermitted("PPL-04", "Only who leads a team takes back the leave of others.", "")
        leave, zone = self._meant(facts, context), zone_of(facts, self.one, context)
        until = max(context.now, midnight(self.back_on, zone) if self.back_on else context.now)
        if not leave.begins_at <= until < leave.ends_at and self.back_on:
            raise BadField(
                "back_on", "The leave is from {begin} to {end}.", begin=leave.begins_at, end=leave.ends_at
            )
        outcome = Outcome(facts)
        if until <= leave.begins_at:
            outcome.drop(leave)
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
