"""The columns of a view in words: what heads them, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from console.words.i18n import _
from console.words.saying import key_said, said, title, yuan
from console.words.speech import Speech
from console.words.tale import deed_text, tale_text
from db import kinds
from db.views.view import Shape


class Words(Protocol):
    """Titles and values of the objects that a table shows."""

    def title(self, name: str) -> str:
        """What heads a column."""

    def text(self, name: str, value: Any, row: Mapping[str, Any]) -> str:
        """A value in words, `row` being the object that it stands in; nothing for what is not there."""

    def number(self, name: str, value: float) -> float | Decimal:
        """A number as people read it: money in yuan."""

    def unit(self, name: str) -> str:
        """What a number counts that stands in another form where people read it; mostly nothing."""

    def tells(self, name: str) -> bool:
        """Whether an object there is told in a line, as the fields of a verb are."""

    def within(self, name: str) -> Words:
        """The same for the objects that a column holds."""

    @property
    def brief(self) -> tuple[str, ...]:
        """The columns that people read; none for all."""


@dataclass(frozen=True)
class Spoken:
    """A view's columns as they declare themselves."""

    shape: Shape
    speech: Speech
    brief: tuple[str, ...] = ()

    def title(self, name: str) -> str:
        return title(self.shape[name]) if name in self.shape else name

    def text(self, name: str, value: Any, row: Mapping[str, Any]) -> str:
        kind = self._kind(name)
        if isinstance(kind, kinds.Deed):
            return deed_text(kind, row, self.speech)
        if isinstance(kind, kinds.Tale):
            return tale_text(kind, row, self.speech)
        return said(kind, value, self.speech, row)

    def number(self, name: str, value: float) -> float | Decimal:
        return Decimal(yuan(int(value))) if isinstance(self._kind(name), kinds.Fen) else value

    def unit(self, name: str) -> str:
        return _("minutes") if isinstance(self._kind(name), kinds.Span) else ""

    def tells(self, name: str) -> bool:
        return isinstance(self._kind(name), kinds.Given)

    def within(self, name: str) -> Words:
        kind = self._kind(name)
        if isinstance(kind, kinds.Keyed):
            return _ByCode(kind.key, self.speech)
        brief = kind.brief if isinstance(kind, kinds.Rows) else ()
        return Spoken(self.shape[name].shape if name in self.shape else {}, self.speech, brief)

    def _kind(self, name: str) -> kinds.Kind:
        return self.shape[name].kind if name in self.shape else kinds.TEXT


@dataclass(frozen=True)
class _ByCode:
    """Values by codes: how many of each tool."""

    key: kinds.Kind
    speech: Speech
    brief: tuple[str, ...] = ()

    def title(self, name: str) -> str:
        return key_said(self.key, name, self.speech)

    def text(self, _name: str, value: Any, _row: Mapping[str, Any]) -> str:
        return "" if value is None else str(value)

    def number(self, _name: str, value: float) -> float | Decimal:
        return value

    def unit(self, _name: str) -> str:
        return ""

    def tells(self, _name: str) -> bool:
        return False

    def within(self, _name: str) -> Words:
        return self
