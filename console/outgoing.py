"""How this process reaches the channels: addresses and secrets from the environment or the settings file, and
from nowhere else (ESC-05). Nothing of them is ever printed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from console.settings import settings_file
from db.errors import BadField
from db.notices.people import address_of, phone_of
from db.notices.senders.mail import Mail
from db.notices.senders.robots import Dingtalk, Feishu, Wecom
from db.notices.senders.sms import Sms
from db.notices.senders.webhook import Webhook
from db.notices.sending import Channels, Sender

if TYPE_CHECKING:
    from db.policy.noticing import Channel
    from db.store import Store

ROBOTS = {"wecom": Wecom, "dingtalk": Dingtalk, "feishu": Feishu, "webhook": Webhook}
PORTS = {"starttls": 587, "tls": 465, "none": 25}


class Access(BaseModel):
    """How one channel is reached: `url` and `secret` of a robot or a webhook, of a gateway for text messages
    its `template` and `success` as well; of mail the server `host`, the address `sender` that it comes from,
    `user` and `password`."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")
    template: SecretStr = SecretStr("")
    success: str = ""
    host: str = ""
    port: int = Field(default=0, ge=0, le=65535)
    sender: str = ""
    user: str = ""
    password: SecretStr = SecretStr("")
    security: Literal["starttls", "tls", "none"] = "starttls"


class Outgoing(BaseSettings):
    """`channel` by its code; the environment stands above the file."""

    model_config = SettingsConfigDict(
        env_prefix="PAIGONG_", env_nested_delimiter="__", extra="ignore", hide_input_in_errors=True
    )

    channel: Mapping[str, Access] = Field(default_factory=dict)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, TomlConfigSettingsSource(settings_cls, settings_file(os.environ))


def outgoing() -> Outgoing:
    """What is set up here; BadField, without any value, for what cannot be read."""
    file = settings_file(os.environ)
    try:
        return Outgoing()
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors(include_input=False)[0]["loc"])
        raise BadField("settings", "The setting {place} makes no sense.", place=place[:80]) from None
    except Exception as error:
        # What a TOML parser, a codec or the system says may quote a line with a secret.
        raise BadField(
            "settings", "{file} cannot be read: {cause}.", file=str(file), cause=type(error).__name__
        ) from None


def reach_of(store: Store) -> Channels:
    """The channels that the policy in force knows and that are set up here."""
    known = store.policy().notices.channel
    found = outgoing().channel
    senders = {code: sender_of(known[code], access, store) for code, access in found.items() if code in known}
    return Channels({code: sender for code, sender in senders.items() if sender is not None})


def reach_at_watch(store: Store) -> Channels:
    """The same for whoever watches: settings that cannot be read keep nobody from being called. Doctor says
    what is wrong with them, and what waits says that nothing is set up."""
    try:
        return reach_of(store)
    except BadField:
        return Channels()


def sender_of(channel: Channel, access: Access, store: Store) -> Sender | None:
    """The sender for a channel; None where the settings do not say enough for its kind."""
    if channel.kind == "email":
        if not access.host or not access.sender:
            return None
        return Mail(
            host=access.host,
            port=access.port or PORTS[access.security],
            sender=access.sender,
            security=access.security,
            user=access.user,
            password=access.password.get_secret_value(),
            address_of=address_of(store),
        )
    url, secret = access.url.get_secret_value(), access.secret.get_secret_value()
    if channel.kind == "sms":
        template = access.template.get_secret_value()
        return Sms(url, template, secret, access.success, phone_of(store)) if url and template else None
    robot: Any = ROBOTS.get(channel.kind)
    return robot(url, secret) if robot is not None and url else None


def missing(channel: Channel, found: Mapping[str, Access]) -> str:
    """The first setting that a channel still lacks here; empty where it has all that it needs."""
    access = found.get(channel.code)
    if channel.kind == "email":
        needed = (("host", access and access.host), ("sender", access and access.sender))
        return next((name for name, value in needed if not value), "")
    if access is None or not access.url.get_secret_value():
        return "url"
    return "template" if channel.kind == "sms" and not access.template.get_secret_value() else ""


def others_may_read(file: Path) -> bool:
    """Whether somebody else on this machine may read the file with the secrets."""
    try:
        return os.name == "posix" and bool(file.stat().st_mode & 0o077)
    except OSError:
        return False
