"""Lines of a record as they are given: a text, or a list of texts, that can be read so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import AfterValidator, BeforeValidator

from db.rules.text import LONG_LIMIT, clean


def lines(read: Callable[[str], object]) -> tuple[Any, ...]:
    """A text of lines, or a list of them, that can be read so."""

    def given(value: Any) -> Any:
        if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
            value = "\n".join(value)
        return clean(value, LONG_LIMIT, multiline=True, empty=True) if isinstance(value, str) else value

    def checked(value: str) -> str:
        read(value)
        return value

    return BeforeValidator(given), AfterValidator(checked)
