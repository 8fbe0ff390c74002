"""A used PostgreSQL database made as new: that costs a small part of copying a template."""

from __future__ import annotations

from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from tests.kept import let_go, waiting_for_the_next

USES = 200
"""How often one database serves: nothing vacuums it."""

# What a test may have changed beside rows: columns, constraints, indexes, triggers, functions, rights. Each
# change writes or takes away a row of the catalogue; what the server made for itself has lower numbers.
SHAPE = """
SELECT string_agg(concat(many, ':', written), ' ' ORDER BY place) FROM (
  SELECT 1 AS place, count(*) AS many, sum(xmin::text::bigint) AS written FROM pg_class WHERE oid >= 16384
  UNION ALL SELECT 2, count(*), sum(xmin::text::bigint) FROM pg_attribute WHERE attrelid >= 16384
  UNION ALL SELECT 3, count(*), sum(xmin::text::bigint) FROM pg_constraint WHERE oid >= 16384
  UNION ALL SELECT 4, count(*), sum(xmin::text::bigint) FROM pg_trigger WHERE oid >= 16384
  UNION ALL SELECT 5, count(*), sum(xmin::text::bigint) FROM pg_proc WHERE oid >= 16384
  UNION ALL SELECT 6, count(*), sum(xmin::text::bigint) FROM pg_namespace
  UNION ALL SELECT 7, count(*), sum(s.xmin::text::bigint) FROM pg_db_role_setting s
    JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database()
) AS parts
"""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"
OTHERS = """
SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)
"""


@dataclass
class AsNew:
    """What a fresh copy of a template holds, and how often each copy was used since."""

    tables: tuple[str, ...] = ()
    rows: dict[str, bytes] = field(default_factory=dict)
    counts: dict[str, tuple[int, bool]] = field(default_factory=dict)
    many: dict[str, int] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)
    lines: dict[str, psycopg.Connection] = field(default_factory=dict)

    def look(self, url: str) -> None:
        """Remember a copy that nobody has used yet."""
        connection = self.lines[url] = psycopg.connect(url, autocommit=True, prepare_threshold=1)
        self.shapes[url] = _shape(connection)
        self.since[url] = _transaction(connection)
        if self.tables:
            return
        self.tables = tuple(name for (name,) in connection.execute(TABLES))
        for table in self.tables:
            with connection.cursor().copy(_said("COPY {} TO STDOUT", table)) as out:
                held = b"".join(bytes(part) for part in out)
            if held:
                self.rows[table] = held
                self.many[table] = held.count(b"\n")
        for (name,) in connection.execute(SEQUENCES).fetchall():
            found = connection.execute(_said("SELECT last_value, is_called FROM {}", name)).fetchone()
            assert found is not None
            self.counts[name] = found

    def restore(self, url: str) -> bool:
        """Put the rows back and disconnect everybody who still works there; False where that is not enough,
        or enough was had."""
        self.uses[url] = self.uses.get(url, 0) + 1
        if url not in self.lines or self.uses[url] >= USES:
            return False
        connection = self.lines[url]
        try:
            connection.execute(OTHERS, [waiting_for_the_next(url)])
            with connection.transaction():
                if _shape(connection) != self.shapes[url]:
                    return False
                self._put_back(connection, url)
        except psycopg.Error:
            return False
        return True

    def _put_back(self, connection: psycopg.Connection, url: str) -> None:
        """Take away what was written since the last time; a table that misses rows is filled again."""
        connection.execute("SET LOCAL session_replication_role = replica")
        since = self.since[url]
        for table, old, all_of_it in connection.execute(
            self._counted(), [since] * len(self.tables)
        ).fetchall():
            whole = old == self.many.get(table, 0)
            if whole and all_of_it > old:
                connection.execute(_said("DELETE FROM {} WHERE xmin::text::bigint >= %s", table), [since])
            elif not whole:
                connection.execute(_said("DELETE FROM {}", table))
                with connection.cursor().copy(_said("COPY {} FROM STDIN", table)) as into:
                    into.write(self.rows[table])
        for name, count in self.counts.items():
            connection.execute("SELECT setval(%s::regclass, %s, %s)", (name, *count))
        self.since[url] = _transaction(connection) + 1

    def _counted(self) -> sql.Composed:
        """For each table how many rows there are that are older than a transaction, and how many in all."""
        one = sql.SQL(
            "SELECT {}::text, count(*) FILTER (WHERE xmin::text::bigint < %s::bigint), count(*) FROM {}"
        )
        return sql.SQL(" UNION ALL ").join(one.format(name, sql.Identifier(name)) for name in self.tables)

    def forget(self, url: str) -> None:
        """It is to be dropped."""
        let_go(url)
        if url in self.lines:
            self.lines.pop(url).close()

    def close(self) -> None:
        """Leave the server."""
        for url in list(self.lines):
            self.forget(url)


def _shape(connection: psycopg.Connection) -> str:
    found = connection.execute(SHAPE).fetchone()
    assert found is not None
    return str(found[0])


def _transaction(connection: psycopg.Connection) -> int:
    """The number of the transaction that is open, or of one of its own."""
    found = connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
    assert found is not None
    return int(found[0])


def _said(statement: str, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))
