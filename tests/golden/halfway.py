"""`paigong upgrade` that stops before its last step is written: `python -m tests.golden.halfway URL HOW`.

HOW is `hang` (and be killed) or `fail` (the database refuses the statement).
"""

import sys
import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from console.cli import main as command_line

HALF = "half way"


def main(url: str, how: str) -> int:
    @event.listens_for(Engine, "before_cursor_execute", retval=True)
    def _stop(
        _connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool
    ) -> tuple[str, Any]:
        if statement.startswith("UPDATE alembic_version"):
            print(HALF, flush=True)
            if how == "fail":
                return statement.replace("alembic_version", "nowhere"), values
            time.sleep(600)
        return statement, values

    return command_line(["--db", url, "--lang", "en", "upgrade", "--no-backup"])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
