"""From the policy's rows to what the deadline rules compute with."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from db.policy.calendars import CalendarRow, Calendars
from db.policy.error import PolicyError
from db.policy.profiles import Profiles, TargetRow
from db.rules.calendar import Calendar, CalendarError, Window
from db.rules.sentence import Sentence
from db.rules.targets import Clock, Condition, Fact, Milestone, Profile, ProfileError, Start, Target, Targets

E = TypeVar("E", bound=StrEnum)


def targets_from(profiles: Profiles, calendars: Calendars, at_risk_percent: int) -> Targets:
    """The deadline bundle; raises PolicyError on unknown words and on rows that the rules refuse."""
    try:
        return Targets(
            profiles={
                code: Profile(
                    code, tuple(_target(code, number, row) for number, row in enumerate(profile.target, 1))
                )
                for code, profile in profiles.profile.items()
            },
            calendars=calendars_from(calendars),
            base=profiles.inherited_from,
            at_risk_percent=at_risk_percent,
            default_calendar=calendars.default,
        )
    except ProfileError as error:
        raise PolicyError("profiles: {cause}", cause=Sentence(error.msgid, error.values)) from error


def calendars_from(calendars: Calendars) -> Mapping[str, Calendar]:
    """Calendars by code; a calendar without any window is refused."""
    try:
        return {code: _calendar(calendars, row) for code, row in calendars.calendar.items()}
    except CalendarError as error:
        raise PolicyError("calendars: {cause}", cause=Sentence(error.msgid, error.values)) from error


def _calendar(calendars: Calendars, row: CalendarRow) -> Calendar:
    days = calendars.holidays.get(row.holidays)
    if days is None:
        raise PolicyError(
            "calendars: calendar {code} names unknown holidays {name}.", code=row.code, name=row.holidays
        )
    windows: list[list[Window]] = [[] for _ in range(7)]
    for hours in row.hours:
        for day in hours.days:
            windows[day - 1].extend(_window(text) for text in hours.windows)
    return Calendar(
        name=row.code,
        zone=row.zone,
        weekdays=tuple(tuple(day) for day in windows),
        working_days_only=row.working_days_only,
        holidays=days.in_force("holiday"),
        workdays=days.in_force("workday"),
        years=days.years,
        # A day that the house set alone does not make its year known.
        proposed=(days.proposed | {day.year for day in days.own}) - days.years,
    )


def _window(text: str) -> Window:
    opens, closes = (int(clock[:2]) * 60 + int(clock[3:]) for clock in text.split("-"))
    return Window(opens, closes)


def _target(profile: str, number: int, row: TargetRow) -> Target:
    def known(kind: type[E], word: str) -> E:
        try:
            return kind(word)
        except ValueError as error:
            raise PolicyError(
                "profiles: profile {profile}, row {number}: “{word}” is none of {choices}.",
                profile=profile, number=number, word=word, choices=tuple(each.value for each in kind),
            ) from error  # fmt: skip

    def group(asked: Mapping[str, bool | int | str | tuple[str, ...]]) -> tuple[Condition, ...]:
        return tuple(
            Condition(known(Fact, fact), value)
            for fact, values in asked.items()
            for value in (values if isinstance(values, tuple) else (values,))
        )

    return Target(
        milestone=known(Milestone, row.milestone),
        level=row.level,
        when=tuple(group(asked) for asked in row.when),
        allowance_minutes=row.allowance,
        working_days=row.working_days,
        none=row.none,
        agreed=row.agreed,
        add_travel=row.add_travel,
        clock=known(Clock, row.clock),
        calendar=row.calendar,
        start=known(Start, row.start),
    )
