"""How the desk looks and listens for one person: `settings.toml` in the folder for settings, or the
surroundings.

A line such as `bar = "marker"` in the file, or PAIGONG_BAR=marker, which goes before it. What cannot be
read is reported when the desk opens and stays at its default.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import TomlConfigSettingsSource as TomlSource

from console.settings import NAME
from console.words.i18n import N_, translate
from console.words.speech import Speech
from db.causes import cause

FILE_NAME = "settings.toml"
EXAMPLES = {"bar": "full, marker", "mouse": "true, false"}
"""What may stand there."""


class Looks(BaseSettings):
    """`bar`: the row under the cursor is filled, or only marked in the first column, which sends a third of
    the bytes; by itself it is marked where the desk is reached over SSH. `mouse`: clicks and the wheel act,
    and text can then be selected only with the shift key held."""

    model_config = SettingsConfigDict(env_prefix="PAIGONG_", env_ignore_empty=True, extra="ignore")

    bar: Literal["auto", "full", "marker"] = "auto"
    mouse: bool = False

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlSource(settings_cls, settings_file())

    def marker_only(self, environ: Mapping[str, str] = os.environ) -> bool:
        """Whether the row under the cursor is only marked."""
        return self.bar == "marker" or (self.bar == "auto" and "SSH_CONNECTION" in environ)


@dataclass(frozen=True, slots=True)
class Read:
    """The settings, and what the message line says about those that could not be read."""

    looks: Looks
    fault: str = ""


def settings_file() -> Path:
    """Where a person's settings are kept."""
    from platformdirs import user_config_path

    return user_config_path(NAME, appauthor=False) / FILE_NAME


def read() -> Read:
    """The settings in force."""
    try:
        return Read(Looks())
    except ValidationError as error:
        wrong = {str(each["loc"][0]) for each in error.errors()}
        first = min(wrong)
        fault = translate(N_("{name}: there is only {choices}."), name=first, choices=EXAMPLES.get(first, ""))
        defaults = {name: Looks.model_fields[name].default for name in wrong}
        return Read(Looks(**defaults), translate("{file}: {fault}", file=FILE_NAME, fault=fault))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fault = Speech().fill(N_("It cannot be read: {cause}."), {"cause": cause(error)})
        return Read(Looks.model_construct(), translate("{file}: {fault}", file=FILE_NAME, fault=fault))
