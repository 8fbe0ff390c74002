"""An import sees what its importer sees: rows of other branches are not there, and numbers that exist once in
the store are refused row by row without a word of whose they are (PPL-03, INT-11).

Drawn from the fields that a list may have. The same lists are tried before and after another branch did
something, its own imports among it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from db.errors import Refusal
from db.imports import KINDS, MapFile, take_back
from db.imports.words import compulsory, fields_of
from db.tables.customer import Customer, Equipment
from db.tables.ticket import Ticket
from tests.db.desk import Desk
from tests.db.imports.conftest import Brought, bring
from tests.db.scope.conftest import Stores
from tests.db.scope.two_branches import HERE, OTHER_NUMBER, PHONE, SERIAL, SHARED, TOKENS, canaries
from tests.sampling import some_of

SYSTEM = "OLDSYS77"
MINE = HERE["manager"]
GIVEN = {
    "tickets": {"customer": "罗湖酒店", "phone": "13800000088", "fault": "不制冷",
                "reported_at": "2026-07-03 08:00"},
    "staff": {"staff": "N90", "label": "新人"},
    "customers": {"customer": "罗湖酒店", "phone": "13800000088"},
    "equipment": {"customer": "福田印刷厂", "product": "柜机"},
    "tools": {"kind": "multimeter"},
    "roster": {"staff": HERE["technician"], "day": "2026-08-01", "shift": "N"},
}  # fmt: skip
"""Of every kind what no row goes without, of Nanshan or new."""
THEIRS = {
    "tickets": {"customer": f"雀厂{TOKENS['firm']}", "phone": PHONE, "fault": "不制冷",
                "reported_at": "2026-07-03 09:00"},
    "staff": {"staff": "L1", "label": f"雀{TOKENS['man']}L1"},
    "customers": {"customer": f"雀厂{TOKENS['firm']}", "phone": PHONE},
    "equipment": {"customer": f"雀厂{TOKENS['firm']}", "product": "柜机", "serial": SERIAL},
    "tools": {"kind": "multimeter", "number": "KT77"},
    "roster": {"label": f"雀{TOKENS['man']}L1", "day": "2026-08-01", "shift": "N"},
}  # fmt: skip
"""The same of Longgang."""
ONE_IN_THE_STORE = {("staff", "staff"), ("equipment", "serial"), ("tools", "number")}
"""Numbers of which there is one in the whole store."""
OLD = {"tickets": [THEIRS["tickets"] | {"external_number": "OLD77", "reported_at": "2026-07-01 08:00"},
                   THEIRS["tickets"] | {"fault": "旧故障", "reported_at": "2026-07-02 08:00"}],
       "customers": [{"customer": f"旧客{TOKENS['firm']}", "phone": "13977700099"}],
       "equipment": [{"customer": f"雀厂{TOKENS['firm']}", "product": "旧机"}],
       "tools": [{"kind": "multimeter", "price": "9.99"}]}  # fmt: skip
"""What Longgang imports itself."""


PROBES = 5
"""With how many of them one run of `make test` tries each field."""


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    csv.DictWriter(text, names).writeheader()
    csv.DictWriter(text, names).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def theirs(stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Longgang's imports by their kind."""
    folder = tmp_path_factory.mktemp("theirs")
    found = {}
    for kind, rows in OLD.items():
        path = written(folder / f"{kind}.csv", rows)
        brought = bring(stores.after, kind, path, MapFile(source=SYSTEM), by="L3")
        assert brought.counts[0] == len(rows), brought.reasons
        found[kind] = brought.report.id
    return found


