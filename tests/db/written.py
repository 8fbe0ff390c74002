"""Whether anything was written to a store: any row of any table, without reading them all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, text

from db.engine import transaction
from db.tables import metadata


class Watch:
    """Looks at one store from outside. `mark` differs after everything that was committed since the last one,
    and after nothing else."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._line: Any = None

    def mark(self) -> object:
        """How things stand."""
        return self._rows() if self._engine.dialect.name == "postgresql" else self._version()

    def close(self) -> None:
        """Look no more."""
        line, self._line = self._line, None
        if line is not None:
            line.invalidate()

    def _version(self) -> object:
        # SQLite counts, for each connection, what the others committed.
        if self._line is None:
            self._line = self._engine.raw_connection()
        return self._line.driver_connection.execute("PRAGMA data_version").fetchone()

    def _rows(self) -> object:
        # A row that is written bears the number of its transaction; one that was rolled back leaves none.
        counted = " UNION ALL ".join(
            f"SELECT '{name}' AS name, count(*) AS many, sum(xmin::text::bigint) AS written FROM \"{name}\""
            for name in sorted(metadata().tables)
        )
        with transaction(self._engine, writing=False) as connection:
            return connection.execute(
                text(f"SELECT * FROM ({counted}) AS t WHERE many > 0 ORDER BY name")
            ).all()
