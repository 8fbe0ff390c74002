"""What a ledger makes of a tool, and several numbers in one text (KIT-02, KIT-03)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.batches import LARGEST, BatchError, batch, numbered
from db.rules.custody import Line, balance, breaks, custody, ordered, state_of

NOW = datetime(2026, 7, 15, 1, tzinfo=UTC)
BACK = NOW + timedelta(days=3)


def line(
    step: int | None,
    move: str,
    source: str,
    target: str,
    condition: str = "good",
    until: datetime | None = None,
    amount_fen: int | None = None,
) -> Line:
    return Line(f"{step}", NOW, move, source, target, step, condition, until, amount_fen)


def test_the_last_line_says_where_it_is_and_how() -> None:
    lines = [
        line(1, "purchase", "supplier", "store", amount_fen=36000),
        line(2, "issue", "store", "staff:T001"),
        line(3, "damaged", "staff:T001", "staff:T001", "broken"),
    ]
    found = custody(reversed(lines))
    assert found is not None
    assert (found.holder, found.state, found.condition, found.price_fen) == (
        "T001",
        "damaged",
        "broken",
        36000,
    )
    assert custody([]) is None


@pytest.mark.parametrize(
    ("place", "condition", "until", "state"),
    [
        ("store", "good", None, "in_store"),
        ("store", "worn", None, "in_store"),
        ("store", "broken", None, "damaged"),
        ("staff:T001", "good", None, "held"),
        ("staff:T001", "good", BACK, "lent"),
        ("staff:T001", "broken", None, "damaged"),
        ("department:YF", "good", BACK, "lent"),
        ("department:YF", "broken", BACK, "damaged"),
        ("repair", "broken", None, "repair"),
        ("lost", "broken", None, "lost"),
        ("scrap", "broken", None, "scrapped"),
    ],
)
def test_the_state_follows_from_place_condition_and_loan(
    place: str, condition: str, until: datetime | None, state: str
) -> None:
    assert state_of(place, condition, until) == state


def test_older_lines_of_one_second_follow_from_each_other() -> None:
    back = Line("a", NOW, "return", "staff:T001", "store")
    out = Line("b", NOW, "issue", "store", "staff:T001")
    bought = Line("c", NOW, "purchase", None, "store")
    again = Line("d", NOW, "issue", "store", "staff:T002")
    found = ordered([again, back, out, bought])
    assert found[0] is bought
    assert breaks(found) is None
    assert [each.move for each in found] == ["purchase", "issue", "return", "issue"]


def test_a_line_that_begins_elsewhere_is_a_tool_in_two_places() -> None:
    wrong = line(3, "issue", "store", "staff:T002")
    assert (
        breaks([line(1, "purchase", "supplier", "store"), line(2, "issue", "store", "staff:T001"), wrong])
        == wrong
    )


def test_a_price_is_that_of_the_last_line_that_names_one() -> None:
    lines = [
        line(1, "purchase", "supplier", "store", amount_fen=100),
        line(2, "revalued", "store", "store", amount_fen=250),
        line(3, "lost", "store", "lost", amount_fen=999),
    ]
    found = custody(lines)
    assert found is not None
    assert found.price_fen == 250


def test_a_balance_is_what_came_less_what_went() -> None:
    moves = [
        ("tape", "supplier", "store", 10),
        ("tape", "store", "staff:T001", 4),
        ("tape", "staff:T001", "store", 1),
    ]
    assert balance(moves) == {("tape", "supplier"): -10, ("tape", "store"): 7, ("tape", "staff:T001"): 3}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1", ("1",)),
        ("T0007", ("T0007",)),
        ("1,3-5,9+2", ("1", "T0003", "T0004", "T0005", "T0009", "T0010", "T0011")),
        ("t3-t4, T0009+1", ("T0003", "T0004", "T0009", "T0010")),
        ("1、2；３－４", ("1", "2", "T0003", "T0004")),
        ("3 - 4", ("T0003", "T0004")),
        ("3-3,2-4", ("T0003", "T0002", "T0004")),
        ("K-1,A-12", ("K-1", "A-12")),
        ("Leak detector", ("Leak detector",)),
        ("", ()),
    ],
)
def test_numbers_ranges_and_what_follows(text: str, found: tuple[str, ...]) -> None:
    assert batch(text) == found


@pytest.mark.parametrize(("text", "value"), [("5-3", 3), ("1-9999", LARGEST), ("1+1000", LARGEST)])
def test_a_range_that_cannot_be_says_why(text: str, value: int) -> None:
    with pytest.raises(BatchError) as refused:
        batch(text)
    assert value in refused.value.values.values()


@given(st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 20)), min_size=1, max_size=10))
def test_a_batch_holds_every_number_of_its_ranges_once(spans: list[tuple[int, int]]) -> None:
    text = ",".join(f"{first}-{first + more}" if more % 2 else f"{first}+{more}" for first, more in spans)
    wanted = dict.fromkeys(
        numbered(running) for first, more in spans for running in range(first, first + more + 1)
    )
    assert batch(text) == tuple(wanted)
