"""Any view's answer as rows of a list: headings and values in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from console.speech import Speech
from console.spoken import heading, spoken
from console.table import drawn
from console.titles import title
from widgets.cells import width_of
from widgets.columns import Column
from widgets.lists import ListRow

WIDEST = 36
WHOLE = 18
"""Cells up to which a column is shown whole or not at all: half an instant says nothing."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "escalations": ("ticket", "milestone", "rung", "target", "at", "state", "reminders", "acknowledged_by"),
    "events": ("at", "actor_name", "verb", "args"),
    "today": ("at", "verb", "about", "customer", "text", "state"),
    "faults": ("zh", "en", "level"),
    "customers": ("customer", "phone", "contact", "district", "grade", "open_tickets", "address"),
    "roster": ("staff", "name", "role", "state", "load", "kit_complete", "missing", "tickets"),
}
"""What people read of wide rows, the most telling first; by default all of them."""

FOR_FORMS = frozenset({"questions"})
"""What a form asks in the reader's language; in a table both languages and the codes would stand there."""


def table(view: str, answer: Any, speech: Speech) -> tuple[list[Column], list[ListRow]]:
    """Columns and rows of a view's answer (`db.views.as_json`): a list as a table, an object as its facts."""
    if isinstance(answer, Sequence) and not isinstance(answer, str) and _objects(answer):
        return _rows(view, answer, speech)
    if isinstance(answer, Mapping):
        answer = {name: value for name, value in answer.items() if name not in FOR_FORMS}
    lines = drawn(
        answer, lambda name: heading(name, speech), lambda name, value: spoken(view, name, value, speech)
    )
    return [Column("line", "", 20, grow=1, gap=2)], [
        ListRow(f"line {at}", {"line": line}) for at, line in enumerate(lines)
    ]


def _objects(answer: Sequence[Any]) -> bool:
    return bool(answer) and all(isinstance(row, Mapping) for row in answer)


def _rows(
    view: str, answer: Sequence[Mapping[str, Any]], speech: Speech
) -> tuple[list[Column], list[ListRow]]:
    names = [name for name in COLUMNS.get(view, tuple(answer[0])) if name in answer[0]]
    texts = [{name: spoken(view, name, row[name], speech) for name in names} for row in answer]
    filled = [name for name in names if any(text[name] for text in texts)]
    rows = [ListRow(f"row {at}", text) for at, text in enumerate(texts)]
    return list(_columns(filled, texts)), rows


def _columns(names: Sequence[str], texts: Sequence[Mapping[str, str]]) -> Iterator[Column]:
    for at, name in enumerate(names):
        heading = title(name)
        width = min(WIDEST, max(width_of(heading), *(width_of(text[name]) for text in texts)))
        last = name == names[-1]
        yield Column(
            name, heading, width, least=min(width, max(WHOLE, width_of(heading))), drop=at, gap=2,
            grow=int(last),
        )  # fmt: skip
