"""Bytes of a terminal as keys and pasted text.

Nothing that arrives is ever an error. Bytes that are no UTF-8 are dropped and told; a sequence that nobody
knows (an old mouse report, the answer to a query) is dropped whole instead of acting as the keys that its
letters would be; Esc and a key that came in one packet are Esc, then the key.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.message import Message

ESC = "\x1b"
PASTE, PASTE_END = f"{ESC}[200~", f"{ESC}[201~"
REPLACED = "\N{REPLACEMENT CHARACTER}"
ESCAPE_SECONDS = 0.1
"""How long Esc may be the beginning of a sequence. Keys of a slow line come whole, in one packet."""
PASTE_SECONDS = 3.0
"""How long a paste may stand still: its end may have been lost, and everything typed would go into it."""
LONGEST_PASTE = 200_000
LONGEST_STRING = 4096

_CSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-Z\\-~]")
_CSI_BEGUN = re.compile(r"\x1b\[(?:\[|[0-?]*[ -/]*)")
_CONSOLE_KEY = re.compile(r"\x1b\[\[[A-E]")
_OLD_MOUSE = re.compile(r"\x1b\[M[\s\S]{3}")
_SINGLE_SHIFT = re.compile(r"\x1bO[ -~]")
_STRING = re.compile(r"\x1b[]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)")
_STRING_BEGUN = re.compile(r"\x1b[]PX^_][^\x07\x1b]*\x1b?")
_TERMINAL_SAYS = re.compile(r"\x1b\[(?:<-?[\d;-]+[Mm]|\?\d+;\d\$y|48;[\d;:]+t|[IO])")
"""Mouse, answers to queries, size and focus: for the toolkit's own parser."""


@dataclass(slots=True)
class Lexer:
    """Keeps what has not come whole. `undecodable` counts the characters that were dropped."""

    undecodable: int = 0
    _held: str = ""
    _held_since: float = 0.0
    _pasting: list[str] | None = None
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace")
    )
    _parser: XTermParser = field(default_factory=XTermParser)

    def feed(self, data: bytes, now: float) -> list[Message]:
        """What these bytes mean; `now` in seconds of any clock that only goes on."""
        text = self._held + self._decoder.decode(data)
        self._held, self._held_since = "", now
        return list(self._read(text))

    def tick(self, now: float) -> list[Message]:
        """What has to be given out though nothing more came: a lone Esc, a paste without an end."""
        if self._pasting is not None and now - self._held_since >= PASTE_SECONDS:
            text, self._pasting = "".join(self._pasting) + self._held, None
            self._held = ""
            return [_pasted(text)]
        if not self._held or self._pasting is not None or now - self._held_since < ESCAPE_SECONDS:
            return []
        begun, self._held = self._held, ""
        # Esc, and whatever was typed behind it by hand; a sequence that was cut off is nobody's.
        return [_escape(), *self._keys(begun[1:])] if len(begun) <= 2 else []

    @property
    def waits(self) -> bool:
        """Whether `tick` will have something to give."""
        return bool(self._held) or self._pasting is not None

    def _read(self, text: str) -> Iterator[Message]:
        at = 0
        while at < len(text):
            if self._pasting is not None:
                at, message = self._paste(text, at)
                yield from message
            elif text[at] == ESC:
                used, found = self._sequence(text, at)
                if not used:
                    self._held = text[at:]
                    return
                at += used
                yield from found
            else:
                end = text.find(ESC, at)
                end = len(text) if end < 0 else end
                yield from self._keys(text[at:end])
                at = end

    def _keys(self, text: str) -> Iterator[Message]:
        for character in text:
            if character == REPLACED:
                self.undecodable += 1
            elif not "\x80" <= character <= "\x9f":
                yield from self._parser.feed(character)

    def _paste(self, text: str, at: int) -> tuple[int, list[Message]]:
        assert self._pasting is not None
        end = text.find(PASTE_END, at)
        if end < 0:
            # the end may have come in half
            keep = next((n for n in range(len(PASTE_END) - 1, 0, -1) if text.endswith(PASTE_END[:n])), 0)
            stop = max(at, len(text) - keep)
            self._pasting.append(text[at:stop])
            self._held = text[stop:]
            if sum(map(len, self._pasting)) > LONGEST_PASTE:
                whole, self._pasting = "".join(self._pasting), []
                return len(text), [_pasted(whole)]
            return len(text), []
        self._pasting.append(text[at:end])
        whole, self._pasting = "".join(self._pasting), None
        self.undecodable += whole.count(REPLACED)
        return end + len(PASTE_END), [_pasted(whole)] if whole else []

    def _sequence(self, text: str, at: int) -> tuple[int, list[Message]]:
        """How many characters a sequence takes, and what it means; none while it has not come whole."""
        if text.startswith(PASTE, at):
            self._pasting = []
            return len(PASTE), []
        if text.startswith(ESC + "[M", at):
            return (6, []) if _OLD_MOUSE.match(text, at) else (0, [])
        for pattern in (_CONSOLE_KEY, _CSI, _SINGLE_SHIFT, _STRING):
            if whole := pattern.match(text, at):
                return len(whole[0]), self._known(whole[0])
        begun = _CSI_BEGUN.match(text, at) or _STRING_BEGUN.match(text, at)
        if begun is not None and begun.end() == len(text) and len(begun[0]) <= LONGEST_STRING:
            return 0, []
        rest = text[at + 1 : at + 2]
        if not rest or (rest == "O" and len(text) == at + 2):
            return 0, []
        if rest == ESC:
            return 1, [_escape()]
        # a key that came in one packet with Esc; a broken sequence goes as far as it was one
        return (2, [_escape(), *self._keys(rest)]) if begun is None else (len(begun[0]), [])

    def _known(self, sequence: str) -> list[Message]:
        if sequence in ANSI_SEQUENCES_KEYS or _TERMINAL_SAYS.fullmatch(sequence):
            return list(self._parser.feed(sequence))
        if sequence[1] == "O":
            return [_escape(), *self._keys(sequence[1:])]
        return []


def _escape() -> events.Key:
    return events.Key("escape", ESC)


def _pasted(text: str) -> events.Paste:
    return events.Paste(text.replace("\x00", ""))
