"""The proof of a deadline adds up to its allowance (`deadlines.md`, "The proof")."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from db.rules.deadlines import (
    Clock,
    Conditions,
    Grant,
    History,
    Milestone,
    Pause,
    Profile,
    Standing,
    Start,
    Target,
    Targets,
    derive,
    meet,
)
from db.rules.proof import Segment, Why, segments
from tests.db.rules.shipped import CALENDARS, PROFILES, TARGETS, local

ARRIVE, RESOLVE = Milestone.ARRIVE, Milestone.RESOLVE
REMOTE = Conditions(level=3, way="remote")
OFFICE = Profile(
    "office", (Target(RESOLVE, allowance_minutes=4 * 60, clock=Clock.SERVICE, calendar="office"),)
)
WITH_OFFICE = Targets({**PROFILES, "office": OFFICE}, CALENDARS)


def pause(begin: str, end: str | None = None, text: str = "") -> Pause:
    return Pause(local(begin), None if end is None else local(end), "customer", "A01", text)


def history(
    report: str, profile: str = "electrical", *pauses: Pause, conditions: Conditions = REMOTE
) -> History:
    return History(conditions, {Start.REPORT: local(report)}, pauses=pauses, profile=profile)


def standing(ticket: History, milestone: Milestone = RESOLVE) -> Standing:
    return next(one for one in derive(ticket, WITH_OFFICE) if one.milestone is milestone)


def proof(ticket: History, milestone: Milestone = RESOLVE) -> tuple[Segment, ...]:
    return segments(standing(ticket, milestone), WITH_OFFICE, ticket.pauses)


def lines(parts: tuple[Segment, ...]) -> list[tuple[str, str, int, str]]:
    def shown(part: Segment) -> tuple[str, str, int, str]:
        offset = timedelta(hours=8)
        end = "" if part.end is None else f"{part.end + offset:%m-%d %H:%M}"
        return f"{part.begin + offset:%m-%d %H:%M}", end, part.counted_minutes, part.why.value

    return [shown(part) for part in parts]


def test_the_elapsed_clock_counts_from_start_to_due() -> None:
    assert lines(proof(history("07-15 09:00"))) == [("07-15 09:00", "07-16 09:00", 1440, "counted")]


def test_a_pause_is_shown_with_who_paused_and_why() -> None:
    found = proof(history("07-15 09:00", "electrical", pause("07-15 10:00", "07-15 12:00", "waits for keys")))
    assert lines(found) == [
        ("07-15 09:00", "07-15 10:00", 60, "counted"),
        ("07-15 10:00", "07-15 12:00", 0, "paused"),
        ("07-15 12:00", "07-16 11:00", 1380, "counted"),
    ]
    assert found[1].text == "waits for keys"
    assert found[1].pause is not None
    assert (found[1].pause.actor, found[1].pause.reason) == ("A01", "customer")
    assert found[0].text == ""


def test_closed_hours_are_shown_and_count_nothing() -> None:
    assert lines(proof(history("07-15 21:30", "software"))) == [
        ("07-15 21:30", "07-15 22:00", 30, "counted"),
        ("07-15 22:00", "07-16 08:30", 0, "closed"),
        ("07-16 08:30", "07-16 09:00", 30, "counted"),
    ]


def test_a_deadline_at_closing_time_ends_with_what_counted() -> None:
    assert lines(proof(history("07-15 21:00", "software"))) == [("07-15 21:00", "07-15 22:00", 60, "counted")]


def test_a_start_in_closed_hours_begins_with_them() -> None:
    assert lines(proof(history("07-15 23:10", "software")))[0] == ("07-15 23:10", "07-16 08:30", 0, "closed")


def test_holidays_are_told_from_closed_hours() -> None:
    assert lines(proof(history("09-30 17:00", "office"))) == [
        ("09-30 17:00", "09-30 17:30", 30, "counted"),
        ("09-30 17:30", "10-01 00:00", 0, "closed"),
        ("10-01 00:00", "10-08 00:00", 0, "holiday"),
        ("10-08 00:00", "10-08 08:30", 0, "closed"),
        ("10-08 08:30", "10-08 12:00", 210, "counted"),
    ]


def test_a_pause_through_a_closed_night_is_one_segment() -> None:
    assert lines(proof(history("07-15 21:30", "software", pause("07-15 21:50", "07-16 08:40")))) == [
        ("07-15 21:30", "07-15 21:50", 20, "counted"),
        ("07-15 21:50", "07-16 08:40", 0, "paused"),
        ("07-16 08:40", "07-16 09:20", 40, "counted"),
    ]


def test_an_open_pause_ends_the_proof_and_what_is_used_and_left_make_the_allowance() -> None:
    ticket = history("07-15 09:00", "electrical", pause("07-15 10:00", "07-15 11:00"), pause("07-15 12:00"))
    assert lines(proof(ticket)) == [
        ("07-15 09:00", "07-15 10:00", 60, "counted"),
        ("07-15 10:00", "07-15 11:00", 0, "paused"),
        ("07-15 11:00", "07-15 12:00", 60, "counted"),
        ("07-15 12:00", "", 0, "paused"),
    ]
    assert standing(ticket).remaining_minutes == 1440 - 120
    assert proof(ticket)[-1].pause == ticket.pauses[-1]


def test_what_no_pause_stops_shows_none() -> None:
    ticket = history("07-15 09:00", "equipment maker", pause("07-15 10:00", "07-15 11:00"))
    assert lines(proof(ticket, Milestone.ANSWER)) == [("07-15 09:00", "07-16 09:00", 1440, "counted")]


def test_an_agreed_time_counts_through_a_pause_because_none_moves_it() -> None:
    on_site = Conditions(level=2)
    ticket = history(
        "07-15 09:00", "equipment maker", pause("07-15 10:00", "07-15 11:00"), conditions=on_site
    )
    ticket = replace(ticket, agreed_to=local("07-15 15:00"))
    assert lines(proof(ticket, ARRIVE)) == [("07-15 09:00", "07-15 15:00", 360, "counted")]


def test_an_extension_counts_up_to_the_granted_instant() -> None:
    granted = Grant(RESOLVE, local("07-15 23:30"), local("07-15 20:30"))
    ticket = replace(history("07-15 20:00", "software"), grants=(granted,))
    assert standing(ticket).allowance_minutes == 120
    assert lines(proof(ticket)) == [
        ("07-15 20:00", "07-15 22:00", 120, "counted"),
        ("07-15 22:00", "07-15 23:30", 0, "closed"),
    ]


def test_a_waiting_target_has_nothing_to_prove() -> None:
    assert proof(history("07-15 09:00", conditions=Conditions(level=2)), RESOLVE) == ()


def test_what_was_met_keeps_its_proof_when_the_ticket_pauses_later() -> None:
    ticket = history("07-15 09:00", "electrical", pause("07-15 10:00", "07-15 11:00"))
    judged = meet(ticket, TARGETS, RESOLVE, local("07-15 15:00"))
    before = segments(judged, TARGETS, ticket.pauses)
    assert segments(judged, TARGETS, (*ticket.pauses, pause("07-15 16:00"))) == before
    assert before[-1].end == local("07-16 10:00")


def test_parts_of_minutes_are_rounded_on_the_running_sum() -> None:
    ticket = history("07-15 09:00")
    begin = local("07-15 09:00")
    pauses = tuple(
        Pause(
            begin + timedelta(seconds=50 * number), begin + timedelta(seconds=50 * number + 20), "part", "A"
        )
        for number in range(1, 9)
    )
    found = proof(replace(ticket, pauses=pauses))
    assert sum(part.counted_minutes for part in found) == 1440
    early = [part for part in found if part.why is Why.COUNTED][:8]
    assert [part.counted_minutes for part in early] == [0, 1, 0, 1, 0, 1, 0, 1]


PROFILE_NAMES = ("electrical", "software", "office", "working days", "monitoring system", "equipment maker")


def random_ticket(dice: Random) -> History:
    """A ticket with seconds in all its times, paused and extended at will."""
    report = local("09-28 08:00") + timedelta(seconds=dice.randrange(14 * 86_400))
    at, pauses = report, []
    for _ in range(dice.randrange(5)):
        at += timedelta(seconds=dice.randrange(86_400))
        end = at + timedelta(seconds=dice.randrange(1, 2 * 86_400))
        pauses.append(Pause(at, end, "part", "A01"))
        at = end
    if pauses and dice.random() < 0.3:
        pauses[-1] = replace(pauses[-1], end=None)
    grants: tuple[Grant, ...] = ()
    if dice.random() < 0.3:
        granted = report + timedelta(seconds=dice.randrange(5 * 86_400))
        until = granted + timedelta(seconds=dice.randrange(1, 5 * 86_400))
        grants = (Grant(dice.choice((ARRIVE, RESOLVE)), until, granted),)
    agreed = report + timedelta(seconds=dice.randrange(86_400)) if dice.random() < 0.3 else None
    return History(
        Conditions(level=dice.choice((2, 3)), way=dice.choice(("on_site", "remote"))),
        {Start.REPORT: report, Start.DISPATCHED: report, Start.ARRIVED: report},
        pauses=tuple(pauses),
        grants=grants,
        agreed_to=agreed,
        profile=dice.choice(PROFILE_NAMES),
    )


@settings(max_examples=200)
@given(st.randoms(use_true_random=False))
def test_every_proof_is_without_gaps_and_adds_up_to_the_minute(dice: Random) -> None:
    ticket = random_ticket(dice)
    for one in derive(ticket, WITH_OFFICE):
        found = segments(one, WITH_OFFICE, ticket.pauses, ticket.agreed_to)
        if one.started_at is None:
            assert found == ()
            continue
        assert all(before.end == after.begin for before, after in pairwise(found))
        assert all(part.counted_minutes == 0 for part in found if part.why is not Why.COUNTED)
        used = (one.allowance_minutes or 0) - (one.remaining_minutes or 0)
        assert sum(part.counted_minutes for part in found) == used
        if found:
            assert (found[0].begin, found[-1].end) == (one.started_at, one.due_at)
        for part in found:
            seconds = 0 if part.end is None else (part.end - part.begin).total_seconds()
            assert abs(part.counted_minutes * 60 - (seconds if part.why is Why.COUNTED else 0)) < 60
