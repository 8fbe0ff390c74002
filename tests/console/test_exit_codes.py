"""How commands end, and what they say then (interface page, "Exit codes")."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from console import incident
from db.engine import make_engine
from tests.console.running import Branch, execute, paigong


@pytest.mark.parametrize(
    "fields",
    [
        ("--level", "9"),
        ("--level", "x"),
        ("--colour", "red"),
        ("--id", "not-a-uuid"),
        ("--expect", "-1"),
        ("--expect", "9" * 5000),
        ("--level",),
        ("--level", "2", "surplus"),
        ("--fields", "file.json"),
        ("--urgent", "perhaps"),
    ],
)
def test_wrong_usage_and_bad_fields_end_with_2_and_say_so_as_json(
    demo: Branch, fields: tuple[str, ...]
) -> None:
    number = demo.ticket()
    ran = demo.run("do", "triage", "--json", "--ticket", number, *fields)
    assert ran.code == 2, ran
    assert set(ran.json["error"]) == {"rule", "message", "hint"}
    assert ran.json["error"]["message"]
    assert ran.err == ""


def test_what_is_wrong_with_a_value_is_told_with_the_field_as_scripts_call_it(demo: Branch) -> None:
    call = {"customer": "x", "phone": "13800138000", "fault": "x"}
    wrong = {"customer": ("customer", "甲" * 81), "fault": ("fault", " "), "phone": ("phone", "1"),
             "wanted_from": ("zzz", "1")}  # fmt: skip
    for named, (field, value) in wrong.items():
        ran = demo.do("register", "--fields", "-", stdin=json.dumps(call | {field: value}))
        assert (ran.code, ran.rule) == (2, "field")
        assert named in ran.json["error"]["message"]
    none = demo.do("triage", "--fields", "-", stdin='{"ticket": [], "level": 2}')
    assert (none.code, none.json["error"]["message"]) == (2, "ticket is missing.")


def test_a_word_too_many_is_named_in_the_language_of_the_interface(demo: Branch) -> None:
    assert "“extra”" in demo.run("show", "queue", "extra").err
    ran = paigong("--db", demo.url, "--lang", "zh_CN", "show", "queue", "多余", "的话")
    assert (ran.code, ran.err) == (2, "这条命令用不着“多余 的话”。 加 --help 查看用法。\n")


@pytest.mark.parametrize(
    "command", ["export queue", "backup", "import tickets", "print slip 1", "calendar propose"]
)
def test_an_argument_that_is_not_there_is_called_as_the_help_calls_it(demo: Branch, command: str) -> None:
    ran = paigong("--db", demo.url, "--lang", "zh_CN", *command.split())
    named = "YEAR" if command.startswith("calendar") else "FILE"
    assert (ran.code, ran.err) == (2, f"缺少 {named}。 加 --help 查看用法。\n")


def test_a_kind_of_tool_that_is_not_there_is_answered_with_those_that_are(demo: Branch) -> None:
    ran = paigong("--db", demo.url, "--lang", "zh_CN", "do", "buy_tool", "--kind", "榔头")
    assert ran.code == 3
    assert "榔头" in ran.err
    assert "万用表" in ran.err


def test_an_unknown_verb_a_missing_field_and_no_verb_at_all_end_with_2(demo: Branch) -> None:
    for arguments in (
        ("do", "dance", "--json"),
        ("do", "register", "--json"),
        ("do", "--json"),
        ("do", "found", "--json"),
    ):
        ran = demo.run(*arguments)
        assert ran.code == 2, ran
        assert ran.json["error"]["message"]
    assert "dance" in demo.run("do", "dance").err


def test_a_refusal_ends_with_3_and_names_its_rule_to_people_too(branch: Branch) -> None:
    number = branch.ticket()
    step = branch.run("do", "step", "--ticket", number, "--what", "found")
    assert (step.code, "“fault found” is possible only when" in step.err) == (3, True), step
    ran = branch.run("do", "close", "--ticket", number, "--cause", "wear")
    assert ran.code == 3
    assert "CLS-05" in ran.err
    assert ran.out == ""
    assert branch.do("note", "--ticket", "YX2607-99", "--text", "x").code == 3


def test_a_version_that_somebody_changed_ends_with_4_before_any_rule(branch: Branch) -> None:
    number = branch.ticket()
    version = branch.done("triage", "--ticket", number, "--level", "2")["version"]
    ran = branch.do("close", "--ticket", number, "--cause", "wear", "--expect", str(version - 1))
    assert (ran.code, ran.rule) == (4, "DSP-08")
    assert branch.do("close", "--ticket", number, "--cause", "wear", "--expect", str(version)).code == 3


def test_a_role_that_may_not_ends_with_5(branch: Branch) -> None:
    branch.hire("K01", "库管", "keeper")
    ran = branch.do("triage", "--ticket", branch.ticket(), "--level", "1", who="K01")
    assert (ran.code, ran.rule) == (5, "PPL-03")
    assert "“triage”" in ran.json["error"]["message"]


@pytest.mark.parametrize("arguments", [("do", "undo"), ("show", "queue"), ("audit",), ("upgrade",), ()])
def test_without_a_store_everything_ends_with_6_and_creates_nothing(
    place: str, arguments: tuple[str, ...]
) -> None:
    ran = paigong("--db", place, "--lang", "en", "--as", "A01", *arguments)
    assert ran.code == 6
    assert "paigong init" in ran.err
    assert "paigong demo" in ran.err
    assert not Path(place).exists()


def test_no_store_and_no_server_are_told_as_json_too(place: str) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/none?connect_timeout=1"
    for url in (place, nowhere, "oracle://x"):
        ran = paigong("--db", url, "do", "undo", "--json")
        assert (ran.code, ran.rule) == (6, "db"), ran


@pytest.mark.parametrize("content", [b"this is no database at all" * 100, b""])
def test_a_file_that_is_no_store_is_no_mystery(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.db").write_bytes(content)
    ran = paigong("--db", str(tmp_path / "odd.db"), "--as", "A01", "show", "queue", "--json")
    assert ran.code in (6, 7), ran
    assert ran.json["error"]["message"]


def test_an_audit_finds_a_changed_row_and_ends_with_7(branch: Branch) -> None:
    number = branch.ticket("--level", "3")
    assert branch.run("audit", at=None).code == 0
    execute(branch.url, f"UPDATE ticket SET level = 1 WHERE number = '{number}'")
    whole, one = (
        branch.run("audit", at=None),
        branch.run("audit", "--json", number.rpartition("-")[2], at=None),
    )
    assert whole.code == one.code == 7
    assert "level" in whole.out
    assert one.json["differences"]
    assert branch.run("audit", "YX2607-98", at=None).code == 3


def test_a_revision_of_a_later_program_ends_with_7(branch: Branch) -> None:
    execute(branch.url, "UPDATE alembic_version SET version_num = '9999'")
    for arguments in (("upgrade",), ("show", "queue"), ("do", "undo")):
        ran = branch.run(*arguments, at=None)
        assert ran.code == 7, ran
        assert "9999" in ran.err


def test_nobody_ever_sees_a_traceback(demo: Branch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("13800138000")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("console.commands.do.who_acts", breaks)
    ran = demo.do("undo")
    assert (ran.code, ran.rule) == (1, "program")
    assert "Traceback" not in ran.out + ran.err
    incident = ran.json["error"]["message"].split()[-1].rstrip(".")
    logged = json.loads((tmp_path / "paigong" / "paigong.log").read_text(encoding="utf-8"))
    assert logged["incident"] == incident
    assert logged["error"] == "builtins.ZeroDivisionError"


def test_control_c_ends_calmly_with_130(demo: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("console.commands.do.who_acts", interrupted)
    ran = demo.do("undo")
    assert (ran.code, ran.err) == (130, "Interrupted.\n")


def test_the_log_of_incidents_holds_no_value_of_a_statement(
    demo: Branch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    engine = make_engine(demo.url)
    with engine.connect() as connection, pytest.raises(IntegrityError) as caught:
        connection.execute(
            text("INSERT INTO customer (id, label) VALUES (:id, :label)"), {"id": "1", "label": "王小明"}
        )
    engine.dispose()
    assert "王小明" in str(caught.value)
    number = incident.record(caught.value)
    written = incident.log_file().read_text("utf-8")
    assert number in written
    assert "王小明" not in written
