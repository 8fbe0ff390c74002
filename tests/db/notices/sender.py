"""A process of its own that sends one notice at a time as long as it may: URL of the store, of the webhook,
when it is, how many rounds."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from typing import Any

import db.verbs  # noqa: F401 - the tables
from db.notices import tray
from db.notices.deliver import deliver
from db.notices.senders.webhook import Webhook
from db.notices.sending import Channels
from db.store import open_store


def main(url: str, place: str, now: str, rounds: str) -> None:
    os.environ["NO_PROXY"] = "127.0.0.1"
    tray.MOST = 1
    store: Any = open_store(url)
    channels = Channels({"webhook": Webhook(place)})
    messages = 0
    for _ in range(int(rounds)):
        messages += deliver(store, channels, datetime.fromisoformat(now)).messages
    store.close()
    print(messages)


if __name__ == "__main__":
    main(*sys.argv[1:])
