"""Keeps `db/index.py` true to the rooms of the store: `python -m console.build.index write|check`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from console.declared import every_label
from db.rooms import rooms_of

PAGE = Path(__file__).resolve().parents[2] / "db" / "index.py"
FOLDERS = ("db.subjects", "db.tables", "db.verbs", "db.views")
HEAD = '''"""In which room each verb, view, card, subject and table lies, and what fields are called.

Written by `make index`. Nothing depends on it but how much is imported when something is first needed
(`db/rooms.py`).
"""

# ruff: noqa: E501
'''


def sorts() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Everything that is declared, by sort and name."""
    from db.subjects.subject import SUBJECTS
    from db.tables.row import ROWS
    from db.verbs.verb import verbs
    from db.views.view import CARDS, VIEWS

    yield from {
        "verbs": verbs(), "views": VIEWS, "cards": CARDS, "tables": ROWS, "subjects": SUBJECTS,
    }.items()  # fmt: skip


def page() -> str:
    """The page as it ought to be."""
    found = {sort: dict(things) for sort, things in sorts()}
    named = {sort: {name: _room(thing) for name, thing in things.items()} for sort, things in found.items()}
    summaries = {
        sort: {
            name: thing.summary()
            for name, thing in found[sort].items()
            if not getattr(thing, "internal", False)
        }
        for sort in ("verbs", "views")
    }
    rooms = "".join(f'    "{folder}": "{" ".join(rooms_of(folder))}",\n' for folder in FOLDERS)
    sorted_out = _lines("NAMED", named) + _lines("SUMMARIES", summaries)
    return HEAD + f"\nROOMS = {{\n{rooms}}}\n" + sorted_out + f"\nCALLED = {{\n{_texts(every_label(), 4)}}}\n"


def _lines(name: str, sorts: Mapping[str, Mapping[str, str]]) -> str:
    texts = [f'    "{sort}": {{\n{_texts(values, 8)}    }},\n' for sort, values in sorts.items()]
    return f"\n{name} = {{\n{''.join(texts)}}}\n"


def _texts(texts: Mapping[str, str], indent: int) -> str:
    return "".join(f'{" " * indent}"{each}": {json.dumps(text)},\n' for each, text in sorted(texts.items()))


def _room(thing: Any) -> str:
    """A class knows its room; a thing that is none is looked up in the rooms of its sort."""
    if isinstance(thing, type):
        return thing.__module__
    rooms = [f"db.subjects.{room}" for room in rooms_of("db.subjects")]
    return next(room for room in rooms if any(thing is each for each in vars(import_module(room)).values()))


def main(arguments: list[str]) -> int:
    """`write`, or `check` whether it is what there is."""
    ought = page()
    if arguments == ["write"]:
        PAGE.write_text(ought, encoding="utf-8")
        return 0
    if PAGE.read_text("utf-8") != ought:
        print("db/index.py is not what lies in the rooms: make index writes it", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
