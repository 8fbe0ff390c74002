"""A start does not grow with what there is: what came later is imported when it is used."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.chapters import grown
from tests.console.running import MORNING

COUNTS = """
import sys
from console.cli import main
code = main(sys.argv[1:])
OTHERS = (
    "db.policy.ladders", "db.policy.products", "db.policy.calendars", "db.rules.deadlines",
    "db.rules.ordering", "db.rules.phone", "db.tables.tool", "db.views.requests", "db.views.tasks",
    "db.views.watching",
)
met = [name for name in list(sys.modules) if ".later_" in name or name in OTHERS]
from db.tables.ticket import ItemStep, Ticket
made = [kind.name for kind in (Ticket, ItemStep) if hasattr(vars(kind)["table"], "columns")]
sys.exit(f"{code} {met} {made}" if code or met or made != ["ticket"] else 0)
"""
SAID = """
import contextlib, io, json, sys
from console.cli import main
said = []
for arguments in json.loads(sys.argv[1]):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(arguments)
    said.append((code, out.getvalue()))
print(json.dumps(said))
"""
PAINTED = """
import asyncio, sys
from console.app import Paigong
from db.store import open_store

OPENED_BY_KEYS = ("console.intake.panel", "console.sentence.panel", "console.register.panel", "db.imports")
early = [name for name in OPENED_BY_KEYS if name in sys.modules]

async def painted():
    app = Paigong(open_store(sys.argv[1]), "A01")
    async with app.run_test(size=(80, 24)) as pilot:
        while not (app.screen.begun and app.screen.counts):
            await pilot.pause(0.02)
        return [name for name in list(sys.modules) if ".later_" in name]

met = [*early, *asyncio.run(painted())]
sys.exit(str(met) if met else 0)
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with its later chapters."""
    return grown(tmp_path_factory.mktemp("grown"))


@pytest.fixture(scope="module")
def place(program: Path) -> str:
    place = str(program / "branch.db")
    ran(
        program, "-m", "console.cli", "--db", place, "demo", "--tickets", "5", "--staff", "3", "--at", MORNING
    )
    return place


def ran(program: Path, *command: str) -> str:
    """What the program prints, run where it lies."""
    done = subprocess.run([sys.executable, *command], cwd=program, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_neither_a_command_nor_the_desk_imports_what_it_does_not_use(program: Path, place: str) -> None:
    ran(program, "-c", COUNTS, "--db", place, "show", "counts", "--json")
    ran(program, "-c", PAINTED, f"sqlite:///{place}")


def test_what_came_later_is_there_when_it_is_called_and_stands_in_every_list(
    program: Path, place: str
) -> None:
    asked = (("show", "later_7"), ("do", "later_7_2", "--help"), ("views", "--json"), ("verbs", "--json"),
             ("show", "--help"), ("do", "--help"))  # fmt: skip
    said = ran(program, "-c", SAID, json.dumps([("--db", place, *each) for each in asked]))
    codes, texts = zip(*json.loads(said), strict=True)
    assert set(codes) == {0}, said
    for listed, name in zip(texts[2:4], ("later_3", "later_3_1"), strict=True):
        assert name in {each["name"] for each in json.loads(listed)}
    assert "later_19" in texts[4]
    assert "later_19_4" in texts[5]
