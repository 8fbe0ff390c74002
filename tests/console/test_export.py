"""`paigong export`: every view as a file that no spreadsheet takes for a program."""

import csv
import errno
import gc
import json
import os
import re
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from python_calamine import load_workbook

from console.commands import exporting
from console.files.rejected import defused
from console.files.writing import write
from console.words.speech import Speech, speech_of
from db.store import open_store
from db.views import VIEWS
from tests.console.running import Branch, Ran, paigong
from tests.databases import Databases
from tests.db.owing import owe
from tests.db.statements import statements
from tests.disks import full_disk
from tests.sampling import some_of

HOSTILE = "=cmd|' /C calc'!A0"


def _report(url: str) -> None:
    Branch.on(url).ticket("--customer", HOSTILE, "--level", "2", "--address", "科技园1号")


@pytest.fixture(scope="module")
def ticketed(branches: Databases) -> Iterator[Databases]:
    """Demo stores with a ticket whose customer is a formula."""
    made = branches.with_rows("ticketed", _report)
    yield made
    made.close()


@pytest.fixture
def branch(ticketed: Databases) -> Iterator[Branch]:
    url = ticketed.create("sqlite")
    yield Branch.on(url)
    ticketed.drop(url)


def test_no_cell_asks_the_store_for_its_policy(branch: Branch, tmp_path: Path) -> None:
    """A list of a hundred thousand tickets would ask a million times; the policy is that of what was read."""
    store = open_store(branch.url)
    try:
        speech = speech_of(store)
        store.policy()
        with statements(store.engine) as seen:
            assert speech.named("multimeter") != "multimeter"
        assert seen == []
    finally:
        store.close()


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_csv_carries_words_and_defuses_formulas(branch: Branch, tmp_path: Path) -> None:
    path = tmp_path / "queue.csv"
    ran = branch.run("export", "queue", str(path))
    assert (ran.code, ran.out) == (0, f"1 row written: {path}\n")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    header, row = rows_of(path)
    found = dict(zip(header, row, strict=True))
    assert found["Customer"] == "'" + HOSTILE
    assert (found["State"], found["Level"], found["Due"]) == ("triaged", "2", "2026-07-15 10:00")
    assert path.stat().st_mode & 0o077 == 0


def test_headers_speak_the_language_of_the_interface(branch: Branch, tmp_path: Path) -> None:
    path = tmp_path / "queue.csv"
    paigong("--db", branch.url, "--lang", "zh_CN", "export", "queue", str(path))
    assert "客户" in rows_of(path)[0]


def test_a_list_without_rows_has_its_headers_all_the_same(branch: Branch, tmp_path: Path) -> None:
    full, none, book = (tmp_path / name for name in ("full.csv", "none.csv", "none.xlsx"))
    branch.run("export", "queue", str(full))
    for path in (none, book):
        ran = branch.run("export", "queue", "--level", "4", str(path))
        assert (ran.code, ran.out) == (0, f"0 rows written: {path}\n")
    assert rows_of(none) == rows_of(full)[:1]
    assert load_workbook(str(book)).get_sheet_by_index(0).to_python() == rows_of(full)[:1]


@pytest.mark.parametrize("view", ["queue", "roster", "customers"])
def test_what_heads_an_empty_list_is_what_its_rows_hold(branch: Branch, view: str, tmp_path: Path) -> None:
    path = tmp_path / "view.json"
    branch.run("export", view, str(path))
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert rows, view
    assert tuple(rows[0]) == VIEWS[view].columns()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_whatever_a_spreadsheet_may_run_is_made_a_text(start: str) -> None:
    assert defused(f"{start}1+1") == f"'{start}1+1"
    assert defused(f"1{start}") == f"1{start}"


