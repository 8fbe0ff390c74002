"""What is typed to narrow a list, word by word: texts, days, numbers, and which column they are asked of.

    word        a text, a day or a number, wherever it stands
    >3  <=2     numbers above, up to …
    2026  2026-07  2026-07-15     within this year, month, day
    <2026-08-01  >=2026-07        before the day, from the month on
    1..3  2026-07..2026-08        from … to, both of them included
    COLUMN=word  COLUMN>3  COLUMN<2026-08-01    the same, asked of one column

Words are parted by blanks, and all of them have to be answered. Full-width signs are taken as plain ones.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

_WORD = re.compile(r"(?P<column>[^<>=:]*)(?P<sign><=|>=|<|>|=|:)(?P<value>[^<>=]+)")
_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,4})?")
BETWEEN = ".."
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Outside of these four digits are no year."""


class Numbers(NamedTuple):
    """Numbers between two ends, null where there is none; an `open` end is not one of them."""

    least: float | None = None
    most: float | None = None
    least_open: bool = False
    most_open: bool = False


class Days(NamedTuple):
    """Days from `begin` up to the day before `end`, null where there is no bound."""

    begin: date | None = None
    end: date | None = None


class Asked(NamedTuple):
    """One word. `column` names what it is asked of, in the words of whoever types, empty for anything.

    `text` is what it says as a text; empty where it can only be a comparison. `days` and `numbers` are null
    where it says none.
    """

    word: str
    column: str = ""
    text: str = ""
    days: Days | None = None
    numbers: Numbers | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it is nothing but a text."""
        return not self.column and self.days is None and self.numbers is None


def asked_words(typed: str) -> list[Asked]:
    """The words of what is typed, in their order."""
    return [_asked(word) for word in unicodedata.normalize("NFKC", typed).split()]


def _asked(word: str) -> Asked:
    signed = _WORD.fullmatch(word)
    if signed is None:
        return Asked(word, "", word, _days_between("=", word), _numbers_between("=", word))
    column, sign, value = signed["column"], signed["sign"].replace(":", "="), signed["value"]
    days, numbers = _days_between(sign, value), _numbers_between(sign, value)
    text = value if sign == "=" and column else ""
    if days is None and numbers is None and not text:
        return Asked(word, text=word)
    return Asked(word, column, text, days, numbers)


def _ends(sign: str, value: str) -> tuple[str, str] | None:
    low, between, high = value.partition(BETWEEN)
    if not between:
        return low, low
    return (low, high) if sign == "=" and low and high else None


def _days_between(sign: str, value: str) -> Days | None:
    ends = _ends(sign, value)
    if ends is None:
        return None
    first, last = (_days(each) for each in ends)
    if first is None or last is None:
        return None
    return {
        "=": Days(first.begin, last.end),
        "<": Days(None, first.begin),
        "<=": Days(None, first.end),
        ">": Days(first.end, None),
        ">=": Days(first.begin, None),
    }[sign]


def _days(text: str) -> Days | None:
    """The days of a year, a month, or one day."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or not FIRST_YEAR <= year < LAST_YEAR:
        return None
    try:
        if month is None:
            return Days(date(year, 1, 1), date(year + 1, 1, 1))
        if day is None:
            begin = date(year, month, 1)
            return Days(begin, (begin + timedelta(days=31)).replace(day=1))
        return Days(date(year, month, day), date(year, month, day) + timedelta(days=1))
    except ValueError:
        return None


def _numbers_between(sign: str, value: str) -> Numbers | None:
    ends = _ends(sign, value)
    if ends is None or not all(_NUMBER.fullmatch(each) for each in ends):
        return None
    first, last = map(float, ends)
    return {
        "=": Numbers(first, last),
        "<": Numbers(None, first, most_open=True),
        "<=": Numbers(None, first),
        ">": Numbers(first, None, least_open=True),
        ">=": Numbers(first, None),
    }[sign]
