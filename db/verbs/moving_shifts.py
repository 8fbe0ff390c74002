"""What becomes of shifts when somebody goes to a branch with another clock, or leaves (PPL-01, PPL-05)."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from db.log.facts import Outcome
from db.rules.sentence import msgid
from db.rules.shifts import DAY, WEEK, midnight
from db.tables.staff import PATTERN, SINGLE, Duty
from db.verbs.context import Context
from db.verbs.windows import warn


def end_shifts(outcome: Outcome, staff: str, context: Context) -> None:
    """Nothing that is planned for whoever leaves goes on: who comes back begins anew."""
    for entry in outcome.all(Duty, staff=staff):
        if entry.begins_at >= context.now:
            outcome.drop(entry)
        elif entry.ends_at > context.now:
            outcome.put(entry.but(ends_at=context.now))


def leave_substitutes(outcome: Outcome, staff: str, context: Context) -> None:
    """Nobody stands in through somebody who is gone: whose leave it is is told."""
    for entry in outcome.facts.all(Duty, substitute=staff):
        if entry.ends_at > context.now:
            outcome.put(entry.but(substitute=None))
            warn(
                outcome, "PPL-04",
                msgid("{staff} is on leave until {end} without a substitute now: name somebody else."),
                staff=entry.staff, end=context.local_text(entry.ends_at),
            )  # fmt: skip


def move_shifts(outcome: Outcome, staff: str, zone: str, context: Context) -> None:
    """From tomorrow on patterns and single days go by the clock of `zone`, hour for hour as they were; the
    day that runs and all before it stay as they were worked."""
    entries = [
        each for each in outcome.all(Duty, staff=staff)
        if each.slot in (PATTERN, SINGLE) and each.ends_at > context.now and each.time_zone != zone
    ]  # fmt: skip
    goes_on = []
    for entry in entries:
        before = str(entry.time_zone)
        tomorrow = context.now.astimezone(ZoneInfo(before)).date() + DAY
        first = max(tomorrow, _first_day(entry))
        ends_at = midnight(_first_day_after(entry), zone)
        if ends_at > midnight(first, zone):
            goes_on.append((entry, first, ends_at))
        # Where the clock there is ahead the old day is cut, so that none begins within another.
        cut = min(entry.ends_at, midnight(tomorrow, before), midnight(tomorrow, zone))
        if entry.begins_at < cut:
            outcome.put(entry.but(ends_at=cut))
        else:
            outcome.drop(entry)
    for entry, first, ends_at in goes_on:
        outcome.put(
            Duty.new(**{
                **entry.model_dump(), "id": context.new_id(f"{entry.id}/{zone}"), "time_zone": zone,
                "begins_at": midnight(first, zone), "ends_at": ends_at, "weeks": _weeks_from(entry, first),
            })
        )  # fmt: skip


def _first_day(entry: Duty) -> date:
    return entry.begins_at.astimezone(ZoneInfo(str(entry.time_zone))).date()


def _first_day_after(entry: Duty) -> date:
    """The day at whose begin it ends."""
    return entry.ends_at.astimezone(ZoneInfo(str(entry.time_zone))).date()


def _weeks_from(entry: Duty, day: date) -> str:
    """The weeks in turns so that the one of that day comes first; those of a single day are all the same."""
    weeks = str(entry.weeks).split("/")
    since = _first_day(entry)
    passed = ((day - day.weekday() * DAY) - (since - since.weekday() * DAY)).days // WEEK % len(weeks)
    return "/".join((*weeks[passed:], *weeks[:passed]))
