"""The walk for newcomers on the page of the house is walked as it stands there, in a copy of the tree."""

import difflib
import gc
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from console.build import catalogue, keydoc
from tests.console.desk.stage import populate
from tests.databases import Databases
from tests.db.desk import template

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("console", "db", "widgets", "tests", "docs", "pyproject.toml", "README.md", "README.zh.md")
NEW = ("db/verbs/grading.py", "tests/console/desk/test_grading.py")
CHANGED = {
    "db/views/customers.py": (
        ('    open_tickets: Annotated[list[column.Ticket], Called("Open tickets")]\n',
         "    contract: column.Contract | None\n"),
        ("            tickets.get(customer.id, []),\n", "            customer.contract,\n"),
    ),
    "console/keys/list.py": (
        ('    Key("drafts", ("N",)', '    verb_key("grade_customer", "R"),\n'),
    ),
}  # fmt: skip
"""Where a line goes: behind the first, or before it where it is no whole line."""
CHINESE = {
    "grade a customer": "客户定级",
    "Say how much a customer matters, until when, and why.": "定客户的重要程度、到何时为止,以及原因。",
    "To be reviewed on": "复核日期",
    "{customer} has this grade already.": "{customer} 已是这个级别。",
}
TRIED = (NEW[1], "tests/console/test_words.py", "tests/db/verbs/test_declared.py")
MOST_FILES, MOST_LINES = 6, 120


class Row(NamedTuple):
    """A line of the page's table."""

    file: str
    lines: str


def walk() -> tuple[list[Row], list[str]]:
    """The table and the blocks of code."""
    page = (ROOT / "docs/house.md").read_text("utf-8")
    part = page.partition("## A walk for newcomers")[2].partition("\n## ")[0]
    rows = [Row(*found) for found in re.findall(r"^\| `([^`]+)` \| ([+\- \d]+) \|", part, re.MULTILINE)]
    return rows, re.findall(r"^```python\n(.*?)^```", part, re.MULTILINE | re.DOTALL)


def made_and_tried() -> None:
    """In the copy: write what is drawn from the declarations, then try what was walked, in one process."""
    gc.disable()  # a million nodes of syntax trees, and no garbage among them
    assert catalogue.main(["update"]) == 0
    texts = ROOT / "console/locale/zh_CN/LC_MESSAGES/paigong.po"
    text = texts.read_text("utf-8")
    for english, chinese in CHINESE.items():
        empty = f'msgid "{english}"\nmsgstr ""\n'
        assert empty in text, english
        text = text.replace(empty, empty.replace('msgstr ""', f'msgstr "{chinese}"'))
    texts.write_text(text, "utf-8")
    assert catalogue.main(["compile"]) == 0
    assert keydoc.main(["write"]) == 0
    chosen = ("-k", "grading or grade_customer or customers")
    sys.exit(pytest.main(["-v", "-p", "no:cacheprovider", *chosen, *TRIED], plugins=[Founded()]))


class Founded:
    """Nothing is migrated and founded once more: the walk adds no table, this run's templates do."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        folder = Path(os.environ["PAIGONG_TEST_FOLDER"])
        for file in os.environ["WALKED_FROM"].split(os.pathsep):
            shutil.copy(file, folder)


def walked(tree: Path, templates: list[Path]) -> str:
    """Walk the walk in a copy of the tree; what its tests said."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("golden"))
        else:
            shutil.copy(source, tree / name)
    for name, text in zip(NEW, walk()[1], strict=True):
        (tree / name).write_text(text, "utf-8")
    for name, lines in CHANGED.items():
        text = (tree / name).read_text("utf-8")
        for place, line in lines:
            assert text.count(place) == 1, (name, place)
            text = text.replace(place, place + line if place.endswith("\n") else line + place)
        (tree / name).write_text(text, "utf-8")
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": ""}
    environment["WALKED_FROM"] = os.pathsep.join(map(str, templates))
    command = [sys.executable, "-c", f"from {__name__} import made_and_tried; made_and_tried()"]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _lines(path: Path) -> list[str]:
    """What people write; where a text of a catalogue stands nobody does."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return [line for line in lines if path.suffix != ".po" or not line.startswith("#")]


def changed(tree: Path) -> dict[str, tuple[int, int]]:
    """The files that differ, with the lines that came and those that went."""
    found = {}
    for path in (path for name in COPIED for path in (tree / name).rglob("*")):
        name = path.relative_to(tree).as_posix()
        if path.suffix not in (".py", ".po", ".md", ".toml") or "__pycache__" in name:
            continue
        if (ROOT / name).is_file() and path.read_bytes() == (ROOT / name).read_bytes():
            continue
        before, after = _lines(ROOT / name), _lines(path)
        if before != after:
            lines = [line[0] for line in difflib.unified_diff(before, after, n=0, lineterm="")][2:]
            found[name] = (lines.count("+"), lines.count("-"))
    return found


def test_what_is_changed_by_a_line_stands_on_the_page() -> None:
    page = (ROOT / "docs/house.md").read_text("utf-8").replace("\\|", "|")
    assert all(line.strip() in page for lines in CHANGED.values() for _place, line in lines)


def test_the_page_says_which_files_and_lines_and_then_the_key_works_and_what_is_drawn_takes_the_verb(
    tmp_path: Path, databases: Databases
) -> None:
    branch = databases.with_rows("desk", template(populate))
    told = walked(tmp_path, [databases.sqlite_template(), branch.sqlite_template()])
    _as_the_page_says(changed(tmp_path))
    for name in TRIED:
        assert re.search(rf"{re.escape(name)}::.* PASSED", told), told


def _as_the_page_says(found: dict[str, tuple[int, int]]) -> None:
    """In its table and in its sentence; and no more than a newcomer should have to write."""
    written = {name: f"+{came} -{went}" if went else f"+{came}" for name, (came, went) in found.items()}
    assert {row.file: row.lines for row in walk()[0]} == written
    came, went = (sum(column) for column in zip(*found.values(), strict=True))
    page = (ROOT / "docs/house.md").read_text("utf-8")
    assert f"{len(found)} files, {came} lines in and\n{went} out" in page
    assert len(found) <= MOST_FILES
    assert came + went <= MOST_LINES
