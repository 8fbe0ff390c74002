"""Deadlines that were counted over days of which the official list is not known yet (SLA-05)."""

from db.rules.deadlines import Standing, State, Targets


def provisional_years(standing: Standing, targets: Targets) -> tuple[int, ...]:
    """The years that an open deadline crosses and of which the list of days off is not official, in order.

    Only where days off matter: in working days, or by a calendar that is closed on days off. An instant that
    was agreed or granted was not counted. What is met was judged, what is paused has no deadline.
    """
    fixed = standing.agreed or standing.granted
    if standing.calendar is None or standing.state is not State.RUNNING or fixed:
        return ()
    calendar = targets.calendars.get(standing.calendar)
    if calendar is None or standing.started_at is None or standing.due_at is None:
        return ()
    if standing.working_days is None and not calendar.working_days_only:
        return ()
    first, last = (calendar.local_day(instant) for instant in (standing.started_at, standing.due_at))
    return calendar.provisional_years(first, last)
