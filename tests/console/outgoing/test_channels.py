"""Channels at the command line: set up by file or environment, tried, told of; no secret is ever printed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from console.outgoing import outgoing, reach_of
from db.errors import BadField
from db.notices.senders.mail import Mail
from db.notices.senders.robots import Wecom
from tests.console.running import paigong
from tests.db.desk import Desk
from tests.db.notices.loopback import Reply, Service, mail_server, services
from tests.db.notices.stage import calls, use

KEY = "73febdcb-1b38-4d1b-a994-790f21fc8d30"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Nothing of the machine's own settings, and no proxy in between."""
    for name in [name for name in os.environ if name.startswith("PAIGONG_CHANNEL")]:
        monkeypatch.delenv(name)
    file = tmp_path / "settings.toml"
    monkeypatch.setenv("PAIGONG_SETTINGS", str(file))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return file


@pytest.fixture
def service() -> Iterator[Callable[..., Service]]:
    with services() as start:
        yield start


def ran(desk: Desk, *arguments: str, language: str = "en") -> Any:
    return paigong("--db", desk.url, "--as", "A01", "--lang", language, *arguments)


def test_the_environment_stands_above_the_file(
    desk: Desk, surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    surroundings.write_text(
        f'[channel.wecom]\nurl = "https://example.com/{KEY}"\n'
        '[channel.email]\nhost = "mail.example.com"\nsender = "a@b"\npassword = "geheim-1234"\n'
    )
    monkeypatch.setenv("PAIGONG_CHANNEL__WECOM__URL", f"https://other.example.com/{KEY}")
    use(desk, "wecom", "email")
    senders = reach_of(desk.store).senders
    assert isinstance(senders["wecom"], Wecom)
    assert senders["wecom"].address == f"https://other.example.com/{KEY}"
    assert isinstance(senders["email"], Mail)
    assert (senders["email"].port, senders["email"].security) == (587, "starttls")
    told = repr(outgoing()) + repr(senders)
    assert KEY not in told
    assert "geheim" not in told


@pytest.mark.parametrize(
    "text",
    [
        f'[channel.wecom]\nurl = "https://x/{KEY}"\ncolour = "{KEY}"\n',
        f'[channel.wecom]\nport = "{KEY}"\n',
        f'[channel.wecom\nurl = "{KEY}"\n',
        f'channel = "{KEY}"\n',
        f'[channel.email]\nsecurity = "{KEY}"\n',
        f"\xff{KEY}",
    ],
)
def test_settings_that_make_no_sense_are_refused_without_their_values(
    desk: Desk, surroundings: Path, text: str
) -> None:
    surroundings.write_bytes(text.encode("latin-1"))
    use(desk, "wecom")
    with pytest.raises(BadField) as refused:
        outgoing()
    assert KEY not in repr(refused.value.values) + str(refused.value)
    assert refused.value.__cause__ is None
    doctor = ran(desk, "doctor")
    assert KEY not in doctor.out + doctor.err
    assert "settings" in doctor.out.lower()
    tried = ran(desk, "notify-test", "wecom")
    assert (tried.code, KEY in tried.out + tried.err) == (2, False)


def test_a_trial_message_is_sent_at_once_and_says_how_it_went(
    desk: Desk, surroundings: Path, service: Callable[..., Service]
) -> None:
    no = Reply(body={"errcode": 93000, "errmsg": f"invalid webhook url {KEY}"})
    place = service(Reply(), no)
    surroundings.write_text(f'[channel.wecom]\nurl = "{place.url}/send?key={KEY}"\n')
    use(desk, "wecom", "feishu")
    calls(desk, 1)
    good = ran(desk, "notify-test", "wecom")
    assert (good.code, len(place.taken)) == (0, 1), "what else waits is the watch's"
    assert "WeCom robot: sent as NT" in good.out
    bad = ran(desk, "notify-test", "企业微信群机器人", language="zh_CN")
    assert bad.code == 3
    assert "地址或密钥有误：重新填写机器人地址" in bad.err
    assert KEY not in bad.out + bad.err
    absent = ran(desk, "notify-test", "feishu", "--json")
    assert (absent.code, absent.json["state"], absent.json["cause"]) == (3, "pending", "not_configured")
    off = ran(desk, "notify-test", "dingtalk", "--json")
    assert (off.code, off.rule) == (3, "ESC-05")


def test_a_letter_reaches_whoever_tries_it_at_the_address_in_their_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(desk, "email")
    desk.do("change_staff", staff="A01", email="a01@example.com")
    with mail_server(tls="none") as (post, port):
        for name, value in {"HOST": "127.0.0.1", "PORT": str(port), "SENDER": "desk@example.com",
                            "SECURITY": "none"}.items():  # fmt: skip
            monkeypatch.setenv(f"PAIGONG_CHANNEL__EMAIL__{name}", value)
        assert ran(desk, "notify-test", "email").code == 0
        desk.do("change_staff", staff="A01", email="")
        nobody = ran(desk, "notify-test", "email")
    assert post.recipients == ["a01@example.com"]
    assert nobody.code == 3
    assert "no e-mail address" in nobody.err


def test_doctor_says_which_channels_are_set_up_tried_and_in_trouble(
    desk: Desk, surroundings: Path, service: Callable[..., Service]
) -> None:
    place = service(Reply(), Reply(body={"errcode": 93000, "errmsg": "no"}))
    use(desk, "wecom", "dingtalk")
    surroundings.write_text(
        f'[channel.wecom]\nurl = "{place.url}/send?key={KEY}"\n[channel.feishu]\nurl = "https://x/{KEY}"\n'
    )
    surroundings.chmod(0o644)

    def told() -> dict[str, dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(ran(desk, "doctor", "--json").out)
        return {each["title"]: each for each in found}

    first = told()
    assert "notify-test wecom" in first["Channel WeCom robot"]["advice"]
    assert "PAIGONG_CHANNEL__DINGTALK__URL" in first["Channel DingTalk robot"]["advice"]
    assert "on = true" in first["Channel Feishu robot"]["advice"]
    assert "chmod 600" in first["Settings"]["advice"]
    surroundings.chmod(0o600)
    ran(desk, "notify-test", "wecom")
    well = told()
    assert well["Channel WeCom robot"]["fine"]
    assert well["Settings"]["fine"]
    ran(desk, "notify-test", "wecom")
    ill = told()["Channel WeCom robot"]
    assert "1 not sent, wrong address or key" in ill["found"]
    assert "resend" in ill["advice"]
    assert KEY not in repr((first, well, ill))


def test_the_watch_sends_what_waits(desk: Desk, surroundings: Path, service: Callable[..., Service]) -> None:
    place = service()
    surroundings.write_text(f'[channel.wecom]\nurl = "{place.url}/send?key={KEY}"\n')
    use(desk, "wecom")
    calls(desk, 2)
    once = ran(desk, "watch", "--once", "--json")
    assert once.code == 0, once
    assert len(place.taken) == 1
    told = place.taken[0].json["text"]["content"]
    waited = len(desk.show("outbox"))
    assert waited >= 4
    assert f"{waited}条通知" in told, "what it has just called goes out in the same sweep"
    assert all(row["id"] in told for row in desk.show("outbox"))
    assert {row["state"] for row in desk.show("outbox")} == {"sent"}
