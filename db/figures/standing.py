"""Questions that are asked again and again at other instants: put together once, the instants filled in.

Putting the question together takes four times as long as the store takes to answer it, and a desk asks for
its figures all day long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import BindParameter, Connection, Select, bindparam
from sqlalchemy.sql.visitors import replacement_traverse

from db.figures.counting import by_population, cells, empty, plain
from db.figures.declaration import Cell, Figure, Reading, Span
from db.policy.model import Policy
from db.rules.periods import Period
from db.scope import Scope

NOW: Final = datetime(1, 1, 1, tzinfo=UTC)
BEGIN, END = NOW.replace(day=2), NOW.replace(day=3)
"""Stand in a question for the instants that it will be asked at."""
_NAMES: Final = {NOW: "now", BEGIN: "begin", END: "end"}
MOST = 32
"""Scopes and policies that are remembered: those of the people at one desk are few."""


def standing(question: Select[Any]) -> Select[Any]:
    """The same question with places where the instants stood; KeyError where it holds any other instant: that
    one would stay as it is for good."""

    def place(element: Any, **_options: Any) -> Any:
        if isinstance(element, BindParameter) and isinstance(element.value, datetime):
            return bindparam(_NAMES[element.value], type_=element.type)
        return None

    return cast("Select[Any]", replacement_traverse(question, {}, place))


class _Asked(NamedTuple):
    figures: tuple[Figure, ...]
    question: Select[Any]


class Together:
    """Figures that are always asked together."""

    def __init__(self, figures: tuple[Figure, ...]) -> None:
        """All of them are summed, none is ranked."""
        self._figures = figures
        self._asked: dict[tuple[Scope, Policy], list[_Asked]] = {}

    def one(self, reading: Reading, period: Period) -> Mapping[str, Cell]:
        """These figures of one period, each as `counting.counted` has it."""
        instants = {"now": reading.now, "begin": period.begin, "end": period.end}
        found = {figure.name: empty(figure) for figure in self._figures}
        for figures, question in self._questions(reading):
            numbers = _numbers(reading.connection, question, instants)
            found.update(cells(figures, numbers))
        return found

    def _questions(self, reading: Reading) -> list[_Asked]:
        key = (reading.scope, reading.policy)
        if key not in self._asked:
            if len(self._asked) >= MOST:
                self._asked.clear()
            # In the branch's zone nothing is counted here: a period is two instants.
            at_any_time = replace(reading, now=NOW)
            self._asked[key] = [
                _Asked(tuple(figures), standing(plain(at_any_time, population, figures, Span(BEGIN, END))))
                for population, figures in by_population(self._figures)
            ]
        return self._asked[key]


def _numbers(connection: Connection, question: Select[Any], instants: Mapping[str, datetime]) -> list[int]:
    return list(map(int, connection.execute(question, instants).one()))
