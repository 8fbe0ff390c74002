"""Streams that are closed, bytes that are no text, a terminal that is described wrongly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console.desk.terminal import terminal
from tests.console.running import MORNING, ROOT, Branch, paigong

PROGRAM = [sys.executable, "-m", "console.cli"]
REGISTER = ["do", "register", "--customer", "王五", "--phone", "13800138000"]


def desk(url: str) -> tuple[str, ...]:
    return ("--db", url, "--as", "A01", "--lang", "en")


def run(store: Branch, *arguments: str | bytes, shell: str = "") -> subprocess.CompletedProcess[bytes]:
    """The program as a process of its own; `shell` redirects its streams."""
    given = [*PROGRAM, "--db", store.url, "--as", "A01", "--lang", "en", "--at", MORNING, *arguments]
    command = ["sh", "-c", f'"$@" {shell}', "sh", *given] if shell else given
    return subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, check=False)


def events(store: Branch) -> int:
    return len(store.show("queue", "--view", "open"))


@pytest.mark.ways("where")
@pytest.mark.parametrize("where", ["fault", "global"])
def test_bytes_that_are_no_text_are_refused_and_nothing_is_recorded(demo: Branch, where: str) -> None:
    chinese = "ABC主机".encode("gb18030")
    wrong: list[str | bytes] = [*REGISTER, "--fault", chinese] if where == "fault" else [*REGISTER, chinese]
    ran = run(demo, *wrong)
    assert (ran.returncode, b"not UTF-8" in ran.stderr) == (2, True), ran
    assert b"ABC" in ran.stderr
    as_json = demo.run(*map(os.fsdecode, wrong), "--json")
    assert (as_json.code, as_json.rule) == (2, "usage"), as_json
    assert events(demo) == 0


def test_a_variable_that_is_no_text_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environb, b"PAIGONG_DB", "库".encode("gb18030"))
    ran = paigong("show", "queue")
    assert (ran.code, "UTF-8" in ran.err) == (2, True), ran


def test_half_a_character_in_json_is_refused(demo: Branch) -> None:
    given = r'{"customer": "王五", "phone": "13800138000", "fault": "ABC\udc41"}'
    ran = demo.do("register", "--fields", "-", stdin=given)
    assert (ran.code, ran.rule, events(demo)) == (2, "field", 0)


@pytest.mark.ways("closed", "deed", "code")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    ("deed", "code"), [((*REGISTER, "--fault", "不启动"), 0), (("do", "dispatch", "--ticket", "1"), 2)]
)
def test_a_stream_that_is_closed_is_never_the_store(
    demo: Branch, closed: str, deed: tuple[str, ...], code: int
) -> None:
    """The first file that is opened takes the number of a closed stream: it must not be the store."""
    ran = run(demo, *deed, shell=closed)
    assert ran.returncode == code, ran
    assert events(demo) == (code == 0)
    assert Path(demo.url.removeprefix("sqlite:///")).read_bytes().startswith(b"SQLite format 3")
    assert demo.run("audit", at=None).code == 0


@pytest.mark.ways("variable", "value")
@pytest.mark.parametrize(
    ("variable", "value"),
    [("TEXTUAL_DRIVER", "nothing"), ("TEXTUAL_DRIVER", "os:path"), ("TEXTUAL_COLOR_SYSTEM", "pink")],
)
def test_a_screen_that_cannot_be_drawn_is_named(
    demo: Branch, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with terminal(*desk(demo.url), size=(120, 24)) as paigong:
        assert paigong.ended_within(20) == 2
        paigong.until(lambda: f"{variable}={value}" in paigong.text, 3)
        assert "incident" not in paigong.text
