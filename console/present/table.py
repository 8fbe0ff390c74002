"""Any view's answer as rows of a list: headings and values in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from console.present.plain import drawn
from console.words.headings import Spoken
from console.words.saying import made_by_the_store
from console.words.speech import Speech
from db.kinds import ForForms
from db.views.view import View
from widgets.cells import width_of
from widgets.columns import Column
from widgets.lists import ListRow

WIDEST = 36
WHOLE = 18
"""Cells up to which a column is shown whole or not at all: half an instant says nothing."""


def table(view: type[View[Any]], answer: Any, speech: Speech) -> tuple[list[Column], list[ListRow]]:
    """Columns and rows of a view's answer (`db.views.as_json`): a list as a table, an object as its facts."""
    words = Spoken(view.shape(), speech)
    answer = without_ids(answer)
    if isinstance(answer, Sequence) and not isinstance(answer, str) and _objects(answer):
        return _rows(view, answer, words)
    if isinstance(answer, Mapping):
        answer = {
            name: value
            for name, value in answer.items()
            if name not in words.shape or not isinstance(words.shape[name].kind, ForForms)
        }
    lines = drawn(answer, words)
    return [Column("line", "", 20, grow=1, gap=2)], [
        ListRow(f"line {at}", {"line": line}) for at, line in enumerate(lines)
    ]


def without_ids(answer: Any) -> Any:
    """What people read of an answer: ids that the store made for itself tell nobody anything, and take the
    room of what does."""
    if isinstance(answer, Mapping):
        return {name: without_ids(value) for name, value in answer.items() if not is_id(value)}
    if isinstance(answer, list):
        return [without_ids(each) for each in answer]
    return answer


def is_id(value: Any) -> bool:
    """Whether it is an id that the store made for itself."""
    return isinstance(value, str) and made_by_the_store(value)


def _objects(answer: Sequence[Any]) -> bool:
    return bool(answer) and all(isinstance(row, Mapping) for row in answer)


def _rows(
    view: type[View[Any]], answer: Sequence[Mapping[str, Any]], words: Spoken
) -> tuple[list[Column], list[ListRow]]:
    names = [name for name in view.briefer or tuple(answer[0]) if name in answer[0]]
    texts = [{name: words.text(name, row.get(name), row) for name in names} for row in answer]
    filled = [name for name in names if any(text[name] for text in texts)]
    rows = [ListRow(f"row {at}", text) for at, text in enumerate(texts)]
    return list(_columns({name: words.title(name) for name in filled}, texts)), rows


def _columns(titles: Mapping[str, str], texts: Sequence[Mapping[str, str]]) -> Iterator[Column]:
    for at, (name, heading) in enumerate(titles.items()):
        width = min(WIDEST, max(width_of(heading), *(width_of(text[name]) for text in texts)))
        last = at == len(titles) - 1
        yield Column(
            name, heading, width, least=min(width, max(WHOLE, width_of(heading))), drop=at, gap=2,
            grow=int(last),
        )  # fmt: skip
