"""From people's files to their days: the hours in which they go out, the visits that they hold (PPL-01)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.policy.model import Policy
from db.rules.day_of_work import Span, Visit, hours_of, joined
from db.staffing import TECHNICIAN, Held, PersonFile, whole_window

DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def usual_hours(policy: Policy, branch: str, begin: datetime, end: datetime) -> list[Span]:
    """The service hours of a branch in `[begin, end)`: when people without a shift go out."""
    office = policy.organisation.branch.get(branch)
    calendars = policy.targets.calendars
    calendar = calendars[office.calendar if office is not None else policy.calendars.default]
    found: list[Span] = []
    day, last = calendar.local_day(begin) - DAY, calendar.local_day(end)
    while day <= last:
        for opens, closes in calendar.spans(day.toordinal()):
            cut = Span(_instant(opens), _instant(closes)).cut(begin, end)
            found += [cut] if cut is not None else []
        day += DAY
    return joined(found)


def _instant(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def hours_in(
    file: PersonFile, begin: datetime, end: datetime, zone: ZoneInfo, usual: list[Span]
) -> list[Span]:
    """When somebody goes out in `[begin, end)`."""
    return hours_of(file.stretches, begin, end, zone, usual)


def visits_of(file: PersonFile, policy: Policy, now: datetime, *, but: str = "") -> list[Visit]:
    """Where somebody is when, `but` for one ticket: windows as they were agreed; who is there stays until
    their window ends, at least through this quarter of an hour; what has no window, or one that passed,
    follows after that one by one, each as long as a provisional visit."""
    visit = timedelta(minutes=policy.setting("provisional_visit_minutes"))
    now = now - (now - EPOCH) % QUARTER + QUARTER
    held = [each for each in file.jobs if each.ticket != but]
    found = list(_placed(held, policy, now, visit))
    placed = {one.ticket for one in found}
    at, place = now, home_of(file)
    for each in held:
        if each.ticket in placed or each.state == "paused":
            continue
        at, place = _free_from(found, at, place, each.zone, visit, policy)
        found.append(Visit(at, at + visit, each.ticket, each.zone))
        at, place = at + visit, each.zone
    return sorted(found)


def _free_from(
    found: list[Visit], at: datetime, place: str | None, zone: str | None, visit: timedelta, policy: Policy
) -> tuple[datetime, str | None]:
    """When they can be there first without leaving or missing anybody else, and from where they come."""
    for one in sorted(found):
        begin = at + timedelta(minutes=policy.roads.minutes(place, zone))
        on = timedelta(minutes=policy.roads.minutes(zone, one.zone))
        if one.end > at and begin + visit + on > one.begin:
            at, place = one.end, one.zone
    return at + timedelta(minutes=policy.roads.minutes(place, zone)), place


def _placed(held: list[Held], policy: Policy, now: datetime, visit: timedelta) -> Iterator[Visit]:
    for each in held:
        window = whole_window(each.window_from, each.window_to, policy)
        if each.arrived_at is not None and each.state != "paused":
            until = window[1] if window is not None else each.arrived_at + visit
            yield Visit(each.arrived_at, max(until, now), each.ticket, each.zone)
        elif window is not None and window[1] > now:
            yield Visit(*window, each.ticket, each.zone)


def goes_out(file: PersonFile) -> bool:
    """Technicians; an administrator, who holds every role, only when they have a trade."""
    return TECHNICIAN in file.roles and (file.trade is not None or "admin" not in file.roles)


def home_of(file: PersonFile) -> str | None:
    """Where somebody sets out from: where they finished last, else their own zone."""
    return file.last_zone or file.zone


def local_day(day: date, zone: ZoneInfo) -> Span:
    """That day by the branch's clock."""
    begin = datetime(day.year, day.month, day.day, tzinfo=zone)
    return Span(begin.astimezone(UTC), (begin + DAY).astimezone(UTC))
