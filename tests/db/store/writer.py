"""Processes that write, for tests that start many of them or kill them.

They are forked from a server that has imported everything, so that one starts within milliseconds. Every
acknowledged verb is sent through a pipe after the store answered and before the next verb is begun.
"""

import multiprocessing
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any
from uuid import UUID

import db.verbs  # noqa: F401 - lists the verbs
from db.errors import Unreachable
from db.store import Store, open_store
from db.verbs.parsing import parse_verb

PAPER = {"work": "更换主板", "signed": "signed", "signed_by": "王先生", "forms": "all"}
MARKS = dict.fromkeys(("attitude", "quality", "punctuality", "hygiene", "result"), 5)
CALLER = {"customer": "南山制衣厂", "phone": "13800000001", "fault": "主机不启动"}
Name = Callable[[], UUID]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A verb that the store answered."""

    id: str
    event: int
    number: str
    verb: str


def day(number: str) -> list[tuple[str, dict[str, Any]]]:
    """What happens to one ticket."""
    return [
        ("triage", {"ticket": number, "level": 2}),
        ("dispatch", {"ticket": number, "technician": "T001", "crew": "T002"}),
        ("pause", {"ticket": number, "reason": "part"}),
        ("undo", {"ticket": number}),
        ("step", {"ticket": number, "what": "arrived"}),
        ("step", {"ticket": number, "what": "finished"}),
        ("record", {"ticket": number, **PAPER}),
        ("survey", {"ticket": number, **MARKS}),
        ("close", {"ticket": number, "cause": "老化"}),
    ]


def act(store: Store, said: Connection, actor: str, name: Name, verb: str, fields: dict[str, Any]) -> str:
    """One verb, and word of it; gives the ticket's number."""
    answer = store.do(parse_verb(verb, fields), actor, name()).as_json()
    number = str(answer["number"])
    # Small enough for the pipe to take it whole or not at all.
    said.send(Acknowledged(answer["id"], answer["event"], number, verb))
    return number


def write_for_ever(said: Connection, url: str, actor: str, seed: int, _count: int) -> None:
    """Days of tickets without end."""
    store, name = _open(url), _names(seed)
    while True:
        number = act(store, said, actor, name, "register", CALLER)
        for verb, fields in day(number):
            act(store, said, actor, name, verb, fields)


def register(said: Connection, url: str, actor: str, seed: int, count: int) -> None:
    """So many registrations, at the word."""
    store, name = _open(url), _names(seed)
    said.send("ready")
    said.recv()
    for _ in range(count):
        request = name()
        while True:
            try:
                act(store, said, actor, lambda: request, "register", CALLER)  # noqa: B023 - called at once
                break
            except Unreachable:
                continue  # the line of writers was too long: it is said again, and is the same request
    said.close()
    store.close()


def _open(url: str) -> Store:
    return open_store(url, clock=lambda: datetime(2026, 7, 15, 1, tzinfo=UTC))


def _names(seed: int) -> Name:
    dice = random.Random(seed)
    return lambda: UUID(int=dice.getrandbits(128), version=4)


Work = Callable[[Connection, str, str, int, int], None]


class Writer:
    """A process at work, and what it said so far."""

    def __init__(self, work: Work, url: str, actor: str, seed: int, count: int = 0) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.db.store.warm"])
        self.pipe, theirs = context.Pipe()
        self.process: ForkServerProcess = context.Process(
            target=work, args=(theirs, url, actor, seed, count), daemon=True
        )
        self.process.start()
        theirs.close()

    def begin(self) -> None:
        """Wait until it is ready for the word."""
        assert self.pipe.recv() == "ready"

    def go(self) -> None:
        self.pipe.send("go")

    def said(self) -> Iterator[Acknowledged]:
        """All that it said until it ended."""
        while True:
            try:
                each = self.pipe.recv()
            except (EOFError, ConnectionResetError):
                return
            assert isinstance(each, Acknowledged)
            yield each

    def kill(self) -> None:
        """SIGKILL: nothing in the process gets a chance to tidy up."""
        assert self.process.pid is not None
        os.kill(self.process.pid, 9)

    def close(self) -> int:
        """Its exit code."""
        self.process.join(60)
        code = self.process.exitcode
        self.process.close()
        self.pipe.close()
        assert code is not None, "it never ended"
        return code
