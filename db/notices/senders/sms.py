"""Text messages by an HTTP gateway of one's own choice: a template of what it is to be sent (ESC-05)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import quote_plus

from db.notices.senders.posting import Answer, post
from db.notices.senders.secrets import fingerprint, parts_of, without
from db.notices.sending import SENT, Message, Result, Verdict

PLACES = re.compile(r"\{(phone|text|id|secret)\}")


@dataclass(frozen=True)
class Sms:
    """A gateway that takes a POST. `template` is its body, JSON where it begins with a brace, else a form;
    in it {phone}, {text}, {id} and {secret} stand for what they say. An answer that lacks `success` is a
    failure, whatever its status."""

    # Three messages of 67 characters: more is paid for, and read, by nobody.
    limit: ClassVar[int] = 600

    address: str = field(repr=False)
    template: str = field(repr=False)
    secret: str = field(default="", repr=False)
    success: str = ""
    phone_of: Callable[[str], str] = field(default=str, repr=False)

    @property
    def account(self) -> str:
        return fingerprint(self.address)

    def send(self, message: Message) -> Result:
        phone = self.phone_of(message.destination)
        if not phone:
            return Result(Verdict.NEVER, "no_phone", message.destination)
        secrets = [*parts_of(self.address), self.secret, phone]
        kind = "application/json" if self._is_json else "application/x-www-form-urlencoded"
        headers = {"content-type": kind, "idempotency-key": message.id}
        answer = post(self.address, self.body(phone, message).encode(), headers, secrets)
        if not isinstance(answer, Answer):
            return answer
        if self.success not in answer.text:
            return Result(Verdict.FAILED, "rejected", without(answer.text, secrets))
        return SENT

    def body(self, phone: str, message: Message) -> str:
        """What is posted."""
        facts = {"phone": phone, "text": message.text, "id": message.id, "secret": self.secret}
        return PLACES.sub(lambda found: self._written(facts[found[1]]), self.template)

    @property
    def _is_json(self) -> bool:
        return self.template.lstrip().startswith(("{", "["))

    def _written(self, value: str) -> str:
        return json.dumps(value, ensure_ascii=False)[1:-1] if self._is_json else quote_plus(value)
