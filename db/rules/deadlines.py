"""Deadlines of a ticket, derived from its history, its profile and its calendars (SLA-09, `deadlines.md`).

Nothing here knows the present: a deadline stands in the history, and `status` compares it with a given now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from db.rules.calendar import Calendar, Hole, advance, counted, merged, postponed, working_day_deadline
from db.rules.standings import Grant, History, Pause, Standing, State, Status
from db.rules.targets import (
    Choice,
    Clock,
    Condition,
    Conditions,
    Fact,
    Milestone,
    Profile,
    ProfileError,
    Start,
    Target,
    Targets,
    check_profile,
)

__all__ = [
    "PAUSABLE",
    "Clock",
    "Condition",
    "Conditions",
    "Fact",
    "Grant",
    "History",
    "Milestone",
    "Pause",
    "Profile",
    "ProfileError",
    "Standing",
    "Start",
    "State",
    "Status",
    "Target",
    "Targets",
    "check_profile",
    "counting_calendar",
    "derive",
    "frozen",
    "holes_of",
    "leading",
    "meet",
    "status",
]

PAUSABLE: Final = (Milestone.ARRIVE, Milestone.RESOLVE)
"""The milestones that a pause takes its minutes out of (SLA-06)."""
IN_ORDER: Final = tuple(Milestone)
AFTER_FINISH: Final = (Milestone.VERIFY, Milestone.SURVEY)


@dataclass(frozen=True, slots=True)
class _Course:
    """How a started target runs when no pause is open; `seconds` is the whole allowance, counted."""

    due: datetime
    at_risk: datetime
    seconds: int
    original: datetime | None = None


def derive(history: History, targets: Targets) -> tuple[Standing, ...]:
    """One standing for every milestone that exists, in milestone order; none at all for a void ticket."""
    if history.void:
        return ()
    chosen, met = targets.chosen(history.profile, history.conditions), history.met
    on_site = history.conditions.way_of_service == "on_site"
    standings: list[Standing] = []
    for milestone in IN_ORDER:
        if met and milestone in met:
            standings.append(met[milestone])
            continue
        choice = chosen.get(milestone)
        if choice is None:
            continue
        if milestone in history.unjudged or (milestone is Milestone.ARRIVE and history.finished):
            standings.append(_blank(choice, State.NOT_APPLICABLE))
        elif on_site or milestone is not Milestone.ARRIVE:
            standings.append(_standing(history, targets, choice))
    return tuple(standings)


def meet(history: History, targets: Targets, milestone: Milestone, at: datetime) -> Standing:
    """The standing of a milestone met at that instant, judged by what is in force in that history.

    A pause that is open ends at that instant. A milestone that has no target is met against no deadline, and
    so is one whose clock had not started.
    """
    choice = targets.chosen(history.profile, history.conditions).get(milestone)
    arriving = milestone is Milestone.ARRIVE and history.conditions.way_of_service != "on_site"
    if choice is None or arriving:
        return Standing(
            milestone=milestone,
            level=history.conditions.level,
            clock=Clock.ELAPSED,
            calendar=None,
            start=Start.REPORT,
            state=State.MET,
            met_at=at,
        )
    past, finished = history, milestone in AFTER_FINISH
    if history.pauses or history.finished is not finished:
        past = replace(history, pauses=_until(history.pauses, at), finished=finished)
    return _standing(past, targets, choice)._replace(state=State.MET, met_at=at)


def leading(standings: Iterable[Standing]) -> Standing | None:
    """The earliest unmet running target, which gives the ticket its milestone, due time and status."""
    best: Standing | None = None
    for one in standings:
        if (
            one.due_at is not None
            and one.state is State.RUNNING
            and (best is None or best.due_at is None or one.due_at < best.due_at)
        ):
            best = one
    return best


def frozen(standings: Iterable[Standing]) -> Standing | None:
    """The paused target with the least left."""
    paused = [one for one in standings if one.state is State.PAUSED and one.remaining_minutes is not None]
    return min(paused, key=lambda one: one.remaining_minutes or 0, default=None)


def status(standing: Standing | None, now: datetime) -> Status | None:
    """A running target against its due time, at which it is not breached yet; None when nothing runs."""
    if standing is None or standing.state is not State.RUNNING or standing.due_at is None:
        return None
    if now > standing.due_at:
        return Status.BREACHED
    if standing.at_risk_at is not None and now >= standing.at_risk_at:
        return Status.AT_RISK
    return Status.ON_TRACK


def counting_calendar(standing: Standing, targets: Targets) -> Calendar | None:
    """The calendar that a standing's minutes are counted by; None when every minute counts."""
    if standing.calendar is None:
        return None
    return targets.calendars[standing.calendar]


