"""Keys of their own that lists and cards have for what is mostly done with their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from console.words.i18n import N_
from db import kinds
from db.kinds import EMERGENCY, ESCALATION, REQUEST, TASK
from db.verbs.answering_calls import AnswerCall
from db.verbs.escalating import Acknowledge
from db.verbs.requests import Decide
from db.verbs.tasks import DoTask
from db.verbs.verb import Verb, field_with, spoken_fields


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a key does with the row under the cursor, or the thing of the card: a verb with these fields,
    which asks for one more (`asks`; empty for none), or the card of another family about the row."""

    key: str
    called: str
    verb: type[Verb] | None = None
    asks: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    opens: str = ""


def _decided(key: str, called: str, code: str) -> RowKey:
    decision = field_with(Decide, kinds.Code)
    return RowKey(key, called, Decide, spoken_fields(Decide)[0], {decision: code})


TAKE_ON = RowKey("a", N_("Take on"), Acknowledge, field_with(Acknowledge, kinds.Instant))
WHY = RowKey("w", N_("Why"), opens=ESCALATION)
DECIDING = (_decided("y", N_("Grant"), "yes"), _decided("r", N_("Refuse"), "no"))
DONE = RowKey("y", N_("Done"), DoTask, spoken_fields(DoTask)[0])
ANSWER = RowKey("a", N_("Answer"), AnswerCall)
OF_LISTS: Mapping[str, tuple[RowKey, ...]] = {
    "escalations": (TAKE_ON, WHY), "requests": DECIDING, "tasks": (DONE,), "emergencies": (ANSWER,),
}  # fmt: skip
"""By the name of the list."""
OF_CARDS: Mapping[str, tuple[RowKey, ...]] = {
    ESCALATION: (TAKE_ON,), REQUEST: DECIDING, TASK: (DONE,), EMERGENCY: (ANSWER,),
}  # fmt: skip
"""By the family of the thing whose card it is."""
