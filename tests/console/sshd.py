"""A real sshd for the tests: its own keys and settings in a folder, on a port of this machine alone."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.console.running import ROOT

PROGRAMS = ("sshd", "ssh", "sftp", "ssh-keygen")
SETTINGS = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized_keys
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
LogLevel QUIET
Subsystem sftp internal-sftp
# The worst that an administrator can set: whatever the client says is taken over.
AcceptEnv LANG PAIGONG_* TEXTUAL_* PYTHON_NOTHING
"""


def program(name: str) -> str | None:
    """Where it lies; sshd is not on everybody's path."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def missing() -> list[str]:
    """The programs that are not there."""
    return [name for name in PROGRAMS if program(name) is None]


@dataclass(frozen=True)
class Ssh:
    """One client's key, whose line in `authorized_keys` forces the command."""

    folder: Path
    port: int

    def options(self) -> list[str]:
        return [
            "-F", "none", "-i", str(self.folder / "client"), "-o", f"Port={self.port}",
            "-o", "UserKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR",
            "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
        ]  # fmt: skip

    def command(self, *options: str, said: tuple[str, ...] = ()) -> list[str]:
        """What the client runs; `said` is the command that it asks for."""
        who = f"{pwd.getpwuid(os.getuid()).pw_name}@127.0.0.1"
        return [str(program("ssh")), *self.options(), *options, who, *(("--", *said) if said else ())]

    def run(
        self, *options: str, said: tuple[str, ...] = (), stdin: str = "", **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """The client without a terminal."""
        return subprocess.run(
            self.command(*options, said=said), input=stdin, capture_output=True, text=True, check=False,
            timeout=60, env={**os.environ, **environ},
        )  # fmt: skip


@contextmanager
def sshd(folder: Path, url: str, staff: str, *settings: str) -> Iterator[Ssh]:
    """A server whose one key opens the desk of `staff` on the store; `settings` are further lines."""
    folder.mkdir()
    for name in ("host", "client"):
        subprocess.run(
            [str(program("ssh-keygen")), "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)],
            check=True,
        )
    forced = folder / "desk"
    forced.write_text(
        f'#!/bin/sh\ncd "{ROOT}"\nexport XDG_STATE_HOME="{os.environ["XDG_STATE_HOME"]}"\n'
        f'exec "{sys.executable}" -m console.cli --db "{url}" --as {staff} --lang en\n'
    )
    forced.chmod(0o755)
    key = (folder / "client.pub").read_text()
    (folder / "authorized_keys").write_text(f'restrict,pty,command="{forced}" {key}')
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "settings").write_text("\n".join((SETTINGS.format(port=port, folder=folder), *settings, "")))
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen(
        [str(program("sshd")), "-D", "-e", "-f", str(folder / "settings")], stderr=subprocess.PIPE, text=True
    )
    try:
        _until_open(port, server)
        yield Ssh(folder, port)
    finally:
        server.terminate()
        server.communicate(timeout=10)


def _until_open(port: int, server: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        assert server.poll() is None, server.communicate()[1]
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("sshd does not listen")
