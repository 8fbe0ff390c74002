"""What the process was given by others: streams, arguments, the terminal's variables. Mended or refused."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TextIO

from db.errors import BadField

NAMED = ("PAIGONG_DB", "PAIGONG_AS")
"""Variables that stand for arguments."""
COLOUR_SYSTEMS = ("auto", "standard", "256", "truecolor", "windows")


def open_streams() -> None:
    """Give the process the three streams that it was started without.

    Else the next file that is opened, the store perhaps, gets their number and is written over by whoever
    prints.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody sits at the other end; a stream that was closed before the start is None."""
    return stream is not None and not stream.closed and stream.isatty()


def demand_text(arguments: Iterable[str], environ: Mapping[str, str]) -> None:
    """Refuse bytes that are no text: half of a name would be recorded as if it were the whole."""
    given = [*arguments, *(environ[name] for name in NAMED if name in environ)]
    for text in given:
        if not text.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in text):
            shown = "".join("�" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
            error = BadField(
                "command", "“{text}” holds bytes that are not UTF-8.",
                "Let the terminal speak UTF-8 (not GBK or GB18030), or give it as JSON: --fields -",
                text=shown[:60],
            )  # fmt: skip
            error.rule = "usage"
            raise error


def demand_drawable(environ: Mapping[str, str]) -> None:
    """Refuse what the terminal's variables say when no screen can be drawn so."""
    driver = environ.get("TEXTUAL_DRIVER")
    if driver and not _is_driver(driver):
        raise _wrong("TEXTUAL_DRIVER", driver)
    colours = environ.get("TEXTUAL_COLOR_SYSTEM")
    if colours is not None and colours not in COLOUR_SYSTEMS:
        raise _wrong("TEXTUAL_COLOR_SYSTEM", colours)


def _is_driver(named: str) -> bool:
    from textual.driver import Driver

    module, _, name = named.partition(":")
    try:
        found = getattr(import_module(module), name, None)
    except (ImportError, ValueError, TypeError):
        return False
    return isinstance(found, type) and issubclass(found, Driver)


def _wrong(name: str, value: str) -> BadField:
    return BadField(
        "desk", "No screen can be drawn with {variable}={value}.", "Unset it: env -u {variable} paigong",
        variable=name, value=value[:60],
    )  # fmt: skip


def draw_on_the_terminal() -> None:
    """Screens are drawn on standard error; where that leads elsewhere, on standard output's terminal."""
    if is_terminal(sys.__stdout__) and not is_terminal(sys.__stderr__):
        assert sys.__stdout__ is not None
        drawn_on = os.fdopen(os.dup(sys.__stdout__.fileno()), "w", encoding="utf-8")
        sys.__stderr__ = drawn_on  # type: ignore[misc]
