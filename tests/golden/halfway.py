"""`paigong upgrade` that stops before a step is written: `python -m tests.golden.halfway URL` hangs."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from console.cli import main as command_line

HALF = "half way"


@contextmanager
def hanging() -> Iterator[None]:
    """It waits before its step is written, to be killed."""

    def wait(statement: str) -> str:
        time.sleep(600)
        return statement

    with _before_the_step_is_written(wait):
        yield


@contextmanager
def failing() -> Iterator[None]:
    """The database refuses the statement."""
    with _before_the_step_is_written(lambda statement: statement.replace("alembic_version", "nowhere")):
        yield


@contextmanager
def _before_the_step_is_written(do: Callable[[str], str]) -> Iterator[None]:
    def stop(
        _connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool
    ) -> tuple[str, Any]:
        if statement.startswith("UPDATE alembic_version"):
            print(HALF, flush=True)
            return do(statement), values
        return statement, values

    event.listen(Engine, "before_cursor_execute", stop, retval=True)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", stop)


def main(url: str) -> int:
    with hanging():
        return command_line(["--db", url, "--lang", "en", "upgrade", "--no-backup"])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
