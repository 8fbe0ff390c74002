"""Shifts in a table of people by days: which columns are days, of which month, and what their cells say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from db.errors import BadField
from db.imports.mapping import MapFile, folded_value
from db.imports.own_words import Words, code_in
from db.imports.values import text_of
from db.imports.words import code_of
from db.rules.shifts import OFF_DAY

FIELD, CELL = "shifts", "shift"
"""The field that the days of a row become, and that of a single cell."""
LETTERS = "letters"
"""Under this name the policy's own words have the letters that there are."""
AWAY = "~"
"""Stands for a leave: an import enters none, it needs its slip (PPL-04)."""
LEAVE = "leave"
NOTHING = frozenset(("", "/", "\\"))
DAY = timedelta(days=1)
_WEEKDAY = r"(?:周|星期|礼拜)?[一二三四五六日天]|mon|tue|wed|thu|fri|sat|sun|mo|tu|we|th|fr|sa|su"
_WEEKDAYS = re.compile(rf"[(]?(?:{_WEEKDAY})[a-z]*[)]?", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ t]00:00(?::00)?)?")
_OF_MONTH = re.compile(r"(\d{1,2})[月/-](\d{1,2})[日号]?")
_BARE = re.compile(r"(\d{1,2})(?:\.0)?[日号]?")
_MONTH = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})(?!\d)(\s*[-/.月]\s*\d{1,2}(?!\d))?")


def _plain(head: object) -> str:
    """A header without its weekday: `1（周六）`, `Sat 1` and `1` are one day."""
    text = unicodedata.normalize("NFKC", text_of(head)).strip()
    parts = re.split(r"[\s()]+", text)
    return " ".join(part for part in parts if part and not _WEEKDAYS.fullmatch(part)) if text else ""


def is_day(head: object) -> bool:
    """Whether a header may name a day."""
    text = _plain(head)
    bare = _BARE.fullmatch(text)
    return bool(_ISO.fullmatch(text) or _OF_MONTH.fullmatch(text) or (bare and 1 <= int(bare[1]) <= 31))


def is_weekdays(cells: Sequence[object], days: Mapping[int, date]) -> bool:
    """Whether a line under the header only says which weekdays its days are. Those of a calendar, so that
    whoever works by day (日) all week is no such line."""
    texts = {
        at: text
        for at, cell in enumerate(cells)
        if (text := unicodedata.normalize("NFKC", text_of(cell)).strip())
    }
    named = {at: text for at, text in texts.items() if at in days and _WEEKDAYS.fullmatch(text)}
    return (
        len(named) >= 2
        and len(named) >= len(texts) - 1
        and all(_weekday(text) == days[at].weekday() for at, text in named.items())
    )


def _weekday(text: str) -> int:
    """The number of the weekday that such a text names, Monday is 0."""
    plain = text.strip("()").casefold()
    english = ("mo", "tu", "we", "th", "fr", "sa", "su")
    return (
        english.index(plain[:2])
        if plain[:2] in english
        else "一二三四五六日".index(plain[-1].replace("天", "日"))
    )


def month_in(texts: Iterable[str]) -> tuple[int, int] | None:
    """The first month that one of these texts names: `2026年8月排班表`, `2026-08`; that of a day
    (`制表 2026-07-28`) only where none names a month alone."""
    found: list[tuple[bool, tuple[int, int]]] = []
    for text in texts:
        for year, month, day in _MONTH.findall(unicodedata.normalize("NFKC", text)):
            if 1 <= int(month) <= 12:
                found.append((bool(day), (int(year), int(month))))
    return min(found, key=lambda each: each[0], default=(False, None))[1]


def day_columns(headers: Sequence[str], month: tuple[int, int] | None) -> dict[int, date]:
    """The columns that are days. A day that the month does not have is none. Raises BadField where the days
    have no month, where bare ones go on into another month, and where a day has two columns."""
    found: dict[int, date] = {}
    before: date | None = None
    for at, head in enumerate(headers):
        if not is_day(head):
            continue
        text = _plain(head)
        whole, part, bare = _ISO.fullmatch(text), _OF_MONTH.fullmatch(text), _BARE.fullmatch(text)
        if whole is None and month is None:
            raise BadField(
                "month", "Nothing says of which month the days are.",
                "Write it above the table (2026年8月), call the sheet so, or give it in a map file (--map): "
                'constants.month = "2026-08".',
            )  # fmt: skip
        year = month[0] if month else 0
        numbers = (
            whole.groups()
            if whole
            else (year, *part.groups())
            if part
            else (year, month and month[1], bare and bare[1])
        )
        try:
            day = date(*(int(number or 0) for number in numbers))
        except ValueError:
            continue
        is_bare = whole is None and part is None
        if day in found.values() or (is_bare and before is not None and day < before):
            raise BadField(
                "month", "Column “{head}” comes after {day}: that day again, or one of another month.",
                "Write the month with the days (8/1), one column for each.", head=head[:40],
                day=str(before),
            )  # fmt: skip
        found[at] = before = day
    return found


class ShiftCells:
    """Reads what stands in the cells: by the map, the policy's own shifts, then everybody's words."""

    def __init__(self, said: MapFile, own: Words) -> None:
        self._said, self._own = said, own

    def letter(self, day: date, cell: object) -> str:
        """The shift of a day, `-` for one off, empty where nothing is said. Raises BadField."""
        text = unicodedata.normalize("NFKC", text_of(cell)).strip()
        mapped = self._said.values.get(CELL, {}).get(folded_value(text))
        text = text if mapped is None else mapped.strip()
        if text in NOTHING or folded_value(text) in self._said.empty:
            return ""
        if text == OFF_DAY:
            return text
        code = code_in(self._own, CELL, text) or code_of(CELL, text) or self._said.default_of(CELL) or ""
        if code == LEAVE:
            return AWAY
        if code != OFF_DAY and code not in self._own.get(LETTERS, {}).values():
            raise BadField(
                FIELD, "“{value}” on {day} is no shift: there are {codes} and - for off.",
                "A map file (--map) says what it stands for: [values.shift].",
                value=text[:40], day=day.isoformat(), codes=", ".join(self._own.get(LETTERS, {}).values()),
            )  # fmt: skip
        return code

    def row(self, cells: Mapping[date, object]) -> list[str]:
        """The days of a row that say something, as runs of letters: `2026-08-01=DD-`."""
        return runs({day: letter for day, cell in cells.items() if (letter := self.letter(day, cell))})


def runs(days: Mapping[date, str]) -> list[str]:
    """Days that follow one another in one text each."""
    found: list[str] = []
    last: date | None = None
    for day, letter in sorted(days.items()):
        if last is None or day != last + DAY:
            found.append(f"{day}=")
        found[-1] += letter
        last = day
    return found


def days_in(texts: Iterable[str]) -> Iterator[tuple[date, str]]:
    """The days of such runs."""
    for text in texts:
        begin, _, letters = text.partition("=")
        first = date.fromisoformat(begin)
        yield from ((first + at * DAY, letter) for at, letter in enumerate(letters))


def as_day(value: object) -> date:
    """The day of a moment."""
    if isinstance(value, datetime):
        return value.date()
    assert isinstance(value, date)
    return value
