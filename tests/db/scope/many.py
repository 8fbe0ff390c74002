"""Two branches with as many tickets as asked for, written by the database itself after one of each."""

from __future__ import annotations

from sqlalchemy import Connection, Table, text

from db.engine import transaction
from db.tables.customer import Customer, Equipment
from db.tables.event import EVENT, LINK
from db.tables.ticket import MilestoneTime, Ticket
from tests.db.desk import Desk

BRANCH = "CASE WHEN n % 2 = 0 THEN 'NS' ELSE 'LG' END"
PERSON = "CASE WHEN n % 2 = 0 THEN 'N' ELSE 'L' END || CAST(n / 100 % 50 + 1 AS text)"
FILE = "'many-' || CAST(n / 20 * 2 + n % 2 AS text)"
NUMBER = "'YX2501-' || CAST(n + 100 AS text)"
OPEN = "n % 50 < 2"
WORDS = "'客' || CAST(n AS text) || '\nke' || CAST(n AS text) || '\n139' || CAST(n AS text)"


def fill(desk: Desk, tickets: int) -> None:
    """Tickets of both branches, one in 25 open, ten of each customer, of fifty people in each branch."""
    with transaction(desk.store.engine, writing=True) as connection:
        _copied(
            connection, Customer.table, tickets, "SELECT n FROM counted WHERE n % 20 < 2",
            id=FILE, branch=BRANCH, label="'客' || CAST(n AS text)", digits="'139' || CAST(n AS text)",
            search=WORDS,
        )  # fmt: skip
        _copied(
            connection, Ticket.table, tickets, "SELECT n FROM counted",
            number=NUMBER, id="n + 1000000", running="n + 100", sort_number="n + 1000000", branch=BRANCH,
            customer=FILE, customer_label=FILE, customer_key=FILE, equipment="NULL",
            technician=PERSON, registered_by=PERSON, external_number="''",
            state=f"CASE WHEN {OPEN} THEN 'triaged' ELSE 'closed' END", level="3", search=WORDS,
            closed_at=f"CASE WHEN {OPEN} THEN NULL ELSE reported_at END",
        )  # fmt: skip
        _copied(
            connection, MilestoneTime.table, tickets, "SELECT n FROM counted",
            ticket=NUMBER, due_at="CASE WHEN n % 1000 = 0 THEN one.due_at ELSE NULL END",
        )  # fmt: skip
        _copied(connection, Equipment.table, tickets, "SELECT n FROM counted WHERE n % 20 < 2", id=FILE,
                customer=FILE, serial="'many-' || CAST(n AS text)")  # fmt: skip
        _copied(connection, EVENT, tickets, "SELECT n FROM counted", seq="n + 1000000",
                request="'many-' || CAST(n AS text)", actor=PERSON, body="'{}'")  # fmt: skip
        _copied(connection, LINK, tickets, "SELECT n FROM counted", event="n + 1000000",
                subject=f"'ticket:' || {NUMBER}", written_in="NULL")  # fmt: skip
        connection.execute(text("ANALYZE"))


def _copied(connection: Connection, table: Table, most: int, counted: str, **columns: str) -> None:
    """Copies the first row of the table for every `n`, with other values in these columns."""
    names = [column.name for column in table.columns]
    keys = ", ".join(column.name for column in table.primary_key)
    values = ", ".join(columns.get(name, f"one.{name}") for name in names)
    connection.execute(
        text(
            f"INSERT INTO {table.name} ({', '.join(names)}) "
            "WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < :most)"
            f" SELECT {values} FROM ({counted}) AS those, (SELECT * FROM {table.name}"
            f" ORDER BY {keys} LIMIT 1) AS one"
        ),
        {"most": most},
    )
