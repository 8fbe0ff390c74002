"""What the ledger of tools says by itself, against the rows: an audit rebuilds them from it (KIT-03)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from db.rules.custody import OUTSIDE, Custody, Line, balance, breaks, custody, ordered
from db.rules.sentence import msgid
from db.tables.tool import Movement, Stock, Tool

PIECE = 2000
NO_LEDGER = msgid("{number} stands in no line of the ledger of tools.")
BROKEN_LEDGER = msgid("{number}: line {step} of its ledger begins at {source}, where it was not.")
DIFFERENT = msgid("{number}: {column} is {present}; its ledger says {value}.")
OTHER_STOCK = msgid("{kind} at {place}: there are {present}; the ledger says {value}.")
Told = tuple[str, dict[str, Any]]


def tools(connection: Connection) -> Iterator[Told]:
    """Numbered tools that are not where, or not as, their movements say."""
    lines = dict(_ledgers(connection))
    tool = Tool.table.c
    columns = (
        tool.number, tool.holder, tool.place, tool.state, tool.condition, tool.due_back, tool.price_fen,
        tool.moves, tool.home, tool.ticket, tool.signed_at,
    )  # fmt: skip
    for row in connection.execute(select(*columns), execution_options={"yield_per": PIECE}):
        own = ordered(lines.pop(row.number, ()))
        found = custody(own)
        if found is None:
            yield NO_LEDGER, {"number": row.number}
            continue
        wrong = breaks(own)
        if wrong is not None:
            yield BROKEN_LEDGER, {"number": row.number, "step": own.index(wrong) + 1, "source": wrong.source}
        for column, value in _told(found).items():
            if getattr(row, column) != value:
                present = str(getattr(row, column))
                values = {"number": row.number, "column": column, "present": present, "value": str(value)}
                yield DIFFERENT, values


def _told(found: Custody) -> dict[str, Any]:
    told: dict[str, Any] = {
        "holder": found.holder,
        "place": None if found.holder else found.place,
        "state": found.state,
        "condition": found.condition,
        "due_back": found.due_back,
        "moves": found.moves,
        "home": found.home,
        "ticket": found.ticket,
        "signed_at": found.signed_at,
    }
    return told if found.price_fen is None else told | {"price_fen": found.price_fen}


def _ledgers(connection: Connection) -> Iterator[tuple[str, Sequence[Line]]]:
    move = Movement.table.c
    statement = (
        select(
            move.tool, move.id, move.at, move.move, move.source, move.target, move.step, move.condition,
            move.until, move.amount_fen, move.ticket,
        )
        .where(move.tool.is_not(None))
        .order_by(move.tool)
    )  # fmt: skip
    rows = connection.execute(statement, execution_options={"yield_per": PIECE})
    for number, records in groupby(rows, key=lambda record: record.tool):
        yield number, [Line(*tuple(record)[1:]) for record in records]


def stock(connection: Connection) -> Iterator[Told]:
    """Consumables of which there are not as many at a place as came there."""
    move = Movement.table.c
    statement = select(move.kind, move.source, move.target, move.count).where(move.tool.is_(None))
    told = balance(tuple(record) for record in connection.execute(statement))
    columns = (Stock.table.c.kind, Stock.table.c.place, Stock.table.c.count)
    there = {(kind, place): count for kind, place, count in connection.execute(select(*columns))}
    for kind, place in sorted(told.keys() | there.keys()):
        if place not in OUTSIDE and there.get((kind, place), 0) != told.get((kind, place), 0):
            yield OTHER_STOCK, {
                "kind": kind, "place": place,
                "present": there.get((kind, place), 0), "value": told.get((kind, place), 0),
            }  # fmt: skip
