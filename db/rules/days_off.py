"""Lists of days off as people have them: the notice itself, or a day a line (SLA-05).

`2027-10-01..2027-10-07 holiday National Day`, `国庆节：10月1日（周五）至7日放假，共7天。9月26日上班。`
A weekday or a number of days that stands there is held against the calendar, so that a list of another year
is not taken for this one's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from db.rules.sentence import Sentence, msgid
from db.rules.text import WordedError

HOLIDAY: Final = "holiday"
WORKDAY: Final = "workday"
WHOLE: Final = 7
"""A list with so many holidays of a year is that year's; fewer are days that belong to a neighbour's list."""
LONGEST: Final = 62
"""Days of one span."""
NAME_LIMIT: Final = 40
WORDS: Final = {
    HOLIDAY: (
        "放假调休",
        "放假",
        "休假",
        "休息",
        "法定节假日",
        "节假日",
        "假日",
        "假期",
        "holiday",
        "day off",
        "off",
    ),
    WORKDAY: (
        "调休上班",
        "补班",
        "补休上班",
        "上班",
        "工作日",
        "working day",
        "workday",
        "make-up day",
        "work",
    ),
}
KINDS: Final = {word: kind for kind, words in WORDS.items() for word in words}
WEEKDAYS: Final = "一二三四五六日"
FILLERS: Final = ("公休", "调休", "连休", "照常", "全天", "正常", "和", "及", "与", "均", "为")

_DATE = (
    r"(?:(?P<year{n}>\d{{4}})\s*[年./-]\s*)?(?:(?P<month{n}>\d{{1,2}})\s*[月./-]\s*)?"
    r"(?P<day{n}>\d{{1,2}})(?:\s*[日号])?"
)
_HINT = r"(?:\s*[（(][^（()）]*[）)])?"
_DAY = re.compile(
    _DATE.format(n=1) + f"(?P<hint1>{_HINT})"
    r"(?:\s*(?:至|到|~|～|—|–|\.\.\.?|\bto\b|\s-\s|(?<=[日号）)])[-－])\s*"
    + _DATE.format(n=2)
    + f"(?P<hint2>{_HINT}))?",
    re.IGNORECASE,
)
_COUNT = re.compile(r"共\s*(\d{1,2})\s*天")
_KIND = re.compile("|".join(sorted(map(re.escape, KINDS), key=len, reverse=True)), re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:[一二三四五六七八九十]+[、.．]|\(?\d+[)、]\s*)?\s*([^:：0-9]{1,40})[:：]")
_YEAR = re.compile(r"(\d{4})\s*年(?!\s*\d{1,2}\s*月)")
_IS_DAY = re.compile(r"\d{1,2}\s*月\s*\d|\d{4}\s*[-./]\s*\d|\d{1,2}\s*[./-]\s*\d{1,2}(?!\d)")
_END = re.compile(r"[。；;!！]")


class DaysError(WordedError):
    """A line that says no days, with the reason."""


class Listed(NamedTuple):
    """One day of a list: what it is, and what it is called."""

    day: date
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be read, where it stands (from 1), and why."""

    line: int
    text: str
    cause: Sentence


class Read(NamedTuple):
    """Days in order, the lines that could not be read, and how many held no day at all."""

    days: tuple[Listed, ...]
    bad: tuple[BadLine, ...]
    passed_over: int


def read_lines(lines: Iterable[tuple[int, str]], year: int | None = None) -> Read:
    """The days of a text, line by line; `year` is that of dates without one, unless a heading names it."""
    found: dict[date, tuple[Listed, int]] = {}
    bad: list[BadLine] = []
    passed_over = 0
    for number, text in lines:
        if not _IS_DAY.search(text):
            heading = _YEAR.search(text)
            year = int(heading[1]) if heading and year is None else year
            passed_over += bool(text.strip())
            continue
        try:
            for each in read_line(text, year):
                before = found.get(each.day)
                if before is not None and before[0].kind != each.kind:
                    raise DaysError(
                        "{day} is a day off and a working day: see line {line}", day=each.day, line=before[1]
                    )
                found.setdefault(each.day, (each, number))
        except DaysError as error:
            bad.append(BadLine(number, text.strip(), Sentence(error.msgid, error.values)))
    return Read(tuple(found[day][0] for day in sorted(found)), tuple(bad), passed_over)


def read_line(text: str, year: int | None = None) -> list[Listed]:
    """The days of one line. Raises DaysError with the reason why it says none."""
    label = _LABEL.match(text)
    name, rest = (label[1].strip(), text[label.end() :]) if label else ("", text)
    found: list[Listed] = []
    for sentence in filter(str.strip, _END.split(rest)):
        found += _sentence(sentence, year, name, is_named=label is not None)
    if not found:
        raise DaysError("there is no day in it")
    return found


