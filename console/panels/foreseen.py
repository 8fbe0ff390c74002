"""What an edit of the policy, or moving tickets to it, would change: shown before it is sent (SLA-13)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from console.words.codes import word
from console.words.i18n import _, ngettext, translate
from db.errors import BadField
from db.verbs.verb import Verb

if TYPE_CHECKING:
    from console.panels.panel import Panel
    from console.session import Done
    from db.views.renewal import RenewalCounts


class Foreseen:
    """Asks once what would become of the open tickets, and lists them; what changes none is sent at once."""

    def __init__(self, panel: Panel, verb: type[Verb], send: Callable[[], None]) -> None:
        self._panel, self._verb, self._send = panel, verb, send
        self._seen: tuple[Mapping[str, Any], Sequence[str]] | None = None

    def is_seen(self, fields: Mapping[str, Any], tickets: Sequence[str]) -> bool:
        """Whether it was shown for these fields; else it is asked for now."""
        if not self._verb.foretold or self._seen == (fields, tickets):
            return True
        from db.views.renewal import RenewalSums  # what few days need, no start pays for

        self._seen = (dict(fields), tuple(tickets))
        self._panel.ask("foreseen", RenewalSums.model_validate(self._asked()), self._came)
        return False

    def _asked(self) -> dict[str, str]:
        """What is asked: of the policy that the verb would make, or of the tickets that it moves."""
        assert self._seen is not None
        fields, tickets = self._seen
        return self._verb.foretold_by(fields, tickets, json.dumps(dict(fields), ensure_ascii=False))

    def _came(self, done: Done) -> None:
        host = self._panel.host
        if not done.ok:
            self._seen = None
            if isinstance(done.error, BadField):
                self._panel.answered(done)
            else:
                host.trouble(done)
            return
        found: RenewalCounts = done.result
        if not found.changed and not found.stuck:
            self._send()
            return
        from db.views.renewal import Renewal

        title = f"{word('verb', self._verb.name)}  {foreseen_text(found)}"
        host.open_register(Renewal.model_validate(self._asked()), title)
        host.say(foreseen_text(found), _("Esc goes back to the form; F10 there does it."), tone="warning")


def foreseen_text(found: RenewalCounts) -> str:
    """How many open tickets would get another deadline, and what becomes of them."""
    parts = [
        ngettext(
            "{count} open ticket with another deadline if moved",
            "{count} open tickets with other deadlines if moved",
            found.changed,
        )
    ]
    if found.breached:
        parts.append(translate("{count} breached by it", count=found.breached))
    if found.at_risk:
        parts.append(translate("{count} at risk by it", count=found.at_risk))
    if found.stuck:
        parts.append(translate("{count} cannot be moved", count=found.stuck))
    return _(", ").join(parts)
