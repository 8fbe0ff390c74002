"""A webhook of one's own: JSON that is signed, with an id by which a repeat is known (ESC-05)."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import ClassVar

from db.notices.senders.posting import Answer, post
from db.notices.senders.secrets import fingerprint, parts_of
from db.notices.sending import SENT, Message, Result


@dataclass(frozen=True)
class Webhook:
    """Any address that takes JSON. With a secret `X-Paigong-Signature` is `sha256=` and the HMAC over
    `X-Paigong-Timestamp`, a dot and the body."""

    limit: ClassVar[int] = 60_000

    address: str = field(repr=False)
    secret: str = field(default="", repr=False)

    @property
    def account(self) -> str:
        return fingerprint(self.address)

    def send(self, message: Message) -> Result:
        notices = [
            {"id": line.id, "message": told, "ticket": line.number or None, "text": line.text}
            for line, told in zip(message.lines, message.messages, strict=True)
        ]
        body = json.dumps(
            {"id": message.id, "text": message.text, "notices": notices}, ensure_ascii=False
        ).encode()
        stamp = str(int(message.at.timestamp()))
        headers = {"idempotency-key": message.id, "x-paigong-id": message.id, "x-paigong-timestamp": stamp}
        if self.secret:
            headers["x-paigong-signature"] = signature(self.secret, stamp, body)
        answer = post(self.address, body, headers, [*parts_of(self.address), self.secret])
        return SENT if isinstance(answer, Answer) else answer


def signature(secret: str, stamp: str, body: bytes) -> str:
    """What a receiver computes to see that it comes from here and was not changed."""
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"
