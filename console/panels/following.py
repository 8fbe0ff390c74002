"""What comes after the work: verify and survey first, then what closing still lacks, then closing (CLS-05).

Record and signature stand one key away while the customer is to be asked, since the same key means the survey
to everybody who follows up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from console.keys.list import key_named, shown_twins
from console.keys.sent import SOLVED
from console.panels.causes import CausePanel
from console.panels.form import VerbPanel
from console.panels.opening import OpeningPanel
from console.panels.panel import Panel
from console.panels.quick import QuickPanel
from console.panels.record import SIGNED_BY, opening_record
from console.panels.survey import SurveyPanel, to_verify
from console.present.concerned import deed_title
from console.words.codes import word
from console.words.i18n import _, translate
from db.rules import closing
from db.verbs.following import YES
from db.verbs.may import why_not
from db.verbs.verb import VERBS
from db.views.missing import Next, NextDemand

if TYPE_CHECKING:
    from console.panels.host import Host
    from console.session import Done

ASKED = (closing.VERIFY, closing.SURVEY)
"""What the customer is asked after the work."""
DOES = {
    closing.RECORD: "record",
    closing.SIGNATURE: "sign",
    closing.VERIFY: "verify",
    closing.SURVEY: "survey",
    closing.FORMS: "take_forms",
    closing.APPROVAL: "approve_record",
}
"""The verb by which a demand is met, in the order in which it is offered."""
CLOSE = "close"


def follow_up(host: Host, tickets: tuple[str, ...], heading: Callable[[str], str]) -> Panel | None:
    """The panel of the next step. Who may ask the customer does so while that is to be done; else, and where
    the key is pressed again in that panel, it is what closing lacks. None where nothing comes of it."""
    row = host.rows.get(tickets[0])
    asked = host.panels[-1] if host.panels else None
    if isinstance(asked, AskingPanel) and asked.tickets == tickets:
        if not asked.leads:
            return None
        host.close_panel(asked)
        return _rest(host, tickets[0], heading)
    waits = row is None or row.milestone in ASKED or len(tickets) > 1
    verb = closing.VERIFY if to_verify(host, tickets) else closing.SURVEY
    if waits and _may(host, verb, tickets):
        return VerifyPanel(host, tickets) if verb == closing.VERIFY else AskingPanel(host, tickets)
    return _rest(host, tickets[0], heading)


def _may(host: Host, verb: str, tickets: tuple[str, ...]) -> bool:
    return why_not(VERBS[verb], host.asking(tickets)) is None


def _rest(host: Host, ticket: str, heading: Callable[[str], str]) -> Panel:
    return OpeningPanel(host, NextDemand(number=ticket), lambda found: _panel(host, ticket, found, heading))


def _panel(host: Host, ticket: str, found: Next, heading: Callable[[str], str]) -> Panel | None:
    """The first thing that is lacking and that who sits here may do; at the end closing."""
    about = (ticket,)
    match next((verb for verb in _open(found) if _may(host, verb, about)), CLOSE):
        case "record":
            return opening_record(host, ticket)
        case "sign":
            return VerbPanel(host, "sign", about, values={SIGNED_BY: found.signer})
        case "verify":
            return VerifyPanel(host, about)
        case "survey":
            return SurveyPanel(host, about)
        case "close" if not _may(host, CLOSE, about):
            host.refuse(translate("Nothing of {number} is left to do that you may do.", number=ticket))
            return None
        case "close":
            return CausePanel(host, heading(CLOSE), about)
        case verb:
            return VerbPanel(host, verb, about)


def _open(found: Next) -> Iterable[str]:
    wanted = [verb for demand, verb in DOES.items() if demand in found.demands]
    asks = () if found.surveyed or DOES[closing.SURVEY] in wanted else (DOES[closing.SURVEY],)
    return (*wanted, *asks)


class VerifyPanel(QuickPanel):
    """Whether a remote solution holds, by one key; or the whole survey in the same call (CLS-10)."""

    def __init__(self, host: Host, tickets: tuple[str, ...]) -> None:
        choices = [(code, word("solved", code)) for code in ("yes", "no", "unreachable")]
        title = " ".join([deed_title(closing.VERIFY), tickets[0]])
        super().__init__(host, title, [*choices, (closing.SURVEY, _("yes, and survey at once"))], self._took)
        self.tickets = tickets

    def _took(self, code: str) -> None:
        if code == closing.SURVEY:
            self.host.open_panel(SurveyPanel(self.host, self.tickets, values={SOLVED: YES}))
        else:
            self.host.act(closing.VERIFY, {SOLVED: code}, self.tickets)


class AskingPanel(SurveyPanel):
    """The survey as the next step: says beside its title what has to be written first, and by which key.

    `leads` is that verb; empty while it is not known, or where there is none.
    """

    leads = ""

    def on_mount(self) -> None:
        if len(self.tickets) == 1:
            self.ask("missing", NextDemand(number=self.tickets[0]), self._missing_came)

    def _missing_came(self, done: Done) -> None:
        if not done.ok:
            return
        lacking = [each for each in (closing.RECORD, closing.SIGNATURE) if each in done.result.demands]
        verb = DOES[lacking[0]] if lacking else ""
        if verb and _may(self.host, verb, self.tickets):
            self.leads = verb
            key = shown_twins(key_named("step"))
            self.form.set_note(translate("{key}: {verb} first", key=key, verb=word("verb", verb)))
