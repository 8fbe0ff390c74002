"""What the driver tells the application beyond Textual's own events."""

from __future__ import annotations

from textual import events
from textual.message import Message


class KeysRead(Message):
    """Keys, and pasted text between them, that came in one piece."""

    def __init__(self, keys: tuple[events.Key | events.Paste, ...]) -> None:
        super().__init__()
        self.keys = keys


class Undecodable(Message):
    """Bytes came that are no UTF-8: the terminal is set to something else."""
