"""A start does not grow with what there is: what came later is imported when it is used."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.chapters import grown
from tests.console.running import MORNING

COUNTS = """
import sys
from console.cli import main
code = main(sys.argv[1:])
met = [name for name in sys.modules if ".later_" in name]
sys.exit(f"{code} {met}" if code or met else 0)
"""
PAINTED = """
import asyncio, sys
from console.app import Paigong
from db.store import open_store

async def painted():
    app = Paigong(open_store(sys.argv[1]), "A01")
    async with app.run_test(size=(80, 24)) as pilot:
        while not (app.screen.begun and app.screen.counts):
            await pilot.pause(0.02)
        return [name for name in sys.modules if ".later_" in name]

met = asyncio.run(painted())
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


@pytest.mark.parametrize("command", [("show", "later_7"), ("do", "later_7_2", "--help")])
def test_what_came_later_is_there_when_it_is_called(
    program: Path, place: str, command: Sequence[str]
) -> None:
    ran(program, "-m", "console.cli", "--db", place, *command)


def test_what_came_later_stands_in_every_list(program: Path, place: str) -> None:
    for listing, name in (("views", "later_3"), ("verbs", "later_3_1")):
        listed = json.loads(ran(program, "-m", "console.cli", "--db", place, listing, "--json"))
        assert name in {each["name"] for each in listed}
    assert "later_19" in ran(program, "-m", "console.cli", "show", "--help")
    assert "later_19_4" in ran(program, "-m", "console.cli", "do", "--help")
