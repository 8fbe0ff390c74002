"""Running `paigong` within the test's own process: arguments in, exit code and texts out."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

from sqlalchemy import text

from console.cli import main
from db.engine import make_engine, transaction
from db.tables.event import FACT

ROOT = Path(__file__).resolve().parents[2]
MORNING = "2026-07-15T09:00:00+08:00"


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rule(self) -> str:
        return str(self.json["error"]["rule"])


def paigong(*arguments: str, stdin: str = "") -> Ran:
    """One command."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True) for _ in range(2))
    typed = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "stdin", typed):
        code = main(arguments)
    texts = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]
    return Ran(code, *texts)


class Branch:
    """A demo store, which allows --at, and its commands."""

    def __init__(self, url: str) -> None:
        self.url = url
        made = paigong("--db", url, "init", "--admin", "陈主任", "--login", "nobody-of-that-name")
        assert made.code == 0, made
        engine = make_engine(url)
        with transaction(engine, writing=True) as connection:
            table = FACT
            connection.execute(table.delete())
            connection.execute(table.insert(), [{"name": "kind", "value": "demo"}])
        engine.dispose()

    @classmethod
    def at(cls, place: Path) -> Self:
        """The store that is in that file already."""
        return cls.on(f"sqlite:///{place}")

    @classmethod
    def on(cls, url: str) -> Self:
        """The store that is there already."""
        branch = cls.__new__(cls)
        branch.url = url
        return branch

    def run(self, *arguments: str, at: str | None = MORNING, who: str = "A01", stdin: str = "") -> Ran:
        """A command with all global options."""
        when = () if at is None else ("--at", at)
        return paigong("--db", self.url, "--as", who, "--lang", "en", *when, *arguments, stdin=stdin)

    def do(self, verb: str, *fields: str, at: str | None = MORNING, who: str = "A01", stdin: str = "") -> Ran:
        """A verb with --json."""
        return self.run("do", verb, *fields, "--json", at=at, who=who, stdin=stdin)

    def done(self, verb: str, *fields: str, at: str | None = MORNING, who: str = "A01") -> Any:
        """A verb that succeeds; its answer."""
        ran = self.do(verb, *fields, at=at, who=who)
        assert ran.code == 0, ran
        return ran.json

    def show(self, *arguments: str, at: str | None = MORNING) -> Any:
        """A view's answer."""
        ran = self.run("show", *arguments, "--json", at=at)
        assert ran.code == 0, ran
        return ran.json

    def hire(self, no: str, name: str, role: str = "technician") -> None:
        """A person who is on duty all day."""
        self.done("add_staff", "--staff", no, "--label", name, "--roles", role)
        day = "2026-07-15T00:00:00+08:00", "2026-07-19T00:00:00+08:00"
        self.done("set_duty", "--staff", no, "--kind", "duty", "--begins-at", day[0], "--ends-at", day[1])

    def ticket(self, *fields: str, at: str = MORNING) -> str:
        """The number of a new ticket."""
        given = ("--customer", "王五", "--phone", "13800138000", "--fault", "机器不启动", *fields)
        return str(self.done("register", *given, at=at)["number"])


def made_live(branch: Branch) -> Branch:
    """The demo store as one of every day, which takes no --at."""
    execute(branch.url, "UPDATE store_fact SET value = 'live' WHERE name = 'kind'")
    return branch


def process(*arguments: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "console.cli", *arguments],
        cwd=ROOT, env={**os.environ, **environ}, capture_output=True, check=False,
    )  # fmt: skip


def execute(url: str, statement: str) -> None:
    engine = make_engine(url)
    with transaction(engine, writing=True) as connection:
        connection.execute(text(statement))
    engine.dispose()
