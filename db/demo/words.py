"""The words of the demonstration branch: names, products, faults, what people say."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words() -> dict[str, Any]:
    """The content of `words.toml`."""
    return tomllib.loads((files("db.demo") / "words.toml").read_text("utf-8"))
