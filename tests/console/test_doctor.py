"""`paigong doctor` on the terminal: what the environment claims, and what is there."""

import json
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from db.store import open_store
from db.verbs.adopting import AdoptPolicy
from db.watch.running import Watch
from tests.console.running import Branch, execute, paigong
from tests.databases import Databases

ADVICE = "The desk is drawn in the size that the environment says: unset COLUMNS LINES."


def told(monkeypatch: pytest.MonkeyPatch, place: str, real: tuple[int, int] | None, **said: str) -> str:
    """What the doctor says about the size of this terminal, in one line."""

    def size(_stream: int) -> os.terminal_size:
        if real is None:
            raise OSError("no terminal")
        return os.terminal_size(real)

    for name in ("COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("console.commands.doctor.os.get_terminal_size", size)
    monkeypatch.setenv("TERM", "xterm-256color")
    ran = paigong("--db", place, "--lang", "en", "doctor")
    assert ran.code == 0, ran
    lines = ran.out.splitlines()
    at = next((at for at, line in enumerate(lines) if "Terminal size" in line), None)
    return "" if at is None else " ".join(" ".join(lines[at : at + 2]).split())


@pytest.mark.parametrize(
    "said", [{"COLUMNS": "80", "LINES": "24"}, {"LINES": "24"}, {"COLUMNS": "wide", "LINES": "40"}]
)
def test_a_size_in_the_environment_that_is_not_the_terminals_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, place: str, said: dict[str, str]
) -> None:
    text = told(monkeypatch, place, (120, 40), **said)
    assert text.startswith("look Terminal size")
    assert "the terminal has 120×40" in text
    assert ADVICE in text


def test_a_size_that_agrees_is_fine(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    text = told(monkeypatch, place, (120, 40), COLUMNS="120", LINES="40")
    assert text.startswith("fine Terminal size COLUMNS=120 LINES=40")
    assert ADVICE not in text


def test_nothing_is_said_where_nothing_is_claimed_or_no_terminal_is_there(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    assert told(monkeypatch, place, (120, 40)) == ""
    assert told(monkeypatch, place, None, COLUMNS="80", LINES="24") == ""


def test_what_a_policy_says_to_another_program_is_named(live: Branch) -> None:
    place = live.url
    store = open_store(place)
    sections = json.loads(store.policy().canonical())
    assert "fine  Policy" in paigong("--db", place, "--lang", "en", "doctor").out
    sections["kits"]["trade"]["electrical"]["colour"] = "red"
    store.do(AdoptPolicy(body=json.dumps(sections, ensure_ascii=False)), "A01")
    store.close()
    out = paigong("--db", place, "--lang", "en", "doctor").out
    assert "unknown: kits.trade.electrical.colour" in out
    assert "These entries have no effect" in out


def findings(*arguments: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code, and what was found by title."""
    ran = paigong("--lang", "en", *arguments, "doctor", "--json")
    return ran.code, {each["title"]: each for each in ran.json}


def test_everything_stands_in_json_too(demo: Branch) -> None:
    code, found = findings("--db", demo.url)
    assert code == 0
    assert {"Versions", "Store", "Revision", "Kind", "Clock", "Terminal", "Locale"} <= set(found)
    assert all(set(each) == {"title", "found", "fine", "advice"} for each in found.values())
    assert all(each["fine"] == (not each["advice"]) for each in found.values())


@pytest.mark.parametrize(
    ("name", "value", "fine"),
    [
        ("LANG", "zh_CN.GB18030", False), ("LANG", "zh_CN.gbk", False), ("LC_ALL", "zh_CN", False),
        ("LC_CTYPE", "zh_TW.BIG5", False), ("LANG", "en_US.ISO-8859-1", False),
        ("LANG", "zh_CN.UTF-8", True), ("LANG", "C.utf8", True), ("LANG", "C", True),
    ],
)  # fmt: skip
def test_a_terminal_that_does_not_speak_utf8_is_not_fine(
    place: str, monkeypatch: pytest.MonkeyPatch, name: str, value: str, fine: bool
) -> None:
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv(name, value)
    _code, found = findings("--db", place)
    assert found["Locale"]["fine"] == fine
    assert value in found["Locale"]["found"]


def test_a_store_that_is_out_of_reach_or_damaged_does_not_end_with_0(demo: Branch, tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/none?connect_timeout=1"
    (tmp_path / "cut.db").write_bytes(Path(demo.url.removeprefix("sqlite:///")).read_bytes()[:9000])
    for url, expected in ((nowhere, 6), (str(tmp_path / "cut.db"), 7), (str(tmp_path / "none.db"), 0)):
        code, found = findings("--db", url)
        assert (code, found["State"]["fine"]) == (expected, False), url


def test_tickets_that_lie_ahead_of_the_clock_are_named(demo: Branch) -> None:
    number = demo.ticket("--level", "3")
    assert "Tickets ahead of the clock" not in findings("--db", demo.url)[1]
    execute(demo.url, "UPDATE ticket SET last_at = '2199-01-01 00:00:00.000000'")
    found = findings("--db", demo.url)[1]["Tickets ahead of the clock"]
    assert number in found["found"]
    assert "go_on" in found["advice"]


def test_the_clock_of_the_server_is_measured(founded_on_server: str) -> None:
    assert findings("--db", founded_on_server)[1]["Clock of the server"]["fine"]
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=4), tick=True):
        found = findings("--db", founded_on_server)[1]["Clock of the server"]
    assert not found["fine"]
    assert "240 s behind" in found["found"] or "239 s behind" in found["found"]


@pytest.fixture
def founded_on_server(branches: Databases) -> Iterator[str]:
    url = branches.create("postgresql", warm=True)
    yield url
    branches.drop(url)


def test_who_watches_and_what_to_do_where_nobody_does(live: Branch) -> None:
    place = live.url
    out = paigong("--db", place, "--lang", "en", "doctor").out
    assert "look  Watch" in out
    assert "docs/watch.md shows how" in out
    store = open_store(place)
    watch = Watch(store, "process", lambda _said: None)
    watch.once()
    watch._keep(0)
    line = next(
        each for each in paigong("--db", place, "--lang", "en", "doctor").out.splitlines() if "Watch " in each
    )
    assert line.startswith("fine  Watch")
    assert f"a watch of its own on {platform.node()}, process {os.getpid()}, since " in line
    assert line.endswith(" s ago")
    watch.close()
    store.close()
