"""Exit codes, errors as JSON, ids, standard input, time, who acts: what scripts rely on (interface page)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copyfile
from uuid import uuid4

import pytest
from sqlalchemy import text

from console.cli import json_asked
from db.engine import make_engine, transaction
from tests.console.running import MORNING, Branch, Ran, paigong

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def branch(store_url: str) -> Branch:
    return Branch(store_url)


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A path where no store is."""
    return str(tmp_path / "new.db")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo store on SQLite, to be copied."""
    place = tmp_path_factory.mktemp("founded") / "demo.db"
    Branch(f"sqlite:///{place}")
    return place


@pytest.fixture
def demo(founded: Path, tmp_path: Path) -> Branch:
    """A demo store on SQLite, for what does not differ between the databases."""
    return Branch.at(copyfile(founded, tmp_path / "demo.db"))


@pytest.fixture
def live(founded: Path, tmp_path: Path) -> Branch:
    """A live store on SQLite, for what does not differ between the databases."""
    branch = Branch.at(copyfile(founded, tmp_path / "live.db"))
    execute(branch.url, "UPDATE store_fact SET value = 'live' WHERE name = 'kind'")
    return branch


def process(*arguments: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "console.cli", *arguments],
        cwd=ROOT, env={**os.environ, **environ}, capture_output=True, check=False,
    )  # fmt: skip


def execute(url: str, statement: str) -> None:
    engine = make_engine(url)
    with transaction(engine, writing=True) as connection:
        connection.execute(text(statement))
    engine.dispose()


# -- exit codes ---------------------------------------------------------------------------------------


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


# -- answers, ids, standard input ---------------------------------------------------------------------


def test_an_answer_begins_with_what_scripts_read(branch: Branch) -> None:
    ran = branch.do(
        "register", "--customer", "王五", "--phone", "13800138000", "--fault", "不启动", "--level", "2"
    )
    answer = ran.json
    assert list(answer)[:6] == ["id", "event", "number", "state", "version", "due_at"]
    assert (answer["state"], answer["due_at"]) == ("triaged", "2026-07-15T10:00:00+08:00")
    assert ran.out.endswith("\n")


def test_the_same_id_answers_word_for_word_and_other_fields_are_refused(branch: Branch) -> None:
    fields = ("--customer", "王五", "--phone", "13800138000", "--fault", "不启动", "--id", str(uuid4()))
    first, again = (
        branch.do("register", *fields),
        branch.do("register", *fields, at="2026-07-15T11:00:00+08:00"),
    )
    assert first.code == 0
    assert again.out == first.out
    assert branch.do("register", *fields, "--serial", "1").code == 2
    assert len(branch.show("queue")) == 1


def test_a_refused_attempt_does_not_use_its_id_up(demo: Branch) -> None:
    number, request = demo.ticket(), str(uuid4())
    assert demo.do("pause", "--ticket", number, "--reason", "part", "--id", request).code == 3
    demo.done("triage", "--ticket", number, "--level", "2")
    assert demo.do("pause", "--ticket", number, "--reason", "part", "--id", request).code == 0


def test_fields_come_from_standard_input_and_options_win(branch: Branch) -> None:
    given = {
        "customer": "来自文件",
        "phone": "13800138000",
        "fault": "第一行\n第二行",
        "level": 3,
        "wanted-from": None,
    }
    ran = branch.do("register", "--fields", "-", "--customer", "王五", stdin="\ufeff" + json.dumps(given))
    assert ran.code == 0, ran
    ticket = branch.show("ticket", ran.json["number"])
    assert (ticket["customer"], ticket["level"], ticket["fault"]) == ("王五", 3, "第一行\n第二行")


@pytest.mark.parametrize("stdin", ["", "{", "[1]", "7", '{"level": NaN}', "[" * 100_000, '{"nonsense": 1}'])
def test_standard_input_that_holds_no_fields_ends_with_2(demo: Branch, stdin: str) -> None:
    ran = demo.do("triage", "--fields", "-", stdin=stdin)
    assert ran.code == 2, ran
    assert ran.json["error"]["message"]


def test_a_bulk_has_one_id_and_tells_what_was_refused(branch: Branch) -> None:
    one, two, gone = (branch.ticket() for _ in range(3))
    branch.done("cancel", "--ticket", gone, "--reason", "x")
    ran = branch.do("triage", "--fields", "-", "--level", "2", stdin=json.dumps({"ticket": [one, two, gone]}))
    assert ran.code == 0, ran
    assert {done["number"] for done in ran.json["done"]} == {one, two}
    assert {done["id"] for done in ran.json["done"]} == {ran.json["id"]}
    assert [(each["ticket"], each["rule"]) for each in ran.json["refused"]] == [(gone, "INT-07")]
    none = branch.do("pause", "--fields", "-", "--reason", "part", stdin=json.dumps({"ticket": [gone]}))
    assert none.code == 3
    assert none.json["error"]["refused"][0]["rule"] == "SLA-06"


def test_dashes_and_underscores_and_values_that_look_like_options_are_read(demo: Branch) -> None:
    number = demo.ticket("--external_number", "E-1", "--supplier-needed", "yes")
    assert demo.done("note", "--ticket", number, "--text", "--json")["number"] == number
    assert "--json" in [event["args"].get("text") for event in demo.show("events", number)]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("do note --text --json", False),
        ("do note --text x --json", True),
        ("--db --json do undo", False),
        ("do note --text=x --json", True),
        ("do note -- --json", False),
        ("upgrade --no-backup --json", True),
    ],
)
def test_json_is_asked_for_only_where_it_is_an_option(line: str, asked: bool) -> None:
    assert json_asked(line.split()) is asked


# -- time and who acts --------------------------------------------------------------------------------


def test_the_clock_is_set_only_on_a_demo_store_and_with_an_offset(live: Branch, demo: Branch) -> None:
    assert live.do("undo").code == 2
    assert demo.do("undo", at="2026-07-15T09:00:00").code == 2
    assert demo.do("undo", at="soon").code == 2
    made = demo.done("register", "--customer", "a", "--phone", "13800138000", "--fault", "b", at=MORNING)
    assert demo.show("events", made["number"])[0]["at"] == MORNING
    assert (
        demo.do("note", "--ticket", made["number"], "--text", "x", at="2026-07-15T08:59:59+08:00").rule
        == "ALL-02"
    )


def test_init_takes_no_time(place: str) -> None:
    assert paigong("--db", place, "--at", MORNING, "init", "--admin", "x").code == 2
    assert not Path(place).exists()


def test_who_acts(live: Branch, demo: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    def note(branch: Branch, *arguments: str) -> Ran:
        return paigong("--db", branch.url, *arguments, "do", "undo", "--json")

    monkeypatch.setattr("console.opening.system_user", lambda: "wang")
    nobody = note(live)
    assert nobody.code == 5
    assert "--as" in nobody.json["error"]["hint"]
    assert note(demo).rule == "CLS-07", "on a demo store A01 acts, who has nothing to undo"
    live.done(
        "add_staff", "--staff", "W01", "--label", "王", "--login", "wang", "--roles", "finance", at=None
    )
    assert note(live).rule == "CLS-07"
    assert note(live, "--as", "X99").rule == "PPL-01"
    assert note(live, "--as", "X99").code == 3
    monkeypatch.setenv("PAIGONG_AS", "X98")
    assert "X98" in note(live).out
    assert note(live, "--as", "W01").rule == "CLS-07"
    monkeypatch.setenv("PAIGONG_AS", "")
    assert note(live).rule == "CLS-07"


def test_a_view_shows_a_stranger_nothing(live: Branch) -> None:
    assert paigong("--db", live.url, "--as", "X99", "show", "queue", "--json").code == 3


# -- stores -------------------------------------------------------------------------------------------


def test_init_makes_a_store_once(blank_url: str) -> None:
    first = paigong("--db", blank_url, "--lang", "en", "init", "--admin", "陈主任", "--login", "chen")
    assert first.code == 0, first
    assert "陈主任 is A01" in first.out
    again = paigong("--db", blank_url, "--lang", "en", "init", "--admin", "李")
    assert again.code == 3
    assert "There is a store here already." in again.err
    assert paigong("--db", blank_url, "--as", "A01", "show", "roster", "--json").json[0]["name"] == "陈主任"
    assert paigong("--db", blank_url, "demo", "--tickets", "1").code == 3


def test_a_database_with_something_else_in_it_is_left_alone(blank_url: str) -> None:
    execute(blank_url, "CREATE TABLE recipes (name TEXT)")
    assert paigong("--db", blank_url, "init", "--admin", "x").code == 3


def test_a_name_that_is_missing_or_too_long_makes_no_store(place: str) -> None:
    assert paigong("--db", place, "init").code == 2
    assert paigong("--db", place, "init", "--admin", "x" * 81).code == 2
    assert not Path(place).exists()


def test_demo_sizes_are_whole_numbers_that_make_sense(place: str) -> None:
    for arguments in (
        ("--tickets", "-1"),
        ("--closed", "-1"),
        ("--staff", "many"),
        ("--at", "2026-07-15T09:00:00"),
    ):
        assert paigong("--db", place, "demo", *arguments).code == 2, arguments
    assert not Path(place).exists()


def test_upgrade_says_when_there_is_nothing_to_do(branch: Branch) -> None:
    ran = branch.run("upgrade", at=None)
    assert ran.code == 0, ran
    assert "up to date" in ran.out


# -- text and language --------------------------------------------------------------------------------

HOSTILE = "[/foo][VIP]\x1b]0;owned\x07\x1b[31m红\u202e反\u200b"


def test_hostile_text_reaches_nobodys_terminal(branch: Branch) -> None:
    number = branch.ticket("--product", HOSTILE, "--contact", HOSTILE)
    for arguments in (
        ("show", "queue"),
        ("show", "ticket", number),
        ("show", "events", number),
        ("show", "queue", "--json"),
    ):
        ran = branch.run(*arguments)
        assert ran.code == 0, ran
        assert not set("\x1b\x07\u202e\u200b") & set(ran.out)
    assert "[/foo][VIP]" in branch.run("show", "ticket", number).out
    for wrong in (
        ("do", HOSTILE),
        ("do", "triage", f"--{HOSTILE}", "x"),
        ("show", "ticket", HOSTILE),
        (HOSTILE,),
    ):
        ran = branch.run(*wrong)
        assert ran.code in (2, 3)
        assert not set("\x1b\x07\u202e\u200b") & set(ran.out + ran.err)


def test_surrogates_and_nul_from_standard_input_do_no_harm(branch: Branch) -> None:
    given = '{"customer": "a\\ud800\\u0000b", "phone": "13800138000", "fault": "x", "serial": "\\u0000"}'
    assert branch.do("register", "--fields", "-", stdin=given).code == 0
    assert branch.do("note", "--fields", "-", "--text", "x", stdin='{"ticket": "\\ud800\\u0000"}').code in (
        2,
        3,
    )


def test_both_languages_and_none_other(demo: Branch) -> None:
    number = demo.ticket()
    english = paigong(
        "--db",
        demo.url,
        "--lang",
        "en",
        "--at",
        MORNING,
        "do",
        "pause",
        "--ticket",
        number,
        "--reason",
        "part",
    )
    chinese = paigong(
        "--db",
        demo.url,
        "--lang",
        "zh_CN",
        "--at",
        MORNING,
        "do",
        "pause",
        "--ticket",
        number,
        "--reason",
        "part",
    )
    assert "is new" in english.err
    assert "新建" in chinese.err
    assert "SLA-06" in chinese.err
    assert paigong("--lang", "fr", "verbs").code == 2
    assert "用法" in paigong("--lang", "zh_CN", "do", "register", "--help").out


def test_json_is_the_same_in_both_languages_but_for_its_sentences(demo: Branch) -> None:
    demo.ticket("--level", "2")
    tongues = [
        paigong("--db", demo.url, "--lang", lang, "--at", MORNING, "show", "queue", "--json").out
        for lang in ("en", "zh_CN")
    ]
    assert tongues[0] == tongues[1]


# -- what there is ------------------------------------------------------------------------------------


def test_verbs_and_views_tell_scripts_what_there_is(place: str) -> None:
    verbs = {verb["name"]: verb for verb in paigong("--db", place, "verbs", "--json").json}
    assert set(verbs["register"]) == {"name", "fields", "role", "rule", "key", "summary"}
    fields = {field["name"]: field for field in verbs["register"]["fields"]}
    assert fields["customer"] == {"name": "customer", "type": "text", "required": True, "choices": []}
    assert fields["way"]["choices"] == ["on_site", "remote", "send_in", "mail"]
    kinds = {name: fields[name]["type"] for name in ("level", "urgent", "wanted_from", "way")}
    assert kinds == {"level": "integer", "urgent": "yes_no", "wanted_from": "instant", "way": "choice"}
    assert {field["name"]: field["type"] for field in verbs["dispatch"]["fields"]}["crew"] == "list"
    assert {field["name"]: field["type"] for field in verbs["buy_tool"]["fields"]}["bought_on"] == "date"
    assert "dispatcher" in verbs["dispatch"]["role"]
    assert "found" not in verbs
    views = {view["name"]: view for view in paigong("--db", place, "views", "--json").json}
    assert {"queue", "ticket", "events", "proof", "candidates", "roster", "kit", "tools", "counts"} <= set(
        views
    )
    assert not Path(place).exists()


def test_every_verb_and_view_has_a_page_of_help_in_both_languages(place: str) -> None:
    for command, listing in (("do", "verbs"), ("show", "views")):
        for each in paigong("--db", place, listing, "--json").json:
            for language in ("en", "zh_CN"):
                page = paigong("--lang", language, command, each["name"], "--help")
                assert page.code == 0, page
                for field in each["fields"]:
                    assert field["name"].replace("_", "-") in page.out.lower().replace("_", "-"), page


def test_every_view_can_be_read_by_people(branch: Branch) -> None:
    branch.hire("T001", "张工")
    number = branch.ticket("--level", "2")
    arguments = {"number": number, "staff": "T001", "product": "空调"}
    for view in branch.run("views", "--json").json:
        needed = [arguments[field["name"]] for field in view["fields"] if field["required"]]
        for ending in ((), ("--json",)):
            ran = branch.run("show", view["name"], *needed, *ending)
            assert ran.code == 0, ran
            assert ran.out.strip(), view["name"]


def test_every_summary_and_finding_is_in_the_catalogue(place: str) -> None:
    chinese = paigong("--db", place, "--lang", "zh_CN", "views", "--json").json
    chinese += paigong("--db", place, "--lang", "zh_CN", "verbs", "--json").json
    assert [each["name"] for each in chinese if each["summary"].isascii()] == []


def test_the_doctor_needs_no_store_and_finds_one(place: str, branch: Branch) -> None:
    without, with_one = paigong("--db", place, "--lang", "en", "doctor"), branch.run("doctor", at=None)
    assert without.code == with_one.code == 0
    assert "There is no store yet." in without.out
    assert "Revision" in with_one.out
    assert not Path(place).exists()


# -- as a process -------------------------------------------------------------------------------------


def test_a_process_writes_utf8_whatever_the_locale(tmp_path: Path) -> None:
    url = str(tmp_path / "a.db")
    made = process(
        "--db", url, "--lang", "en", "init", "--admin", "陈主任", LC_ALL="C", PYTHONIOENCODING="ascii"
    )
    assert made.returncode == 0, made
    assert "陈主任" in made.stdout.decode("utf-8")


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    line = f"{sys.executable} -m console.cli verbs --json | head -c 10"
    ran = subprocess.run(["sh", "-c", line], cwd=ROOT, capture_output=True, check=False)
    assert ran.stderr == b""
    assert len(ran.stdout) == 10


def test_a_command_loads_neither_screen_nor_migrations_nor_dictionaries(demo: Branch) -> None:
    script = (
        "import sys; from console.cli import main; code = main(sys.argv[1:]);"
        "late = {'textual', 'alembic', 'holidays', 'pypinyin', 'phonenumbers', 'structlog'};"
        "heavy = late & set(sys.modules);"
        "sys.exit(f'{code} {heavy}' if code or heavy else 0)"
    )
    arguments = ("--db", demo.url, "--at", MORNING, "show", "queue", "--json")
    ran = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
