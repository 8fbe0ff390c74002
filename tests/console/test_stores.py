"""Making stores, bringing them up to date, and looking at what there is."""

from pathlib import Path

from tests.console.running import MORNING, Branch, execute, paigong
from tests.sampling import some_of


def test_init_makes_a_store_once(blank_url: str) -> None:
    first = paigong("--db", blank_url, "--lang", "en", "init", "--admin", "陈主任", "--login", "chen")
    assert first.code == 0, first
    assert "陈主任 is A01" in first.out
    assert "PAIGONG_AS" not in first.out
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


def test_a_new_store_is_for_its_owner_alone_and_says_what_comes_next(place: str, tmp_path: Path) -> None:
    ran = paigong("--db", place, "--lang", "en", "init", "--admin", "x")
    assert "paigong import staff" in ran.out
    assert "PAIGONG_AS=A01" in ran.out
    kept, again, demo = str(tmp_path / "kept"), str(tmp_path / "again.db"), str(tmp_path / "demo.db")
    assert paigong("--db", place, "backup", kept).code == 0
    assert paigong("--db", again, "restore", kept).code == 0
    assert paigong("--db", demo, "demo", "--tickets", "0", "--staff", "1").code == 0
    assert [Path(each).stat().st_mode & 0o077 for each in (place, kept, again, demo)] == [0, 0, 0, 0]


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


def test_a_demo_is_made_once_and_runs_on_its_own_clock(blank_url: str) -> None:
    made = paigong(
        "--db", blank_url, "demo", "--tickets", "3", "--closed", "2", "--staff", "4", "--at", MORNING
    )
    assert made.code == 0, made
    assert paigong("--db", blank_url, "--lang", "en", "demo").code == 3
    queue = paigong("--db", blank_url, "show", "queue", "--view", "open", "--json")
    assert len(queue.json) == 3
    assert paigong("--db", blank_url, "audit").code == 0


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
            for language in some_of(("en", "zh_CN"), f"help of {each['name']}", 1):
                page = paigong("--lang", language, command, each["name"], "--help")
                assert page.code == 0, page
                for field in each["fields"]:
                    assert field["name"].replace("_", "-") in page.out.lower().replace("_", "-"), page


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
