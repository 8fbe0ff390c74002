"""Every figure there is. Where the page of figures says how one is made, it says so from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import and_, func, or_, select

from db.figures.declaration import (
    COUNT,
    MEDIAN,
    MINUTES,
    P90,
    PER_CENT,
    SHARE,
    SUM,
    Condition,
    Figure,
    Population,
    Reading,
    When,
)
from db.figures.populations import (
    APPOINTMENTS,
    CLOSED,
    DISPATCHES,
    DONE,
    ESCALATIONS,
    HANDLED,
    MILESTONES,
    ORIGINAL,
    PAUSES,
    REPORTED,
    SURVEYS,
    UNREACHED,
    A,
    M,
    S,
    T,
    handling_minutes,
    in_time,
    kept,
    known_to_the_minute,
    missed,
    paused_minutes,
)
from db.rules.closing import fen_of
from db.rules.sentence import msgid
from db.tables.codes import MILESTONES as NAMES
from db.tables.follow_up import Survey, Verification
from db.tables.ticket import Assignment, Ticket

TICKETS: Final = "tickets"
ALL: Final = msgid("all of them")
NO_SHARE: Final = ""


def _resolved(_reading: Reading) -> Condition:
    return T.state.in_(DONE)


def _again(_reading: Reading) -> Condition:
    return T.rework_of.is_not(None)


def _at_once(_reading: Reading) -> Condition:
    """Of a finished ticket: one visit at most, asked about after its last finish only, never again."""
    visit = Assignment.table.alias("a_visit")
    visits = select(func.count()).where(
        visit.c.ticket == T.number, visit.c.lead, visit.c.arrived_at.is_not(None)
    )
    asked = [
        select(1).where(row.c.ticket == T.number, row.c.at < T.finished_at).correlate_except(row).exists()
        for row in (Survey.table.alias("asked_before"), Verification.table.alias("verified_before"))
    ]
    later = Ticket.table.alias("came_again")
    # Looked up once: asked of each ticket it would be looked for among all others.
    again = select(later.c.rework_of).where(later.c.rework_of.is_not(None), later.c.state != "cancelled")
    return and_(
        visits.correlate_except(visit).scalar_subquery() <= 1,
        ~or_(*asked),
        T.number.not_in(again.correlate(None)),
    )


def _satisfied(reading: Reading) -> Condition:
    return S.result >= reading.policy.setting("survey_satisfied")


def _of(milestone: str) -> When:
    return lambda _reading: M.milestone == milestone


def _late_and_cancelled(reading: Reading) -> Condition:
    return and_(missed(MILESTONES)(reading), T.state == "cancelled")


def _major_loss(reading: Reading) -> Condition:
    return T.loss_fen >= fen_of(reading.policy.setting("major_loss_yuan"))


def _overruled(_reading: Reading) -> Condition:
    return A.override != ""


def _timeliness(name: str, label: str, population: Population, target: str = "") -> Iterator[Figure]:
    """Of all milestones, and of each by itself."""
    met = msgid("those that were met by then")
    every = msgid("those that were met or missed")
    yield Figure(name, label, population, SHARE, PER_CENT, (met, every), in_time(population), target=target)
    for milestone in NAMES:
        yield Figure(
            f"{name}_{milestone}", label, population, SHARE, PER_CENT, (met, every), in_time(population),
            _of(milestone), of=milestone,
        )  # fmt: skip


DECLARED: Final = (
    Figure("reported", msgid("Reported", "figure"), REPORTED, COUNT, TICKETS, (ALL, NO_SHARE)),
    Figure("handled", msgid("Handled"), HANDLED, COUNT, TICKETS, (ALL, NO_SHARE)),
    Figure("closed", msgid("Closed", "figure"), CLOSED, COUNT, TICKETS, (ALL, NO_SHARE)),
    Figure(
        "resolution_rate",
        msgid("Resolution rate"),
        REPORTED,
        SHARE,
        PER_CENT,
        (msgid("those whose work is finished by now"), ALL),
        _resolved,
    ),
    *(
        Figure(
            f"handling_{name}",
            label,
            HANDLED,
            measure,
            MINUTES,
            (
                msgid("whole minutes from the report to the finish by the wall clock, pauses within"),
                msgid("those of which both are known to the minute"),
            ),
            denominator=known_to_the_minute,
            value=handling_minutes,
        )
        for name, measure, label in (
            ("median", MEDIAN, msgid("Handling time, median")),
            ("p90", P90, msgid("Handling time, 90 %")),
        )
    ),
    *_timeliness("timeliness", msgid("Timeliness"), MILESTONES, "timeliness_percent"),
    *_timeliness("original_timeliness", msgid("Original timeliness"), ORIGINAL),
    Figure(
        "missed_cancelled",
        msgid("Late, then cancelled"),
        MILESTONES,
        COUNT,
        "milestones",
        (msgid("missed ones of tickets that were cancelled afterwards"), NO_SHARE),
        _late_and_cancelled,
    ),
    Figure(
        "kept_appointments",
        msgid("Appointments kept"),
        APPOINTMENTS,
        SHARE,
        PER_CENT,
        (msgid("those by whose end whoever was in charge had arrived"), ALL),
        kept,
    ),
    Figure(
        "first_time_fix",
        msgid("First-time fix"),
        HANDLED,
        SHARE,
        PER_CENT,
        (
            msgid("those with one visit at most, nobody asked before the last finish (what was not solved, or"
                  " was opened again, was asked about before) and no ticket that is the same fault again"),
            ALL,
        ),
        _at_once,
    ),
    Figure(
        "rework",
        msgid("Rework"),
        REPORTED,
        COUNT,
        TICKETS,
        (msgid("those that are the same fault again"), NO_SHARE),
        _again,
    ),
    Figure(
        "rework_rate",
        msgid("Rework rate"),
        REPORTED,
        SHARE,
        PER_CENT,
        (msgid("those that are the same fault again"), ALL),
        _again,
    ),
    Figure(
        "satisfaction",
        msgid("Satisfaction"),
        SURVEYS,
        SHARE,
        PER_CENT,
        (msgid("those whose result is satisfied or better, as the policy sets it"), ALL),
        _satisfied,
        target="satisfaction_percent",
        beside=("unreachable",),
    ),
    Figure("unreachable", msgid("Not reached"), UNREACHED, COUNT, TICKETS, (ALL, NO_SHARE)),
    Figure("pauses", msgid("Pauses", "figure"), PAUSES, COUNT, "pauses", (ALL, NO_SHARE)),
    Figure(
        "pause_minutes",
        msgid("Minutes paused"),
        PAUSES,
        SUM,
        MINUTES,
        (msgid("whole minutes of each by the wall clock, of one that lasts those until now"), NO_SHARE),
        value=paused_minutes,
    ),
    Figure("escalations", msgid("Escalations", "figure"), ESCALATIONS, COUNT, "calls", (ALL, NO_SHARE)),
    Figure(
        "overrulings",
        msgid("Overrulings"),
        DISPATCHES,
        COUNT,
        "dispatches",
        (msgid("those for whom a gate was overruled, with a reason"), NO_SHARE),
        _overruled,
    ),
    Figure(
        "major_losses",
        msgid("Major losses"),
        CLOSED,
        COUNT,
        TICKETS,
        (msgid("those whose loss is a major one, as the policy sets it"), NO_SHARE),
        _major_loss,
    ),
)  # fmt: skip
FIGURES: Final[Mapping[str, Figure]] = {figure.name: figure for figure in DECLARED}
NOT_YET: Final[Mapping[str, str]] = {
    "complaint_rate": msgid("complaints are not kept yet"),
    "cost": msgid("costs are not kept yet"),
}
"""Figures that the regulations ask for and that nothing is known of, with why: nought would be a lie."""
