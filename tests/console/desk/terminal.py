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


class Terminal:
    """Reads whatever the process writes, unless frozen; `written` keeps every byte."""

    def __init__(
        self, command: Sequence[str], size: tuple[int, int], before: Callable[[], None] | None = None
    ) -> None:
        self.master, self.slave = pty.openpty()
        self.written = bytearray()
        self.frozen = False
        self._sizes: list[tuple[int, int, int]] = []
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
        written = bytes(self.written)
        screen = pyte.Screen(self._sizes[0][2], self._sizes[0][1])
        stream = pyte.ByteStream(screen)
        ends = [*(start for start, _lines, _columns in self._sizes[1:]), len(written)]
        for (start, lines, columns), end in zip(self._sizes, ends, strict=True):
            screen.resize(lines, columns)
            # private modes in a form that pyte does not know would be drawn as text
            stream.feed(re.sub(rb"\x1b\[[<>=][0-9;]*[a-z]", b"", written[start:end]))
        return list(screen.display)

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
