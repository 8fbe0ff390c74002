"""What a view answered, as a form asks for it: facts by their names, in the words of the paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any

from console.printing.paper import Box
from console.words.headings import Spoken
from console.words.speech import Speech
from db.policy.model import Policy
from db.rules.text import strip_controls
from db.views.view import Shape, View

ROWS = "rows"
"""Where the rows of a list stand."""


@dataclass(frozen=True)
class Facts:
    """An answer, or an object within one. `policy` is the version under which it was made, `beside` what
    other views answered that the form asks as well; nothing for one that refused."""

    answer: Mapping[str, Any]
    shape: Shape
    speech: Speech
    policy: Policy
    beside: Mapping[str, Any] = field(default_factory=dict)
    asked: str = ""
    """What was asked for, as it was typed."""

    def __getitem__(self, name: str) -> Any:
        return self.answer[name]

    def said(self, name: str) -> str:
        """A fact in words; nothing for what is not there, or is not true."""
        value = self.answer[name]
        text = Spoken(self.shape, self.speech).text(name, value, self.answer)
        return strip_controls(text, keep_lines=True)

    def name(self, number: str, label: str) -> str:
        """A fact that has a name in one column and a number in another."""
        return " ".join(filter(None, (self.said(label), self.said(number))))

    def day(self, name: str) -> str:
        """The day of an instant, by the clock of the branch."""
        return self.day_of(self.answer[name])

    def day_of(self, value: datetime | date | None) -> str:
        """A day, or that of an instant by the clock of the branch."""
        if isinstance(value, datetime):
            return f"{value.astimezone(self.speech.zone):%Y-%m-%d}"
        return value.isoformat() if value is not None else ""

    def when(self, value: datetime | None) -> str:
        """An instant, to the minute."""
        return self.speech.instant(value) if value is not None else ""

    def span(self, begin: str, end: str) -> str:
        """From when to when; the day of the end only where it is another one."""
        first, last = self.answer[begin], self.answer[end]
        if first is None or last is None:
            return self.when(first or last)
        same = self.day(begin) == self.day(end)
        until = f"{last.astimezone(self.speech.zone):%H:%M}" if same else self.when(last)
        return f"{self.when(first)} 至 {until}"

    def people(self, numbers: Iterable[str]) -> str:
        """People by name and number."""
        return "、".join(self.speech.person(no) for no in numbers)

    def within(self, name: str) -> list[Facts]:
        """The objects that a column holds."""
        shape = self.shape[name].shape if name in self.shape else {}
        return [Facts(as_mapping(each), shape, self.speech, self.policy) for each in self.answer[name] or ()]

    def rows(self) -> list[Facts]:
        """The rows of an answer that is a list."""
        return [replace(self, answer=as_mapping(each)) for each in self.answer[ROWS]]

    def others(self, name: str, view: type[View[Any]]) -> list[Facts]:
        """The rows of another view that the form asks."""
        rows = self.beside.get(name) or ()
        return [replace(self, answer=as_mapping(each), shape=view.shape()) for each in rows]

    def listed(self, name: str, code: str) -> str:
        """A code of one of the policy's lists in words."""
        return self.speech.listed(name, code)


def boxes(words: Mapping[Any, str], ticked: Any) -> tuple[Box, ...]:
    """A box for each of these values; the one that holds is ticked."""
    return tuple(Box(label, value == ticked and ticked is not None) for value, label in words.items())


def as_mapping(row: Any) -> Mapping[str, Any]:
    """A row of a view by the names of its columns."""
    if isinstance(row, Mapping):
        return row
    if is_dataclass(row) and not isinstance(row, type):
        return {each.name: getattr(row, each.name) for each in fields(row)}
    return dict(row._asdict())


def latest(moments: Iterable[datetime | None]) -> datetime | None:
    """The last of these moments."""
    return max((each for each in moments if each is not None), default=None)
