"""A record of a file as the fields of one row, with everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from db.errors import BadField, StoreError
from db.imports import history
from db.imports.columns import ColumnMap, composed_text
from db.imports.instants import window_of
from db.imports.lines import Cell, RawRow
from db.imports.mapping import MapFile, folded_value
from db.imports.own_words import Words, code_in
from db.imports.shift_cells import CELL, FIELD, ShiftCells, as_day, is_weekdays
from db.imports.unread import Unfilled
from db.imports.values import Reading, text_of
from db.imports.words import compulsory, folded, is_total, is_underway, reason_of, totals
from db.verbs.parsing import problems
from db.verbs.register import Register

LONGEST_TOTAL = 30
_BARE = re.compile(r"[0-9]{1,2}(?:\.0)?")
ROSTER_LEFT = ("employment", "left_on")
"""What a list of people says of those who have left: no field of a person who comes in."""


@dataclass(slots=True)
class Fields:
    """What a record says. `kept` are texts, by their header, that no field takes: they become a note."""

    values: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    problems: list[StoreError] = field(default_factory=list)
    employment: str = ""
    left_on: date | None = None

    def has_left(self, today: date) -> bool:
        """Whether a list of people says that this one no longer works here."""
        return self.employment == "left" or (self.left_on is not None and self.left_on <= today)


class RowReader:
    """Reads the records of one table."""

    def __init__(
        self, kind: str, said: MapFile, columns: ColumnMap, zone: ZoneInfo, own: Words = MappingProxyType({})
    ) -> None:
        self._kind, self._said, self._columns, self._own = kind, said, columns, own
        self._zone = zone
        self._reading = Reading(said, zone, kind, own)
        self._titles = columns.sources()
        self._mapped = {
            *columns.columns.values(), *columns.clocks.values(),
            *(at for _template, places in columns.composed.values() for at in places),
        }  # fmt: skip

    def is_wanted(self, raw: RawRow) -> bool:
        """Whether the map's conditions take this record."""
        cells = raw.cells
        return raw.problem is not None or all(
            folded_value(text_of(cells[at]) if at < len(cells) else "") in wanted
            for at, wanted in self._columns.where.items()
        )

    def is_heading(self, raw: RawRow) -> bool:
        """Whether it is no record, but a second line of the header."""
        return self._kind == "roster" and raw.problem is None and is_weekdays(raw.cells, self._columns.days)

    def read(self, raw: RawRow) -> Fields:
        """The fields of a record and all that is wrong with it."""
        found = Fields()
        whole = raw.problem or self._shape(raw.cells)
        if whole is not None:
            found.problems.append(whole)
            return found
        wrong: dict[str, tuple[StoreError, str]] = {}
        waiting: str | None = None
        underway = False
        for name, cells in self._cells(raw.cells):
            try:
                value = self._value(name, cells)
            except BadField as error:
                shown = " ".join(filter(None, (text_of(cell).strip() for cell in cells)))
                wrong.setdefault(name, (error, shown))
                continue
            if name == "status" and (reason := self._waits_for(value, text_of(cells[0]))):
                value, waiting = "paused", reason
            if value is not None and found.values.get(name) is None:
                found.values[name] = value
                underway = underway or (name == "status" and self._is_underway(text_of(cells[0])))
        if waiting is not None:
            found.values.setdefault("pause_reason", waiting)
        if underway:
            found.values["status"] = history.as_far_as_known(found.values)
        if self._kind == "staff":
            found.employment = str(found.values.pop("employment", ""))
            found.left_on = found.values.pop("left_on", None)
            wrong = {name: each for name, each in wrong.items() if name not in ROSTER_LEFT}
        if self._kind == "roster":
            self._shifts(found, raw.cells, wrong)
        if "by_day" in found.values:
            self._days(found.values, str(found.values.pop("by_day")).split(","))
        if "undated" in found.values:
            for what in str(found.values.pop("undated")).split(","):
                found.values.pop("closed_at" if what == "cancelled" else f"{what}_at", None)
        self._window(found, wrong)
        self._judge(found, wrong)
        return found

    def _days(self, values: dict[str, Any], known_by_day: Sequence[str]) -> None:
        """Of the moments that an export of this program names, the day alone is known."""
        for what in known_by_day:
            name = f"{what}_at" if what != "cancelled" else "closed_at"
            at = values.get(name)
            if isinstance(at, datetime):
                values[name] = at.astimezone(self._zone).date()

    def _shifts(self, found: Fields, cells: Sequence[Cell], wrong: dict[str, tuple[StoreError, str]]) -> None:
        """The days of a row of a roster, in columns of their own or as one day and its shift."""
        said = {day: cells[at] for at, day in self._columns.days.items()}
        day, shift = (found.values.pop(name, None) for name in ("day", CELL))
        found.values.pop("month", None)
        if isinstance(day, date):
            at = self._columns.columns.get(CELL)
            said[as_day(day)] = shift if at is None else cells[at]
        elif not said and "day" not in wrong:
            found.problems.append(BadField("day", "{field} is missing."))
        try:
            self._check_beside(cells)
            found.values[FIELD] = ShiftCells(self._said, self._own).row(said)
        except BadField as error:
            wrong[FIELD] = (error, "")

    def _check_beside(self, cells: Sequence[Cell]) -> None:
        """Refuse a row that says something in a column without a header behind that of a day: where two
        columns have one heading (16 over 上午 and 下午), nobody knows which of them counts."""
        day: date | None = None
        for at, head in enumerate(self._columns.headers):
            day = self._columns.days.get(at, None if head else day)
            if not head and day is not None and (text := text_of(cells[at]).strip()):
                raise BadField(
                    FIELD, "“{value}” stands in a second column of {day}.", "Write one column for each day.",
                    value=text[:40], day=day.isoformat(),
                )  # fmt: skip

    def _waits_for(self, status: object, said: str) -> str | None:
        """Why a ticket waits, where its status says so; the policy's own words for it are a status too."""
        own = code_in(self._own, "pause_reason", said)
        if own is not None and (status == "paused" or status not in history.REACHED):
            return own
        return reason_of(said) if status == "paused" else None

    def _is_underway(self, said: str) -> bool:
        """Whether a status leaves open how far the work is; a map that translates it says so."""
        return is_underway(said) and folded_value(said) not in self._said.values.get("status", {})

    def _window(self, found: Fields, wrong: dict[str, tuple[StoreError, str]]) -> None:
        """A window in one cell (预约时间 `2026-07-15 14:00-16:00`) is its begin and its end."""
        parts = window_of(wrong["wanted_from"][1]) if "wanted_from" in wrong else None
        if parts is None or "wanted_to" in found.values:
            return
        try:
            begin, end = (self._reading.value("wanted_from", part) for part in parts)
        except BadField as error:
            wrong["wanted_from"] = (error, wrong["wanted_from"][1])
            return
        found.values |= {"wanted_from": begin, "wanted_to": end}
        del wrong["wanted_from"]

    def title(self, name: str) -> str:
        """What the file calls a field."""
        return self._titles.get(name, name)

    # -- one record -------------------------------------------------------------------------------------

    def _shape(self, cells: Sequence[Cell]) -> StoreError | None:
        """What is wrong with the record as a whole."""
        wanted = len(self._columns.headers)
        if self._is_total(cells):
            return BadField("", "This is a line of totals; it is left out.")
        if len(cells) < wanted:
            return BadField(
                "", "The line has {found} cells, the header {wanted}: it may be cut off.",
                found=len(cells), wanted=wanted,
            )  # fmt: skip
        if any(text_of(cell).strip() for cell in cells[wanted:]):
            return BadField(
                "", "The line has {found} cells, the header {wanted}: a quote may be missing.",
                found=len(cells), wanted=wanted,
            )  # fmt: skip
        return None

    def _is_total(self, cells: Sequence[Cell]) -> bool:
        """A line that begins with 合计, or that names a sum and leaves most of its columns empty."""
        texts = [text_of(cell).strip() for cell in cells]
        if folded(next(filter(None, texts), "")) in totals():
            return True
        if not any(len(text) <= LONGEST_TOTAL and is_total(text) for text in texts if text):
            return False
        filled = sum(bool(texts[at]) for at in self._mapped if at < len(texts))
        return 2 * filled <= len(self._mapped)

    def _cells(self, cells: Sequence[Cell]) -> Iterator[tuple[str, tuple[Cell, ...]]]:
        """Every field with the cells that it comes from, those that stand in for others after them."""
        columns = self._columns
        for name, at in columns.columns.items():
            clock = columns.clocks.get(name)
            yield name, (cells[at],) if clock is None else (cells[at], cells[clock])
            for other in columns.others.get(name, ()):
                yield name, (cells[other],)
        for name, (template, places) in columns.composed.items():
            texts = [text_of(cells[at]).strip() for at in places]
            empty = self._said.empty
            texts = ["" if text.casefold() in empty else text for text in texts]
            yield name, (composed_text(template, texts),)
        for name, constant in self._said.constants.items():
            yield name, (constant,)

    def _value(self, name: str, cells: tuple[Cell, ...]) -> Any:
        if any(isinstance(cell, Unfilled) for cell in cells):
            raise BadField(
                name, "A formula without a stored value stands here.",
                "Open the file in a spreadsheet program, save it, and import it again.",
            )  # fmt: skip
        if len(cells) > 1:
            return self._reading.instant_of(name, *cells)
        [cell] = cells
        if name in self._columns.unclear and _BARE.fullmatch(text := text_of(cell).strip()):
            translated = self._said.values.get(name, {})
            if folded_value(text) not in translated and not self._said.default_of(name):
                raise BadField(
                    name, "“{value}” may be the highest or the lowest: nothing says which way it counts.",
                    "A map file (--map) says what each number stands for: [values.{field_code}].",
                    value=text, field_code=name,
                )  # fmt: skip
        return self._reading.value(name, cell)

    # -- what is wrong ----------------------------------------------------------------------------------

    def _judge(self, found: Fields, wrong: dict[str, tuple[StoreError, str]]) -> None:
        """Sorts what could not be read into what refuses the row and what is kept as a note."""
        is_history = self._kind == "tickets" and not history.FIELDS.isdisjoint({*found.values, *wrong})
        for name, (error, text) in wrong.items():
            if is_history and name in history.OPTIONAL and text:
                found.kept[name] = text
            elif found.values.get(name) is None or name not in self._said.constants:
                found.problems.append(error)
        found.problems += self._missing(found.values, wrong)
        if self._kind == "tickets":
            self._codes(found, is_history)

    def _missing(self, values: dict[str, Any], wrong: dict[str, Any]) -> Iterator[StoreError]:
        for name in compulsory(self._kind):
            by_phone = self._kind == "equipment" and name == "customer" and "phone" in values
            by_name = self._kind == "roster" and "label" in values
            if name not in values and name not in wrong and not (by_phone or by_name):
                yield BadField(name, "{field} is missing.")
        reported = "reported_at"
        has_column = reported in self._columns.columns or reported in self._columns.composed
        if has_column and not {reported, "entered_at"} & {*values, *wrong}:
            yield BadField(
                reported, "{field} is empty, which does not mean now.",
                "Fill it in; a map file (--map) may give one for all such rows under constants.",
            )  # fmt: skip

    def _codes(self, found: Fields, is_history: bool) -> None:
        """Values that the verb would refuse, all of them at once."""
        given = {name: value for name, value in found.values.items() if name in Register.model_fields}
        for error in problems(Register, given):
            name = error.field
            if name not in given or history.is_day(given[name]):
                continue
            if is_history and name in history.OPTIONAL:
                found.kept[name] = text_of(found.values.pop(name))
            else:
                found.problems.append(error)
        status = found.values.get("status")
        if status is not None and status not in history.REACHED:
            found.problems.append(history.unknown_state(status))
        mark = found.values.get("satisfaction")
        if mark is not None and text_of(mark) not in history.MARKS:
            found.kept["satisfaction"] = text_of(found.values.pop("satisfaction"))
