"""Letters: by a real mail server on the loopback, encrypted, once (ESC-05)."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from db.notices.senders import mail as mails
from db.notices.senders.mail import Mail
from db.notices.sending import Message, Verdict
from db.rules.digest import Line
from tests.db.notices.loopback import closed_port, mail_server, trusted

AT = datetime(2026, 7, 15, 1, 0, tzinfo=UTC)
PASSWORD = "geheim-1234"
TEXT = "【派工台】升级第2层 工单YX2607-01\n客户: 南山制衣厂"


def letter(to: str = "T001") -> Message:
    return Message("m-1", to, TEXT, TEXT.splitlines()[0], [Line("NT7", "YX2607-01", TEXT)], ["m-1"], AT)


def mail(port: int, **more: object) -> Mail:
    options: dict[str, Any] = {"user": "desk", "password": PASSWORD, "trust": trusted()} | more
    return Mail("127.0.0.1", port, "desk@example.com", address_of=lambda no: f"{no.lower()}@example.com",
                **options)  # fmt: skip


def test_a_letter_is_encrypted_and_a_repeat_has_the_same_id() -> None:
    with mail_server() as (post, port):
        assert mail(port).send(letter()).verdict is Verdict.SENT
        assert mail(port).send(letter()).verdict is Verdict.SENT
    assert post.encrypted == [True, True]
    assert post.logins == [(b"desk", PASSWORD.encode())] * 2
    first, again = (message_from_bytes(each, policy=default) for each in post.letters)
    assert first["message-id"] == again["message-id"] == "<m-1@paigong>"
    assert (first["to"], first["from"]) == ("t001@example.com", "desk@example.com")
    assert first["subject"] == "【派工台】升级第2层 工单YX2607-01"
    assert first.get_content().strip() == TEXT
    assert first["auto-submitted"] == "auto-generated"


def test_a_letter_goes_over_a_line_that_is_encrypted_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server(tls="tls") as (post, port):
        assert mail(port, security="tls", user="").send(letter()).verdict is Verdict.SENT
        monkeypatch.setattr(mails, "SECONDS", 0.3)
        silent = mail(port, security="none", user="").send(letter())
        assert (silent.verdict, silent.cause) == (Verdict.UNKNOWN, "timeout")
    assert len(post.letters) == 1


def test_a_password_never_goes_over_a_plain_line() -> None:
    with mail_server(tls="none") as (post, port):
        result = mail(port, security="starttls").send(letter())
        assert (result.verdict, result.cause) == (Verdict.NEVER, "tls")
        result = mail(port, security="none").send(letter())
        assert (result.verdict, result.cause) == (Verdict.NEVER, "tls")
        assert mail(port, security="none", user="", password="").send(letter()).verdict is Verdict.SENT
    assert post.logins == []
    assert len(post.letters) == 1


def test_a_server_that_nobody_trusts_gets_no_password() -> None:
    with mail_server() as (post, port):
        result = mail(port, trust=ssl.create_default_context()).send(letter())
    assert (result.verdict, result.cause) == (Verdict.FAILED, "tls")
    assert post.logins == []


def test_what_a_mail_server_says() -> None:
    with mail_server() as (post, port):
        post.says = ["451 come back later", "554 no"]
        later, never = mail(port).send(letter()), mail(port).send(letter())
        assert (later.verdict, later.cause) == (Verdict.FAILED, "busy")
        assert (never.verdict, never.cause) == (Verdict.NEVER, "rejected")
        wrong = mail(port, password="falsch-9876").send(letter())
        assert (wrong.verdict, wrong.cause) == (Verdict.NEVER, "bad_login")
        assert "falsch" not in repr(wrong)
        nobody = mail(port).send(letter("nobody"))
        assert (nobody.verdict, nobody.cause) == (Verdict.NEVER, "bad_address")
    refused = mail(closed_port()).send(letter())
    assert (refused.verdict, refused.cause) == (Verdict.FAILED, "refused")


def test_who_has_no_address_or_one_that_is_none_is_told_so() -> None:
    nowhere = Mail("127.0.0.1", 9, "desk@example.com", address_of=lambda no: "")
    assert (nowhere.send(letter()).verdict, nowhere.send(letter()).cause) == (Verdict.NEVER, "no_address")
    for address in ("not an address", "a@b\r\nBcc: c@d", "@", "x@"):
        strange = Mail(
            "127.0.0.1", closed_port(), "desk@example.com", address_of={"T001": address}.__getitem__
        )
        assert strange.send(letter()).cause == "bad_address", address
