"""Service windows and weekdays as people write them, and back (`deadlines.md` 11)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from db.rules.text import WordedError

NAMES: Final[Mapping[str, int]] = {
    **{name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)},
    **{f"{week}{sign}": number for week in ("周", "星期") for number, sign in enumerate("一二三四五六日", 1)},
    "周天": 7,
    "星期天": 7,
    **{str(number): number for number in range(1, 8)},
}
SPANS: Final[Mapping[str, tuple[int, ...]]] = {
    "workdays": (1, 2, 3, 4, 5), "工作日": (1, 2, 3, 4, 5),
    "weekend": (6, 7), "周末": (6, 7),
    "all": (1, 2, 3, 4, 5, 6, 7), "每天": (1, 2, 3, 4, 5, 6, 7), "daily": (1, 2, 3, 4, 5, 6, 7),
}  # fmt: skip
CLOSED: Final = ("closed", "none", "关闭", "不服务", "休息", "-")
WHOLE: Final = ("24h", "whole", "全天", "24小时")
_COMMA = re.compile(r"[,，、;；\s]+")
_TO = re.compile(r"[-~～—–至到]")
_WINDOW = re.compile(r"(\d{1,2})[:：]?(\d{2})?\s*[-~～—–至到]\s*(\d{1,2})[:：]?(\d{2})?")


class HoursError(WordedError):
    """Hours or weekdays that cannot be read."""


def read_weekdays(text: str) -> tuple[int, ...]:
    """Weekdays, Monday 1: `1-5`, `mon,wed`, `周一至周五`, `weekend`; all of them for nothing."""
    found: set[int] = set()
    for part in filter(None, _COMMA.split(text.strip().lower())):
        if part in SPANS:
            found.update(SPANS[part])
            continue
        ends = [NAMES.get(_short(each)) for each in _TO.split(part)]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2:
            raise HoursError("“{text}” is no weekday: write 1-5, mon-fri or 周一至周五", text=part[:20])
        # From Saturday to Monday goes over the end of the week.
        count = (last - first) % 7
        found.update((first - 1 + step) % 7 + 1 for step in range(count + 1))
    return tuple(sorted(found)) or tuple(range(1, 8))


def _short(name: str) -> str:
    return name if name in NAMES else name[:3]


def read_windows(text: str) -> tuple[str, ...]:
    """Windows as `HH:MM-HH:MM`, in order: split ones with a comma, `closed` for none, `24h` for a whole day.

    One that closes earlier than it opens crosses midnight.
    """
    plain = text.strip().lower()
    if plain in CLOSED:
        return ()
    if plain in WHOLE:
        return ("00:00-24:00",)
    found = []
    for part in filter(None, re.split(r"[,，、;；]+|\s+(?=\d)(?<![-~～—–至到]\s)", plain)):
        window = _WINDOW.fullmatch(part.strip())
        if window is None:
            raise HoursError("“{text}” are no hours: write 08:30-12:00,13:30-17:30", text=part.strip()[:20])
        opens, closes = (int(window[at]) * 60 + int(window[at + 1] or 0) for at in (1, 3))
        minutes = [int(each or 0) for each in (window[2], window[4])]
        if opens >= 24 * 60 or closes > 24 * 60 or max(minutes) > 59:
            raise HoursError("“{text}” lies outside 00:00-24:00", text=part.strip()[:20])
        found.append(f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}")
    if not found:
        raise HoursError("“{text}” are no hours: write 08:30-12:00,13:30-17:30", text=text.strip()[:20])
    return tuple(sorted(found))


def by_weekday(hours: Iterable[Mapping[str, Sequence[object]]]) -> dict[int, tuple[str, ...]]:
    """The windows of each weekday, Monday 1, from the rows of a calendar."""
    found: dict[int, list[str]] = {day: [] for day in range(1, 8)}
    for row in hours:
        for day in row["days"]:
            found[int(str(day))] += [str(window) for window in row["windows"]]
    return {day: tuple(sorted(windows)) for day, windows in found.items()}


def rows_of(windows: Mapping[int, tuple[str, ...]]) -> list[dict[str, list[object]]]:
    """The rows of a calendar, one for each set of windows; a closed day has none."""
    days: dict[tuple[str, ...], list[object]] = {}
    for day in sorted(windows):
        if windows[day]:
            days.setdefault(windows[day], []).append(day)
    return [{"days": each, "windows": list(hours)} for hours, each in days.items()]
