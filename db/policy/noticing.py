"""The part of the policy that says how notices leave the house: channels, who gets what, in which words
(ESC-05)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from db.policy.parts import Coded, Level, Named, Names, Part, Text

PERSONAL: tuple[str, ...] = ("email", "sms", "desk")
"""The kinds of channels that reach one person; the others reach a group."""
DESK = "desk"
Minutes = Annotated[StrictInt, Field(ge=1)]


class Channel(Named):
    """A way out: what its service is, how many messages it takes in a minute, in which language it is told.

    The program knows its address and secrets from its own settings only, by this code.
    """

    kind: Literal["wecom", "dingtalk", "feishu", "webhook", "email", "sms", "desk"]
    on: StrictBool = False
    per_minute: Annotated[StrictInt, Field(ge=1, le=600)] = 18
    language: Literal["zh", "en"] = "zh"

    @property
    def is_personal(self) -> bool:
        """Whether each one who is called is told for themselves."""
        return self.kind in PERSONAL


class Use(Part):
    """What is told through which channels: all that is said here must hold, and what is left out always does.

    `roles` are those of whoever is called; a channel that is named by several rows is used once.
    """

    channels: tuple[Text, ...]
    occasions: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    rungs: frozenset[StrictInt] = frozenset()
    branches: frozenset[str] = frozenset()
    levels: frozenset[Level] = frozenset()

    def holds(self, occasion: str, rung: int | None, branch: str, level: int | None) -> bool:
        """Whether it speaks of this, whoever is called."""
        asked: Iterable[tuple[Collection[object], object]] = (
            (self.occasions, occasion), (self.rungs, rung), (self.branches, branch), (self.levels, level),
        )  # fmt: skip
        return all(not wanted or value in wanted for wanted, value in asked)


class Occasion(Named):
    """What gives cause to a notice, and its text in both languages: a word of it with a name in braces that
    stands for nothing is left out."""

    text: Names


class Notices(Part):
    """`show` are facts beyond those of the texts that a notice may carry, personal data among them; `link` is
    where to look. What is not sent within `keep_trying_minutes` is a dead letter. With `drop_answered` what
    still waits when its escalation is acknowledged or its ticket has ended is not sent any more."""

    keep_trying_minutes: Minutes = 720
    drop_answered: StrictBool = True
    link: str = ""
    show: tuple[str, ...] = ()
    channel: Coded[Channel] = Field(default_factory=dict)
    use: tuple[Use, ...] = ()
    occasion: Coded[Occasion] = Field(default_factory=dict)
    milestone: Mapping[str, Names] = Field(default_factory=dict)
    level: Mapping[str, Names] = Field(default_factory=dict)
    field: Mapping[str, Names] = Field(default_factory=dict)
    waited: Names | None = None
    digest: Names | None = None
    more: Names | None = None

    def channels_for(
        self, occasion: str, rung: int | None, branch: str, level: int | None, roles: Iterable[str]
    ) -> tuple[Channel, ...]:
        """The channels that are on by which somebody with these roles is told, each once, in their order."""
        held = frozenset(roles)
        named = {
            code
            for use in self.use
            if use.holds(occasion, rung, branch, level) and (not use.roles or not use.roles.isdisjoint(held))
            for code in use.channels
        }
        return tuple(each for code, each in self.channel.items() if code in named and each.on)
