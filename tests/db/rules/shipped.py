"""The seven profiles of `deadlines.md` and its calendars, as plain data for the tests of the engine."""

from datetime import UTC, date, datetime, timedelta, timezone

from db.rules.calendar import Calendar, Window
from db.rules.deadlines import Clock, Condition, Fact, Milestone, Profile, Start, Target, Targets

CHINA = timezone(timedelta(hours=8))
ZONE = "Asia/Shanghai"
HOUR = 60

HOLIDAYS = frozenset(
    [date(2026, 10, day) for day in range(1, 8)]
    + [date(2026, 2, day) for day in range(15, 24)]
    + [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)]
)
WORKDAYS = frozenset(
    {date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20), date(2026, 10, 10), date(2026, 1, 4)}
)


def local(text: str) -> datetime:
    """An instant from "07-15 21:50" of 2026 (or with its year), UTC+8."""
    if len(text) == 11:
        text = f"2026-{text}"
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA).astimezone(UTC)


def clock(text: str) -> int:
    """Minutes from midnight of "08:30"."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def windows(text: str) -> tuple[Window, ...]:
    """Windows from "08:30-12:00 13:30-17:30"."""
    pairs = [part.split("-") for part in text.split()]
    return tuple(Window(clock(opens), clock(closes)) for opens, closes in pairs)


def daily(text: str, name: str = "service", working_days_only: bool = False) -> Calendar:
    """A calendar with the same windows on every weekday and the public holidays of 2026."""
    return Calendar(
        name=name,
        zone=ZONE,
        weekdays=(windows(text),) * 7,
        working_days_only=working_days_only,
        holidays=HOLIDAYS,
        workdays=WORKDAYS,
        years=frozenset({2026}),
    )


CALENDARS = {
    "monitoring": daily("08:00-24:00", "monitoring"),
    "software": daily("08:30-22:00", "software"),
    "office": daily("08:30-17:30", "office", working_days_only=True),
}


def has(fact: Fact, *values: str | bool | int) -> tuple[Condition, ...]:
    """An any-of group over one fact."""
    return tuple(Condition(fact, value) for value in values)


ON_SITE = has(Fact.WAY, "on_site")
OFF_SITE = has(Fact.WAY, "remote", "send_in", "mail")
REMOTE = has(Fact.WAY, "remote")
NOT_REMOTE = has(Fact.WAY, "on_site", "send_in", "mail")
SIMPLE = has(Fact.PROBLEM, "simple")
COMPLEX = has(Fact.PROBLEM, "complex")
RESPOND, ANSWER, ARRIVE = Milestone.RESPOND, Milestone.ANSWER, Milestone.ARRIVE
RESOLVE, VERIFY, SURVEY = Milestone.RESOLVE, Milestone.VERIFY, Milestone.SURVEY

ELECTRICAL = Profile(
    "electrical",
    (
        Target(RESPOND, 1, allowance_minutes=10),
        Target(RESPOND, 2, allowance_minutes=1 * HOUR),
        Target(RESPOND, 3, allowance_minutes=2 * HOUR),
        Target(RESPOND, 4, allowance_minutes=2 * HOUR),
        Target(ANSWER, none=True),
        Target(ARRIVE, 1, allowance_minutes=2 * HOUR, add_travel=True),
        Target(ARRIVE, 2, allowance_minutes=48 * HOUR),
        Target(ARRIVE, 2, (has(Fact.URGENT, True),), allowance_minutes=12 * HOUR),
        Target(ARRIVE, 3, allowance_minutes=72 * HOUR),
        Target(ARRIVE, 4, allowance_minutes=24 * HOUR, start=Start.DISPATCHED, agreed=True),
        Target(RESOLVE, when=(SIMPLE, ON_SITE), allowance_minutes=24 * HOUR, start=Start.ARRIVED),
        Target(RESOLVE, when=(COMPLEX, ON_SITE), allowance_minutes=48 * HOUR, start=Start.ARRIVED),
        Target(RESOLVE, when=(SIMPLE, OFF_SITE), allowance_minutes=24 * HOUR),
        Target(RESOLVE, when=(COMPLEX, OFF_SITE), allowance_minutes=48 * HOUR),
        Target(VERIFY, when=(REMOTE,), allowance_minutes=48 * HOUR, start=Start.FINISHED),
        Target(SURVEY, when=(NOT_REMOTE,), allowance_minutes=16 * HOUR, start=Start.FINISHED),
        Target(SURVEY, when=(REMOTE,), allowance_minutes=16 * HOUR, start=Start.VERIFIED),
    ),
)
AIR_CONDITIONING = Profile(
    "air-conditioning",
    (
        Target(ARRIVE, allowance_minutes=4 * HOUR, add_travel=True),
        Target(RESOLVE, when=(SIMPLE,), allowance_minutes=24 * HOUR),
    ),
)
INTEGRATOR = Profile(
    "integrator contract",
    (
        Target(RESPOND, allowance_minutes=30),
        Target(ARRIVE, allowance_minutes=1 * HOUR),
        Target(RESOLVE, allowance_minutes=1 * HOUR),
    ),
)
MONITORING = Profile(
    "monitoring system",
    (
        Target(RESPOND, allowance_minutes=5, clock=Clock.SERVICE, calendar="monitoring"),
        Target(
            ARRIVE,
            allowance_minutes=8 * HOUR,
            clock=Clock.SERVICE,
            calendar="monitoring",
            start=Start.DISPATCHED,
        ),
        Target(RESOLVE, allowance_minutes=24 * HOUR),
    ),
)
MAKER = Profile(
    "equipment maker",
    (
        Target(ANSWER, allowance_minutes=24 * HOUR),
        Target(ARRIVE, allowance_minutes=12 * HOUR, agreed=True),
    ),
)
VEHICLES = Profile(
    "vehicles",
    (
        Target(
            ANSWER,
            when=(
                (
                    Condition(Fact.BEYOND_KM, 100),
                    Condition(Fact.SUPPLIER_NEEDED, True),
                    Condition(Fact.FAULT_GROUP, "chassis"),
                    Condition(Fact.FAULT_GROUP, "engine"),
                ),
            ),
            allowance_minutes=12 * HOUR,
        ),
        Target(ARRIVE, when=(has(Fact.WITHIN_KM, 100),), allowance_minutes=24 * HOUR),
        Target(ARRIVE, when=(has(Fact.BEYOND_KM, 100),), agreed=True),
        Target(
            ARRIVE,
            when=(has(Fact.WITHIN_KM, 100), has(Fact.FAULT_GROUP, "chassis", "engine")),
            agreed=True,
        ),
    ),
)
SOFTWARE = Profile(
    "software",
    (
        Target(RESPOND, allowance_minutes=5, clock=Clock.SERVICE, calendar="software"),
        Target(ARRIVE, allowance_minutes=24 * HOUR, start=Start.DISPATCHED, agreed=True),
        Target(RESOLVE, when=(OFF_SITE,), allowance_minutes=HOUR, clock=Clock.SERVICE, calendar="software"),
        Target(
            RESOLVE,
            when=(ON_SITE,),
            allowance_minutes=HOUR,
            clock=Clock.SERVICE,
            calendar="software",
            start=Start.ARRIVED,
        ),
    ),
)
WORKING_DAYS = Profile(
    "working days",
    (
        Target(ANSWER, working_days=1, calendar="software"),
        Target(RESOLVE, working_days=2, calendar="office"),
    ),
)
SEVEN = (ELECTRICAL, AIR_CONDITIONING, INTEGRATOR, MONITORING, MAKER, VEHICLES, SOFTWARE)
PROFILES = {profile.name: profile for profile in (*SEVEN, WORKING_DAYS)}
TARGETS = Targets(PROFILES, CALENDARS)
