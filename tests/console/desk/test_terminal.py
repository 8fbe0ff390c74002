"""The desk as a process on a real terminal: what it writes, what it leaves behind, how it ends."""

import re
import signal
import sys
import termios
import time
from collections.abc import Iterator

import pytest

from console import incident
from tests.console.desk.hostile import poison
from tests.console.desk.terminal import COMMAND, Terminal, terminal
from tests.console.running import execute
from tests.databases import Databases
from tests.db.desk import Desk as Branch

# Five seconds past the minute: the clock in the corner then stands for most of a minute.
START = "2026-07-15T09:00:05+08:00"
LEAVING_SECONDS = 5


@pytest.fixture
def url(populated: Databases) -> Iterator[str]:
    """A demo store, whose clock may be set."""
    url = populated.create("sqlite")
    execute(url, "INSERT INTO store_fact (name, value) VALUES ('kind', 'demo')")
    yield url
    populated.drop(url)


def arguments(url: str, language: str = "en") -> tuple[str, ...]:
    return ("--db", url, "--as", "A01", "--lang", language, "--at", START)


def wait_for_desk(paigong: Terminal) -> None:
    paigong.until(lambda: "YX2607-10" in paigong.text and "13800130001" in paigong.text)
    paigong.until_still()


SEQUENCES = re.compile(
    rb"\x1b\[[0-9;:?<>=]*[ !\"$]?[a-zA-Z@`]|\x1b[()][AB0]|\x1b[=>78]"
    rb"|\x1bP[^\x1b]*\x1b\\\\|\x1b\]22;default\x07"
)
"""What the screen itself is drawn with: cursor, colours, modes, and Textual's question for the pointer."""
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\U000e0041]")


def test_it_is_silent_when_idle_and_neither_rows_nor_bytes_that_are_no_keys_command_it(url: str) -> None:
    """On a terminal that answers nothing, is set to GBK, cuts characters, pastes without brackets and becomes
    too small one desk with hostile rows lives through all of it, and gives the terminal back at its end."""
    spoil(url)
    with terminal(*arguments(url)) as paigong:
        paigong.until(lambda: paigong.text.count("[VIP]") > 5 and "respond 09:10" in paigong.text)
        paigong.until(lambda: "EMERGENCY" in paigong.lines[0])  # what its watch found at its first sweep
        paigong.until_still()
        written = len(paigong.written)
        time.sleep(3)
        assert bytes(paigong.written[written:]) == b""
        look_at_everything(paigong)
        become_too_small(paigong)
        stranger(paigong)
        paste(paigong)
        leave(paigong)
        time.sleep(0.1)
        gave_back(paigong)
        only_drew(bytes(paigong.written))


def spoil(url: str) -> None:
    """Commands to the terminal in whatever a row may say."""
    branch = Branch(url)
    number = branch.register(level=1)
    branch.do("chase", ticket=number, text="催")
    branch.close()
    poison(url)


def look_at_everything(paigong: Terminal) -> None:
    """Panels over the queue, the other panes, a draft, a find; and back to the queue."""
    for keys in ("d", "\x1b", "w", "\x1b", *"\t\t\t", "\x1b", "n\tv", "\x1b", "N", "\x1b", "/v", "\x1b\x1b"):
        paigong.type(keys)
        paigong.until_still(0.4)


def gave_back(paigong: Terminal) -> None:
    """What was entered has been left, and the terminal's own settings are as they were."""
    written = bytes(paigong.written)
    for entered, left in ((b"?1049h", b"?1049l"), (b"?25l", b"?25h"), (b"?2004h", b"?2004l")):
        assert written.rfind(b"\x1b[" + left) > written.rfind(b"\x1b[" + entered)
    assert termios.tcgetattr(paigong.slave)[3] == paigong.settings[3], "echo and line mode as before"


def only_drew(written: bytes) -> None:
    """No row reached the terminal as a command."""
    assert b"[VIP]" in written
    assert not FORBIDDEN.search(SEQUENCES.sub(b"", written).decode())
    said = {each[:2] for each in re.findall(rb"\x1b\]([^\x07]*)", written)}
    assert said <= {b"22"}, "no title, no clipboard"


def become_too_small(paigong: Terminal) -> None:
    """It says so, and comes back as it was."""
    paigong.resize(70, 20)
    paigong.until(lambda: "70 x 20" in paigong.text and "YX2607" not in paigong.text)
    paigong.resize(80, 24)
    paigong.until(lambda: "YX2607-10" in paigong.text)
    paigong.until_still()


