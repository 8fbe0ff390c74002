"""A page of any list is that part of the whole list, narrowed and sorted: against a model, on both
databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import kinds
from db.errors import BadField
from db.rules.ordering import sort_key
from db.store import Store
from db.tables.staff import Staff
from db.verbs import VERBS
from db.views import VIEWS, listing
from db.views.as_json import as_json
from db.views.narrowing import values_of
from db.views.paging import Paged
from db.views.view import View, ViewContext
from tests.db.statements import statements
from tests.db.views.pages import ACTOR, BIG, FINDS, page
from tests.sampling import SAMPLED, some_of

# Where a row stands each database works out in its own way: that is tried on both.
pytestmark = pytest.mark.ways("store")

LISTS = sorted(
    name
    for name, kind in VIEWS.items()
    if kind.is_list() and not any(field.is_required() for field in kind.model_fields.values())
)


class Spelt(View[frozenset[str]]):
    """The columns of a list that stand in the order of words."""

    of: str

    def read(self, context: ViewContext) -> frozenset[str]:
        question = VIEWS[self.of]().question(context)
        return frozenset(question.spelt if question is not None else VIEWS[self.of].shape())


def in_order(store: Store, name: str, rows: list[Any], sort: str, *, descending: bool) -> list[Any]:
    """The model of sorting: nothing stands last, equal ones stay as they were; people stand by their names,
    numbers by their series and their size, and words as in a dictionary."""
    view, people = VIEWS[name], store.read(Names(), ACTOR)
    kind, spelt = view.shape()[sort].kind, sort in store.read(Spelt(of=name), ACTOR)
    own = view.opens is not None and view.opens.column == sort

    def key(row: Any) -> Any:
        value = values_of(row)[sort]
        if not isinstance(value, str):
            return value
        if spelt:
            return sort_key(value), value
        if isinstance(kind, kinds.StaffNo) and not own:
            return sort_key(people.get(value, "")), value
        if isinstance(kind, kinds.Reference):
            return value.partition("-")[0] if "-" in value else "", len(value), value
        return value

    there = [row for row in rows if values_of(row)[sort] is not None]
    nothing = [row for row in rows if values_of(row)[sort] is None]
    return [*sorted(there, key=key, reverse=descending), *nothing]


@pytest.mark.every_way
@settings(max_examples=30 if SAMPLED else 60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_page_is_that_part_of_the_whole_list(store: Store, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(LISTS))
    find = data.draw(st.sampled_from((*FINDS, ">2", "2026-07", "<2026-07-14", "3", "1..2 2026")))
    every = page(store, name, limit=BIG).rows
    narrowed = page(store, name, find=find, limit=BIG)
    kept = [row for row in every if row in narrowed.rows]
    assert narrowed.rows == kept  # in the list's own order, and nothing twice
    assert narrowed.total == len(kept)
    sort = data.draw(st.sampled_from(("", *narrowed.sorts)))
    descending = data.draw(st.booleans())
    model = in_order(store, name, kept, sort, descending=descending) if sort else kept
    for _ in range(3):
        limit, after = data.draw(st.integers(1, 20)), data.draw(st.integers(0, len(model) + 5))
        found = page(store, name, find=find, sort=sort, descending=descending, limit=limit, after=after)
        assert found.total == len(model)
        assert found.rows == model[found.begin : found.begin + limit]
        assert found.begin == after or (after >= len(model) and found.begin <= max(0, len(model) - 1))


@pytest.mark.parametrize("name", some_of(LISTS, "lists taken out", 30))
def test_a_list_is_taken_out_in_pieces_as_it_is_shown(
    store: Store, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it is: each piece is small, the whole is what `read` answers and what a register shows."""
    monkeypatch.setattr(listing, "WALKED", 7)
    view = VIEWS[name]()
    view = view.model_copy(update={"limit": BIG}) if "limit" in type(view).model_fields else view
    asked = Paged(of=view, limit=BIG)
    for whole, wanted in ((store.read(view, ACTOR), view), (store.read(asked, ACTOR).rows, asked)):
        pieces = store.read_through(wanted, ACTOR, list)
        assert [row for piece in pieces for row in piece] == whole
        assert _is_whole(store, name) or all(len(piece) <= 7 for piece in pieces)
        # What heads the columns is read off the first rows.
        assert len({tuple(values_of(row)) for row in whole}) <= 1


def test_a_list_that_is_taken_out_is_of_one_moment(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "WALKED", 5)

    def numbers(pieces: Iterator[list[Any]]) -> list[str]:
        found = [row["number"] for row in next(pieces)]
        store.do(VERBS["register"].model_validate(
            {"customer": "某某", "phone": "13900000000", "fault": "meanwhile"}), ACTOR)  # fmt: skip
        return [*found, *(row["number"] for piece in pieces for row in piece)]

    before = page(store, "tickets", limit=BIG).rows
    asked = VIEWS["tickets"].model_validate({"limit": BIG})
    assert store.read_through(asked, ACTOR, numbers) == [row["number"] for row in before]
    assert page(store, "tickets", limit=BIG).total == len(before) + 1


class Names(View[dict[str, str]]):
    """The name of everybody."""

    def read(self, context: ViewContext) -> dict[str, str]:
        return {each.no: each.label for each in context.read.rows(Staff)}


@pytest.mark.every_way
def test_words_stand_as_in_a_dictionary(store: Store) -> None:
    """By pinyin, in the list's own order and sorted, on either database; numbers by their size."""
    labels = [row.customer for row in page(store, "customers", limit=BIG).rows]
    assert labels == sorted(labels, key=sort_key) != sorted(labels)
    named = [row["customer"] for row in page(store, "tickets", sort="customer", limit=BIG).rows]
    assert named == sorted(named, key=sort_key)
    numbers = [row["number"] for row in page(store, "tickets", sort="number", limit=BIG).rows]
    assert numbers == sorted(numbers, key=lambda each: (each.split("-")[0], int(each.split("-")[1])))
    states = ("closed", "new", "paused")
    found = [row["state"] for row in page(store, "tickets", sort="state", ranks=states, limit=BIG).rows]
    assert [each for each in found if each in states] == sorted(
        (each for each in found if each in states), key=states.index
    )


