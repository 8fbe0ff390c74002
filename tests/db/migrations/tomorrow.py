"""A program of tomorrow on a store of today: its tables have columns more, which the migration fills.

Runs as a program of its own, since the tables of a process cannot be taken back:
`python -m tests.db.migrations.tomorrow URL NOW NUMBER POSITION`. Prints a JSON object of what it saw.
"""

import json
import sys
from datetime import datetime
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from pydantic.fields import FieldInfo
from sqlalchemy import Boolean, Column, Integer, String, false

from db.engine import make_engine, transaction
from db.figures import past
from db.tables.row import Row
from db.tables.ticket import Assignment, Ticket

PARCELS, SITE, URGED = 3, "gate 2", False


def extend(kind: type[Row], name: str, of: type, default: Any, column: Column[Any]) -> None:
    """Declare one more column with its default, as an edit of the class would."""
    table = kind.table  # made from the fields that there are when it is first asked for
    for each in (kind, *kind.__subclasses__()):
        each.model_fields[name] = FieldInfo(annotation=of, default=default)
    table.append_column(column)


def migrate(url: str) -> None:
    """What tomorrow's revision does to the store."""
    engine = make_engine(url)
    with transaction(engine, writing=True) as connection:
        operations = Operations(MigrationContext.configure(connection))
        add = operations.add_column
        add("ticket", Column("parcels", Integer, nullable=False, server_default=str(PARCELS)))
        add("ticket", Column("site", String(32), nullable=False, server_default=SITE))
        add("ticket", Column("seal", String(32), nullable=True))
        add("assignment", Column("urged", Boolean, nullable=False, server_default=false()))
    engine.dispose()


def main(url: str, now: str, old: str, position: str) -> None:
    migrate(url)
    extend(Ticket, "parcels", int, PARCELS, Column("parcels", Integer, nullable=False))
    extend(Ticket, "site", str, SITE, Column("site", String(32), nullable=False))
    # Ignored: a union is no plain type.
    extend(Ticket, "seal", str | None, None, Column("seal", String(32), nullable=True))  # type: ignore[arg-type]
    extend(Assignment, "urged", bool, URGED, Column("urged", Boolean, nullable=False))

    from tests.db.desk import Desk

    desk = Desk(url)
    desk.now = datetime.fromisoformat(now)
    desk.store.load()
    said: dict[str, Any] = {"upgraded": desk.differences()}
    said["undone"] = desk.do("undo", by="D01")["undone"]
    said["after_undo"] = desk.differences()
    number = desk.register()
    said["continued"] = desk.differences()
    said["new"] = {name: getattr(desk.ticket(number), name) for name in ("parcels", "site", "seal")}
    vars(past)["HEAD"] = "tomorrow"
    said["closed"] = desk.show("closed_month")
    said["then"] = desk.show("figure", figure="reported", of="2026-07", as_of=position)
    said["old"] = {name: getattr(desk.ticket(old), name) for name in ("parcels", "site", "seal", "state")}
    desk.close()
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
