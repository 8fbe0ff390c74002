"""The order in which rows are written: never two of what may be one, never a reference to nothing."""

from db.log.append import in_order
from db.log.facts import Change
from db.tables.customer import Customer, Equipment
from db.tables.row import ROWS, Row
from db.tables.ticket import Assignment, Ticket


def made(kind: type[Row], key: str) -> Change:
    return Change(kind, (key,), {kind.key[0]: key})


def changed(kind: type[Row], key: str) -> Change:
    return Change(kind, (key,), {"reason": "x"})


def gone(kind: type[Row], key: str) -> Change:
    return Change(kind, (key,), None)


def test_what_ends_is_written_before_what_begins() -> None:
    """Else the one open assignment of a ticket would for a moment be two, and its unique index says no."""
    changes = [made(Assignment, "a"), changed(Assignment, "z")]
    assert in_order(changes) == in_order(changes[::-1]) == [changes[1], changes[0]]


def test_what_others_refer_to_comes_before_them_and_goes_after_them() -> None:
    parents = [made(Customer, "c"), made(Equipment, "e"), made(Ticket, "t"), made(Assignment, "a")]
    assert in_order(parents[::-1]) == parents
    leaving = [gone(each.kind, str(each.key[0])) for each in parents]
    assert in_order(leaving) == leaving[::-1]


def test_removals_come_first() -> None:
    changes = [made(Customer, "c"), gone(Assignment, "a")]
    assert in_order(changes) == changes[::-1]


def test_every_table_stands_after_all_that_it_refers_to() -> None:
    pairs = [
        (kind, ROWS[name])
        for kind in ROWS.values()
        for name in {key.target_fullname.partition(".")[0] for key in kind.table.foreign_keys} - {kind.name}
        if name in ROWS
    ]
    assert len(pairs) > len(ROWS) / 2
    for kind, referred in pairs:
        first, second = made(referred, "x"), made(kind, "x")
        assert in_order([second, first]) == [first, second], kind.name
