"""From people's files to their days: the hours in which they go out, the visits that they hold (PPL-01)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from db.held import Held, minutes_of_job, promise_of, taken_by, whole_window
from db.policy.model import Policy
from db.rules.day_of_work import Span, Visit, hours_of, joined
from db.rules.slips import expected
from db.staffing import TECHNICIAN, PersonFile
from db.tables.ticket import Ticket

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


def visiting_hours(policy: Policy, ticket: Ticket, within: Span, work: timedelta) -> list[Span]:
    """When a customer can be visited for work that lasts so long: in the service hours of their branch, when
    they wished that somebody comes, and at level 1 at any hour (DSP-09)."""
    if ticket.level == 1:
        return [within]
    hours = usual_hours(policy, ticket.branch, within.begin, within.end)
    if ticket.wanted_from is not None and ticket.wanted_to is not None:
        wish = Span(ticket.wanted_from, ticket.wanted_to + work).cut(within.begin, within.end)
        hours += [wish] if wish is not None else []
    return joined(hours)


def _instant(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def hours_in(
    file: PersonFile, begin: datetime, end: datetime, zone: ZoneInfo, usual: list[Span]
) -> list[Span]:
    """When somebody goes out in `[begin, end)`."""
    return hours_of(file.stretches, begin, end, zone, usual)


class Loose(NamedTuple):
    """A job that somebody holds without a time that is still to come."""

    ticket: str
    zone: str | None
    length: timedelta


class Day(NamedTuple):
    """What somebody has on from a quarter of an hour on: `there` is where they are, until that is done as far
    as anybody knows, `agreed` what is agreed and to come, `loose` what goes where it fits, in the order in
    which it was given to them. `expected` is when they will really come to what is agreed (VIS-10)."""

    there: tuple[Visit, ...]
    agreed: tuple[Visit, ...]
    loose: tuple[Loose, ...]
    expected: tuple[Visit, ...] = ()

    @property
    def fixed(self) -> list[Visit]:
        """What has its time, as it will be, in order."""
        return sorted((*self.there, *self.expected))


def day_of_person(file: PersonFile, policy: Policy, begin: datetime, *, but: str = "") -> Day:
    """What somebody has on from then on, `but` for one ticket. Who is there stays until their window
    ends, longer where they said so, at least until `begin`; a ticket that is paused has nobody there,
    though its next window is kept. What never had a window lasts as long as such jobs do, what passed over
    its window as long as that."""
    provisional = timedelta(minutes=policy.setting("provisional_visit_minutes"))
    there: list[Visit] = []
    agreed: list[tuple[Held, Visit]] = []
    loose: list[Loose] = []
    for each in file.jobs:
        if each.ticket == but:
            continue
        window = whole_window(each.window_from, each.window_to, policy)
        taken = taken_by(each, policy)
        if each.is_there and each.arrived_at is not None:
            until = taken[1] if taken is not None else each.arrived_at + provisional
            there.append(Visit(each.arrived_at, max(until, begin), each.ticket, each.zone))
        elif window is not None and taken is not None and taken[1] > begin:
            agreed.append((each, Visit(*taken, each.ticket, each.zone)))
        elif each.state != "paused":
            length = timedelta(minutes=max(1, minutes_of_job(each, policy)))
            loose.append(Loose(each.ticket, each.zone, length))
    free = max(there, key=lambda visit: visit.end) if there else Visit(begin, begin, "", home_of(file))
    return Day(
        tuple(there),
        tuple(visit for _held, visit in agreed),
        tuple(loose),
        tuple(_as_expected(agreed, free, policy)),
    )


def _as_expected(agreed: list[tuple[Held, Visit]], free: Visit, policy: Policy) -> Iterator[Visit]:
    """What is agreed as it will be; nobody knows that of what is paused, which stays where it is."""
    promises = []
    for held, visit in agreed:
        promise = promise_of(held, policy)
        if held.state == "paused" or promise is None:
            yield visit
        else:
            promises.append(promise)
    yield from expected(promises, free.end, free.zone, policy.roads.minutes, held_up=bool(free.ticket))


def next_quarter(now: datetime) -> datetime:
    """The quarter of an hour that begins next."""
    return now - (now - EPOCH) % QUARTER + QUARTER


def visits_of(file: PersonFile, policy: Policy, now: datetime, *, but: str = "") -> list[Visit]:
    """Where somebody is when from the next quarter of an hour on: what has its time as it was agreed, and the
    rest after that one by one, where it misses nothing of it."""
    begin = next_quarter(now)
    day = day_of_person(file, policy, begin, but=but)
    found = day.fixed
    at, place = begin, home_of(file)
    for each in day.loose:
        at, place = _free_from(found, at, place, each.zone, each.length, policy)
        found.append(Visit(at, at + each.length, each.ticket, each.zone))
        at, place = at + each.length, each.zone
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
