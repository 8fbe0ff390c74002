"""The gates of the day: the window free, time for the way, not more than a day holds (DSP-08)."""

from collections.abc import Iterator
from datetime import timedelta

from db.rules.candidates import Candidate, Job, Measure
from db.rules.day_of_work import Visit
from db.rules.gate import Gate, Result
from db.rules.sentence import Sentence, msgid


def overlap_gate(job: Job, candidate: Candidate, measure: Measure) -> Gate:
    """Another window over this one blocks; one that leaves too little time for the way between warns, or
    blocks where the house says so."""
    if job.window_from is None or job.window_to is None:
        return Gate("overlap", "DSP-08", Result.WARN, Sentence(msgid("no window agreed")))
    taken = sorted(
        (each for each in candidate.busy if each.begin < job.window_to and each.end > job.window_from),
        key=lambda each: (each.begin, each.ticket),
    )
    if not taken:
        return _on_the_way(job, candidate, measure)
    first, last = taken[0], max(taken, key=lambda each: each.end)
    free = last.end + timedelta(minutes=measure.minutes(last.zone, job.zone))
    return Gate(
        "overlap",
        "DSP-08",
        Result.BLOCK,
        Sentence(
            msgid("at {ticket} from {begin} to {end}"),
            {"ticket": first.ticket, "begin": first.begin, "end": first.end},
        ),
        Sentence(msgid("free again at {until}"), {"until": free}),
    )


def _on_the_way(job: Job, candidate: Candidate, measure: Measure) -> Gate:
    late = next(_too_close(job, candidate, measure), None)
    if late is None:
        return _as_it_looks(job, candidate, measure)
    other, way, left = late
    return Gate(
        "overlap",
        "DSP-08",
        Result.BLOCK if measure.travel_blocks else Result.WARN,
        Sentence(
            msgid("{way} min to travel and {left} min between this and {ticket}"),
            {"way": way, "left": left, "ticket": other.ticket},
        ),
        Sentence(msgid("free again at {until}"), {"until": other.end + timedelta(minutes=way)})
        if job.window_from is not None and other.end <= job.window_from
        else None,
    )


def _as_it_looks(job: Job, candidate: Candidate, measure: Measure) -> Gate:
    """What is promised leaves room, but as it looks now they are late there: that warns (VIS-10)."""
    if job.window_from is None or job.window_to is None:
        return Gate("overlap", "DSP-08")
    for one in sorted(candidate.expected):
        free = one.end + timedelta(minutes=measure.minutes(one.zone, job.zone))
        if one.begin < job.window_to and free > job.window_from and one not in candidate.busy:
            cause = Sentence(
                msgid("as it looks now at {ticket} from {begin} to {end}"),
                {"ticket": one.ticket, "begin": one.begin, "end": one.end},
            )
            repair = Sentence(msgid("free again at {until}"), {"until": free})
            return Gate("overlap", "VIS-10", Result.WARN, cause, repair)
    return Gate("overlap", "DSP-08")


def _too_close(job: Job, candidate: Candidate, measure: Measure) -> Iterator[tuple[Visit, int, int]]:
    """The jobs before and after that leave less time than the way takes: its minutes, and those there are."""
    if job.window_from is None or job.window_to is None:
        return
    for other in sorted(candidate.busy, key=lambda each: (each.begin, each.ticket)):
        before = other.end <= job.window_from
        way = measure.minutes(*((other.zone, job.zone) if before else (job.zone, other.zone)))
        gap = job.window_from - other.end if before else other.begin - job.window_to
        left = int(gap.total_seconds() // 60)
        if left < way:
            yield other, way, left


def load_gate(job: Job, candidate: Candidate, measure: Measure) -> Gate:
    """How many jobs, and how many minutes of work, a day may hold: where it warns and where it blocks."""
    jobs, minutes = candidate.day_jobs + 1, candidate.day_minutes + job.minutes
    values = {"count": jobs, "minutes": minutes, "day": job.day}
    for most, found, result in (
        (measure.jobs_most, jobs, Result.BLOCK),
        (measure.minutes_most, minutes, Result.BLOCK),
        (measure.jobs_warn, jobs, Result.WARN),
        (measure.minutes_warn, minutes, Result.WARN),
    ):
        if most and found > most:
            cause = Sentence(msgid("{count} jobs and {minutes} min of work on {day}"), values)
            repair = Sentence(msgid("another day, or give one of theirs away"))
            return Gate("load", "DSP-04", result, cause, repair if result is Result.BLOCK else None)
    return Gate("load", "DSP-04")
