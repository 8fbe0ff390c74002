"""From a key to the last byte of what it paints, on a real terminal of 120 columns by 40 lines."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.measure import Compared, in_turn

ROUNDS = 60
COLUMNS, LINES = 120, 40
QUIET = 0.06
"""Seconds without a byte after which a screen counts as painted."""
PEER = "Textual's DataTable"


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, command: Sequence[str]) -> None:
        self.process, self.line = pty.fork()
        if self.process == 0:
            os.environ.update(TERM="xterm-256color", LANG="C.UTF-8", PAIGONG_LANG="zh_CN")
            os.execvp(command[0], list(command))
        fcntl.ioctl(self.line, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))

    def settle(self, first: float = 10.0, quiet: float = QUIET) -> tuple[float, int]:
        """Read until nothing comes any more: the moment of the last byte, and how many there were."""
        last, size, wait = time.monotonic(), 0, first
        while select.select([self.line], [], [], wait)[0]:
            try:
                read = os.read(self.line, 65536)
            except OSError:  # the program has ended
                break
            last, size, wait = time.monotonic(), size + len(read), quiet
        return last, size

    def press(self, key: str) -> tuple[float, int]:
        """Milliseconds and bytes of a key's answer."""
        begun = time.monotonic()
        os.write(self.line, key.encode())
        last, size = self.settle(first=1.0)
        return (last - begun) * 1000, size

    def close(self) -> None:
        os.kill(self.process, 9)
        os.waitpid(self.process, 0)
        os.close(self.line)


def compare(store: Path) -> Iterator[Compared]:
    """The cursor one line down and up again, in milliseconds and in bytes."""
    desk = Terminal([sys.executable, "-m", "console.cli", "--db", str(store), "--as", "A01"])
    table = Terminal([sys.executable, "-m", "bench.peers.table"])
    try:
        for each in (desk, table):
            each.settle(quiet=2.0)
        for place, unit in ((0, "ms"), (1, "bytes")):
            keys = {each: iter("jk" * (ROUNDS + 1)) for each in (desk, table)}

            def sample(
                each: Terminal, place: int = place, keys: dict[Terminal, Iterator[str]] = keys
            ) -> float:
                return each.press(next(keys[each]))[place]

            yield in_turn(
                f"a key to its paint, {unit}", lambda: sample(desk), PEER, lambda: sample(table),
                rounds=ROUNDS, unit=unit,
            )  # fmt: skip
    finally:
        desk.close()
        table.close()
