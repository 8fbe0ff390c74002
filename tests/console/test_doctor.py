"""`paigong doctor` on the terminal: what the environment claims, and what is there."""

import json
import os
from pathlib import Path

import pytest

from db.store import open_store
from db.verbs.founding import AdoptPolicy
from tests.console.running import paigong

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


def test_what_a_policy_says_to_another_program_is_named(tmp_path: Path) -> None:
    place = f"sqlite:///{tmp_path / 'store.db'}"
    assert paigong("--db", place, "init", "--admin", "李敏").code == 0
    store = open_store(place)
    sections = json.loads(store.policy().canonical())
    assert "fine  Policy" in paigong("--db", place, "--lang", "en", "doctor").out
    sections["kits"]["trade"]["electrical"]["colour"] = "red"
    store.do(AdoptPolicy(body=json.dumps(sections, ensure_ascii=False)), "A01")
    store.close()
    out = paigong("--db", place, "--lang", "en", "doctor").out
    assert "unknown: kits.trade.electrical.colour" in out
    assert "These entries have no effect" in out
