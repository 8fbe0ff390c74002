"""A gateway for text messages takes what its template says, and a failure may come with HTTP 200 (ESC-05)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest

from console.outgoing import Access, missing, sender_of
from db.notices.senders.sms import Sms
from db.notices.sending import Verdict
from db.policy.noticing import Channel
from tests.db.desk import Desk
from tests.db.notices.loopback import Reply, Service, services
from tests.db.notices.stage import attempts, calls, run, states, use
from tests.db.notices.test_senders import KEY, SECRET, message

JSON = '{"to": ["{phone}"], "sign": "{secret}", "text": "{text}", "ref": "{id}"}'
FORM = "mobile={phone}&content={text}&apikey={secret}"
HARD = '他说"停机" & 100% \\ {phone}\n第二行'


@pytest.fixture(autouse=True)
def without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def service() -> Iterator[Callable[..., Service]]:
    with services() as start:
        yield start


def sms(place: Service, template: str, **more: Any) -> Sms:
    phones = {"": "13800000001"}
    return Sms(
        f"{place.url}/send?key={KEY}", template, SECRET, phone_of=lambda no: phones.get(no, ""), **more
    )


def test_a_template_of_json_or_of_a_form_says_what_is_sent_whatever_the_text(
    service: Callable[..., Service],
) -> None:
    place = service(Reply(body={"code": "OK"}))
    assert sms(place, JSON).send(message(HARD)).verdict is Verdict.SENT
    assert sms(place, FORM).send(message(HARD)).verdict is Verdict.SENT
    first, second = place.taken
    assert first.json == {"to": ["13800000001"], "sign": SECRET, "text": HARD, "ref": "m-1"}
    assert first.headers["content-type"] == "application/json"
    assert second.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(second.body.decode()) == {
        "mobile": ["13800000001"], "content": [HARD], "apikey": [SECRET],
    }  # fmt: skip
    assert first.headers["idempotency-key"] == "m-1"


def test_an_answer_that_lacks_the_word_of_success_is_a_failure_and_tells_no_secret(
    service: Callable[..., Service],
) -> None:
    place = service(Reply(body={"code": "isv.BUSINESS_LIMIT", "msg": f"{SECRET} 13800000001"}))
    result = sms(place, JSON, success='"OK"').send(message())
    assert (result.verdict, result.cause) == (Verdict.FAILED, "rejected")
    assert "isv.BUSINESS_LIMIT" in result.detail
    assert SECRET not in result.detail
    assert "13800000001" not in result.detail
    nobody = message()
    assert (
        sms(place, JSON).send(nobody.__class__(**{**_facts(nobody), "destination": "T9"})).cause == "no_phone"
    )


def _facts(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def test_who_is_called_is_told_by_text_message_on_the_phone_in_the_file(
    desk: Desk, service: Callable[..., Service]
) -> None:
    place = service(Reply(body={"code": "OK"}))
    channel = {"zh": "短信", "en": "Text message", "kind": "sms", "on": True, "per_minute": 18}
    sections = desk.store.policy().sections()["notices"]
    sections["channel"]["sms"] = channel
    use(desk, "sms", channel=sections["channel"], use=[{"channels": ["sms"]}])
    (notice,) = calls(desk, 1)
    access = Access.model_validate({"url": f"{place.url}/send", "template": JSON, "success": "OK"})
    sender = sender_of(desk.store.policy().notices.channel["sms"], access, desk.store)
    assert run(desk, sender, channel="sms").dead == 1
    assert "no_phone" in attempts(desk, notice)[-1].error
    desk.do("change_staff", staff="L01", phone="13900000009")
    (second,) = calls(desk, 1)
    assert run(desk, sender, channel="sms").sent == 1
    assert states(desk)[second] == "sent"
    assert place.taken[0].json["to"] == ["13900000009"]


def test_doctor_asks_for_address_and_template() -> None:
    channel = Channel(code="sms", zh="短信", en="Text message", kind="sms")
    told = {"url": "http://127.0.0.1:9/send"}
    assert missing(channel, {}) == "url"
    assert missing(channel, {"sms": Access.model_validate(told)}) == "template"
    assert missing(channel, {"sms": Access.model_validate(told | {"template": JSON})}) == ""