@pytest.mark.every_way
def test_nothing_stands_last_where_only_some_kinds_of_rows_have_it(store: Store) -> None:
    """A consumable has no number, in a list that begins with tools, which always have one."""
    for descending in (False, True):
        found = page(store, "personal_list", sort="number", descending=descending, limit=BIG).rows
        lacking = [row.number is None for row in found]
        assert lacking == sorted(lacking)
        assert len(set(lacking)) == 2


def shown_keys(store: Store, name: str, rows: list[Any]) -> list[str]:
    """The keys of rows as a screen has them."""
    return [VIEWS[name].key_of(row) for row in as_json(rows, store.zone)]


@pytest.mark.parametrize("name", some_of(LISTS, "lists with a row that moves", 12))
def test_a_row_is_found_again_wherever_it_stands_by_now(store: Store, name: str) -> None:
    every = page(store, name, limit=BIG).rows
    for place in {0, len(every) // 2, len(every) - 1} if every else ():
        (key,) = shown_keys(store, name, every[place : place + 1])
        for after in (0, len(every) - 1):
            found = page(store, name, keep=key, limit=4, after=after)
            assert key in shown_keys(store, name, found.rows)
            assert found.rows == every[found.begin : found.begin + 4]


def test_the_page_stays_where_a_row_is_there_no_more(store: Store) -> None:
    assert page(store, "tickets", keep="nobody", after=3, limit=2).begin == 3
    for name in ("loans", "tools", "consumables", "personal_list"):
        assert page(store, name, keep="nobody", limit=2).begin == 0, name


def test_a_list_is_numbered_only_where_its_row_is_not_on_the_page(store: Store) -> None:
    """The desk keeps to its row whenever somebody changes something; mostly it is there still."""
    every = page(store, "tickets", limit=BIG).rows
    for place, numbered in ((7, False), (40, True)):
        (key,) = shown_keys(store, "tickets", every[place : place + 1])
        with statements(store.engine) as seen:
            assert key in shown_keys(
                store, "tickets", page(store, "tickets", limit=5, after=5, keep=key).rows
            )
        assert any("row_number()" in each for each in seen) == numbered


def test_no_page_reads_the_whole_list(store: Store) -> None:
    """Whatever a list is asked for, no statement brings more rows than a page holds, and what belongs to
    them."""
    with statements(store.engine) as seen:
        assert page(store, "tickets", limit=5, after=10).total > 50
    whole = [each for each in seen if "FROM ticket" in each and "LIMIT" not in each and " IN (" not in each]
    assert all(each.startswith("SELECT count(*)") for each in whole)
    assert len(whole) == 1


def test_only_lists_that_are_small_by_nature_are_answered_whole(store: Store) -> None:
    """Another list is asked for in pages, or its bound is written down here.

    What the policy holds is a few dozen rows, of days off those of two years. Its versions are edits by
    hand, and are found by the places that each changed. A month of the tool room has a row for each kind, a
    hand-over one for each part; of figures, reports and rules of the flow there are as many as are
    declared, a closed month has its figures for each branch, a year's plan a row for each kind of tool,
    picks have one for each reason of a month, and where tickets wait is put together by state. Windows over
    each other are refused unless overruled. Care is counted from the first day (KIT-13), a renewal decided
    ticket by ticket, the stays of tickets and what broke the flow are read from the log (PRC-01), and a day
    of everybody is put together of shifts and ways, which no SQL does: these are cut at 20,000 rows, and say
    so.
    """
    whole = {name for name in LISTS if page(store, name, limit=1).cut is not None or _is_whole(store, name)}
    assert whole == {
        "calendar_days", "calendars", "causes", "channels", "closed_month", "conformance", "faults",
        "figures", "flow_rules", "handover", "imports", "levels", "on_call", "overlaps", "picks", "policies",
        "process", "profiles", "punctuality", "purchase_plan", "purchase_proposal", "renewal", "reports",
        "roster", "settings", "shifts", "stays", "targets", "task_kinds", "timeline", "today", "tool_care",
        "tool_month", "week_sheet",
    }  # fmt: skip
    assert {name for name in whole if VIEWS[name].whole == 20_000} == {
        "conformance", "renewal", "shifts", "stays", "timeline", "tool_care", "week_sheet",
    }  # fmt: skip


class IsWhole(View[bool]):
    of: str

    def read(self, context: ViewContext) -> bool:
        return VIEWS[self.of]().question(context) is None


def _is_whole(store: Store, name: str) -> bool:
    return store.read(IsWhole(of=name), ACTOR)


def test_what_is_no_column_of_order_is_refused(store: Store) -> None:
    for name, sort in (
        ("tickets", "phone"),
        ("customers", "equipment"),
        ("roster", "tickets"),
        ("queue", "nobody"),
    ):
        with pytest.raises(BadField) as caught:
            page(store, name, sort=sort)
        assert caught.value.field == "sort"


def test_a_list_longer_than_its_bound_says_that_it_was_cut(store: Store) -> None:
    class Short(View[list[Any]]):
        whole = 3

        def read(self, context: ViewContext) -> list[Any]:
            return list(VIEWS["roster"]().read(context))

    found = store.read(Paged(of=Short(), limit=2), ACTOR)
    assert (found.total, found.cut, len(found.rows)) == (3, 3, 2)
