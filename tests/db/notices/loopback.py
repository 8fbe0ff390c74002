"""Servers on the loopback that answer as they are told to: one that takes HTTP, and one that takes mail."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

TLS = Path(__file__).parent / "tls"
OK: Mapping[str, Any] = {"errcode": 0, "errmsg": "ok"}


@dataclass(frozen=True)
class Reply:
    """How one request is answered. `half` breaks off in the middle of the answer, `silent` waits so many
    seconds before it says anything, `gone` closes the line without a word."""

    status: int = 200
    body: Any = field(default_factory=lambda: dict(OK))
    headers: Mapping[str, str] = field(default_factory=dict)
    half: bool = False
    silent: float = 0
    gone: bool = False


@dataclass
class Taken:
    """A request that came in."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class _Quiet(ThreadingHTTPServer):
    """One that says nothing of lines that break off: here they are meant to."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        return


class Service:
    """A service that takes requests and answers with the replies in turn; the last one stays."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies) or [Reply()]
        self.taken: list[Taken] = []
        self._lock = Lock()
        self._server = _Quiet(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _next(self, taken: Taken) -> Reply:
        with self._lock:
            self.taken.append(taken)
            return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                heads = {name.lower(): value for name, value in self.headers.items()}
                reply = service._next(Taken(self.path, heads, body, time.monotonic()))
                time.sleep(reply.silent)
                if reply.gone:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                told = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told[: len(told) // 2] if reply.half else told)
                self.wfile.flush()
                self.close_connection = True

            def log_message(self, *_: Any) -> None:
                return

        return Handler

    @contextmanager
    def running(self) -> Iterator[Service]:
        thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Post:
    """What a mail server does with letters: takes them, unless it is told to say something else."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.recipients: list[str] = []
        self.says: list[str] = []
        self.encrypted: list[bool] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.letters.append(envelope.content)
        self.encrypted.append(session.ssl is not None)
        return self.says.pop(0) if self.says else "250 taken"

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.recipients.append(address)
        if address.startswith("nobody@"):
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    def login(self, server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"geheim-1234", handled=False)


@contextmanager
def mail_server(*, tls: str = "starttls") -> Iterator[tuple[Post, int]]:
    """A mail server; the port at which it listens."""
    post = Post()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "server.pem")
    options: dict[str, Any] = {"ssl_context": context} if tls == "tls" else {}
    if tls == "starttls":
        options = {"tls_context": context, "require_starttls": True, "auth_required": True}
        options["authenticator"] = post.login
    controller = Controller(post, hostname="127.0.0.1", port=closed_port(), **options)
    controller.start()
    try:
        yield post, controller.port
    finally:
        controller.stop()


def trusted() -> ssl.SSLContext:
    """A client that trusts this server's certificate and no other."""
    return ssl.create_default_context(cafile=str(TLS / "server.pem"))


@contextmanager
def services() -> Iterator[Callable[..., Service]]:
    """Starts a service with these replies whenever it is called; all end with the test."""
    with ExitStack() as running:
        yield lambda *replies: running.enter_context(Service(*replies).running())
