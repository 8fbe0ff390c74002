"""One object as lines: its facts, and the lists within it as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.present.plain import drawn
from console.words.headings import Spoken
from console.words.saying import made_by_the_store
from console.words.speech import Speech
from db.kinds import ForForms
from db.views.view import View
from widgets.columns import Column
from widgets.lists import ListRow


def table(view: type[View[Any]], answer: Any, speech: Speech) -> tuple[list[Column], list[ListRow]]:
    """The columns and rows of a view's answer (`db.views.as_json`) that is one object."""
    words = Spoken(view.shape(), speech)
    answer = without_ids(answer)
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
