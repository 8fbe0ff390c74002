"""A service that answers letter by letter holds neither a sweep nor the lease (ESC-03, ESC-05)."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Event, Thread

import pytest

from db.notices import in_time
from db.notices.in_time import send_in_time
from db.notices.senders.mail import Mail
from db.notices.sending import Channels, Verdict
from db.rules.watching import PROCESS
from db.tables.escalation import Escalation
from db.views.watch import Watched
from db.watch.climbing import Climbing
from db.watch.running import Watch
from db.watch.sending import Sending
from tests.db.desk import Desk
from tests.db.notices.stage import attempts, calls, states, use


@pytest.fixture
def drip() -> Iterator[tuple[int, list[float]]]:
    """A mail server that never comes to the end of its greeting: its port, and when somebody came."""
    over, came = Event(), list[float]()

    def serve(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.sendall(b"220 ")
            while not over.wait(0.02):
                line.sendall(b"x")

    def listen() -> None:
        with suppress(OSError):
            while True:
                line, _ = server.accept()
                came.append(time.monotonic())
                Thread(target=serve, args=(line,), daemon=True).start()

    server = socket.create_server(("127.0.0.1", 0))
    Thread(target=listen, daemon=True).start()
    yield server.getsockname()[1], came
    over.set()
    server.close()


def test_a_slow_mail_server_does_not_hold_the_watch(
    desk: Desk, drip: tuple[int, list[float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, came = drip
    monkeypatch.setattr(in_time, "LONGEST_SECONDS", 0.3)
    use(desk, "email")
    (notice,) = calls(desk, 1)
    slow = Mail("127.0.0.1", port, "desk@example.com", "none", address_of=lambda no: "l01@example.com")
    watch = Watch(desk.store, PROCESS, print, (Climbing(), Sending(lambda _store: Channels({"email": slow}))))
    begun = time.monotonic()
    watch.once()
    assert time.monotonic() - begun < 5
    assert desk.store.read(Watched()).held
    assert states(desk)[notice] == "pending"
    (tried,) = attempts(desk, notice)
    assert (tried.result, tried.error) == ("unknown", "timeout")
    late = desk.register(level=1)
    desk.later(minutes=11)
    watch.once()
    assert desk.rows(Escalation, ticket=late), "it climbs on"
    assert len(came) == 1, "and tries no other while the first one still waits"
    watch.close()


class Raises:
    limit, account = 2048, "@raises"

    def send(self, message: object) -> None:
        raise ZeroDivisionError


def test_a_sender_that_raises_is_a_try_of_which_nobody_knows() -> None:
    sender: object = Raises()
    result = send_in_time(sender, None)  # type: ignore[arg-type]  # neither is asked for anything
    assert (result.verdict, result.detail) == (Verdict.UNKNOWN, "ZeroDivisionError")
