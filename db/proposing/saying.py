"""What speaks for a line of a proposal, and why somebody stays without anybody (DSP-10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from db.rules.candidates import Candidate
from db.rules.gates import Gate
from db.rules.sentence import Sentence, msgid

MOST_CAUSES: Final = 3
DAY_MINUTES: Final = 24 * 60


def fair(person: Candidate) -> tuple[Sentence, ...]:
    """That somebody was sent less often than others of late."""
    if person.week_jobs >= person.week_most:
        return ()
    values = {"count": person.week_jobs, "most": person.week_most}
    return (Sentence(msgid("sent {count} × within a week, others up to {most} ×"), values),)


def in_time(begin: datetime, due: datetime | None) -> tuple[Sentence, ...]:
    """How much time is left to the deadline, or that it has passed."""
    if due is None:
        return ()
    spare = int((due - begin) / timedelta(minutes=1))
    if spare < -DAY_MINUTES:
        days = Sentence(msgid("late by {days} days: as soon as can be"), {"days": -spare // DAY_MINUTES})
        return (days,)
    if spare < 0:
        return (Sentence(msgid("late by {minutes} min: as soon as can be"), {"minutes": -spare}),)
    return (Sentence(msgid("{minutes} min before the deadline"), {"minutes": spare}),)


def most_frequent(blocks: Iterable[tuple[Gate, ...]]) -> tuple[Sentence, ...]:
    """Why nobody may go: what keeps most of them first."""
    counted: Counter[str] = Counter()
    causes: dict[str, Sentence] = {}
    for gates in blocks:
        cause = gates[0].cause
        if cause is not None:
            key = repr(cause)
            counted[key] += 1
            causes[key] = cause
    return tuple(
        Sentence(msgid("{count} people: {cause}"), {"count": count, "cause": causes[key]})
        for key, count in counted.most_common(MOST_CAUSES)
    )
