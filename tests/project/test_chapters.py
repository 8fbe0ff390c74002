"""A start does not grow with what there is: what came later is imported when it is used."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.chapters import grown
from tests.console.desk.stage import populate
from tests.databases import Databases
from tests.db.desk import template
from tests.sampling import SAMPLED

ROOMS = 4 if SAMPLED else 20
"""Whether something is imported does not hang on how much there is of it."""
ASKED = (("show", "later_2"), ("do", "later_2_2", "--help"), ("views", "--json"), ("verbs", "--json"),
         ("show", "--help"), ("do", "--help"))  # fmt: skip
RUN = """
import asyncio, contextlib, io, json, sys
from console.cli import main

place, asked = sys.argv[1], json.loads(sys.argv[2])
UNUSED = (
    "db.policy.ladders", "db.policy.products", "db.policy.calendars", "db.rules.deadlines",
    "db.rules.ordering", "db.rules.phone", "db.tables.tool", "db.views.requests", "db.views.tasks",
    "db.views.watching", "tomllib",
)
SLOW = ("alembic", "pypinyin", "phonenumbers", "psycopg")
NOT_FOR_A_COMMAND = (*SLOW, "textual", "holidays", "structlog")
OPENED_BY_KEYS = ("console.intake.panel", "console.sentence.panel", "console.register.panel", "db.imports")

def said(*arguments):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(["--db", place, "--as", "A01", *arguments])
    return code, out.getvalue()

def met(*names):
    return [name for name in list(sys.modules) if ".later_" in name or name in names]

code, _ = said("show", "counts", "--json")
told = {"counts": (code, met(*UNUSED))}
code, _ = said("show", "queue", "--json")
told["queue"] = (code, met(*NOT_FOR_A_COMMAND))

from db.tables.ticket import ItemStep, Ticket
told["tables"] = [kind.name for kind in (Ticket, ItemStep) if hasattr(vars(kind)["table"], "columns")]

from console.app import Paigong
from db.store import open_store
import console.desk.desk
told["desk"] = met(*OPENED_BY_KEYS, *SLOW)

async def painted():
    app = Paigong(open_store(f"sqlite:///{place}"), "A01")
    async with app.run_test(size=(80, 24)) as pilot:
        while not (app.screen.begun and app.screen.counts):
            await pilot.pause(0.02)
        return met()

told["painted"] = asyncio.run(painted())
told["imported"] = (said("import", "customers", f"{place}.csv", "--dry-run")[0], met())
told["later"] = [said(*arguments) for arguments in asked]
print(json.dumps(told))
"""
"""One process, from the smallest start on: each looks at what it has met before more is imported."""


def told(program: Path, place: str) -> dict[str, Any]:
    """What the program with its later chapters has met after each step, and what it says of them."""
    Path(f"{place}.csv").write_text("客户,电话,地址\n王五,13800138000,深南大道 9 号\n", encoding="utf-8")
    command = [sys.executable, "-c", RUN, place, json.dumps(ASKED)]
    done = subprocess.run(command, cwd=program, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_nothing_is_imported_that_is_not_used_and_what_came_later_is_there_when_it_is_called(
    tmp_path: Path, databases: Databases
) -> None:
    """By a command, by the desk; and it stands in every list."""
    url = databases.with_rows("desk", template(populate)).create("sqlite")
    found = told(grown(tmp_path, ROOMS), url.removeprefix("sqlite:///"))
    databases.drop(url)
    assert found["counts"] == [0, []]
    assert found["imported"] == [0, []], "its columns are"
    assert found["queue"] == [0, []]
    assert found["tables"] == ["ticket"]
    assert found["desk"] == []
    assert found["painted"] == []
    codes, texts = zip(*found["later"], strict=True)
    assert set(codes) == {0}, found
    for listed, name in zip(texts[2:4], ("later_3", "later_3_1"), strict=True):
        assert name in {each["name"] for each in json.loads(listed)}
    assert "later_3" in texts[4]
    assert "later_3_4" in texts[5]