def stranger(paigong: Terminal) -> None:
    """Cut characters, old mouse reports, answers to questions nobody asked."""
    strange = (b"\xc4\xcf", b"\xe5\x8d", b"\xe9", b"\x9b", b"\x1b[M#!!", b"\x1b[<35;2;3M", b"\x1b[99;5;2~")
    before = paigong.lines[:15]  # what is said of them may take three lines from the ticket below
    for data in strange:
        paigong.send(data)
    paigong.until(lambda: "UTF-8" in paigong.text)
    paigong.until_still()
    assert paigong.lines[:15] == before
    paigong.send(b"\x1b[200~" + "南山".encode("gbk") + b"\x1b[201~")
    paigong.until_still()


def paste(paigong: Terminal) -> None:
    """Text as from a terminal that puts no brackets around it: none of its letters is a key."""
    queue = paigong.lines[1:6]
    paigong.send("deliver 张三 13800138000 pump broken\rp2\r".encode())
    paigong.until(lambda: "pasted" in paigong.text)
    paigong.until_still()
    assert paigong.lines[1:6] == queue
    paigong.send("空调不制冷 please call d".encode())
    paigong.until_still()
    assert paigong.lines[1:6] == queue
    time.sleep(0.4)


def leave(paigong: Terminal) -> None:
    """Ctrl+C says how to leave, Ctrl+Q asks like q while a draft is open; Esc may bring a key with it."""
    paigong.type("\x03")
    paigong.until(lambda: "q leaves" in paigong.text)
    paigong.type("n138")
    paigong.until(lambda: "138" in paigong.text)
    paigong.type("\x11")
    paigong.until(lambda: "draft is open" in paigong.text)
    paigong.type("\x1b")
    paigong.until(lambda: "draft is open" not in paigong.text)
    paigong.send(b"\x1bv")
    paigong.until(lambda: "Views" in paigong.text)
    paigong.send(b"\x1bq")
    assert paigong.ended_within(LEAVING_SECONDS) == 0


@pytest.mark.ways("number")
@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGUSR1, signal.SIGINT])
def test_every_signal_that_ends_it_gives_the_terminal_back(url: str, number: signal.Signals) -> None:
    """Standard error leads elsewhere: it is not what the desk is drawn on."""
    elsewhere = ("sh", "-c", 'exec "$@" 2>/dev/null', "sh", *COMMAND)
    with terminal(*arguments(url), command=elsewhere) as paigong:
        wait_for_desk(paigong)
        paigong.process.send_signal(number)
        paigong.ended_within(LEAVING_SECONDS)
        time.sleep(0.1)
        gave_back(paigong)


IGNORING = (
    sys.executable, "-c",
    "import signal, sys; import console.hangup as h; guard = h.guard\n"
    "h.guard = lambda leave: (guard(leave), signal.signal(signal.SIGHUP, signal.SIG_IGN))\n"
    "from console.cli import main; sys.exit(main())",
)  # fmt: skip
"""Started by something that ignores hang-ups, as `nohup` does."""


@pytest.mark.ways("how")
@pytest.mark.parametrize("how", ["closed", "closed and ignored", "frozen"])
def test_a_terminal_that_goes_away_ends_it_and_what_was_typed_survives(url: str, how: str) -> None:
    command = IGNORING if how == "closed and ignored" else COMMAND
    with terminal(*arguments(url), size=(120, 40), command=command) as paigong:
        wait_for_desk(paigong)
        paigong.type("n")
        paigong.until_still(0.3)
        for keys in ("13912345678", "\t", "abc"):
            paigong.type(keys)
            paigong.until_still(0.3)
        if how == "frozen":
            paigong.frozen = True
            paigong.type("gG" * 200)
            time.sleep(1.5)
            paigong.process.send_signal(signal.SIGHUP)
        else:
            paigong.hang_up()
        paigong.ended_within(LEAVING_SECONDS)
    branch = Branch(url)
    (draft,) = branch.store.drafts_of("A01")
    branch.close()
    assert draft.fields["phone"] == "13912345678"
    assert draft.fields["customer"].startswith("abc")


def test_a_fault_in_the_program_ends_calmly_with_a_number_and_without_a_traceback(url: str) -> None:
    command = (
        sys.executable, "-c",
        "import sys; from widgets.queue import Queue\n"
        "Queue.action_mark = lambda self: 1 / 0\n"
        "from console.cli import main; sys.exit(main())",
    )  # fmt: skip
    with terminal(*arguments(url), command=command) as paigong:
        wait_for_desk(paigong)
        paigong.type(" ")
        assert paigong.ended_within(LEAVING_SECONDS) == 1
        time.sleep(0.1)
        after = bytes(paigong.written).rpartition(b"\x1b[?1049l")[2].decode()
        assert "Something went wrong that nobody expected" in after
        assert "Traceback" not in bytes(paigong.written).decode()
        said = re.search(r"number ([0-9a-f]+)\)", after.replace("\r\n", " "))
        assert said is not None
        assert said[1] in incident.log_file().read_text()