def _sentence(text: str, year: int | None, name: str, *, is_named: bool) -> Iterator[Listed]:
    """The days of a sentence: dates up to a word for what they are; that word may stand before them."""
    waiting: list[date] = []
    parts: list[tuple[list[date], str]] = []
    said, left, at, month = "", "", 0, 0
    while at < len(text):
        if count := _COUNT.match(text, at):
            if parts and len(parts[-1][0]) != int(count[1]):
                raise DaysError(
                    "it says {said} days, and names {count}", said=count[1], count=len(parts[-1][0])
                )
            at = count.end()
        elif (kind := _KIND.match(text, at)) is not None:
            said = KINDS[kind[0].lower()]
            if waiting:
                parts.append((waiting, said))
                waiting = []
            at = kind.end()
        elif text[at].isdigit() and (day := _DAY.match(text, at)) is not None:
            days = _span(day, year, month)
            waiting += days
            month, at = days[-1].month, day.end()
        else:
            left, at = left + text[at], at + 1
    if waiting:
        if not said or parts:
            raise DaysError("it does not say whether {day} is a day off or a working day", day=waiting[0])
        parts.append((waiting, said))
    name = name or _name(left) if not is_named else _nothing_else(left, name)
    yield from (Listed(day, kind, name if kind == HOLIDAY else "") for days, kind in parts for day in days)


def _span(found: re.Match[str], year: int | None, month: int) -> list[date]:
    """The days from a date to another one, or that date alone."""
    first = _date(found, 1, year, month)
    if found["day2"] is None:
        return [first]
    last = _date(found, 2, first.year, first.month)
    if found["year2"] is None and found["month2"] is not None and last < first:
        last = _date(found, 2, first.year + 1, first.month)
    if last < first:
        raise DaysError("{last} lies before {first}", last=last, first=first)
    if (last - first).days >= LONGEST:
        raise DaysError(
            "from {first} to {last} are more than {most} days", first=first, last=last, most=LONGEST
        )
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _date(found: re.Match[str], n: int, year: int | None, month: int) -> date:
    said_year, said_month = found[f"year{n}"], found[f"month{n}"]
    if said_year is None and year is None:
        raise DaysError("it does not say of which year {text} is", text=found[0].strip())
    if said_month is None and not month:
        raise DaysError("it does not say of which month {text} is", text=found[0].strip())
    try:
        day = date(int(said_year or year or 0), int(said_month or month), int(found[f"day{n}"]))
    except ValueError as error:
        raise DaysError("there is no such day: {text}", text=found[0].strip()) from error
    hint = re.search(r"(?:周|星期|礼拜)([一二三四五六日天])", found[f"hint{n}"] or "")
    if hint is not None:
        said = WEEKDAYS.index("日" if hint[1] == "天" else hint[1])
        if said != day.weekday():
            raise DaysError(
                "{day} is a {weekday}, not a {said}: is it the list of another year?",
                day=day, weekday=WEEKDAY[day.weekday()], said=WEEKDAY[said],
            )  # fmt: skip
    return day


WEEKDAY: Final = tuple(
    Sentence(text)
    for text in (
        msgid("Monday"), msgid("Tuesday"), msgid("Wednesday"), msgid("Thursday"), msgid("Friday"),
        msgid("Saturday"), msgid("Sunday"),
    )
)  # fmt: skip


def _name(left: str) -> str:
    """What is left of a line is what the day is called."""
    name = re.sub(r"[\s,，、;；|\t()（）]+", " ", left).strip(" -:：")
    if len(name) > NAME_LIMIT:
        raise DaysError("this is not understood: {text}", text=name[:NAME_LIMIT])
    return name


def _nothing_else(left: str, name: str) -> str:
    """After a name nothing may stand but what ties days together."""
    rest = left
    for word in FILLERS:
        rest = rest.replace(word, "")
    rest = _name(rest)
    if rest:
        raise DaysError("this is not understood: {text}", text=rest)
    return name


def plain_name(text: str) -> str:
    """What a day is called, where a line with it is read again as it was meant; nothing otherwise."""
    name = " ".join(re.split(r"[\s,，、;；|。.:：()（）!！-]+", text)).strip()[:NAME_LIMIT].strip()
    return "" if _KIND.search(name) or any(sign.isdigit() for sign in name) else name


def written(days: Iterable[Listed]) -> str:
    """The same days as lines that are read again, days in a row with one name on one line."""
    lines: list[str] = []
    run: list[Listed] = []
    plain = (Listed(each.day, each.kind, plain_name(each.name)) for each in sorted(days))
    for each in [*plain, None]:
        if run and (each is None or each[1:] != run[-1][1:] or each.day - run[-1].day > timedelta(days=1)):
            first, last = run[0], run[-1]
            span = first.day.isoformat() if len(run) == 1 else f"{first.day}..{last.day}"
            lines.append(" ".join(filter(None, (span, first.kind, first.name))))
            run = []
        if each is not None:
            run.append(each)
    return "\n".join(lines)


def whole_years(days: Iterable[Listed]) -> tuple[int, ...]:
    """The years of which so many holidays stand there that it is the list of that year."""
    years = [each.day.year for each in days if each.kind == HOLIDAY]
    return tuple(sorted(year for year in set(years) if years.count(year) >= WHOLE))
