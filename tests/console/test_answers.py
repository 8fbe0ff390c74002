"""Answers, ids, standard input, time and who acts: what scripts rely on (interface page)."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from console.cli import json_asked
from tests.console.running import MORNING, Branch, Ran, paigong


def test_an_undo_of_what_is_no_ticket_names_the_things_and_not_their_keys(branch: Branch) -> None:
    span = ("--begins_at", "2026-07-16T08:00:00+08:00", "--ends_at", "2026-07-16T12:00:00+08:00")
    branch.done("set_duty", "--staff", "A01", "--kind", "resting", *span)
    assert branch.run("do", "undo").out.splitlines()[0] == "Done: undo A01"


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


def test_standard_input_that_never_ends_is_not_read_to_its_end(demo: Branch) -> None:
    ran = demo.do("triage", "--fields", "-", stdin=" " * 5_000_000)
    assert ran.code == 2
    assert "4000000" in ran.json["error"]["message"]


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
    live.done("add_staff", "--staff", "W02", "--label", "赵小雨", "--roles", "finance", at=None)
    live.done(
        "add_staff", "--staff", "W01", "--label", "王", "--login", "wang", "--roles", "finance", at=None
    )
    assert note(live).rule == "CLS-07"
    assert note(live, "--as", "X99").rule == "PPL-01"
    assert note(live, "--as", "X99").code == 3
    for whole in ("王", "wang", "w"):
        assert note(live, "--as", whole).rule == "CLS-07"
    assert note(live, "--as", "zhaoxiaoyu").rule == "PPL-03", "known, and W01 may not act for her"
    assert note(live, "--as", "赵小").rule == note(live, "--as", "zhao").rule == "PPL-01", (
        "half a name is nobody"
    )
    monkeypatch.setenv("PAIGONG_AS", "X98")
    assert "X98" in note(live).out
    assert note(live, "--as", "W01").rule == "CLS-07"
    monkeypatch.setenv("PAIGONG_AS", "")
    assert note(live).rule == "CLS-07"


def test_a_view_shows_a_stranger_nothing(live: Branch) -> None:
    assert paigong("--db", live.url, "--as", "X99", "show", "queue", "--json").code == 3
