"""No next step at the desk is a command of a shell, where a key does it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import db.verbs  # noqa: F401 - lists the verbs
from console.present.hints import AT_THE_DESK, at_the_desk

SOURCES = Path(__file__).parents[2] / "db"
ROOMS = ("verbs", "views", "subjects")
COMMAND = re.compile(r"\bpaigong (?:show|verbs|do|views)\b")


def hints_in(file: Path) -> Iterator[str]:
    """The texts of a source that name a command; what stands alone documents and is said to nobody."""
    tree = ast.parse(file.read_text("utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in alone else None
        if isinstance(text, str) and COMMAND.search(text):
            yield text


def test_hints_of_verbs_and_views_name_no_command() -> None:
    hints = {found for room in ROOMS for file in (SOURCES / room).glob("*.py") for found in hints_in(file)}
    assert hints, "the pattern finds them"
    for hint in hints:
        assert "paigong" not in at_the_desk(hint), hint


def test_no_hint_is_kept_that_nobody_gives() -> None:
    text = "".join(file.read_text("utf-8") for file in SOURCES.rglob("*.py"))
    assert [hint for hint in AT_THE_DESK if hint not in text] == []
