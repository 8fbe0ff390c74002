"""What columns and values are called in other people's files, in Chinese and English: `words.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

REJECTED_COLUMNS = (("line", "field", "reason"), ("行号", "字段", "原因"))
"""Columns that a file of bad rows has besides: they say what was wrong and hold no data."""

_COMPULSORY = {
    "tickets": ("customer", "phone", "fault"),
    "staff": ("staff", "label"),
    "customers": ("customer", "phone"),
    "equipment": ("customer", "product"),
    "tools": ("kind",),
    "roster": ("staff",),
}
_PUNCTUATION = re.compile(r"[\W_]+")
_AMOUNT = re.compile(r"\d+[^\W\d_]{0,2}$")
LONGEST_TOTAL = 16
"""Characters of a name with 小计 or the like behind it."""
_HINT = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]|[*＊]")


def folded(text: str) -> str:
    """A header or value as it is compared: `客户名称（必填）` and `客户名称` are the same."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _PUNCTUATION.sub("", _HINT.sub("", plain)) or _PUNCTUATION.sub("", plain)


def whole(text: str) -> str:
    """The same with what stands in brackets: `Closed (Canceled)` is not `Closed`."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text).casefold())


def code_of(field: str, text: str) -> str | None:
    """The code of a field that a value stands for; what is in brackets counts where it is listed."""
    codes = choices(field)
    return codes.get(whole(text)) or codes.get(folded(text))


@cache
def _reasons() -> Mapping[str, str]:
    return _dictionary(_listed()["reasons"])


def reason_of(status: str) -> str | None:
    """What a ticket waits for, where its status says so."""
    return _reasons().get(folded(status))


@cache
def is_underway(status: str) -> bool:
    """Whether a status says no more than that somebody works on it."""
    return folded(status) in {folded(word) for word in _listed()["underway"]["words"]}


@cache
def _listed() -> dict[str, Any]:
    return tomllib.loads(files("db.imports").joinpath("words.toml").read_text(encoding="utf-8"))


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields that a row of this kind may have."""
    return tuple(_listed()["columns"][kind])


def compulsory(kind: str) -> tuple[str, ...]:
    """The fields without which no row of this kind comes in."""
    return _COMPULSORY[kind]


def examples(kind: str) -> str:
    """The first header word of each compulsory field, its name behind it."""
    listed = _listed()["columns"][kind]
    return ", ".join(f"{listed[name][0]} ({name})" for name in compulsory(kind))


@cache
def columns(kind: str) -> Mapping[str, str]:
    """Folded header → field."""
    return _dictionary(_listed()["columns"][kind])


@cache
def ranks(kind: str) -> Mapping[str, int]:
    """Folded header → its place among the words for its field; the field's own name comes second."""
    listed = _listed()["columns"][kind].items()
    found = {folded(field): 1 for field in fields_of(kind)}
    return found | {folded(word): 2 * at for _field, words in listed for at, word in enumerate(words)}


@cache
def choices(field: str) -> Mapping[str, str]:
    """Folded value → code; empty for a field without codes."""
    return _dictionary(_listed()["choices"].get(field, {}))


@cache
def first_words(field: str) -> Mapping[str, str]:
    """Code → the first word for it, which is Chinese and read back; empty for a field without codes."""
    return {code: words[0] for code, words in _listed()["choices"].get(field, {}).items()}


@cache
def yes_or_no() -> Mapping[str, str]:
    """Folded value → yes or no."""
    return _dictionary(_listed()["yes_or_no"])


@cache
def nothing() -> frozenset[str]:
    """What people write where they have nothing to write, casefolded."""
    return frozenset(word.casefold() for word in _listed()["nothing"]["words"])


@cache
def seconds(kind: str) -> Mapping[str, str]:
    """Folded header → the field that it stands for where its first one has a column of its own."""
    return _dictionary(_listed().get("seconds", {}).get(kind, {}))


@cache
def own_columns(kind: str) -> Mapping[str, str]:
    """Folded header → field, of a file that this program wrote."""
    return _dictionary(_listed()["own"].get(kind, {}))


def is_own_export(headers: Iterable[str]) -> bool:
    """Whether this program wrote the file: it alone says which moments are known by their day."""
    marks = {folded(word) for word in _listed()["own"]["marks"]}
    return not marks.isdisjoint(map(folded, headers))


@cache
def unclear(field: str) -> frozenset[str]:
    """Folded headers of this field under which a bare number has no known direction."""
    return frozenset(folded(word) for word in _listed()["unclear"].get(field, ()))


@cache
def totals() -> frozenset[str]:
    """What a cell of a line of totals says or ends with, folded."""
    return frozenset(folded(word) for word in _listed()["totals"]["words"])


def is_total(text: str) -> bool:
    """Whether a cell says that its line sums up others: 合计, 南山区小计, 本月合计：3台."""
    said = _AMOUNT.sub("", folded(text))
    return said in totals() or (len(said) <= LONGEST_TOTAL and said.endswith(_chinese_totals()))


@cache
def _chinese_totals() -> tuple[str, ...]:
    return tuple(word for word in totals() if not word.isascii())


def _dictionary(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Every code stands for itself too. A word with a bracket is known with it only."""
    found = {whole(word): code for code, listed in words.items() for word in listed}
    return found | {whole(code): code for code in words}
