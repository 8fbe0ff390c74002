"""A reason from the policy's list, or one's own words, and then the verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from console.panels.quick import QuickPanel, with_own_words
from console.words.bilingual import finders
from console.words.i18n import installed_language
from db.policy.model import Policy
from widgets.field import Choice

if TYPE_CHECKING:
    from console.panels.host import Host


def listed_reasons(policy: Policy, kind: str) -> list[Choice]:
    """The reasons of a list by their codes, in the words of the interface's language; found in both."""
    language = installed_language()
    return [
        Choice(code, each.name(language), finders=finders(each.zh, each.en))
        for code, each in policy.reasons_for(kind).items()
    ]


def reason_panel(
    host: Host,
    title: str,
    kind: str,
    then: Callable[[str], object],
    write: Callable[[], object],
    *,
    note: str = "",
) -> QuickPanel:
    """A panel that asks for a reason: `then` gets it, `write` opens a form for longer words."""

    def chosen(reason: str) -> None:
        if reason:
            then(reason)
        else:
            write()

    choices = with_own_words(listed_reasons(host.policy, kind))
    return QuickPanel(host, title, choices, chosen, own=chosen, note=note)
