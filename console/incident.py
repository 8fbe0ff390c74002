"""What nobody expected, written down: where it happened goes to a log, people get a number to quote.

The log stands in the user's state folder and never on the terminal.
"""

from __future__ import annotations

import logging
import os
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from console.settings import state_folder

SIZE = 1_000_000  # bytes of one log file
KEPT = 5
LOG = "paigong.log"


def record(error: BaseException, *, about: str = "") -> str:
    """Writes the error down and returns its number, also where it cannot be written. `about` is the thing
    of which it is the error alone, if any."""
    number = secrets.token_hex(4)
    with suppress(OSError), _log() as log:
        log.error(
            "unexpected",
            incident=number,
            process=os.getpid(),
            error=f"{type(error).__module__}.{type(error).__qualname__}",
            said=_said(error),
            **({"about": about} if about else {}),
            at=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in _frames(error)],
        )
    return number


def note(event: str, **values: object) -> None:
    """Writes down what the program did by itself: codes and numbers, nothing personal (CUS-03)."""
    with suppress(OSError), _log() as log:
        log.info(event, process=os.getpid(), **values)


def log_file() -> Path:
    """Where incidents are written."""
    return state_folder() / LOG


@contextmanager
def _log() -> Iterator[Any]:
    import structlog

    folder = state_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    logger = logging.Logger("paigong")
    handler = RotatingFileHandler(folder / LOG, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(handler)
    processors: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    try:
        yield structlog.wrap_logger(logger, processors=processors)
    finally:
        handler.close()


def _said(error: BaseException) -> str:
    """The error's own words; a database's without the values it was given, which may be personal (CUS-03)."""
    return str(getattr(error, "orig", None) or error).split("\n", 1)[0][:500]


def _frames(error: BaseException) -> traceback.StackSummary:
    return traceback.extract_tb(error.__traceback__)
