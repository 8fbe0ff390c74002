"""Textual's driver with our own ears: see `lexer`. Keys of one read are handed over together."""

from __future__ import annotations

import os
import selectors
from collections.abc import Iterable, Iterator
from itertools import groupby
from time import monotonic, sleep

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from console.terminal.events import KeysRead, Undecodable
from console.terminal.lexer import Lexer
from widgets.cells import printable

READ_BYTES = 65_536
LOOK_SECONDS = 0.05
FOCUS_REPORTS = ("\x1b[?1004h", "\x1b[?1004l")
"""Whether the window is in front changes nothing on the desk, and would be told at every change of it."""


SAVE_TITLE, RESTORE_TITLE = "\x1b[22;2t", "\x1b[23;2t"
WITHOUT_TITLE = ("linux", "dumb", "")
"""What `TERM` says where there is no window to have one."""


class TerminalDriver(LinuxDriver):
    """Never ends because of what the terminal sends."""

    _titled = False

    def write(self, data: str) -> None:
        if data not in FOCUS_REPORTS:
            super().write(data)

    def tell_title(self, text: str) -> None:
        """Give the window a title; the one that it had comes back when the desk leaves the terminal.

        A terminal that knows no titles swallows it; one without windows is not asked.
        """
        if os.environ.get("TERM", "") in WITHOUT_TITLE:
            return
        if not self._titled:
            self._titled = True
            self.write(SAVE_TITLE)
        self.write(f"\x1b]2;{printable(text)}\x07")
        self.flush()

    def stop_application_mode(self) -> None:
        if self._titled:
            self._titled = False
            self.write(RESTORE_TITLE)
        super().stop_application_mode()

    def run_input_thread(self) -> None:
        """Read until the application ends."""
        lexer, told = Lexer(), 0
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(LOOK_SECONDS):
                    data = self._bytes()
                    if not data:
                        sleep(LOOK_SECONDS)  # the terminal is gone; whoever watches for that ends the desk
                    self._hand_over(lexer.feed(data, monotonic()))
                if lexer.waits:
                    self._hand_over(lexer.tick(monotonic()))
                if lexer.undecodable > told:
                    told = lexer.undecodable
                    self.process_message(Undecodable())

    def _bytes(self) -> bytes:
        try:
            return os.read(self.fileno, READ_BYTES)
        except OSError:
            return b""

    def _hand_over(self, found: Iterable[Message]) -> None:
        for is_key, group in groupby(found, lambda each: isinstance(each, events.Key | events.Paste)):
            for message in [KeysRead(tuple(_keys(group)))] if is_key else group:
                self.process_message(message)


def _keys(found: Iterable[Message]) -> Iterator[events.Key | events.Paste]:
    return (each for each in found if isinstance(each, events.Key | events.Paste))
