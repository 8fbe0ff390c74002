"""Hostile text, both languages, and the command as a process of its own (ALL-01, ALL-04)."""

import io
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout

from console.cli import PIPE_CLOSED, main
from tests.console.running import MORNING, ROOT, Branch, paigong, process

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
        ("show", "ticket", f"nobody {HOSTILE}"),
        (HOSTILE,),
    ):
        ran = branch.run(*wrong)
        assert ran.code in (2, 3)
        assert not set("\x1b\x07\u202e\u200b") & set(ran.out + ran.err)


def test_what_is_no_text_is_refused_and_a_control_character_is_dropped(branch: Branch) -> None:
    given = '{"customer": "a\\u0000b", "phone": "13800138000", "fault": "x", "serial": "\\u0000"}'
    assert branch.do("register", "--fields", "-", stdin=given).code == 0
    for half in ('{"ticket": "\\ud800\\u0000"}', given.replace("u0000b", "ud800b")):
        ran = branch.do("note", "--fields", "-", "--text", "x", stdin=half)
        assert ran.code == 2, "half a character is not cut out in silence"


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


def test_a_process_writes_utf8_whatever_the_locale() -> None:
    """What it was given and what it says, on both streams."""
    locale = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    refused = process("--lang", "en", "陈主任", **locale)
    assert (refused.returncode, "陈主任" in refused.stderr.decode("utf-8")) == (2, True), refused
    helped = process("--lang", "zh_CN", "--help", **locale)
    assert (helped.returncode, "用法" in helped.stdout.decode("utf-8")) == (0, True), helped


def said_into(number: int, *arguments: str, at_once: bool) -> tuple[int, str]:
    """How a command ends whose answer goes to this open file, line by line or at the end; and what it says on
    the other stream."""
    err = io.StringIO()
    with open(number, "w", 1 if at_once else -1, "utf-8") as out, redirect_stdout(out), redirect_stderr(err):
        return main(arguments), err.getvalue()


def test_a_reader_that_leaves_is_no_error(demo: Branch) -> None:
    for at_once in (False, True):
        reader, writer = os.pipe()
        os.close(reader)
        ended = said_into(writer, "--db", demo.url, "show", "roster", at_once=at_once)
        assert ended == (PIPE_CLOSED, "")


def test_a_reader_that_leaves_is_no_error_when_the_process_ends_either() -> None:
    line = f"{sys.executable} -m console.cli --help | true"
    ran = subprocess.run(["sh", "-c", line], cwd=ROOT, capture_output=True, check=False)
    assert ran.stderr == b""


def test_an_answer_that_finds_no_room_is_a_sentence_and_no_incident(demo: Branch) -> None:
    for at_once in (False, True):
        full = os.open("/dev/full", os.O_WRONLY)
        ended = said_into(full, "--db", demo.url, "--lang", "zh_CN", "show", "roster", at_once=at_once)
        assert ended == (1, "答复写不出去：磁盘已满。\n")


def test_control_c_in_a_process_ends_it_with_130_and_no_traceback(demo: Branch) -> None:
    # Arguments are read, the fields are awaited: what people interrupt.
    script = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "import console.commands.do; from console.cli import main; print('ready', flush=True);"
        "sys.exit(main(sys.argv[1:]))"
    )
    arguments = ("--db", demo.url, "--lang", "en", "do", "note", "--fields", "-")
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        _out, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert err == "Interrupted.\n"
