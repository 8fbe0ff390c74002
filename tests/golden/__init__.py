"""Golden stores: for each released revision a small store as that program left it, on both databases.

A folder is named by its revision and holds `sqlite.db.xz`, `postgresql.sql.xz` (plain INSERTs, so that any
driver can load it) and `told.json`: what the program of that day said about it.
"""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from tests.databases import Kind

FOLDER = Path(__file__).parent
FILES: dict[Kind, str] = {"sqlite": "sqlite.db.xz", "postgresql": "postgresql.sql.xz"}


def revisions() -> list[str]:
    """The revisions that there is a golden store of."""
    return sorted(path.parent.name for path in FOLDER.glob("*/told.json"))


def told(revision: str) -> dict[str, Any]:
    """What the program of that revision said: `release`, `tickets` by number, `undo`."""
    found: dict[str, Any] = json.loads((FOLDER / revision / "told.json").read_text("utf-8"))
    return found


def fill(url: str, revision: str) -> None:
    """Put the golden store into an empty database."""
    parsed = make_url(url)
    kind: Kind = "sqlite" if parsed.get_backend_name() == "sqlite" else "postgresql"
    content = lzma.decompress((FOLDER / revision / FILES[kind]).read_bytes())
    if kind == "sqlite":
        assert parsed.database is not None
        Path(parsed.database).write_bytes(content)
        return
    plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(content)
