"""Make the store of an earlier program that closed a month: `python -m tests.golden.months`.

Like `make`, with the program of another day in PYTHONPATH, and never again for the same revision. Its folder
holds what that program said of the month: `rows` as they were closed, `then` every figure of that position.
"""

from __future__ import annotations

import json
import lzma
import os
import sqlite3
from typing import Any

from tests.databases import Databases, make_run_folder, remove_run_folder
from tests.golden import FILES, FOLDER
from tests.golden.make import Program, dumped

MONTHS = "months"
DEMO = (
    "--tickets",
    "12",
    "--closed",
    "40",
    "--staff",
    "4",
    "--seed",
    "2",
    "--at",
    "2026-07-15T09:00:00+08:00",
)
JUNE = "2026-06"
LATER = "10:30"


def told_by(program: Program) -> dict[str, Any]:
    """What it says of the month that it closes, and of one event after it that restates it."""
    position = program.do("close_month", who="M01", at="10:00", month=JUNE)["position"]
    shown = json.loads(
        program.run("show", "tickets", "--month", JUNE, "--view", "open", "--json", at="10:01")
    )
    for ticket in shown[:1]:
        program.do("cancel", who="D01", at="10:02", ticket=ticket["number"], reason="duplicate")
    as_of = ("--as-of", str(position), "--json")
    return {
        "month": JUNE,
        "position": position,
        "rows": json.loads(program.run("show", "closed_month", JUNE, "--json", at=LATER)),
        "then": json.loads(program.run("show", "figures", "--of", JUNE, *as_of, at=LATER)),
        "by_person": json.loads(
            program.run("show", "figures", "--of", JUNE, "--by", "person", *as_of, at=LATER)
        ),
    }


def main() -> None:
    run_folder = make_run_folder()
    os.environ["PAIGONG_TEST_FOLDER"] = str(run_folder)
    databases = Databases(run_folder, "golden", lambda _url: None)
    place = run_folder / "golden.db"
    urls = {"sqlite": f"sqlite:///{place}", "postgresql": databases.create("postgresql", migrated=False)}
    told: dict[str, Any] = {}
    for kind, url in urls.items():
        program = Program(url)
        program.run("demo", *DEMO)
        told[kind] = told_by(program)
    assert told["sqlite"] == told["postgresql"]
    with sqlite3.connect(place) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    folder = FOLDER / MONTHS / str(revision)
    folder.mkdir(parents=True)
    (folder / "told.json").write_text(json.dumps(told["sqlite"], ensure_ascii=False) + "\n", "utf-8")
    (folder / FILES["sqlite"]).write_bytes(lzma.compress(place.read_bytes(), preset=9))
    (folder / FILES["postgresql"]).write_bytes(lzma.compress(dumped(urls["postgresql"]), preset=9))
    databases.drop(urls["postgresql"])
    databases.close()
    remove_run_folder(run_folder)


if __name__ == "__main__":
    main()
