"""`paigong import`: what people and scripts see, and what lies beside the file afterwards."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it comes without types

from console.commands import importing
from console.commands.import_telling import heading
from console.words.codes import WORDS, word
from console.words.i18n import LANGUAGES, install_language
from db.imports import KINDS
from db.imports.words import choices, columns, fields_of, folded
from db.policy.load import shipped
from tests.console.running import Branch, Ran, paigong, process
from tests.sampling import SAMPLED

TABLE = "客户,电话,故障\n甲,13800000001,不启动\n=乙,,漏水\n丙,138,@SUM(1)\n"


def import_(branch: Branch, path: Path, *options: str, kind: str = "tickets", who: str = "A01") -> Ran:
    return branch.run("import", kind, str(path), *options, who=who)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_process_that_does_nothing_else_brings_a_file_in(demo: Branch, tmp_path: Path) -> None:
    """Here every table was made by some test before; a process of its own makes those that it asks for."""
    path = tmp_path / "customers.csv"
    path.write_text("客户,电话\n甲,13800000001\n", encoding="utf-8")
    ran = process("--db", demo.url, "--as", "A01", "--lang", "en", "import", "customers", str(path))
    assert (ran.returncode, ran.stderr) == (0, b""), ran
    assert b"1 row: 1 added" in ran.stdout


def test_good_rows_go_in_and_bad_ones_stand_beside_with_their_reason(branch: Branch, table: Path) -> None:
    ran = import_(branch, table)
    assert (ran.code, ran.err) == (0, "")
    beside = table.with_name("calls.rejected.csv")
    lines = ran.out.splitlines()
    assert lines[:-1] == [
        "line 3, 电话 (phone): 电话 is missing.",
        "3 rows: 2 added, 0 known already, 1 refused.",
        f"1 bad row is in a file of its own: {beside}",
        f"The same with every cell as text: {beside.with_suffix('.xlsx')}",
        "Tickets by state: new: 2. 0 stand breached.",
    ]
    assert re.fullmatch(r"This is import (\w{8}); paigong import --take-back \1 takes it back .*", lines[-1])
    with beside.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["客户", "电话", "故障", "line", "field", "reason"],
            ["'=乙", "", "漏水", "3", "phone", "电话 is missing."],
        ]
    assert beside.stat().st_mode & 0o077 == 0
    assert {row["customer"] for row in branch.show("queue")} == {"甲", "丙"}


def test_a_mended_file_of_bad_rows_can_be_brought_in_as_it_is(demo: Branch, table: Path) -> None:
    import_(demo, table)
    beside = table.with_name("calls.rejected.csv")
    beside.write_text(beside.read_text("utf-8-sig").replace("'=乙,,", "'=乙,13800000002,"), encoding="utf-8")
    assert "1 added" in import_(demo, beside).out
    assert "=乙" in {row["customer"] for row in demo.show("queue")}


def test_a_second_run_adds_nothing_and_says_so(demo: Branch, table: Path) -> None:
    import_(demo, table)
    ran = import_(demo, table, "--json")
    assert (ran.code, ran.json["added"], ran.json["known"], ran.json["rejected"]) == (0, 0, 2, 1)
    assert ran.json["problems"] == [{"line": 3, "field": "phone", "reason": "电话 is missing."}]


def test_a_dry_run_shows_columns_rows_and_every_bad_row_and_writes_nothing(demo: Branch, table: Path) -> None:
    ran = import_(demo, table, "--dry-run")
    assert ran.code == 0
    for said in (
        "line 3, 电话 (phone)",
        "客户 → Customer (customer)",
        "=乙",
        "2 would be added",
        "Nothing was written.",
    ):
        assert said in ran.out
    assert demo.show("queue") == []
    assert [path.name for path in table.parent.iterdir()] == ["calls.csv"]


def test_chinese_people_read_chinese(demo: Branch, table: Path) -> None:
    table.write_text("客户,电话,故障\n甲,abc,x\n", encoding="gb18030")
    ran = paigong("--db", demo.url, "--as", "A01", "--lang", "zh_CN", "import", "tickets", str(table))
    assert "“abc”" in ran.out
    assert "is not a phone number" not in ran.out


def test_a_dry_run_shows_values_as_they_were_understood(demo: Branch, tmp_path: Path) -> None:
    path = tmp_path / "tools.csv"
    path.write_text('工具名称,单价,校准到期\n网线钳,"1,280.00",46218\n', encoding="utf-8")
    shown = import_(demo, path, "--dry-run", kind="tools").out
    assert "1280.00" in shown
    assert "128000" not in shown
    assert "2026-07-15" in shown
    path.write_text(
        "客户,电话,故障,报修时间,状态,等级\n甲,138,x,2026-07-14 9:00,待派工,二\n", encoding="utf-8"
    )
    shown = import_(demo, path, "--dry-run").out
    assert "2026-07-14 09:00" in shown
    assert "+08:00" not in shown


def test_bad_codes_are_answered_with_words_that_can_be_written(demo: Branch, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("客户名称,电话,客户等级\n甲,138,超级\n", encoding="utf-8")
    said = paigong(
        "--db", demo.url, "--as", "A01", "--lang", "zh_CN", "import", "customers", str(path), "--dry-run"
    ).out
    assert said.splitlines()[-2] == "第 2 行，客户等级（grade）：客户等级 必须是以下之一：普通、长期、重要。"


def test_unknown_tools_are_answered_with_the_names_of_the_policy(demo: Branch, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("工具名称,领用人\n飞机,\n", encoding="utf-8")
    said = import_(demo, tmp_path / "a.csv", "--dry-run", kind="tools").out
    assert "“飞机” is none of: Adjustable spanner, " in said
    assert "领用人 → Holder (staff)" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_program_itself_calls_a_field_or_value_is_known(language: str) -> None:
    install_language(language)
    unknown = {
        (kind, name)
        for kind in KINDS
        for name in fields_of(kind)
        if columns(kind).get(folded(heading(kind, name))) != name
    }
    assert unknown <= {
        ("tickets", name) for name in ("kind", "status", "paused_at", "resumed_at", "closed_at")
    }
    kinds = {"roles": "role", "kind": "job", "status": "state"}
    for name in ("grade", "channel", "kind", "nature", "way", "problem", "roles", "status"):
        kind = kinds.get(name, name)
        assert {choices(name).get(folded(word(kind, code))) for code in WORDS[kind]} == set(WORDS[kind])
    waits = shipped().reasons_for("pause")
    assert {choices("pause_reason").get(folded(each.name(language))) for each in waits.values()} == set(waits)


@pytest.mark.parametrize("written", ["张伟 T901", "T901 张伟", "张伟（T901）", "t901", "张伟"])
def test_a_person_may_be_written_with_name_and_number(demo: Branch, tmp_path: Path, written: str) -> None:
    demo.hire("T901", "张伟")
    (tmp_path / "a.csv").write_text(f"工具,保管人\n网线钳,{written}\n", encoding="utf-8")
    assert import_(demo, tmp_path / "a.csv", "--json", kind="tools").json["added"] == 1


def test_what_was_left_aside_is_told(demo: Branch, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        for month in ("七月", "八月"):
            sheet = book.add_worksheet(month)
            sheet.write_row(0, 0, ["客户", "故障"])
            sheet.write_row(1, 0, [month, "不启动"])
    said = import_(demo, path, "--dry-run").out
    assert "Only the sheet 七月 was read. There are also: 八月" in said
    assert "No column was found for Phone (phone)" in said
    ran = import_(demo, path, "--sheet", "八月", "--json").json
    assert (ran["sheet"], ran["other_sheets"], ran["missing"]) == ("八月", ["七月"], ["phone"])
    assert import_(demo, path, "--sheet", "九月").code == 2


def test_a_header_without_rows_is_told(demo: Branch, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("客户,电话,故障\n", encoding="utf-8")
    assert "There is no row below the header." in import_(demo, tmp_path / "a.csv").out


def test_a_full_device_is_answered_when_the_bad_rows_are_written(demo: Branch, table: Path) -> None:
    with patch("console.files.rejected.os.fdopen", lambda _handle, mode, **_named: open("/dev/full", mode)):
        ran = import_(demo, table)
    assert ran.code == 2
    assert "the disk is full" in ran.err
    assert "run the import again" in ran.err


def test_a_map_file_says_what_is_what(demo: Branch, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("who;tel;what\nX;13800000001;broken\n", encoding="utf-8")
    (tmp_path / "m.toml").write_text('[columns]\nwho="customer"\nwhat="fault"\n', encoding="utf-8")
    ran = import_(demo, tmp_path / "a.csv", "--map", str(tmp_path / "m.toml"), "--json")
    assert (ran.code, ran.json["added"]) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("tickets", "{folder}/nothing.csv"), 2),
        (("tickets", "{folder}"), 2),
        (("planes", "{folder}/calls.csv"), 2),
        (("tickets",), 2),
        ((), 2),
        (("tickets", "{folder}/calls.csv", "--map", "{folder}/nothing.toml"), 2),
        (("tickets", "{folder}/empty.csv"), 2),
        (("tickets", "{folder}/strange.csv"), 2),
        (("tickets", "{folder}/calls.csv", "--unknown"), 2),
        (("customers", "{folder}/header.csv"), 0),
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_answered(
    demo: Branch, table: Path, arguments: tuple[str, ...], code: int
) -> None:
    folder = table.parent
    (folder / "empty.csv").write_bytes(b"")
    (folder / "strange.csv").write_text("x,y\n1,2\n")
    (folder / "header.csv").write_text("客户,电话\n", encoding="utf-8")
    ran = demo.run("import", *(each.format(folder=folder) for each in arguments))
    assert ran.code == code
    assert "Something went wrong" not in ran.err
    assert bool(ran.err) == (code != 0)


def test_who_may_not_import_is_told_so(demo: Branch, table: Path) -> None:
    demo.hire("K01", "库管", "keeper")
    ran = import_(demo, table, who="K01")
    assert (ran.code, demo.show("queue")) == (5, [])


def test_where_bad_rows_cannot_be_written_the_reason_is_said(demo: Branch, table: Path) -> None:
    table.with_name("calls.rejected.csv").mkdir()
    ran = import_(demo, table)
    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_an_interruption_says_what_is_in_and_how_to_go_on(demo: Branch, table: Path) -> None:
    def stop(_rows: int, _expected: int) -> None:
        raise KeyboardInterrupt

    @contextmanager
    def shown(**_: object) -> Iterator[Callable[[int, int], None]]:
        yield stop

    with patch("console.commands.importing._progress", shown):
        ran = import_(demo, table)
    assert ran.code == 130
    assert "2 rows are in and stay" in ran.err
    assert "2 known already" in import_(demo, table).out


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    install_language("en")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    with redirect_stderr(Terminal()) as terminal, importing._progress(shown=True) as advance:
        advance(3, 4)
    assert "3 of about 4 rows" in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.getvalue())


def test_a_bar_moves_on_a_terminal_only(demo: Branch, table: Path) -> None:
    with patch("console.commands.importing.sys.stderr", Terminal()) as terminal, redirect_stderr(terminal):
        ran = import_(demo, table)
    assert ran.code == 0
    assert "3 rows:" in ran.out
    assert "line 3" in ran.out
    assert import_(demo, table).err == ""


@settings(max_examples=12 if SAMPLED else 180, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ending=st.sampled_from(["csv", "jsonl", "xlsx"]),
    content=st.binary(max_size=200),
    head=st.sampled_from(["", "客户,电话,故障\n", "phone\tcustomer\n", '{"phone": 1}\n']),
)
def test_any_bytes_end_in_an_exit_code_and_a_sentence(
    demo: Branch, tmp_path: Path, ending: str, content: bytes, head: str
) -> None:
    path = tmp_path / f"any.{ending}"
    path.write_bytes(head.encode() + content)
    ran = import_(demo, path, "--dry-run", kind="customers")
    assert ran.code in (0, 2, 3), ran
    assert "Something went wrong" not in ran.err


@settings(max_examples=12 if SAMPLED else 40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["staff", "customers", "equipment", "tools"]),
    st.dictionaries(
        st.sampled_from(["工号", "姓名", "客户", "电话", "产品", "工具", "数量", "单价", "技能", "领用人"]),
        st.text(max_size=30) | st.integers() | st.floats() | st.booleans() | st.lists(st.text(max_size=3)),
        min_size=1,
    ),
)  # fmt: skip
def test_any_row_ends_in_an_exit_code_and_a_sentence(
    demo: Branch, tmp_path: Path, kind: str, row: dict[str, object]
) -> None:
    path = tmp_path / "any.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    ran = import_(demo, path, "--json", kind=kind)
    if "error" in ran.json:
        assert (ran.code, ran.rule) == (2, "field"), ran
    else:
        assert (ran.code == 0) == (ran.json["rejected"] == 0)
        told = ("added", "known", "rejected", "leavers")
        assert sum(ran.json[name] for name in told) == 1
