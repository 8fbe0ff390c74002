"""Rows at hand answer as the store below them does, whatever was asked before and changed meanwhile."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from db.engine import transaction
from db.log.change import Change
from db.log.reading import DatabaseReader
from db.log.stage import Stage
from db.tables.customer import Customer
from db.tables.row import Row
from db.tables.ticket import Ticket
from tests.db.desk import Desk

SPAN = timedelta(hours=1)


@pytest.fixture
def read(desk: Desk) -> Iterator[DatabaseReader]:
    for name, phone in (
        ("南山制衣厂", "13800000001"),
        ("北山学校", "13900000009"),
        ("南山中学", "13700000002"),
    ):
        desk.register(customer=name, phone=phone)
        desk.later(minutes=5)
    with transaction(desk.store.engine, writing=False) as connection:
        yield DatabaseReader(connection)


def keys(rows: list[Any]) -> list[Any]:
    return [row.identity() for row in rows]


def change(stage: Stage, row: Row, **values: Any) -> None:
    """The row as it stands in the store, with other values; gone without any."""
    stage.rows(type(row), **{row.key[0]: row.identity()[0]})
    stage.fold([Change(type(row), row.identity(), values or None)])


def test_each_question_is_answered_as_the_store_answers_it(read: DatabaseReader) -> None:
    questions: tuple[dict[str, Any], ...] = (
        {}, {"state": ()}, {"state": ("new",)}, {"state": ("new", "closed", "new")}, {"former_number": None},
        {"number": ("YX2607-03", "YX2607-01", "YX2607-03"), "state": "new"},
    )  # fmt: skip
    for equal in questions:
        stage = Stage(read)
        stage.rows(Ticket, number="YX2607-02")  # what was asked before comes first
        assert keys(stage.rows(Ticket, **equal)) == keys(read.rows(Ticket, **equal)), equal
    for words in ("", " ", "南山", "nan", "%", "_", "南山 13800000001"):
        stage = Stage(read)
        stage.rows(Customer)
        assert keys(stage.holding(Customer, words)) == keys(read.holding(Customer, words)), words


def test_words_are_looked_for_in_what_was_changed_here(read: DatabaseReader) -> None:
    stage = Stage(read)
    first, second = stage.holding(Customer, "南山")
    change(stage, first, search="西山")
    new = first.but(id="C-NEW", search="南山新村", digits="1")
    stage.fold([Change(Customer, ("C-NEW",), dict(new.__dict__))])
    assert set(keys(stage.holding(Customer, "南山"))) == {second.identity(), ("C-NEW",)}
    assert keys(stage.holding(Customer, "西山")) == [first.identity()]
    change(stage, second)
    assert keys(stage.holding(Customer, "南山")) == [("C-NEW",)]


def test_a_span_has_what_was_moved_into_it_here_and_not_what_left_it(read: DatabaseReader) -> None:
    first, second, third = read.rows(Ticket)
    begin, end = first.reported_at, third.reported_at
    stage = Stage(read)

    def spanned() -> list[Any]:
        return keys(stage.between(Ticket, "reported_at", begin, end))

    assert spanned() == keys([first, second])
    change(stage, first, reported_at=end + SPAN)
    change(stage, third, reported_at=begin)
    assert spanned() == keys([second, third])
    change(stage, second)
    assert spanned() == keys([third])
    change(stage, first, reported_at=end - timedelta(minutes=1))
    assert spanned() == keys([first, third])


def test_what_is_let_go_is_asked_for_anew_and_what_was_changed_here_stays(read: DatabaseReader) -> None:
    first, second, third = read.rows(Ticket)
    stage = Stage(read)
    stage.rows(Ticket)
    change(stage, first, fault="neu")
    change(stage, second)
    stage.put(third.but(fault="as it stood before"))
    stage.let_go()
    assert [row.fault for row in stage.rows(Ticket)] == ["neu", third.fault]
    assert stage.before == {(Ticket, first.identity()): first, (Ticket, second.identity()): second}


FIRST_ASKED = """
from db.log.stage import _named_by
from db.tables.tool import Stock

print(_named_by(Stock, "kind").name, _named_by(Stock, "place"))
"""


def test_what_a_column_refers_to_is_known_before_anybody_read_of_it() -> None:
    """In a process that has looked at nothing yet: tables are made when they are first asked for."""
    told = subprocess.run([sys.executable, "-c", FIRST_ASKED], capture_output=True, text=True, check=False)
    assert (told.stdout, told.stderr) == ("tool_kind None\n", "")
