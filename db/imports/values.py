"""A cell of somebody's file as the value of a field: days, instants, numbers, codes, texts."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from db.errors import BadField
from db.imports.mapping import MapFile, folded_value
from db.imports.words import choices, folded, yes_or_no

INSTANTS = frozenset((
    "reported_at", "entered_at", "contacted_at", "dispatched_at", "arrived_at", "paused_at", "finished_at",
    "surveyed_at", "closed_at", "wanted_from", "wanted_to",
))  # fmt: skip
DAYS = frozenset(("accepted_on", "commissioned_on", "invoiced_on", "bought_on", "calibration_due"))
YES_NO = frozenset(("urgent", "supplier_needed", "newcomer"))
NUMBERS = frozenset(("quantity", "count"))
LISTS = frozenset(("roles", "skills", "certificates"))
DEFUSED = re.compile(r"'(?=[=+\-@\t\r\n＝＋－＠\d])")
"""The mark with which spreadsheets keep a formula or a number a text."""
FAILED = frozenset(("#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!"))
"""What a spreadsheet writes where a formula failed; a workbook says nothing there."""
FIRST_DAY = datetime(1899, 12, 30)
DAYS_COUNTED = range(20_000, 80_000)
"""Days after `FIRST_DAY`, 1954 to 2119: how spreadsheets keep dates, and what they write for some."""
UNITS = "只把个台套件条双卷包支块张根瓶盒箱副部辆枚"
"""Words that Chinese puts behind a number of things."""
_COUNTED = re.compile(r"\d{5}(\.\d{1,15})?", re.ASCII)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TIME = re.compile(r"(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*(?:[:分]\s*(\d{1,2})?)?\s*秒?(?:\.\d{1,9})?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[ T]?(\d\d)(\d\d)(\d\d)?)?")
_WEEKDAY = re.compile(r"^\s*[(\[]?(?:星期|周|礼拜)[一二三四五六日天][)\]]?")
_OFFSET = re.compile(r"\s*(Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)


def text_of(cell: Any) -> str:
    """A cell as text: a whole number without its point, a day as ISO, a list joined by commas."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return DEFUSED.sub("", cell, count=1) if cell.startswith("'") else cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, list | tuple):
        return ",".join(text_of(each) for each in cell)
    return str(cell) if isinstance(cell, int | timedelta | Decimal) else ""


class Reading:
    """Reads the values of one import. `zone` is that of instants without an offset."""

    def __init__(self, said: MapFile, zone: ZoneInfo) -> None:
        self._said = said
        self._zone = said.zone or zone
        self._days: dict[str, datetime] = {}

    def value(self, name: str, cell: Any) -> Any:
        """The value of a field, or None for nothing. Raises BadField naming the field."""
        if isinstance(cell, dict):
            raise BadField(name, "{field} is an object, where a single value belongs.")
        text = text_of(cell).strip()
        if not text or folded_value(text) in self._said.empty or text.casefold() in FAILED:
            return None
        translated = self._said.values.get(name, {}).get(folded_value(text))
        if translated is not None:
            cell = text = translated
            if not text:
                return None
        return self._typed(name, cell, text)

    def instant_of(self, name: str, day: Any, clock: Any) -> datetime | None:
        """An instant whose day and time of day stand in two cells; either may hold both, or nothing."""
        if isinstance(clock, float) and 0 <= clock < 1:
            clock = (FIRST_DAY + timedelta(seconds=round(clock * 86_400))).time()
        try:
            whole: datetime | None = self.value(name, clock)
        except BadField:
            began = self.value(name, day)
            text = text_of(clock).strip()
            whole = self.value(name, f"{began.date().isoformat()} {text}" if began is not None else text)
        return whole if whole is not None else self.value(name, day)

    def _typed(self, name: str, cell: Any, text: str) -> Any:
        if name in INSTANTS:
            return self._instant(name, cell, text)
        if name in DAYS:
            return self._day(name, cell, text)
        if name in YES_NO:
            return {"yes": True, "no": False}.get(yes_or_no().get(folded(text), ""), text)
        if name in NUMBERS:
            return _whole(text)
        if name == "price":
            return _fen(text)
        if name in LISTS:
            return _coded_list(name, text)
        return choices(name).get(folded(text), text)

    def _instant(self, name: str, cell: Any, text: str) -> datetime:
        if isinstance(cell, datetime):
            return self._placed(name, cell)
        if isinstance(cell, date):
            return self._placed(name, datetime.combine(cell, time()))
        found = self._said_format(text) or _iso(text) or _written(text) or _counted(text)
        if found is None:
            raise BadField(
                name, "“{value}” is not an instant; write it like {example}.",
                "A map file (--map) may name the format under dates.",
                value=text[:40], example="2026-07-15 14:00",
            )  # fmt: skip
        return self._placed(name, found)

    def _day(self, name: str, cell: Any, text: str) -> date:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        found = self._said_format(text) or _iso(text) or _written(text) or _counted(text)
        if found is None:
            raise BadField(
                name,
                "“{value}” is not a date; write it like {example}.",
                value=text[:40],
                example="2026-07-15",
            )
        return found.date()

    def _said_format(self, text: str) -> datetime | None:
        for pattern in self._said.dates:
            try:
                return datetime.strptime(text, pattern)
            except (ValueError, re.error, IndexError):
                continue
        return None

    def _placed(self, name: str, found: datetime) -> datetime:
        """An instant with its zone; outside the years that the store takes it is refused."""
        try:
            placed = found if found.tzinfo is not None else found.replace(tzinfo=self._zone)
            if not 1970 <= placed.year < 2999:
                raise OverflowError
            placed.astimezone(self._zone)
        except (OverflowError, ValueError):
            raise BadField(name, "This instant lies outside the calendar.") from None
        return placed.replace(microsecond=0)


