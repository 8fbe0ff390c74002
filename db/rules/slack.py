"""How long somebody can still leave in time for a ticket, and who is the last one who can (DSP-04)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

Free = Callable[[datetime, datetime], bool]
"""Whether somebody is on duty all through `[begin, end)`."""


class Slack(NamedTuple):
    """The last moment at which somebody can still leave and be there in time; `staff` is who can wait
    longest, `in_time` how many can. Nothing and 0 where nobody can any more."""

    leave_by: datetime | None
    staff: str | None
    in_time: int


def leave_by(
    due_at: datetime,
    now: datetime,
    way: timedelta,
    work: timedelta,
    busy: Iterable[tuple[datetime, datetime]],
    on_duty: Free,
    changes: Iterable[datetime] = (),
) -> datetime | None:
    """The last moment from now on at which one person can leave: they are there by the deadline, on duty,
    and done before what they have next begins, or their duty ends (it changes at `changes`). None where
    there is none."""
    latest, whole = due_at - way, way + work
    if latest < now:
        return None
    taken = sorted(busy)
    # Most have nothing in the way: the other moments are looked at only where the latest will not do.
    if _fits(latest, latest + whole, taken) and on_duty(latest, latest + whole):
        return latest
    ends = {end - whole for end in (*(begin for begin, _ in taken), *changes)}
    for at in sorted((end for end in ends if now <= end < latest), reverse=True):
        if _fits(at, at + whole, taken) and on_duty(at, at + whole):
            return at
    return None


def _fits(begin: datetime, end: datetime, taken: Iterable[tuple[datetime, datetime]]) -> bool:
    return not any(first < end and last > begin for first, last in taken)


def slack_of(latest: Iterable[tuple[str, datetime | None]]) -> Slack:
    """Of several people, each with when they have to leave."""
    able = [(at, staff) for staff, at in latest if at is not None]
    if not able:
        return Slack(None, None, 0)
    at, staff = max(able, key=lambda one: (one[0], one[1]))
    return Slack(at, staff, len(able))


def about_to_be_lost(slack: Slack, now: datetime, ahead: timedelta) -> bool:
    """Whether nobody can be there in time any more, or the last one who can has to leave soon."""
    if slack.leave_by is None:
        return True
    return slack.in_time == 1 and slack.leave_by - now <= ahead
