"""A cell of somebody's file as the value of a field: days, instants, numbers, codes, texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from db.errors import BadField
from db.imports.instants import Told, is_day, read_instant
from db.imports.mapping import OTHERS, MapFile, folded_value
from db.imports.own_words import Words, code_in
from db.imports.phones import phone_text
from db.imports.words import choices, code_of, folded, nothing, yes_or_no

INSTANTS = frozenset((
    "reported_at", "entered_at", "contacted_at", "dispatched_at", "arrived_at", "paused_at", "finished_at",
    "resumed_at", "surveyed_at", "closed_at", "wanted_from", "wanted_to",
))  # fmt: skip
DAYS = frozenset(
    ("accepted_on", "commissioned_on", "invoiced_on", "bought_on", "calibration_due", "left_on", "day")
)
YES_NO = frozenset(("urgent", "supplier_needed", "newcomer"))
NUMBERS = frozenset(("quantity", "count"))
LISTS = frozenset(("roles", "skills", "certificates"))
IDENTIFIERS = frozenset(("external_number", "serial", "project", "invoice", "staff", "number"))
"""Fields whose every digit counts."""
FIRST_LOST = 10**15
"""From here a spreadsheet no longer keeps every digit of a number."""
DEFUSED = re.compile(r"'(?=[=+\-@\t\r\n＝＋－＠\d])")
"""The mark with which spreadsheets keep a formula or a number a text."""
FAILED = frozenset(("#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!"))
"""What a spreadsheet writes where a formula failed; a workbook says nothing there."""
UNITS = "只把个台套件条双卷包支块张根瓶盒箱副部辆枚"
"""Words that Chinese puts behind a number of things."""
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d{1,3}")
_POINT = re.compile(r"(\d+)\.0+")


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
    """Reads the values of one import. `zone` is that of instants without an offset, `own` what the policy
    calls things."""

    def __init__(
        self, said: MapFile, zone: ZoneInfo, kind: str = "tickets", own: Words = MappingProxyType({})
    ) -> None:
        self._said, self._own = said, own
        # A kind of tool is a name, a kind of ticket a code.
        self._named = frozenset(("kind",)) if kind == "tools" else frozenset[str]()
        self._zone = said.zone or zone

    def value(self, name: str, cell: Any) -> Any:
        """The value of a field, or None for nothing. Raises BadField naming the field."""
        if isinstance(cell, dict):
            raise BadField(name, "{field} is an object, where a single value belongs.")
        text = text_of(cell).strip()
        if not text or folded_value(text) in self._said.empty or text.casefold() in FAILED:
            return None
        translated = self._said.values.get(name, {}).get(folded_value(text)) if text != OTHERS else None
        if translated is None and _is_nothing(name, text):
            return None
        if translated is not None:
            cell = text = translated
            if not text:
                return None
        return self._typed(name, cell, text)

    def instant_of(self, name: str, day: Any, clock: Any) -> Told | None:
        """An instant whose day and time of day stand in two cells; either may hold both, or nothing."""
        if isinstance(clock, float) and 0 <= clock < 1:
            clock = (datetime.min + timedelta(seconds=round(clock * 86_400))).time()
        began: Told | None = self.value(name, day)
        try:
            whole: Told | None = self.value(name, clock)
        except BadField:
            text = text_of(clock).strip()
            told: Told | None = self.value(
                name, text if began is None else f"{self._local_day(began)} {text}"
            )
            return told
        if began is None or whole is None:
            return whole if began is None else began
        if self._local_day(began) == self._local_day(whole):
            exact = [each for each in (began, whole) if not self._says_only_the_day(each)]
            if len({*exact}) < 2:
                return exact[0] if exact else began
        raise BadField(
            name, "The day and the time of day do not belong together: “{day}”, “{time}”.",
            "A map file (--map) says which column counts.",
            day=text_of(day)[:40], time=text_of(clock)[:40],
        )  # fmt: skip

    def _local_day(self, told: Told) -> date:
        return told.astimezone(self._zone).date() if isinstance(told, datetime) else told

    def _says_only_the_day(self, told: Told) -> bool:
        return is_day(told) or (isinstance(told, datetime) and told.astimezone(self._zone).time() == time())

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
            return [self._known_code(name, each) or each for each in _parts(text)]
        if name in IDENTIFIERS:
            return _identifier(name, cell, text)
        if name == "phone":
            return phone_text(_identifier(name, cell, text))
        return text if name in self._named else self._code(name, text)

    def _code(self, name: str, text: str) -> str:
        """One of the field's codes; where the map says what all others stand for, none is unknown."""
        found = self._known_code(name, text)
        others = self._said.default_of(name) if found is None and choices(name) else None
        if others is not None:
            return self._known_code(name, others) or others
        return text if found is None else found

    def _known_code(self, name: str, text: str) -> str | None:
        return code_in(self._own, name, text) or code_of(name, text)

    def _instant(self, name: str, cell: Any, text: str) -> Told:
        if isinstance(cell, datetime | date):
            return self._placed(name, cell)
        found = read_instant(text, self._said.dates)
        if found is None:
            raise BadField(
                name, "“{value}” is not an instant; write it like {example}.",
                "A map file (--map) may name the format under dates.",
                value=text[:40], example="2026-07-15 14:00",
            )  # fmt: skip
        return self._placed(name, found)

    def _day(self, name: str, cell: Any, text: str) -> date:
        found = cell if isinstance(cell, datetime | date) else read_instant(text, self._said.dates)
        if found is None:
            raise BadField(
                name,
                "“{value}” is not a date; write it like {example}.",
                value=text[:40],
                example="2026-07-15",
            )
        return found.date() if isinstance(found, datetime) else found

    def _placed(self, name: str, found: Told) -> Told:
        """A day as it is, an instant with its zone; outside the years that the store takes it is refused."""
        try:
            if not 1970 <= found.year < 2999:
                raise OverflowError
            if not isinstance(found, datetime):
                return found
            placed = found if found.tzinfo is not None else found.replace(tzinfo=self._zone)
            placed.astimezone(self._zone)
        except (OverflowError, ValueError):
            raise BadField(name, "This instant lies outside the calendar.") from None
        return placed.replace(microsecond=0)


def _is_nothing(name: str, text: str) -> bool:
    """Whether the text only says that nobody wrote anything down; 无 under 是否加急 is a no."""
    said = unicodedata.normalize("NFKC", text).strip().casefold() in nothing()
    return said and not (name in YES_NO and folded(text) in yes_or_no())


def _identifier(name: str, cell: Any, text: str) -> str:
    """A number whose every digit counts; refused where the spreadsheet has rounded it."""
    plain = unicodedata.normalize("NFKC", text)
    if _SCIENTIFIC.fullmatch(plain) or (isinstance(cell, float) and abs(cell) >= FIRST_LOST):
        raise BadField(
            name, "“{value}” is a rounded number: the spreadsheet has lost its last digits.",
            "Format the column as text and fill it in anew from the source.", value=text[:40],
        )  # fmt: skip
    whole = _POINT.fullmatch(plain)
    if whole:
        return whole[1]
    return plain.strip() if name == "external_number" else text


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


def _parts(text: str) -> Iterator[str]:
    return (part for each in re.split("[,，、;；/|]", text) if (part := each.strip()))
