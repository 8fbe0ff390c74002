"""One memory of parsed style sheets for all applications of a test process: each would parse them again."""

from functools import cache
from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation


@cache
def share_parsed() -> None:
    """From now on every application that this process makes uses one memory."""
    parsed: dict[Any, list[RuleSet]] = {}
    inner = Stylesheet._parse_rules

    def sharing(sheet: Stylesheet, css: str, read_from: CSSLocation, **said: Any) -> list[RuleSet]:
        key = (css, read_from, *sorted(said.items()), frozenset(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = inner(sheet, css, read_from, **said)
        return parsed[key]

    Stylesheet._parse_rules = sharing  # type: ignore[method-assign, assignment]  # its own memory ends with it
