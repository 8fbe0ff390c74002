"""What doctor says of the channels: which are set up here, when each was tried, what could not be sent."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from console.commands.finding import Finding
from console.outgoing import Access, missing, outgoing
from console.settings import settings_file
from console.words.codes import word
from console.words.i18n import _, installed_language, ngettext, translate
from console.words.speech import Speech
from db.errors import BadField
from db.policy.noticing import DESK, Channel
from db.views.outbox import ChannelRow, ChannelsOfTheHouse

if TYPE_CHECKING:
    from db.store import Store


def channel_findings(store: Store) -> Iterator[Finding]:
    """A line for every channel that is switched on or set up."""
    speech = Speech(store.zone, store.policy)
    try:
        found = outgoing().channel
    except BadField as error:
        yield Finding(_("Channels"), speech.say(error), _("Mend the settings file, or the environment."))
        found = {}
    known = store.policy().notices.channel
    for row in store.read(ChannelsOfTheHouse()):
        channel = known[row.channel]
        if channel.kind != DESK and (channel.on or channel.code in found or row.dead or row.waiting):
            yield _of_one(channel, row, found, speech)
    for code in sorted(found.keys() - known.keys()):
        title = translate("Channel {name}", name=code)
        yield Finding(title, _("set up here"), _("The policy knows no channel of this code."))


def _of_one(channel: Channel, row: ChannelRow, found: Mapping[str, Access], speech: Speech) -> Finding:
    lacking = missing(channel, found)
    said = [
        _("switched on") if channel.on else _("switched off"),
        _("set up here") if not lacking else _("not set up here"),
    ]
    if row.sent_at is not None:
        said.append(translate("last sent {time}", time=speech.instant(row.sent_at)))
    if row.waiting:
        said.append(ngettext("{count} waits", "{count} wait", row.waiting))
    if row.dead:
        said.append(ngettext("{count} not sent", "{count} not sent", row.dead))
    if row.cause:
        said.append(word("not_sent", row.cause))
    title = translate("Channel {name}", name=channel.name(installed_language()))
    return Finding(title, ", ".join(said), _advice(channel, row, lacking, found))


def _advice(channel: Channel, row: ChannelRow, lacking: str, found: Mapping[str, Access]) -> str:
    if channel.on and lacking:
        return translate(
            "Write {name} under [channel.{code}] in {file}, or set {variable}.",
            name=lacking, code=channel.code, file=str(settings_file(os.environ)),
            variable=f"PAIGONG_CHANNEL__{channel.code.upper()}__{lacking.upper()}",
        )  # fmt: skip
    if not channel.on and channel.code in found:
        return _("The policy does not use it: on = true in its section notices (paigong policy).")
    if row.dead:
        return _("paigong show outbox --state dead says why; the verb resend sends again.")
    if channel.on and row.sent_at is None:
        return translate("paigong notify-test {code} tries it.", code=channel.code)
    return ""
