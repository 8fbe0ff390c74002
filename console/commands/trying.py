"""`paigong notify-test`: a trial message by one channel, sent at once, and how it went (ESC-05)."""

from __future__ import annotations

from typing import Any

import typer

from console.opening import opened, who_acts
from console.outgoing import reach_of
from console.settings import Settings
from console.words.answers import print_json
from console.words.codes import word
from console.words.i18n import translate
from console.words.speech import speech_of
from db.errors import Refusal
from db.notices.deliver import Round
from db.rules.text import strip_controls
from db.store import Store
from db.verbs.resending import TryChannel
from db.views.as_json import as_json as plain
from db.views.outbox import NoticeCard


def run(
    ctx: typer.Context,
    channel: str = typer.Argument(..., metavar="CHANNEL", show_default=False),
    as_json: bool = typer.Option(False, "--json", show_default=False),
) -> None:
    settings: Settings = ctx.obj
    with opened(settings) as store:
        actor = who_acts(store, settings)
        answer = store.do(TryChannel(channel=strip_controls(channel).strip()), actor).as_json()
        notice, code = str(answer["notice"]), str(answer["channel"])
        found = _sent(store, notice, actor)
        speech = speech_of(store)
        state, name = word("notice_state", found["state"]), speech.listed("notice_channel", code)
        if as_json:
            print_json(found)
            if found["state"] != "sent":
                raise typer.Exit(Refusal.exit_code)
        elif found["state"] == "sent":
            print(translate("{channel}: sent as {notice}.", channel=name, notice=notice))
        elif found["state"] == "pending" and not found["cause"]:
            print(translate("{channel}: {notice} {state}.", channel=name, notice=notice, state=state))
        else:
            raise Refusal(
                "ESC-05", "{channel}: {notice} was not sent: {cause}.", "", channel=name, notice=notice,
                cause=" ".join(
                    filter(None, (word("not_sent", found["cause"] or ""), _said(found["last_error"])))
                ),
            )  # fmt: skip


def _sent(store: Store, notice: str, actor: str) -> dict[str, Any]:
    """Send it, and it alone; what became of it."""
    for _went in Round(store, reach_of(store), store.now(), only=frozenset({notice})).run():
        pass
    found: dict[str, Any] = plain(store.read(NoticeCard(id=notice), actor), store.zone)
    return found


def _said(error: object) -> str:
    """What the service said, in brackets."""
    said = str(error).partition(": ")[2]
    return f"({said})" if said else ""
