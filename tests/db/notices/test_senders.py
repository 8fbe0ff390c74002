"""What each service is sent, and what its answers mean: a failure may come with HTTP 200 (ESC-05)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from db.notices.senders import posting
from db.notices.senders.robots import Dingtalk, Feishu, Robot, Wecom
from db.notices.senders.secrets import without
from db.notices.senders.webhook import Webhook
from db.notices.sending import Message, Result, Sender, Verdict
from db.rules.digest import Line
from tests.db.notices.loopback import Reply, Service, closed_port, services

AT = datetime(2026, 7, 15, 1, 0, tzinfo=UTC)
KEY = "73febdcb-1b38-4d1b-a994-790f21fc8d30"
SECRET = "SEC0123456789abcdef"
TEXT = "【派工台】升级第2层 工单YX2607-01 一级 南山区"


@pytest.fixture(autouse=True)
def without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def service() -> Iterator[Callable[..., Service]]:
    with services() as start:
        yield start


def message(text: str = TEXT, *, id: str = "m-1") -> Message:
    line = Line("NT7", "YX2607-01", text)
    return Message(id, "", text, "主题", [line], [id], AT)


def send(sender: Sender) -> Result:
    return sender.send(message())


def wecom(service: Service) -> Wecom:
    return Wecom(f"{service.url}/cgi-bin/webhook/send?key={KEY}")


def test_wecom_takes_a_text(service: Callable[..., Service]) -> None:
    place = service()
    assert send(wecom(place)).verdict is Verdict.SENT
    (taken,) = place.taken
    assert taken.path == f"/cgi-bin/webhook/send?key={KEY}"
    assert taken.json == {"msgtype": "text", "text": {"content": TEXT}}
    assert taken.headers["content-type"] == "application/json"
    assert TEXT.encode() in taken.body, "bytes of a limit are counted as they are sent"


def test_dingtalk_is_signed_in_its_address(service: Callable[..., Service]) -> None:
    place = service()
    assert send(Dingtalk(f"{place.url}/robot/send?access_token={KEY}", SECRET)).verdict is Verdict.SENT
    query = parse_qs(urlsplit(place.taken[0].path).query)
    stamp = str(int(AT.timestamp() * 1000))
    digest = hmac.new(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), hashlib.sha256).digest()
    assert query == {
        "access_token": [KEY], "timestamp": [stamp], "sign": [base64.b64encode(digest).decode()],
    }  # fmt: skip
    assert place.taken[0].json == {"msgtype": "text", "text": {"content": TEXT}}


def test_feishu_is_signed_in_its_body(service: Callable[..., Service]) -> None:
    place = service(Reply(body={"code": 0, "msg": "success", "data": {}}))
    assert send(Feishu(f"{place.url}/open-apis/bot/v2/hook/{KEY}", SECRET)).verdict is Verdict.SENT
    stamp = str(int(AT.timestamp()))
    digest = hmac.new(f"{stamp}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
    assert place.taken[0].json == {
        "timestamp": stamp, "sign": base64.b64encode(digest).decode(), "msg_type": "text",
        "content": {"text": TEXT},
    }  # fmt: skip


def test_a_webhook_is_signed_over_its_body_and_says_by_an_id_that_it_is_a_repeat(
    service: Callable[..., Service],
) -> None:
    place = service(Reply(status=204, body=b""))
    hook = Webhook(f"{place.url}/in", SECRET)
    assert send(hook).verdict is Verdict.SENT
    assert send(hook).verdict is Verdict.SENT
    first, again = place.taken
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"] == "m-1"
    assert first.body == again.body
    signed = first.headers["x-paigong-timestamp"].encode() + b"." + first.body
    digest = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert first.headers["x-paigong-signature"] == f"sha256={digest}"
    assert first.json == {
        "id": "m-1",
        "text": TEXT,
        "notices": [{"id": "NT7", "message": "m-1", "ticket": "YX2607-01", "text": TEXT}],
    }


ROBOTS: tuple[tuple[type[Robot], dict[str, Any], Verdict, str, int], ...] = (
    (Wecom, {"errcode": 93000, "errmsg": "invalid webhook url"}, Verdict.NEVER, "bad_token", 0),
    (Wecom, {"errcode": 45009, "errmsg": "api freq out of limit"}, Verdict.RESTING, "busy", 60),
    (Wecom, {"errcode": -1, "errmsg": "system busy"}, Verdict.FAILED, "busy", 0),
    (Wecom, {"errcode": 777, "errmsg": "new"}, Verdict.FAILED, "rejected", 0),
    (Dingtalk, {"errcode": 130101, "errmsg": "send too fast"}, Verdict.RESTING, "busy", 600),
    (Dingtalk, {"errcode": 300001, "errmsg": "token is not exist"}, Verdict.NEVER, "bad_token", 0),
    (Dingtalk, {"errcode": 310000, "errmsg": "sign not match"}, Verdict.NEVER, "bad_sign", 0),
    (Dingtalk, {"errcode": 310000, "errmsg": "keywords not in content"}, Verdict.NEVER, "keyword", 0),
    (Dingtalk, {"errcode": 310000, "errmsg": "ip 1.2.3.4 not in whitelist"}, Verdict.NEVER, "not_allowed", 0),
    (Dingtalk, {"errcode": 310000, "errmsg": "description:关键词不匹配;solution:请联系群管理员"},
     Verdict.NEVER, "keyword", 0),
    (Dingtalk, {"errcode": 310000, "errmsg": "description:ip 不在白名单中;solution:请联系对应群的管理员"},
     Verdict.NEVER, "not_allowed", 0),
    (Dingtalk, {"errcode": 310000, "errmsg": "description:机器人发送签名不匹配;solution:请确认签名"},
     Verdict.NEVER, "bad_sign", 0),
    (Dingtalk, {"errcode": 310000, "errmsg": "invalid timestamp"}, Verdict.NEVER, "bad_sign", 0),
    (Dingtalk, {"errcode": 400013, "errmsg": "群已被解散"}, Verdict.NEVER, "gone", 0),
    (Dingtalk, {"errcode": 400106, "errmsg": "机器人不存在"}, Verdict.NEVER, "gone", 0),
    (Dingtalk, {"errcode": 90030, "errmsg": "webhook over limit"}, Verdict.RESTING, "busy", 600),
    (Dingtalk, {"errcode": "0", "errmsg": "ok"}, Verdict.SENT, "", 0),
    (Feishu, {"code": 19036, "msg": "too large"}, Verdict.NEVER, "rejected", 0),
    (Feishu, {"code": 19021, "msg": "sign match fail"}, Verdict.NEVER, "bad_sign", 0),
    (Feishu, {"code": 11232, "msg": "frequency limited"}, Verdict.RESTING, "busy", 60),
    (Feishu, {"StatusCode": 19001, "StatusMessage": "token invalid"}, Verdict.NEVER, "bad_token", 0),
    (Feishu, {"StatusCode": 0, "StatusMessage": "success"}, Verdict.SENT, "", 0),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "body", "verdict", "cause", "rest"), ROBOTS)
def test_a_code_inside_a_success_is_a_failure(
    service: Callable[..., Service], kind: type[Robot], body: dict[str, Any], verdict: Verdict, cause: str,
    rest: int,
) -> None:  # fmt: skip
    result = send(kind(f"{service(Reply(body=body)).url}/x?key={KEY}"))
    assert (result.verdict, result.cause, result.rest_seconds) == (verdict, cause, rest)
    assert verdict is Verdict.SENT or result.detail


HTTP: tuple[tuple[Reply, Verdict, str, int], ...] = (
    (Reply(429, {}, {"retry-after": "37"}), Verdict.RESTING, "busy", 37),
    (Reply(429, {}), Verdict.RESTING, "busy", 60),
    (Reply(503, {}, {"retry-after": "120"}), Verdict.RESTING, "http", 120),
    (Reply(500, {}), Verdict.FAILED, "http", 0),
    (Reply(502, b"<html>gateway"), Verdict.FAILED, "http", 0),
    (Reply(404, {}), Verdict.NEVER, "bad_token", 0),
    (Reply(401, {}), Verdict.NEVER, "bad_token", 0),
    (Reply(400, {}), Verdict.NEVER, "rejected", 0),
    (Reply(302, {}, {"location": "http://127.0.0.1:9/"}), Verdict.NEVER, "bad_address", 0),
    (Reply(200, b"<html>login of the hotel"), Verdict.UNKNOWN, "unreadable", 0),
    (Reply(200, {"errmsg": "no code"}), Verdict.UNKNOWN, "unreadable", 0),
    (Reply(200, half=True), Verdict.UNKNOWN, "lost", 0),
    (Reply(gone=True), Verdict.UNKNOWN, "lost", 0),
)


@pytest.mark.parametrize(("reply", "verdict", "cause", "rest"), HTTP)
def test_what_http_says(
    service: Callable[..., Service], reply: Reply, verdict: Verdict, cause: str, rest: int
) -> None:
    result = send(wecom(service(reply)))
    assert (result.verdict, result.cause, result.rest_seconds) == (verdict, cause, rest)


def test_an_answer_that_does_not_come_leaves_open_whether_it_was_taken(
    service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "ANSWER_SECONDS", 0.2)
    place = service(Reply(silent=1))
    assert send(wecom(place)) == Result(Verdict.UNKNOWN, "timeout")
    assert len(place.taken) == 1


def test_who_refuses_the_line_or_speaks_no_tls_has_taken_nothing(service: Callable[..., Service]) -> None:
    refused = send(Wecom(f"http://127.0.0.1:{closed_port()}/send?key={KEY}"))
    assert (refused.verdict, refused.cause) == (Verdict.FAILED, "refused")
    plain = send(Wecom(f"https://127.0.0.1:{service().port}/send?key={KEY}"))
    assert (plain.verdict, plain.cause) == (Verdict.FAILED, "tls")
    for address in ("", "nonsense", "ftp://x/y", "http://[::1", "http://"):
        assert send(Wecom(address)).verdict in (Verdict.NEVER, Verdict.FAILED), address


@pytest.mark.parametrize("kind", [Wecom, Dingtalk, Feishu, Webhook])
def test_nothing_that_is_said_of_a_failure_holds_a_secret(
    service: Callable[..., Service], kind: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    echo = f"no {KEY} at http://127.0.0.1/robot/{KEY}/send?access_token={KEY}&sign=abcd {SECRET}"
    for reply in (
        Reply(body={"errcode": 93000, "errmsg": echo, "code": 19001, "msg": echo}),
        Reply(body=echo.encode()),
        Reply(404, echo.encode()),
        Reply(500, {"error": echo}),
    ):
        place = service(reply)
        sender = kind(f"{place.url}/robot/{KEY}/send?access_token={KEY}", SECRET)
        told = repr(sender) + repr(send(sender))
        assert KEY not in told
        assert SECRET not in told
    lost = send(kind(f"http://127.0.0.1:{closed_port()}/robot/{KEY}?key={KEY}", SECRET))
    assert KEY not in repr(lost)
    assert KEY not in caplog.text, "nor does a log that a library writes"


def test_what_a_service_says_cannot_command_a_terminal() -> None:
    assert without("a\x1b]0;owned\x07b\n‮c", ()) == "a]0;ownedb c"
    assert len(without("x" * 10_000, ())) == 300
