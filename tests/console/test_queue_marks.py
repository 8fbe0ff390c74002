"""What a row of the queue says beside its fault (SLA-05)."""

from __future__ import annotations

from console.present.queue import queue_row
from db.views.queue_row import QueueRow


def test_a_provisional_deadline_is_marked_by_a_word() -> None:
    nothing = QueueRow._make([None] * len(QueueRow._fields))
    row = nothing._replace(number="YX2607-01", level=2, state="triaged", provisional=())
    assert queue_row(row).flags == ()
    assert queue_row(row._replace(provisional=(2027,))).flags == ("provisional",)
