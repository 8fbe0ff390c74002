"""Answer the call of an emergency (ESC-06)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from db.errors import NotPermitted, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.tables.emergency import Emergency, EmergencyCall
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.emergencies import DeclareEmergency
from db.verbs.fields import Emergencies, OptionalPerson, Remark
from db.verbs.moving import moved
from db.verbs.verb import Reads, Verb
from db.verbs.who import EVERYBODY


class AnswerCall(Verb):
    """Answer the call of an emergency: I am here. A desk enters it for who answered by phone.

    `escalation` is the number of the emergency, or the id of one call.
    """

    name = "answer_call"
    word = "answer a call"
    group = groups.WATCH
    example = {"escalation": "EM999"}
    sentence = ("text",)
    default_roles = EVERYBODY
    rule = "ESC-06"
    undoable = True
    about: ClassVar[str] = "escalation"
    reads: ClassVar[Reads] = {"escalation": (EmergencyCall,)}

    escalation: Annotated[Emergencies, Called("Emergency")]
    staff: Annotated[OptionalPerson, Called("Who answered")] = ""
    text: Annotated[Remark, Called("Text")] = ""

    def resolve(self, read: Reader, context: Context) -> Self:
        for call in read.rows(EmergencyCall, id=self.one.strip().lower()):
            named = self.model_copy(update={"escalation": call.emergency, "staff": call.staff})
            named.remember({**self.given, "escalation": call.emergency, "staff": call.staff})
            return super(AnswerCall, named).resolve(read, context)
        return super().resolve(read, context)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        emergency = facts.one(Emergency, self.one)
        moved(emergency, "answer_call", "answer_call")
        staff = self.staff or context.actor.no
        if staff != context.actor.no and not context.policy.permits(DeclareEmergency, context.actor.roles):
            raise NotPermitted(
                "ESC-06", "{staff} answers for themselves, or a desk enters it.", "", staff=staff
            )
        found = facts.all(EmergencyCall, emergency=emergency.id, staff=staff)
        if not found:
            raise Refusal(
                "ESC-06", "{number} did not call {staff}.", "Its card lists whom it called.",
                number=emergency.id, staff=staff,
            )  # fmt: skip
        if found[0].answered_at is not None:
            raise Refusal(
                "ESC-06", "{staff} has answered already, at {at}.", "",
                staff=staff, at=context.local_text(found[0].answered_at),
            )  # fmt: skip
        outcome = Outcome(facts)
        outcome.put(found[0].but(answered_at=context.now, answered_by=context.actor.no, text=self.text))
        calls = outcome.all(EmergencyCall, emergency=emergency.id)
        outcome.answer.update(
            emergency=emergency.id, staff=staff,
            answered=len([each for each in calls if each.answered_at is not None]),
            unanswered=sorted(each.staff for each in calls if each.answered_at is None),
        )  # fmt: skip
        return outcome
