"""The shift calendar as the screen draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from console.words.codes import word
from console.words.i18n import N_, _, installed_language, translate
from db.policy.model import Policy
from db.rules.duty import LEAVE, OFF, ON_DUTY, RESTING
from db.rules.shifts import AS_USUAL, OFF_DAY
from db.views.shift_calendar import ShiftDay
from widgets.lists import Tone
from widgets.rota import Cell, RotaRow

DAY = timedelta(days=1)
SHAPES = {LEAVE: "/", RESTING: "~", OFF: "x", ON_DUTY: "+"}
"""What stands around a word that was entered over a shift, so that no colour has to be seen."""
WEEKDAYS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
REST = "."


def heads(first: date, days: int) -> list[str]:
    """The words above the columns."""
    return [
        f"{_(WEEKDAYS[day.weekday()])}{day.day}" for day in (first + number * DAY for number in range(days))
    ]


def rota_rows(
    rows: Iterable[ShiftDay],
    first: date,
    days: int,
    pending: Mapping[tuple[str, date], str],
    policy: Policy,
    zone: ZoneInfo,
) -> list[RotaRow]:
    """Everybody's days from the first one on; what is `pending` stands above what is written, and what has
    not come yet is empty."""
    people: dict[str, str] = {}
    known: dict[tuple[str, date], Cell] = {}
    for row in rows:
        people.setdefault(row.staff, row.name)
        known[row.staff, row.day] = _cell(row, policy, zone)
    known |= {place: Cell(shift_word(letter, policy), pending=True) for place, letter in pending.items()}
    shown = [first + number * DAY for number in range(days)]
    return [
        RotaRow(staff, name, tuple(known.get((staff, day), Cell("")) for day in shown))
        for staff, name in people.items()
    ]


def shift_word(letter: str | None, policy: Policy) -> str:
    """A shift in a cell: one sign in Chinese, its letter and name in English."""
    if letter is None or letter in (OFF_DAY, AS_USUAL):
        return {None: "", OFF_DAY: REST, AS_USUAL: "="}[letter]
    row = policy.shifts.get(letter)
    if row is None:  # entered under another policy
        return letter
    return f"{letter}{row.short_zh}" if installed_language().startswith("zh") else letter


def _cell(row: ShiftDay, policy: Policy, zone: ZoneInfo) -> Cell:
    shift = shift_word(row.shift, policy)
    if row.since is not None and (row.state != ON_DUTY or row.shift in (None, OFF_DAY)):
        bare = word("person_state_short", row.state)
        return Cell(_over(row, shift, zone), _tone(row.state), bare=bare)
    if row.swapped_with:
        return Cell(f"{shift}<>", "warning")
    return (
        Cell(f"{shift}*", "warning")
        if row.is_set
        else Cell(shift, "dim" if row.shift == OFF_DAY else "plain")
    )


def _over(row: ShiftDay, shift: str, zone: ZoneInfo) -> str:
    """What was entered over a day, in its shape; of half a day the shift that is left beside it."""
    sign = SHAPES[row.state]
    begin, end = (at.astimezone(zone) if at is not None else None for at in (row.since, row.until))
    midnight = datetime.combine(row.day, datetime.min.time(), zone)
    part = (begin is not None and begin > midnight) or (end is not None and end < midnight + DAY)
    text = f"{sign}{word('person_state_short', row.state)}{sign}"
    return f"{text}{shift}" if part and row.shift not in (None, OFF_DAY) else text


def _tone(state: str) -> Tone:
    return "warning" if state == LEAVE else "dim"


def legend(policy: Policy) -> str:
    """Letters and shapes in words."""
    language = installed_language()
    parts = [f"{letter} {row.name(language)}" for letter, row in policy.shifts.items()]
    shapes = [
        f"{SHAPES[state]}{word('person_state_short', state)}{SHAPES[state]}" for state in (LEAVE, RESTING)
    ]
    return "  ".join(
        (*parts, f"{REST} {_('day off')}", f"* {_('set for the day')}", f"<> {_('swapped')}", *shapes)
    )


def sum_of(rows: Iterable[ShiftDay], day: date) -> str:
    """How many work on a day, and how many are on leave."""
    there = [row for row in rows if row.day == day]
    away = sum(row.state == LEAVE for row in there)
    on = sum(row.state == ON_DUTY for row in there)
    return translate("{day}: {on} on duty, {away} on leave", day=f"{day:%m-%d}", on=on, away=away)