def drawn(kind: str, references: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of a kind: each field being what could lead to Longgang, and rows that are Longgang's own."""
    probes = [
        *(references[each] for each in ("number", "customer", "equipment", "staff", "tool", "task")),
        PHONE, SERIAL, OTHER_NUMBER, SHARED, THEIRS["staff"]["label"], THEIRS["customers"]["customer"], "LG",
    ]  # fmt: skip
    tried = [
        (name, probe)
        for name in fields_of(kind)
        for probe in some_of(probes, f"probes {kind} {name}", PROBES)
    ]
    for at, (name, probe) in enumerate(tried, 100):
        # Rows that know nothing of each other.
        own = {"staff": f"N{at}", "label": f"新人{at}"} if kind == "staff" else {}
        own |= (
            {"customer": f"罗湖{at}", "phone": f"138000{at:05}"} if kind in ("tickets", "customers") else {}
        )
        own |= {"day": str(date(2026, 8, 1) + timedelta(days=at))} if kind == "roster" else {}
        yield name, GIVEN[kind] | own | {name: probe}
    if kind == "roster":
        yield from (("shift", GIVEN[kind] | {"shift": letter}) for letter in "DLW")
    yield compulsory(kind)[0], THEIRS[kind]
    for row in OLD.get(kind, ()):
        yield compulsory(kind)[0], row


def told(brought: Brought) -> dict[int, str]:
    """By line what is said of a row: what is wrong, or how it differs from what is here."""
    return {each.line: f"{each.field} {each.error}" for each in brought.bad} | {
        each.row.line: f"differs in {each.fields}" for each in brought.differing
    }


@pytest.mark.parametrize("updating", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_no_list_finds_what_lies_outside(
    stores: Stores, theirs: dict[str, str], kind: str, updating: bool, tmp_path: Path
) -> None:
    rows = list(drawn(kind, stores.references))
    assert {name for name, _ in rows} >= set(fields_of(kind))
    path = written(tmp_path / "list.csv", [row for _, row in rows])
    before, after = (
        bring(desk, kind, path, MapFile(), by=MINE, dry=True, updating=updating)
        for desk in (stores.before, stores.after)
    )
    said_before, said_after = told(before), told(after)
    numbered = kind in ("staff", "equipment", "tools")
    for line, (name, row) in enumerate(rows, 2):
        if (kind, name) not in ONE_IN_THE_STORE and not (numbered and row == THEIRS[kind]):
            assert said_before.get(line) == said_after.get(line), (name, row)
        given, text = " ".join(row.values()), said_after.get(line, "")
        assert not [each for each in canaries(stores.references) if each in text and each not in given], text
    assert before.report.added > len(rows) / 5, said_before  # or it was not asked whose things they are
    assert before.report.same_phone == after.report.same_phone
    assert numbered or before.report.known == after.report.known


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("staff", "The number L1 is taken."),
        ("equipment", f"The serial number {SERIAL} is known already."),
        ("tools", "The tool number KT77 is taken."),
    ],
)
def test_a_number_of_which_there_is_one_in_the_store_is_refused_and_no_row_is_lost(
    stores: Stores, kind: str, said: str, tmp_path: Path
) -> None:
    numbered = {name: THEIRS[kind][name] for k, name in ONE_IN_THE_STORE if k == kind}
    path = written(tmp_path / "list.csv", [GIVEN[kind] | numbered | {"label": "别人"}, GIVEN[kind]])
    brought = bring(stores.after, kind, path, by=MINE, dry=True)
    assert brought.counts == (1, 0, 1)
    assert said in brought.reasons[0][2]
    assert not [each for each in TOKENS.values() if each in brought.reasons[0][2]]


@pytest.fixture
def mine(stores: Stores, theirs: dict[str, str], tmp_path: Path) -> Callable[..., Brought]:
    def run(kind: str, rows: list[dict[str, str]], source: str = SYSTEM) -> Brought:
        return bring(
            stores.after, kind, written(tmp_path / "mine.csv", rows), MapFile(source=source), by=MINE
        )

    return run


def count(desk: Desk, kind: type[Ticket] | type[Customer] | type[Equipment], branch: str = "NS") -> int:
    return len([row for row in desk.rows(kind) if getattr(row, "branch", branch) == branch])


def test_the_same_list_in_two_branches_comes_in_twice_and_in_each_once(
    stores: Stores, mine: Callable[..., Brought]
) -> None:
    desk = stores.after
    _numbered, plain = OLD["tickets"]
    before = count(desk, Ticket), count(desk, Customer)
    assert mine("tickets", [plain]).counts == (1, 0, 0)
    assert (count(desk, Ticket), count(desk, Customer)) == (before[0] + 1, before[1] + 1)
    assert mine("tickets", [plain]).counts == (0, 1, 0)
    assert mine("tools", OLD["tools"]).counts == (1, 0, 0)
    assert mine("tools", OLD["tools"]).counts == (0, 1, 0)
    assert desk.differences() == []


def test_a_number_of_the_other_system_stands_for_one_ticket_in_the_store(
    stores: Stores, mine: Callable[..., Brought]
) -> None:
    numbered, _plain = OLD["tickets"]
    other = GIVEN["tickets"] | {"external_number": "OLD78"}
    brought = mine("tickets", [numbered, other])
    assert brought.counts == (1, 0, 1), brought.reasons
    assert f"OLD77 of {SYSTEM} has been brought over already" in brought.reasons[0][2]
    assert not [each for each in canaries(stores.references) if each in brought.reasons[0][2]]
    # Under a name of its own the system's number is another one.
    assert mine("tickets", [numbered], "NANSHAN").counts == (1, 0, 0)


@pytest.mark.parametrize("kind", ["tickets", "customers", "equipment"])
def test_an_import_of_another_branch_is_not_there_to_be_taken_back(
    stores: Stores, theirs: dict[str, str], kind: str
) -> None:
    def refused(import_id: str) -> str:
        with pytest.raises(Refusal) as caught:
            take_back(stores.after.store, MINE, import_id)
        return str(caught.value).replace(import_id, "")

    unknown = theirs[kind][:-1] + ("0" if theirs[kind][-1] != "0" else "1")
    assert refused(theirs[kind]) == refused(unknown)
