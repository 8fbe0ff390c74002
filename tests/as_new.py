"""A used PostgreSQL database made as new: emptying its tables costs a fifth of copying a template."""

from __future__ import annotations

from dataclasses import dataclass, field

import psycopg
from psycopg import sql

USES = 100
"""How often one database serves: nothing vacuums it."""

# What a test may have changed beside rows: columns, constraints, indexes, triggers, functions, rights.
SHAPE = """
SELECT md5(string_agg(part, '|' ORDER BY part)) FROM (
  SELECT concat_ws(' ', c.relname, c.relkind, c.relacl, a.attname, a.atttypid, a.attnotnull, a.attacl) AS part
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', 'trigger', tgrelid::regclass, tgname, tgenabled)
    FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT concat_ws(' ', 'function', proname, md5(prosrc))
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', 'schema', nspname, nspacl) FROM pg_namespace WHERE nspname NOT LIKE 'pg_%'
  UNION ALL SELECT concat_ws(' ', 'setting', setconfig) FROM pg_db_role_setting s
    JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database()
) AS parts
"""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"
OTHERS = """
SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass
class AsNew:
    """What a fresh copy of a template holds, and how often each copy was used since."""

    shape: str = ""
    tables: tuple[str, ...] = ()
    rows: dict[str, bytes] = field(default_factory=dict)
    counts: dict[str, tuple[int, bool]] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)

    def look(self, url: str) -> None:
        """Remember a copy that nobody has used yet."""
        with psycopg.connect(url, autocommit=True) as connection:
            self.shape = _shape(connection)
            self.tables = tuple(name for (name,) in connection.execute(TABLES))
            for table in self.tables:
                with connection.cursor().copy(_said("COPY {} TO STDOUT", table)) as out:
                    held = b"".join(bytes(part) for part in out)
                if held:
                    self.rows[table] = held
            for (name,) in connection.execute(SEQUENCES).fetchall():
                found = connection.execute(_said("SELECT last_value, is_called FROM {}", name)).fetchone()
                assert found is not None
                self.counts[name] = found

    def restore(self, url: str) -> bool:
        """Put the rows back and disconnect everybody; False where that is not enough, or enough was had."""
        self.uses[url] = self.uses.get(url, 0) + 1
        if self.uses[url] >= USES:
            return False
        try:
            with psycopg.connect(url) as connection:
                connection.execute(OTHERS)
                if _shape(connection) != self.shape:
                    return False
                connection.execute("SET LOCAL session_replication_role = replica")
                connection.execute(sql.SQL(";").join(_said("DELETE FROM {}", table) for table in self.tables))
                for table, held in self.rows.items():
                    with connection.cursor().copy(_said("COPY {} FROM STDIN", table)) as into:
                        into.write(held)
                for name, count in self.counts.items():
                    connection.execute("SELECT setval(%s::regclass, %s, %s)", (name, *count))
        except psycopg.Error:
            return False
        return True


def _shape(connection: psycopg.Connection) -> str:
    found = connection.execute(SHAPE).fetchone()
    assert found is not None
    return str(found[0])


def _said(statement: str, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))
