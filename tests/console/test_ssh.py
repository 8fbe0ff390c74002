"""docs/ssh.md on a real sshd: one key is one person, and there is no way out of the program."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.desk.terminal import Terminal
from tests.console.running import Branch, made_live
from tests.console.sshd import Ssh, missing, program, sshd
from tests.databases import Databases
from tests.sampling import some_of

PATIENCE = 60
"""Seconds after which something will not happen any more: a busy machine is slow."""
pytestmark = pytest.mark.skipif(bool(missing()), reason=f"OpenSSH is not here: {', '.join(missing())}")


@pytest.fixture(scope="module")
def store(branches: Databases) -> Iterator[Branch]:
    """A live store: its people are who their keys say. It is only looked at."""
    branch = Branch.on(branches.create("sqlite"))
    branch.done("add_staff", "--staff", "D01", "--label", "派工员", "--roles", "dispatcher")
    branch.ticket("--level", "2")
    yield made_live(branch)
    branches.drop(branch.url)


@pytest.fixture(scope="module")
def client(store: Branch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ssh]:
    with sshd(tmp_path_factory.mktemp("ssh") / "sshd", store.url, "D01") as opened:
        yield opened


def desk(client: Ssh, *options: str, said: tuple[str, ...] = ()) -> Terminal:
    """The desk at the other end of the line."""
    opened = Terminal(client.command("-tt", *options, said=said), (100, 30))
    opened.until(lambda: "YX2607-01" in opened.text, PATIENCE)
    opened.until_still()
    return opened


def processes(url: str) -> list[int]:
    """The desks that work on this store."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"console.cli" in line and url.encode() in line:
            found.append(int(entry.name))
    return found


def gone(url: str) -> bool:
    """Whether no desk works on this store any more, or soon."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not processes(url):
            return True
        time.sleep(0.1)
    return False


def test_the_command_of_the_client_is_ignored_and_neither_agent_nor_screen_forwarded(
    client: Ssh, tmp_path: Path
) -> None:
    proof = tmp_path / "proof"
    every = (("touch", str(proof)), ("sh", "-c", f"touch {proof}"), ("--as", "A01", "show", "counts"),
             ("scp", "-t", str(tmp_path)), (f"; touch {proof}",))  # fmt: skip
    for said in some_of(every, "commands of a client of ssh", 1):
        ran = client.run("-A", "-X", said=said)
        assert (ran.returncode, ran.stdout) == (2, ""), ran
        assert "needs a terminal" in ran.stderr
    assert not proof.exists()


def test_no_file_goes_in_or_out(client: Ssh, store: Branch, tmp_path: Path) -> None:
    place = store.url.removeprefix("sqlite:///")
    sftp = subprocess.run(
        [str(program("sftp")), *client.options(), "127.0.0.1"], input=f"get {place} {tmp_path}/stolen\n",
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert sftp.returncode != 0
    assert not (tmp_path / "stolen").exists()


def test_no_port_is_forwarded(client: Ssh) -> None:
    with socket.socket() as inside:
        inside.bind(("127.0.0.1", 0))
        inside.listen()
        inside.settimeout(2)
        to = inside.getsockname()[1]
        # -W asks for one connection from the server to that place.
        ran = client.run("-W", f"127.0.0.1:{to}")
        assert ran.returncode != 0
        with pytest.raises(TimeoutError):
            inside.accept()
    back = client.run("-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1", said=("x",))
    assert back.returncode != 2, "the program is not even begun"


def test_a_driver_that_the_client_names_is_not_run(client: Ssh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_DRIVER", "os:path")
    ran = Terminal(client.command("-tt", "-o", "SendEnv=TEXTUAL_DRIVER"), (100, 30))
    assert ran.ended_within(PATIENCE) == 2
    ran.close()


def test_what_the_client_says_makes_nobody_else_and_no_key_leads_out(
    client: Ssh, store: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAIGONG_AS", "A01")
    monkeypatch.setenv("PAIGONG_DB", "/nowhere")
    opened = desk(client, "-o", "SendEnv=PAIGONG_AS PAIGONG_DB")
    try:
        assert "派工员" in opened.text
        for keys in ("\x03", "\x1a", "\x04", "!sh\r", ":!sh\r", "\x1c"):
            opened.type(keys)
            time.sleep(0.5)
            if opened.process.poll() is None:
                opened.type("\x1b\x1becho $((6*7))out\r\x1b")
            opened.until_still(0.8)
            assert "42out" not in opened.text, keys
    finally:
        opened.close()
    assert gone(store.url)


@pytest.mark.ways("number")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP])
def test_a_client_that_is_killed_ends_the_desk(client: Ssh, store: Branch, number: signal.Signals) -> None:
    opened = desk(client)
    assert processes(store.url)
    os.kill(opened.process.pid, number)
    assert gone(store.url)
    opened.close()


def test_a_line_that_falls_silent_ends_the_desk(store: Branch, tmp_path: Path) -> None:
    """The client stands still, as behind a dead router: only the server's own questions find that out. (They
    end the desk of a client, too, that is only slow to answer: the other tests do without.)"""
    asking = ("ClientAliveInterval 2", "ClientAliveCountMax 3")
    with sshd(tmp_path / "sshd", store.url, "D01", *asking) as client:
        opened = desk(client)
        assert processes(store.url)
        os.kill(opened.process.pid, signal.SIGSTOP)
        try:
            assert gone(store.url)
        finally:
            os.kill(opened.process.pid, signal.SIGCONT)
            opened.close()
