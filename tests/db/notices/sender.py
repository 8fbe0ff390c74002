"""A process of its own that sends one notice at a time as long as it may."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from db.notices import tray
from db.notices.deliver import deliver
from db.notices.senders.webhook import Webhook
from db.notices.sending import Channels
from db.store import open_store


def send(said: Connection, url: str, place: str, moment: int, rounds: int) -> None:
    """So many rounds to the webhook, at the word; then how many messages that were."""
    os.environ["NO_PROXY"] = "127.0.0.1"
    tray.MOST = 1
    store, channels = open_store(url), Channels({"webhook": Webhook(place)})
    said.send("ready")
    said.recv()
    now = datetime.fromtimestamp(moment, UTC)
    said.send(sum(deliver(store, channels, now).messages for _ in range(rounds)))
    store.close()
