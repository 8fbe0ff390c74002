"""E-mail: by SMTP, encrypted from the start or by STARTTLS; a repeat has the same Message-ID (ESC-05)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import ClassVar, Literal

from db.notices.senders.secrets import fingerprint, without
from db.notices.sending import SENT, Message, Result, Verdict

SECONDS = 15.0
Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True)
class Mail:
    """A mail server, who writes, and where the people are by their staff numbers.

    `password` is never sent over a line that is not encrypted.
    """

    limit: ClassVar[int] = 50_000

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    address_of: Callable[[str], str] = field(default=str, repr=False)
    trust: ssl.SSLContext | None = field(default=None, repr=False)

    @property
    def account(self) -> str:
        return fingerprint(self.host.lower(), self.port, self.user or self.sender)

    def send(self, message: Message) -> Result:
        to = self.address_of(message.destination)
        if not to:
            return Result(Verdict.NEVER, "no_address", message.destination)
        try:
            letter = self._letter(message, to)
        except (MessageError, ValueError, IndexError) as error:
            return Result(Verdict.NEVER, "bad_address", without(str(error), (self.password, to)))
        return self._sent(letter)

    def _letter(self, message: Message, to: str) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = Address(addr_spec=self.sender)
        letter["To"] = Address(addr_spec=to)
        letter["Subject"] = message.subject
        letter["Date"] = format_datetime(message.at)
        letter["Message-ID"] = f"<{message.id}@paigong>"
        # Neither out-of-office answers nor lists shall answer.
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.text, cte="base64")
        return letter

    def _sent(self, letter: EmailMessage) -> Result:
        secrets = (self.password,)
        taken = False
        try:
            with self._connected() as server:
                if self.user:
                    if self.security == "none":
                        return Result(Verdict.NEVER, "tls", "a password needs an encrypted line")
                    server.login(self.user, self.password)
                server.send_message(letter)
                taken = True
        except smtplib.SMTPAuthenticationError as error:
            return Result(Verdict.NEVER, "bad_login", without(_said(error), secrets))
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            return _by_code(code, without(f"{code} {_text(said)}", secrets), "bad_address")
        except smtplib.SMTPResponseException as error:
            return _by_code(error.smtp_code, without(_said(error), secrets), "rejected")
        except ssl.SSLError as error:
            return Result(Verdict.FAILED, "tls", without(str(error), secrets))
        except TimeoutError:
            return SENT if taken else Result(Verdict.UNKNOWN, "timeout")
        except (ConnectionRefusedError, OSError) as error:
            if taken:
                return SENT  # it was lost over the farewell
            if isinstance(error, smtplib.SMTPNotSupportedError):
                return Result(Verdict.NEVER, "tls", without(str(error), secrets))
            lost = isinstance(error, smtplib.SMTPServerDisconnected)
            if lost and isinstance(error.__context__, TimeoutError):
                return Result(Verdict.UNKNOWN, "timeout")
            cause, verdict = ("lost", Verdict.UNKNOWN) if lost else ("refused", Verdict.FAILED)
            return Result(verdict, cause, without(str(error), secrets))
        return SENT

    def _connected(self) -> smtplib.SMTP:
        context = self.trust or ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        if self.security == "starttls":
            try:
                server.starttls(context=context)
            except BaseException:
                server.close()
                raise
        return server


def _by_code(code: int, detail: str, cause: str) -> Result:
    """4xx is worth another try, 5xx is not."""
    if code == 421 or 400 <= code < 500:
        return Result(Verdict.FAILED, "busy", detail)
    return Result(Verdict.NEVER, cause, detail)


def _said(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