def holes_of(standing: Standing, pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """The pauses that take minutes out of that standing.

    None for a milestone that no pause stops, nor for an agreed time, which a pause never moves (unless an
    extension replaced it). What was met knows no later pause.
    """
    if standing.milestone not in PAUSABLE or (standing.agreed and not standing.granted):
        return ()
    return _until(pauses, standing.met_at) if standing.met_at is not None else tuple(pauses)


def _until(pauses: Sequence[Pause], at: datetime) -> tuple[Pause, ...]:
    return tuple(
        replace(pause, end=at) if pause.end is None or pause.end > at else pause
        for pause in pauses
        if pause.begin < at
    )


def _blank(choice: Choice, state: State) -> Standing:
    row = choice.target
    return Standing(
        milestone=row.milestone,
        level=choice.level,
        clock=row.clock,
        calendar=None if choice.calendar is None else choice.calendar.name,
        start=row.start,
        state=state,
        allowance_minutes=None if choice.seconds is None else choice.seconds // 60,
        working_days=row.working_days,
    )


def _standing(history: History, targets: Targets, choice: Choice) -> Standing:
    row = choice.target
    milestone = row.milestone
    started = history.started.get(row.start)
    if milestone in AFTER_FINISH and not history.finished:
        started = None
    grant = _last_grant(history.grants, milestone) if history.grants else None
    agreed = history.agreed_to if row.agreed or _as_wanted(history, milestone) else None
    if started is None or not (row.working_days or choice.seconds or agreed or grant):
        return _blank(choice, State.WAITING)
    opened: Pause | None = None
    holes: tuple[Hole, ...] = ()
    if history.pauses and milestone in PAUSABLE:
        opened = next((pause for pause in history.pauses if pause.end is None), None)
        holes = merged([(pause.begin, pause.end) for pause in history.pauses if pause.end is not None])
    if not (grant or agreed or holes or opened or choice.calendar):
        # The plain elapsed clock, by far the most frequent: no search.
        seconds = choice.seconds or 0
        course = _Course(
            started + timedelta(seconds=seconds), started + timedelta(seconds=choice.at_risk_seconds), seconds
        )
    else:
        course = _course(targets, choice, started, holes, agreed)
        if agreed and (row.working_days or choice.seconds):
            # The profile's own deadline stays beside the agreed time, and pauses move it as ever.
            course = replace(course, original=_course(targets, choice, started, holes, None).due)
        if grant:
            # A row that only waits for the agreed time has nothing that could be extended from.
            original = course.due if row.working_days or choice.seconds or agreed else None
            course = _extended(targets, choice, started, holes, opened, grant, original)
    if opened is None:
        return _running(choice, started, course, agreed is not None, grant is not None)
    minutes = course.seconds // 60
    if started <= course.due < opened.begin:
        # Late already: that counts on from the deadline, also from an agreed one, with pauses out.
        passed = -(-(course.seconds + counted(choice.calendar, course.due, opened.begin, holes)) // 60)
    else:
        passed = _passed(choice, started, opened.begin, () if agreed and not grant else holes)
    return _blank(choice, State.PAUSED)._replace(
        allowance_minutes=minutes,
        started_at=started,
        paused_since=opened.begin,
        remaining_minutes=minutes - passed,
        agreed=agreed is not None,
        granted=grant is not None,
    )


def _as_wanted(history: History, milestone: Milestone) -> bool:
    """Whether the customer wanted the agreed time, which then is the deadline of arriving (SLA-11)."""
    return milestone is Milestone.ARRIVE and history.wanted_by_customer


def _running(choice: Choice, started: datetime, course: _Course, agreed: bool, granted: bool) -> Standing:
    row = choice.target
    return Standing(
        milestone=row.milestone,
        level=choice.level,
        clock=row.clock,
        calendar=None if choice.calendar is None else choice.calendar.name,
        start=row.start,
        state=State.RUNNING,
        allowance_minutes=course.seconds // 60,
        working_days=row.working_days,
        started_at=started,
        due_at=course.due,
        original_due_at=course.original,
        at_risk_at=course.at_risk,
        agreed=agreed,
        granted=granted,
    )


def _course(
    targets: Targets, choice: Choice, started: datetime, holes: Sequence[Hole], agreed: datetime | None
) -> _Course:
    calendar = choice.calendar
    if agreed is not None:
        seconds = counted(calendar, started, agreed)
        at_risk = advance(calendar, started, targets.before_risk(seconds))
        return _Course(agreed, at_risk, seconds)
    if choice.target.working_days is not None and calendar is not None:
        closing = working_day_deadline(calendar, started, choice.target.working_days)
        seconds = counted(calendar, started, closing)
        due = postponed(calendar, started, closing, holes)
    else:
        seconds = choice.seconds or 0
        due = advance(calendar, started, seconds, holes)
    at_risk = advance(calendar, started, targets.before_risk(seconds), holes)
    return _Course(due, at_risk, seconds)


def _extended(
    targets: Targets,
    choice: Choice,
    started: datetime,
    holes: Sequence[Hole],
    opened: Pause | None,
    grant: Grant,
    original: datetime | None,
) -> _Course:
    """What an extension makes of the course: only what is paused after it was granted moves it."""
    calendar = choice.calendar
    granted = min(max(grant.at, started), grant.until)
    before = holes if opened is None else merged([*holes, (opened.begin, max(granted, opened.begin))])
    left = counted(calendar, granted, grant.until)
    due = postponed(calendar, granted, grant.until, holes)
    at_risk = advance(calendar, granted, targets.before_risk(left), holes)
    seconds = counted(calendar, started, granted, before) + left
    return _Course(due, at_risk, seconds, original)


def _passed(choice: Choice, started: datetime, until: datetime, holes: Sequence[Hole]) -> int:
    """Minutes of the allowance used up at that instant, a begun minute as a whole one."""
    return -(-counted(choice.calendar, started, until, holes) // 60)


def _last_grant(grants: Sequence[Grant], milestone: Milestone) -> Grant | None:
    own = [grant for grant in grants if grant.milestone is milestone]
    return max(own, key=lambda grant: grant.at, default=None)
