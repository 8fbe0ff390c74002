"""What the global options and the surroundings say: which store, who acts, which language, what time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from console.words.i18n import LANGUAGES, UnknownLanguage, choose_language

if TYPE_CHECKING:
    from db.errors import BadField

NAME = "paigong"


@dataclass(frozen=True, slots=True)
class Settings:
    """`at` is None unless --at was given; `staff` is None where nobody was named. `url` names a database."""

    url: str
    staff: str | None = None
    at: datetime | None = None
    language: str = "zh_CN"


def data_folder() -> Path:
    """Where a store lies when nobody says another place."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False)


def state_folder() -> Path:
    """Where the program keeps its own log."""
    from platformdirs import user_state_path

    return user_state_path(NAME, appauthor=False)


def settings_file(environ: Mapping[str, str]) -> Path:
    """Where addresses and secrets of channels stand: PAIGONG_SETTINGS, else a file in the user's settings."""
    from platformdirs import user_config_path

    asked = environ.get("PAIGONG_SETTINGS")
    return Path(asked).expanduser() if asked else user_config_path(NAME, appauthor=False) / "settings.toml"


def store_url(asked: str | None, environ: Mapping[str, str]) -> str:
    """--db, else PAIGONG_DB, else the SQLite file in the user's data folder; a plain path is one too."""
    place = asked or environ.get("PAIGONG_DB") or str(data_folder() / "paigong.db")
    if "://" in place:
        return place
    if "?" in place:
        # In a URL it begins the options of a connection: another file would be opened.
        from db.errors import BadField

        raise BadField("db", "The path of a store cannot hold a question mark: {path}", path=place[:200])
    return f"sqlite:///{Path(place).expanduser().absolute()}"


def staff_number(asked: str | None, environ: Mapping[str, str]) -> str | None:
    """--as, else PAIGONG_AS; empty means unset."""
    from db.rules.text import strip_controls

    named = strip_controls(asked or environ.get("PAIGONG_AS") or "").strip()
    return named or None


def language_of(asked: str | None, environ: Mapping[str, str]) -> str:
    """--lang, else what the surroundings say; raises BadField for a language that there is not."""
    try:
        return choose_language(asked, environ)
    except UnknownLanguage as unknown:
        raise unknown_language(str(unknown)) from unknown


def unknown_language(name: str) -> BadField:
    """What is said to a language that there is not."""
    from db.errors import BadField

    return BadField(
        "lang",
        "There is no language “{name}”; there are {languages}.",
        name=name,
        languages=", ".join(LANGUAGES),
    )


def instant(text: str) -> datetime:
    """The instant that --at names, UTC; raises BadField where it cannot be read or lacks its offset."""
    from pydantic import BaseModel

    from db.verbs.fields import Instant
    from db.verbs.parsing import parse

    class At(BaseModel):
        at: Instant

    return parse(At, {"at": text}).at
