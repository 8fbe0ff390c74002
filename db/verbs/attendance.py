"""Starts that were late, and what they count as (PPL-01, PPL-04)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from db import kinds
from db.duties import stretch
from db.errors import BadField, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome
from db.rules.attendance import Counted, counted, shift_begun
from db.rules.duty import OFF, Stretch, duty_at, laid_out
from db.rules.sentence import msgid
from db.tables.staff import Duty, Staff
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.duty_warnings import warn_of_duty
from db.verbs.fields import Instant, Remark, ThePeople
from db.verbs.reading import PERSON
from db.verbs.shift_calendar import zone_of
from db.verbs.verb import Reads, Verb
from db.verbs.who import DISPATCHERS
from db.verbs.windows import warn

LATE = "late_start"
"""Why somebody is off from the begin of their shift until they come."""


class LateStart(Verb):
    """Note that somebody has not come to their shift, or came late: they are off until they come.

    Without a time they have not come yet; said again with one, they have. Late by an hour once, or for the
    third time in a month, counts as absence, as the policy's settings have it.
    """

    name = "late_start"
    word = "note a late start"
    group = groups.STAFF
    example = {"staff": "T001"}
    sentence = ("staff", "came_at", "text")
    form = ("staff", "came_at", "text")
    default_roles = DISPATCHERS
    rule = "PPL-04"
    reads: ClassVar[Reads] = {"staff": PERSON}
    undoable = True
    about = "staff"
    answers = {
        "minutes": Tells(kinds.Number(), "Late by {value} min.", "late by {value} min"),
        "times": Tells(kinds.Number(), "In this month: {value}.", "in this month {value}"),
    }  # fmt: skip

    staff: ThePeople
    came_at: Annotated[Instant | None, kinds.Instant(), Called("Came at")] = None
    text: Remark = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if not facts.one(Staff, self.one).active:
            raise Refusal("PPL-01", "{staff} is no longer with us.", "Choose another one.", staff=self.one)
        at = self.came_at or context.now
        if at > context.now:
            raise BadField("came_at", "This lies in the future.")
        entries = facts.all(Duty, staff=self.one)
        noted = [each for each in entries if each.why == LATE]
        shift = self._shift([stretch(each) for each in entries if each.why != LATE], at, context)
        same = next((each for each in noted if each.begins_at == shift.begins_at), None)
        until = self.came_at or shift.ends_at
        outcome = Outcome(facts)
        if same is not None:
            outcome.put(same.but(ends_at=until, text=self.text or same.text))
        else:
            outcome.put(
                Duty.new(
                    id=context.new_id("late"), staff=self.one, kind=OFF, begins_at=shift.begins_at,
                    ends_at=until, entered=context.seq, why=LATE, text=self.text,
                )
            )  # fmt: skip
        zone = ZoneInfo(zone_of(facts, self.one, context))
        late = self._counted(noted, shift.begins_at, at, zone, context)
        outcome.answer.update(staff=self.one, minutes=late.minutes, times=late.times, absence=late.is_absence)
        if late.is_absence:
            warn(outcome, "PPL-04", msgid("This counts as absence."))
        if self.came_at is None:
            warn_of_duty(outcome, self.one, Stretch(OFF, context.now, until, context.seq), context)
        return outcome

    def _shift(self, stretches: list[Stretch], at: datetime, context: Context) -> Stretch:
        """The shift that had begun then; who was on leave or off at its begin is not late."""
        shift = shift_begun(laid_out(stretches, at, at), at)
        if shift is None or shift.begins_at == at:
            raise Refusal(
                "PPL-01", "{staff} has no shift that had begun by {at}.", "See paigong show shifts.",
                staff=self.one, at=at,
            )  # fmt: skip
        state = duty_at(stretches, shift.begins_at, context.zone)
        if not state.on_duty:
            raise Refusal(
                "PPL-04", "{staff} was not on duty at {at}: nobody is late on leave.", "",
                staff=self.one, at=shift.begins_at,
            )  # fmt: skip
        return shift

    def _counted(
        self, noted: list[Duty], begin: datetime, at: datetime, zone: ZoneInfo, context: Context
    ) -> Counted:
        """What this one is among those of its month."""
        month = begin.astimezone(zone).strftime("%Y-%m")
        before = [
            each for each in noted
            if each.begins_at < begin and each.begins_at.astimezone(zone).strftime("%Y-%m") == month
        ]  # fmt: skip
        return counted(
            int((at - begin).total_seconds() // 60), len(before),
            most_minutes=context.policy.setting("late_absence_minutes"),
            most_times=context.policy.setting("late_absence_times"),
        )  # fmt: skip
