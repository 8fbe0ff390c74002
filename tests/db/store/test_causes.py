"""Nobody reads the English of a library, a driver or a system: sentences of our own stand in its place."""

import ast
import errno
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from db.causes import cause

ROOT = Path(__file__).parents[3]


def _raised(act: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever a library raises
        act()
    assert isinstance(caught.value, Exception)
    return caught.value


FOREIGN: list[tuple[Callable[[], object], str]] = [
    (lambda: json.loads('{"a" 1}'), "line 1, column 6 makes no sense"),
    (lambda: tomllib.loads("a = 1\nb = = 2"), "line 2, column 5 makes no sense"),
    (lambda: tomllib.loads("[a"), "what stands at its end makes no sense"),
    (lambda: b"\xff".decode(), "its characters are not UTF-8"),
    (lambda: int("x"), "it is not what it should be (ValueError)"),
    (lambda: dict[str, int]()["x"], "it is not what it should be (KeyError)"),
    (lambda: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")), "the disk is full"),
    (lambda: (_ for _ in ()).throw(OSError(errno.EPROTO, "Protocol error")), "the system reports EPROTO"),
    (lambda: (_ for _ in ()).throw(OSError("odd words")), "the system reports OSError"),
]


@pytest.mark.parametrize(("act", "said"), FOREIGN)
def test_a_foreign_error_is_told_in_a_sentence_of_our_own(act: Callable[[], object], said: str) -> None:
    error = _raised(act)
    assert str(cause(error)) == said
    assert str(error) not in said


def test_nowhere_do_the_words_of_an_error_reach_a_person() -> None:
    """No value of a sentence is `str(error)` of what an `except` caught: that is a library's English."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in ("console", "db")
        for path in sorted((ROOT / package).rglob("*.py"))
        if re.search(r"except\s[^:]+\sas\s\w+:", text := path.read_text("utf-8"))
        for handler in ast.walk(ast.parse(text))
        if isinstance(handler, ast.ExceptHandler) and handler.name
        for node in _values(handler)
        if _says(node, handler.name)
    ]
    assert found == [], found


def _values(handler: ast.ExceptHandler) -> list[ast.expr]:
    """What stands for a name in a sentence: keyword arguments, and values of a dictionary."""
    nodes = list(ast.walk(handler))
    keywords = [each.value for node in nodes if isinstance(node, ast.Call) for each in node.keywords]
    return keywords + [value for node in nodes if isinstance(node, ast.Dict) for value in node.values]


def _says(node: ast.expr, error: str) -> bool:
    """Whether it is the text of the error or a part of it."""
    if isinstance(node, ast.Subscript):
        return _says(node.value, error)
    if isinstance(node, ast.BoolOp):
        return any(_says(each, error) for each in node.values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _is(node.func.value, error)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in ("str", "repr") and any(_is(each, error) for each in node.args)
    return isinstance(node, ast.Attribute) and node.attr in WORDS and _is(node.value, error)


WORDS = ("args", "msg", "strerror", "orig", "reason")


def _is(node: ast.expr, error: str) -> bool:
    return isinstance(node, ast.Name) and node.id == error