def test_a_workbook_holds_texts_numbers_and_instants_and_no_formula(branch: Branch, tmp_path: Path) -> None:
    path = tmp_path / "queue.xlsx"
    branch.run("export", "queue", str(path))
    header, row = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    found = dict(zip(header, row, strict=True))
    assert found["Customer"] == HOSTILE
    assert (found["Level"], found["Due"]) == (2.0, datetime(2026, 7, 15, 10, 0))


def test_columns_of_a_workbook_are_wide_enough_and_can_be_filtered(branch: Branch, tmp_path: Path) -> None:
    path = tmp_path / "queue.xlsx"
    branch.run("export", "queue", str(path))
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    widths = {
        column: float(width)
        for first, last, width in re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', sheet)
        for column in range(int(first), int(last) + 1)
    }
    header = [str(cell) for cell in load_workbook(str(path)).get_sheet_by_index(0).to_python()[0]]
    assert len(widths) == len(header)
    assert widths[header.index("Due") + 1] >= 17
    assert '<autoFilter ref="A1:' in sheet


def test_a_view_that_shows_no_more_says_so(
    branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_most", lambda _kind: 1)
    assert "1 is all that the view shows" in branch.run("export", "queue", str(tmp_path / "a.csv")).out
    assert "--limit" in branch.run("export", "queue", str(tmp_path / "b.csv"), "--limit", "1").out


def test_a_disk_that_is_full_leaves_no_file(branch: Branch, tmp_path: Path) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with patch("console.files.writing._csv_cell", full):
        ran = branch.run("export", "queue", str(tmp_path / "a.csv"))
    assert (ran.code, "the disk is full" in ran.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.ways("ending")
@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_a_disk_without_room_takes_no_half_of_a_file(branch: Branch, tmp_path: Path, ending: str) -> None:
    for at in range(4):
        branch.ticket("--phone", f"138000001{at:02}", "--fault", "不制冷" * 600)
    with full_disk(tmp_path / "small", 4096) as small:
        ran = branch.run("export", "tickets", str(small / f"a.{ending}"))
        assert (ran.code, "the disk is full" in ran.err, ran.out) == (2, True, "")
        assert list(small.iterdir()) == []


def test_a_workbook_whose_temporary_files_have_no_room_is_not_there(branch: Branch, tmp_path: Path) -> None:
    for at in range(4):
        branch.ticket("--phone", f"138000001{at:02}", "--fault", "不制冷" * 600)
    code = "import sys; from console.cli import process; sys.exit(process())"
    with full_disk(tmp_path / "small", 4096) as small:
        ran = subprocess.run(
            [sys.executable, "-c", code, "--db", branch.url, "--lang", "en", "export", "tickets",
             str(tmp_path / "a.xlsx")],
            env={**os.environ, "TMPDIR": str(small)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = f"{tmp_path / 'a.xlsx'} cannot be written: the disk is full.\n"
        assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", said)
        assert list(small.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["small"]


def test_a_ticket_in_a_workbook_has_a_sheet_for_each_of_its_lists(branch: Branch, tmp_path: Path) -> None:
    path = tmp_path / "ticket.xlsx"
    assert branch.run("export", "ticket", str(path), "1").code == 0
    assert load_workbook(str(path)).sheet_names[:2] == ["ticket", "Milestones"]


def test_money_is_read_in_yuan_and_held_in_fen(branch: Branch, tmp_path: Path) -> None:
    [meter] = branch.done("buy_tool", "--kind", "multimeter", "--price_fen", "35905")["tools"]
    branch.hire("T001", "王强")
    branch.done("issue_tool", "--tool", meter, "--staff", "T001")
    sheet, book, plain = (tmp_path / f"list.{ending}" for ending in ("csv", "xlsx", "json"))
    for path in (sheet, book, plain):
        assert branch.run("export", "personal_list", str(path)).code == 0
    assert "359.05" in branch.run("show", "personal_list").out
    assert "Price,Value today" in sheet.read_text(encoding="utf-8-sig")
    assert any(row[-2:] == ["359.05", "359.05"] for row in rows_of(sheet))
    assert any(
        row[-2:] == [359.05, 359.05] for row in load_workbook(str(book)).get_sheet_by_index(0).to_python()
    )
    assert 35905 in {row["price_fen"] for row in json.loads(plain.read_text(encoding="utf-8"))}
    # The field of the verb is in fen, what is told of it is not.
    assert "price: 359.05" in branch.run("show", "tool", meter).out


def test_json_holds_codes_as_show_does(branch: Branch, tmp_path: Path) -> None:
    path = tmp_path / "ticket.json"
    branch.run("export", "ticket", str(path), "1")
    assert json.loads(path.read_text(encoding="utf-8")) == branch.show("ticket", "1")


OTHER = ("--customer", "张三", "--phone", "13900139000")
ARGUMENTS = {
    "ticket": ("1",), "events": ("1",), "proof": ("1",), "candidates": ("1",), "similar": ("1",),
    "kit": ("A01",), "near": ("A01",), "person": ("A01",), "customer": ("13800138000",),
    "tool": ("T0001",), "tool_kind": ("multimeter",), "place": ("store",),
    "find": ("王",), "handover_tickets": ("new",), "figure": ("handled",),
}  # fmt: skip

NUMBERED = {
    "request": "requests", "task": "tasks", "escalation": "escalations", "emergency": "emergencies",
    "notice": "outbox", "report": "reports", "shift": "handovers", "letter": "letters",
}  # fmt: skip
"""Views of one thing, and the list that tells its number."""


@pytest.fixture(scope="module")
def eventful(ticketed: Databases) -> Iterator[Branch]:
    """The branch in which something has come of everything that a view shows; it is only read."""
    made = ticketed.with_rows("eventful", _live_through)
    url = made.create("sqlite")
    yield Branch.on(url)
    made.drop(url)
    made.close()


def _live_through(url: str) -> None:
    branch = Branch.on(url)
    branch.done("buy_tool", "--kind", "multimeter")
    late = ("--milestone", "respond", "--until", "2027-07-30T09:00:00+08:00", "--reason", "等件")
    branch.done("extend", "--ticket", branch.ticket("--level", "2", "--nature", "quality", *OTHER), *late)
    branch.hire("M01", "吴经理", "manager")
    branch.done("escalate", "--ticket", "1", "--reason", "客户很急")
    branch.done("declare_emergency", "--reason", "半城停电")
    branch.hire("T001", "张工")
    branch.done("dispatch", "--ticket", "1", "--technician", "T001", "--override", "急")
    with closing(open_store(branch.url)) as store:
        owe(store)
    branch.hire("D01", "唐敏", "dispatcher")
    branch.done("hand_over_shift", "--to", "D01")
    away = branch.ticket("--level", "4", "--way", "remote", "--customer", "李四", "--phone", "13900139009")
    branch.done("record", "--ticket", away, "--work", "远程重启")
    branch.done("receive_letter", "--who", "南山酒店", "--content", "何时来修")


FORMS = ("", "--json", "json", "xlsx", "csv")
"""How a view leaves the program: on the terminal, as JSON, in a file."""


def left(branch: Branch, view: str, form: str, named: tuple[str, ...], folder: Path) -> tuple[Ran, bytes]:
    """The command that shows or exports, and what came of it."""
    if form in FORMS[:2]:
        ran = branch.run("show", view, *named, *filter(None, [form]))
        return ran, ran.out.encode()
    path = folder / f"{view}.{form}"
    ran = branch.run("export", view, str(path), *named)
    return ran, path.read_bytes() if path.exists() else b""


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_every_view_can_be_read_by_people_and_exported(eventful: Branch, tmp_path: Path, view: str) -> None:
    named = ARGUMENTS.get(view, ())
    if view in NUMBERED:
        named = (eventful.show(NUMBERED[view])[0]["id"],)
    if view == "record":
        named = (eventful.show("records")[0]["number"],)
    for form in some_of(FORMS, f"how {view} leaves the program", 1):
        ran, came = left(eventful, view, form, named, tmp_path)
        if "is missing" in ran.out + ran.err:  # a view that these tests do not know yet
            ran, came = left(eventful, view, form, ("1",), tmp_path)
        assert (ran.code, bool(came.strip())) == (0, True), ran


def test_personal_data_are_for_those_who_may_see_them(branch: Branch, tmp_path: Path) -> None:
    branch.hire("K01", "库管", "keeper")
    path = tmp_path / "ticket.json"
    assert branch.run("export", "ticket", str(path), "1", who="K01").code == 0
    text = path.read_text(encoding="utf-8")
    assert "138****8000" in text
    assert "13800138000" not in text


def test_a_list_is_exported_whole(branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        branch.ticket()
    path = tmp_path / "queue.csv"
    branch.run("export", "queue", str(path), "--limit", "2")
    assert len(rows_of(path)) == 3
    branch.run("export", "queue", str(path), "--force")
    assert len(rows_of(path)) == 5


@pytest.fixture
def collecting() -> Iterator[None]:
    """Garbage is collected as by default: a desk that was open here before has it done seldom, in the whole
    process, and what waits for that is not held by who writes."""
    seldom = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*seldom)


@pytest.mark.ways("ending")
@pytest.mark.parametrize("ending", ["csv", "json"])
@pytest.mark.usefixtures("collecting")
def test_rows_are_written_as_they_come(tmp_path: Path, ending: str) -> None:
    """What is held does not grow with the list."""

    def rows(count: int) -> Iterator[dict[str, Any]]:
        for at in range(count):
            yield {"kind": "drill", "place": f"store {at}", "count": at}

    peaks = []
    for count in (500, 5_000):
        path = tmp_path / f"{count}.{ending}"
        tracemalloc.start()
        write(path, VIEWS["consumables"], rows(count), Speech())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert path.read_text(encoding="utf-8-sig").count(f"store {count - 1}") == 1
    assert peaks[1] < 2 * peaks[0]


@pytest.mark.parametrize("rows", [[], [{"kind": "a\u2028b\n", "list": [{"x": 1}]}, {"kind": None}]])
def test_json_that_is_written_row_by_row_is_that_of_the_whole(tmp_path: Path, rows: list[Any]) -> None:
    path = tmp_path / "a.json"
    write(path, VIEWS["consumables"], iter(rows), Speech())
    whole = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    assert path.read_text(encoding="utf-8") == whole


def test_a_file_that_is_there_stays_unless_forced(branch: Branch, tmp_path: Path) -> None:
    path = tmp_path / "queue.csv"
    path.write_text("mine")
    ran = branch.run("export", "queue", str(path))
    assert (ran.code, path.read_text()) == (2, "mine")
    assert "--force" in ran.err
    assert branch.run("export", "queue", str(path), "--force").code == 0
    assert [each.name for each in tmp_path.iterdir()] == ["queue.csv"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2), (("queue",), 2), (("planes", "a.csv"), 2), (("queue", "{folder}/a.pdf"), 2),
        (("queue", "{folder}/no/a.csv"), 2), (("queue", "{folder}"), 2),
        (("ticket", "{folder}/a.csv", "99"), 3),
        (("queue", "{folder}/a.csv", "--level", "9"), 2),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_is_answered_and_leaves_nothing(
    branch: Branch, tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    ran = branch.run("export", *(each.format(folder=tmp_path) for each in arguments))
    assert ran.code == code
    assert ran.err
    assert list(tmp_path.iterdir()) == []


def test_what_was_exported_can_be_imported_again(branch: Branch, tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    row = f"{defused(HOSTILE)},13800000009,{defused('-5 度')}"
    path.write_text(f"客户,电话,故障\n{row}\n", encoding="utf-8")
    assert branch.run("import", "tickets", str(path), "--json").json["added"] == 1
    assert {row["fault"] for row in branch.show("queue")} == {"机器不启动", "-5 度"}
