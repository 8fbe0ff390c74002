"""What narrows any list: words, what codes are called, days, numbers; against a model, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.errors import BadField
from db.rules.search import normal, query_words
from db.store import Store
from db.tables.customer import Customer, Equipment
from db.tables.staff import Staff
from db.tables.ticket import Ticket
from db.tables.tool import Tool
from db.views import VIEWS
from db.views.narrowing import Meant, values_of
from db.views.paging import Paged
from db.views.view import View, ViewContext
from tests.db.views.pages import ACTOR, BIG, FINDS, page
from tests.sampling import some_of

pytestmark = pytest.mark.ways("store")

BLIND = "K01"
"""Who sees every list with phones and addresses masked."""


Hays = dict[str, tuple[list[str], list[str | None]]]


class Hay(View[Hays]):
    """By the key of each row: the texts that it is found by, and the people in it."""

    of: str

    def read(self, context: ViewContext) -> Hays:
        rows = context.read.rows
        installed = list(rows(Equipment))
        if self.of == "customers":
            texts = {each.id: [each.search] for each in rows(Customer)}
            for each in installed:
                texts[each.customer].append(each.search)
            return {key: (found, []) for key, found in texts.items()}
        if self.of == "equipment":
            owners = {each.id: each.search for each in rows(Customer)}
            return {each.id: ([each.search, owners[each.customer]], []) for each in installed}
        if self.of == "tickets":
            return {
                each.number: ([each.search], [each.technician, each.registered_by]) for each in rows(Ticket)
            }
        return {
            each.number: ([normal(each.number), normal(each.place or "")], [each.holder])
            for each in rows(Tool)
        }


class People(View[dict[str, list[str]]]):
    """What everybody is called."""

    def read(self, context: ViewContext) -> dict[str, list[str]]:
        return {each.no: each.search.split("\n") for each in context.read.rows(Staff)}


def is_called(word: str, lines: list[str]) -> bool:
    if len(word) < 2 or word.isdecimal():
        return False
    return any(line.startswith(word) if word.isascii() else word in line for line in lines)


@pytest.mark.parametrize("name", ["customers", "equipment", "tickets", "tools"])
@pytest.mark.parametrize("find", some_of([*FINDS, "张", "li", "13", "李 电", "格力"], "words of a list", 6))
def test_a_list_is_narrowed_by_all_that_its_rows_are_found_by(store: Store, name: str, find: str) -> None:
    hays, people = store.read(Hay(of=name), ACTOR), store.read(People(), ACTOR)
    every = page(store, name, limit=BIG)
    model = set()
    for row in every.rows:
        key = VIEWS[name].key_of(values_of(row))
        texts, held = hays[key]
        if all(
            any(
                any(word in text for text in texts)
                or any(no is not None and is_called(word, people[no]) for no in held)
                for word in spellings
            )
            for spellings in query_words(find)
        ):
            model.add(key)
    found = page(store, name, find=find, limit=BIG)
    assert {VIEWS[name].key_of(values_of(row)) for row in found.rows} == model
    assert found.total == len(model)


def test_codes_are_found_by_what_the_screen_calls_them(store: Store) -> None:
    paused = page(store, "queue", find="歇着", meant=(Meant("歇着", "state", ("paused",)),), limit=BIG)
    assert paused.total == sum(row.state == "paused" for row in page(store, "queue", limit=BIG).rows) > 0
    resting = Meant("歇着", "state", ("resting", "off"))
    assert page(store, "roster", find="歇着", meant=(resting,)).total == sum(
        row.state in ("resting", "off") for row in page(store, "roster").rows
    )


JULY, AUGUST = (datetime(2026, month, 1, tzinfo=ZoneInfo("Asia/Shanghai")) for month in (7, 8))
IN_JULY = "reported_at=2026-07"


@pytest.mark.parametrize(
    ("name", "find", "holds"),
    [
        ("tickets", IN_JULY, lambda row: JULY <= row["reported_at"] < AUGUST),
        ("tickets", "reported_at<2026-07", lambda row: row["reported_at"] < JULY),
        ("tickets", "level=2 reported_at>=2026-07", 
         lambda row: row["level"] == 2 and row["reported_at"] >= JULY),
        ("tickets", "level>2", lambda row: (row["level"] or 0) > 2),
        ("tickets", "level=1..2", lambda row: row["level"] in (1, 2)),
        ("tickets", "state=paused", lambda row: row["state"] == "paused"),
        ("tickets", "district=南山", lambda row: "南山" in row["district"]),
        ("queue", "due_at<2026-07-16", lambda row: row.due_at and row.due_at < JULY.replace(day=16)),
        ("queue", "status=on_track", lambda row: row.status == "on_track"),
        ("roster", "load=0", lambda row: row.load == 0),
        ("roster", "load>0", lambda row: row.load > 0),
    ],
)  # fmt: skip
def test_a_list_is_narrowed_by_days_and_numbers(
    store: Store, name: str, find: str, holds: Callable[[Any], bool]
) -> None:
    every = page(store, name, limit=BIG).rows
    found = page(store, name, find=find, limit=BIG)
    assert found.rows == [row for row in every if holds(row)]
    assert found.rows or name == "roster"


def test_days_and_numbers_without_a_column_are_asked_of_what_people_see(store: Store) -> None:
    every = page(store, "queue", limit=BIG).rows
    above = page(store, "queue", find=">3", limit=BIG).rows
    assert above == [row for row in every if (row.level or 0) > 3] != []
    assert page(store, "queue", find=">2030", limit=BIG).total == 0
    assert page(store, "queue", find="<2030-01-01", limit=BIG).total == sum(bool(row.due_at) for row in every)


def test_what_is_made_after_the_question_is_no_column_to_be_narrowed_by(store: Store) -> None:
    with pytest.raises(BadField) as caught:
        page(store, "queue", find="late_minutes>3")
    assert caught.value.field == "find"


def test_what_is_masked_is_not_found_by_narrowing(store: Store) -> None:
    """A phone cannot be guessed digit by digit, whatever list it stands behind (CUS-03)."""
    phones = {row.phone for row in page(store, "customers", limit=BIG).rows}
    assert all(page(store, "customers", find=phone[:9]).total for phone in phones)
    for phone in sorted(phones)[:5]:
        for name in ("customers", "tickets", "equipment", "tasks", "appointments"):
            seen = store.read(Paged(of=VIEWS[name](), find=phone[:9], limit=5), BLIND)
            assert seen.total == 0, (name, phone)
