"""Where what a view answered goes as a file: which place is refused, and how it is written (RPT-03)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from console.files.writing import ENDINGS, write
from console.words.days import days_shown
from console.words.speech import Speech
from db.causes import cause
from db.errors import BadField
from db.views.as_json import as_json
from db.views.view import View


def put_out(
    path: Path, kind: type[View[Any]], answer: Any, zone: ZoneInfo, speech: Speech, *, about: str = ""
) -> None:
    """Write what a view answered (`db.views.as_json`); `about` says on paper whom it is about."""
    # Scripts have the instant, and `by_day` beside it.
    shown = answer if path.suffix.lower() == ".json" else days_shown(answer, zone)
    write(path, kind, shown, speech, about=about)


def put_out_rows(
    path: Path,
    kind: type[View[Any]],
    pieces: Iterable[Sequence[Any]],
    zone: ZoneInfo,
    speech: Speech,
    *,
    about: str = "",
) -> int:
    """Write the rows of a list as they come, a few at a time; how many there were."""
    as_they_are = path.suffix.lower() == ".json"
    count = 0

    def rows() -> Iterator[Any]:
        nonlocal count
        for piece in pieces:
            for row in as_json(piece, zone, speech.say):
                count += 1
                yield row if as_they_are else days_shown(row, zone)

    write(path, kind, rows(), speech, about=about)
    return count


def check_place(path: Path, *, force: bool) -> None:
    """Refuse an ending that nobody knows, a folder that is not there, and a file that is."""
    if path.suffix.lower() not in ENDINGS:
        raise BadField(
            "file", "{file} has an ending that cannot be written; there are {endings}.", file=path.name,
            endings=", ".join(ENDINGS),
        )  # fmt: skip
    check_free(path, force=force)


def check_free(path: Path, *, force: bool) -> None:
    """Refuse a folder that is not there, and a file that is unless it may be overwritten."""
    try:
        if not path.parent.is_dir():
            raise BadField("file", "There is no folder {folder}.", folder=str(path.parent))
        if path.is_dir():
            raise BadField("file", "{file} is a folder.", file=str(path))
        if path.exists() and not force:
            raise BadField(
                "file", "{file} is there already.", "Name another one, or add --force.", file=str(path)
            )
    except (OSError, ValueError) as error:
        raise BadField(
            "file", "{file} cannot be written: {cause}.", file=str(path),
            cause=cause(error),
        ) from error  # fmt: skip