def _iso(text: str) -> datetime | None:
    if len(text) < 8 or not text[:4].isdigit() or text[4] != "-":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _written(text: str) -> datetime | None:
    """The ways in which people write instants: 2026年7月15日 14时30分, 2026/7/15 14:30, 20260715 1430."""
    plain = unicodedata.normalize("NFKC", text).strip()
    offset = _OFFSET.search(plain)
    if offset and _TIME.search(plain[: offset.start()]):
        plain = plain[: offset.start()]
    else:
        offset = None
    compact = _COMPACT.fullmatch(plain)
    parts = [int(each or 0) for each in compact.groups()] if compact else _parts(plain)
    if parts is None:
        return None
    try:
        found = datetime(*parts)  # type: ignore[arg-type]
        return datetime.fromisoformat(found.isoformat() + offset[1].upper()) if offset else found
    except ValueError:
        return None


def _counted(text: str) -> datetime | None:
    """A date as the number that a spreadsheet keeps, to the second."""
    if not _COUNTED.fullmatch(text) or int(text[:5]) not in DAYS_COUNTED:
        return None
    return FIRST_DAY + timedelta(seconds=round(float(text) * 86_400))


def _parts(text: str) -> list[int] | None:
    day = _DAY.match(text)
    if day is None:
        return None
    rest = _WEEKDAY.sub("", text[day.end() :]).lstrip(" T,，")
    afternoon = rest.startswith(("下午", "晚上", "PM", "pm"))
    morning = rest.startswith(("上午", "早上", "凌晨", "AM", "am"))
    rest = re.sub(r"^(上午|早上|凌晨|下午|晚上|AM|PM|am|pm)\s*", "", rest)
    if rest[-2:].casefold() in ("am", "pm"):
        afternoon = rest[-2:].casefold() == "pm"
        morning = not afternoon
        rest = rest[:-2].rstrip()
    clock = _TIME.fullmatch(rest) if rest else None
    if rest and clock is None:
        return None
    hour, minute, second = (int(each or 0) for each in clock.groups()) if clock else (0, 0, 0)
    if morning and hour == 12:
        hour = 0
    return [*map(int, day.groups()), hour + 12 if afternoon and hour < 12 else hour, minute, second]


def _whole(text: str) -> Any:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix(".0")
    found = re.fullmatch(rf"([+-]?[0-9]{{1,12}})\s*[{UNITS}]?", plain)
    return int(found[1]) if found else text


def _fen(text: str) -> Any:
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(rf"元?(?:/[{UNITS}])?$", "", plain).strip("¥￥").replace(",", "").strip()
    try:
        fen = Decimal(plain) * 100
        if not fen.is_finite() or abs(fen) > 10**12 or fen != fen.to_integral_value():
            raise InvalidOperation
        return int(fen)
    except (InvalidOperation, ValueError):
        raise BadField("price", "“{value}” is not a sum of money; write it like {example}.",
                       value=text[:40], example="128.50") from None  # fmt: skip


def _coded_list(name: str, text: str) -> list[str]:
    codes = choices(name)
    parts = (each.strip() for each in re.split("[,，、;；/|]", text))
    return [codes.get(folded(each), each) for each in parts if each]
