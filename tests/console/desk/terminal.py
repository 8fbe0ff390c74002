"""The real `paigong` in a real pseudo-terminal, which answers no queries and may hang up or freeze."""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyte

from tests.console.running import ROOT

COMMAND = (sys.executable, "-m", "console.cli")


UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;]*[a-z]")
"""Private modes in a form that pyte does not know: they would be drawn as text."""
BEGUN = re.compile(rb"\x1b(\[([<>=][0-9;]*)?)?\Z")
"""What may become one of them with the next bytes."""


class Shown:
    """What stands on a terminal; asked again it looks at nothing but what was written since."""

    def __init__(self) -> None:
        self._screen: pyte.Screen | None = None
        self._stream: pyte.ByteStream | None = None
        self._sizes = self._read = 0
        self._lines: list[str] = []

    def after(self, written: bytes, sizes: Sequence[tuple[int, int, int]]) -> list[str]:
        """Its lines. `sizes` are those that it had: from which byte on, how many lines and columns."""
        if self._screen is None or self._stream is None:
            self._screen = pyte.Screen(sizes[0][2], sizes[0][1])
            self._stream = pyte.ByteStream(self._screen)
        if (self._sizes, self._read) == (len(sizes), len(written)):
            return list(self._lines)
        for start, lines, columns in sizes[self._sizes :]:
            self._feed(written[self._read : start])
            self._screen.resize(lines, columns)
        self._sizes = len(sizes)
        self._feed(written[self._read :])
        self._lines = list(self._screen.display)
        return list(self._lines)

    def _feed(self, new: bytes) -> None:
        assert self._stream is not None
        begun = BEGUN.search(new)
        whole = new[: begun.start()] if begun else new
        self._read += len(whole)
        self._stream.feed(UNKNOWN.sub(b"", whole))


class Terminal:
    """Reads whatever the process writes, unless frozen; `written` keeps every byte."""

    def __init__(
        self, command: Sequence[str], size: tuple[int, int], before: Callable[[], None] | None = None
    ) -> None:
        self.master, self.slave = pty.openpty()
        self.written = bytearray()
        self.frozen = False
        self._sizes: list[tuple[int, int, int]] = []
        self._shown = Shown()
        self.resize(*size)
        self.settings = termios.tcgetattr(self.slave)

        def own_session() -> None:
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            if before is not None:
                before()

        # a size in the surroundings would be believed instead of the terminal's own
        around = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        self.process = subprocess.Popen(
            command, stdin=self.slave, stdout=self.slave, stderr=self.slave, cwd=ROOT, env=around,
            preexec_fn=own_session,
        )  # fmt: skip
        self._stop = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        import select

        while not self._stop.is_set():
            if self.frozen or not select.select([self.master], [], [], 0.05)[0]:
                self._stop.wait(0.02 if self.frozen else 0)
                continue
            try:
                self.written += os.read(self.master, 65536)
            except OSError:
                return

    def resize(self, columns: int, lines: int) -> None:
        """Another size, as a window manager would tell it."""
        self._sizes.append((len(self.written), lines, columns))
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        if hasattr(self, "process"):
            self.process.send_signal(signal.SIGWINCH)

    def type(self, text: str) -> None:
        """Keys as bytes."""
        self.send(text.encode())

    def send(self, data: bytes) -> None:
        """Whatever a terminal may send, in one piece."""
        os.write(self.master, data)

    @property
    def lines(self) -> list[str]:
        """What a terminal shows that was of these sizes, one after the other."""
        return self._shown.after(bytes(self.written), self._sizes)

    @property
    def text(self) -> str:
        """The same as one text; wide characters take one place."""
        return "\n".join(self.lines)

    def until(self, condition: Callable[[], Any], seconds: float = 20) -> None:
        """Wait for what the process writes."""
        until = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < until, f"not within the time:\n{self.text}"
            assert self.process.poll() is None or condition(), f"ended:\n{self.text}"
            time.sleep(0.05)

    def until_still(self, seconds: float = 0.6) -> None:
        """Wait until nothing has been written for so long."""
        length, since = len(self.written), time.monotonic()
        while time.monotonic() - since < seconds:
            time.sleep(0.03)
            if length != len(self.written):
                length, since = len(self.written), time.monotonic()

    def ended_within(self, seconds: float) -> int:
        """The exit code; raises when the process still runs then."""
        return self.process.wait(seconds)

    def hang_up(self) -> None:
        """Close the terminal, as a lost line does."""
        self._stop.set()
        self._reader.join()
        os.close(self.slave)
        os.close(self.master)
        self.slave = self.master = -1

    def close(self) -> None:
        """End what is left."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.master >= 0:
            self.hang_up()


@contextmanager
def terminal(
    *arguments: str,
    size: tuple[int, int] = (80, 24),
    before: Callable[[], None] | None = None,
    command: Sequence[str] = COMMAND,
) -> Iterator[Terminal]:
    """`paigong` with these arguments."""
    opened = Terminal([*command, *arguments], size, before)
    try:
        yield opened
    finally:
        opened.close()
