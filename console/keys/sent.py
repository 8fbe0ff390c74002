"""The fields that the desk's own keys fill, each found by what the verb says that it is."""

from __future__ import annotations

from db import kinds
from db.verbs.appointing import MoveWindow
from db.verbs.closing import Close
from db.verbs.dispatching import Dispatch, Reassign
from db.verbs.following import Verify
from db.verbs.pausing import Pause
from db.verbs.triage import Triage
from db.verbs.verb import field_with, kinds_of, reason_field
from db.verbs.visiting import Step

LEVEL, LEVEL_WHY = field_with(Triage, kinds.Level), reason_field(Triage, "change")
PAUSED_WHY = reason_field(Pause, "pause")
STEP, SOLVED = Step.deed, field_with(Verify, kinds.Code)
CAUSE = reason_field(Close, "cause")
TECHNICIAN, CREW = field_with(Dispatch, kinds.StaffNo), field_with(Dispatch, kinds.Crew)
TECHNICIANS = field_with(Dispatch, kinds.EachOfBulk)
OVERRIDE, ANOTHER_WHY = reason_field(Dispatch, "override"), reason_field(Reassign, "reassign")
WAY = field_with(Dispatch, kinds.Code)
WINDOW = tuple(
    name
    for begins, kind in kinds_of(Dispatch).items()
    if isinstance(kind, kinds.Instant) and kind.until
    for name in (begins, kind.until)
)
MOVED_WHY, WANTED_BY = reason_field(MoveWindow, "change"), field_with(MoveWindow, kinds.Code)
TOLD = field_with(MoveWindow, kinds.YesNo)
RECORD = "record"
"""The verb whose form begins with what the ticket says of the visit."""
