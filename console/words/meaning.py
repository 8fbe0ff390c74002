"""Which codes a typed word means in the columns of a list: what stands on the screen can be typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from console.words import labels
from console.words.codes import group
from console.words.saying import said, title
from console.words.speech import Speech
from db import kinds
from db.rules.asked import Asked, asked_words
from db.rules.ordering import sort_key
from db.rules.search import haystack, normal, query_words
from db.views.narrowing import Meant
from db.views.paging import UNSORTED
from db.views.view import View

Code = str | int


def meanings(view: type[View[Any]], typed: str, speech: Speech) -> tuple[Meant, ...]:
    """For each word that is typed and each column of codes those whose words it is part of, or begins the
    pinyin or initials of. It looks at the columns that people read of the list: nobody sees what stands in
    others."""
    telling = view.briefer or view.brief or tuple(view.shape())
    asked = asked_words(typed)
    named = {
        name: list(_named(column.kind, speech))
        for name, column in view.shape().items()
        if asked and name in telling
    }
    found = (
        Meant(word, name, tuple(code for code, text in codes if answers(text, word)))
        for word in dict.fromkeys(each[0] for one in asked for each in query_words(one.word))
        for name, codes in named.items()
    )
    of_columns = (each for one in asked if one.column for each in _of_columns(view, one, speech))
    return (*(each for each in found if each.codes), *of_columns)


def ranks(view: type[View[Any]], sort: str, speech: Speech) -> tuple[Code, ...]:
    """The codes of a column in the order in which people read them: states as they follow upon each other,
    what the policy lists by its names; nothing for a column without codes."""
    column = view.shape().get(sort)
    if column is None or isinstance(column.kind, kinds.StaffNo):
        return ()
    codes = tuple(_codes(column.kind, speech))
    if isinstance(column.kind, kinds.Code):
        return codes
    return tuple(sorted(codes, key=lambda code: sort_key(said(column.kind, code, speech))))


def _of_columns(view: type[View[Any]], asked: Asked, speech: Speech) -> Iterator[Meant]:
    """The columns that a word names by their heading, and which of their codes it means."""
    name, shape = normal(asked.column), view.shape()
    exact = [each for each in shape.values() if name in (each.name, normal(title(each)))]
    for column in exact or [each for each in shape.values() if answers(title(each), name)]:
        if not isinstance(column.kind, UNSORTED):
            codes = _named(column.kind, speech) if asked.text else ()
            meant = tuple(code for code, text in codes if answers(text, normal(asked.text)))
            yield Meant(asked.word, column.name, meant, named=True)


def answers(text: str, word: str) -> bool:
    """Whether a word is part of a text, or begins its initials or pinyin; one letter alone says nothing."""
    if word.isascii() and len(word) < 2:
        return False
    return any(word in line if not word.isascii() else line.startswith(word) for line in _lines(text)) or (
        word in _lines(text)[0]
    )


@lru_cache(maxsize=4096)
def _lines(text: str) -> tuple[str, ...]:
    return tuple(haystack(names=(text,)).split("\n"))


def _named(kind: kinds.Kind, speech: Speech) -> Iterator[tuple[Code, str]]:
    """Every code of a kind with its words."""
    if isinstance(kind, kinds.Level):
        for number in labels.LEVEL_LONG:
            yield from ((number, labels.level_long(number)), (number, labels.level(number)))
        return
    for code in _codes(kind, speech):
        yield code, said(kind, code, speech)


def _codes(kind: kinds.Kind, speech: Speech) -> Iterable[str]:
    if isinstance(kind, kinds.Code):
        return [code for each in kind.groups for code in group(each)]
    if isinstance(kind, kinds.Listed):
        return speech.listings(kind.list)
    if isinstance(kind, kinds.Reason):
        return speech.reasons(kind.lists)
    if isinstance(kind, kinds.StaffNo) and kind.or_code:
        return group(kind.or_code)
    return ()
