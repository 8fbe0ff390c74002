"""The robots of WeCom, DingTalk and Feishu groups: a failure may come with HTTP 200 (ESC-05)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from db.notices.senders.posting import Answer, post
from db.notices.senders.secrets import fingerprint, parts_of, without
from db.notices.sending import SENT, Message, Result, Verdict

Judged = Mapping[int, tuple[Verdict, str, int]]
"""By the code of a service: what it means for the try, why, and for how many seconds to leave it alone."""
MINUTE = 60
LOCKED_OUT = 600
"""DingTalk locks a robot out for ten minutes."""
SETTINGS = {"keyword": "keyword", "关键词": "keyword", "whitelist": "not_allowed", "白名单": "not_allowed"}
"""What DingTalk says of a robot's security settings, and which of them it is."""


@dataclass(frozen=True)
class Robot:
    """A group's robot: its address, which is a secret, and the secret that it is signed with, if any."""

    limit: ClassVar[int]
    codes: ClassVar[Judged]
    code_names: ClassVar[tuple[str, ...]] = ("errcode",)
    text_names: ClassVar[tuple[str, ...]] = ("errmsg",)

    address: str = field(repr=False)
    secret: str = field(default="", repr=False)

    @property
    def account(self) -> str:
        return fingerprint(self.address)

    def send(self, message: Message) -> Result:
        address, body = self.request(message.text, message.at)
        secrets = [*parts_of(address), self.secret]
        answer = post(address, json.dumps(body, ensure_ascii=False).encode(), {}, secrets)
        return self.judged(answer, secrets) if isinstance(answer, Answer) else answer

    def request(self, text: str, at: datetime) -> tuple[str, dict[str, Any]]:
        """Where it is posted to, and what."""
        raise NotImplementedError

    def judged(self, answer: Answer, secrets: list[str]) -> Result:
        """What a service means that answered with 200."""
        data = answer.data or {}
        code = next((_number(data[name]) for name in self.code_names if name in data), None)
        if code is None:
            # Half an answer, or that of a gateway in between: it may have been taken.
            return Result(Verdict.UNKNOWN, "unreadable", without(answer.text, secrets))
        if code == 0:
            return SENT
        said = next((str(data[name]) for name in self.text_names if data.get(name)), "")
        verdict, cause, rest = self.codes.get(code, (Verdict.FAILED, "rejected", 0))
        return Result(verdict, cause, without(f"{code} {said}", secrets), rest)


@dataclass(frozen=True)
class Wecom(Robot):
    """A WeCom [企业微信] group's robot."""

    limit: ClassVar[int] = 2048
    codes: ClassVar[Judged] = {
        -1: (Verdict.FAILED, "busy", 0),
        45009: (Verdict.RESTING, "busy", MINUTE),
        45033: (Verdict.RESTING, "busy", MINUTE),
        93000: (Verdict.NEVER, "bad_token", 0),
        93004: (Verdict.NEVER, "gone", 0),
        93008: (Verdict.NEVER, "gone", 0),
        40008: (Verdict.NEVER, "rejected", 0),
        40058: (Verdict.NEVER, "rejected", 0),
        44004: (Verdict.NEVER, "rejected", 0),
        45002: (Verdict.NEVER, "rejected", 0),
    }

    def request(self, text: str, at: datetime) -> tuple[str, dict[str, Any]]:
        return self.address, {"msgtype": "text", "text": {"content": text}}


@dataclass(frozen=True)
class Dingtalk(Robot):
    """A DingTalk [钉钉] group's robot; signed in its address."""

    limit: ClassVar[int] = 20_000
    codes: ClassVar[Judged] = {
        -1: (Verdict.FAILED, "busy", 0),
        130101: (Verdict.RESTING, "busy", LOCKED_OUT),
        410100: (Verdict.RESTING, "busy", LOCKED_OUT),
        90030: (Verdict.RESTING, "busy", LOCKED_OUT),
        40035: (Verdict.NEVER, "rejected", 0),
        43004: (Verdict.NEVER, "rejected", 0),
        300001: (Verdict.NEVER, "bad_token", 0),
        300005: (Verdict.NEVER, "bad_token", 0),
        400013: (Verdict.NEVER, "gone", 0),
        400101: (Verdict.NEVER, "bad_token", 0),
        400102: (Verdict.NEVER, "gone", 0),
        400106: (Verdict.NEVER, "gone", 0),
        310000: (Verdict.NEVER, "bad_sign", 0),
        400105: (Verdict.NEVER, "rejected", 0),
        430101: (Verdict.NEVER, "rejected", 0),
        430102: (Verdict.NEVER, "rejected", 0),
        430103: (Verdict.NEVER, "rejected", 0),
        430104: (Verdict.NEVER, "rejected", 0),
    }

    def request(self, text: str, at: datetime) -> tuple[str, dict[str, Any]]:
        body = {"msgtype": "text", "text": {"content": text}}
        if not self.secret:
            return self.address, body
        stamp = str(int(at.timestamp() * 1000))
        signed = urlencode({"timestamp": stamp, "sign": dingtalk_sign(stamp, self.secret)})
        return f"{self.address}{'&' if '?' in self.address else '?'}{signed}", body

    def judged(self, answer: Answer, secrets: list[str]) -> Result:
        found = super().judged(answer, secrets)
        if found.cause != "bad_sign":
            return found
        # One code for three settings of a robot (its words, its senders, its signature), in two languages.
        said = found.detail.lower()
        cause = next((cause for word, cause in SETTINGS.items() if word in said), found.cause)
        return Result(found.verdict, cause, found.detail)


@dataclass(frozen=True)
class Feishu(Robot):
    """A Feishu [飞书] group's robot; signed in its body."""

    # Of the whole request, whose characters may be escaped.
    limit: ClassVar[int] = 18_000
    code_names: ClassVar[tuple[str, ...]] = ("code", "StatusCode")
    text_names: ClassVar[tuple[str, ...]] = ("msg", "StatusMessage")
    codes: ClassVar[Judged] = {
        11232: (Verdict.RESTING, "busy", MINUTE),
        11233: (Verdict.RESTING, "busy", MINUTE),
        99991400: (Verdict.RESTING, "busy", MINUTE),
        9499: (Verdict.NEVER, "rejected", 0),
        19001: (Verdict.NEVER, "bad_token", 0),
        19002: (Verdict.NEVER, "rejected", 0),
        19021: (Verdict.NEVER, "bad_sign", 0),
        19022: (Verdict.NEVER, "not_allowed", 0),
        19024: (Verdict.NEVER, "keyword", 0),
        19036: (Verdict.NEVER, "rejected", 0),
    }

    def request(self, text: str, at: datetime) -> tuple[str, dict[str, Any]]:
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if self.secret:
            stamp = str(int(at.timestamp()))
            body = {"timestamp": stamp, "sign": feishu_sign(stamp, self.secret), **body}
        return self.address, body


def _number(told: object) -> int | None:
    """A code, which some gateways send as a text; None where it is none."""
    if isinstance(told, str) and told.strip().lstrip("-").isdecimal():
        return int(told)
    return told if isinstance(told, int) and not isinstance(told, bool) else None


def dingtalk_sign(stamp: str, secret: str) -> str:
    """The signature over milliseconds and secret, keyed with the secret."""
    return _base64(hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256))


def feishu_sign(stamp: str, secret: str) -> str:
    """The signature over nothing, keyed with seconds and secret."""
    return _base64(hmac.digest(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256))


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")
