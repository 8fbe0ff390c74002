"""The service record's form: it begins with what the ticket knows of the visit, or with the version that it
amends, and sends of that only what is different (VIS-02)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.panels.form import VerbPanel
from console.panels.opening import OpeningPanel
from console.panels.revising import as_typed, revision
from console.session import Done
from console.words.i18n import _, translate
from db.drafts import Draft
from db.errors import BadField, Conflict
from db.kinds import TICKET
from db.verbs.recording import Record
from db.views.record_start import RecordStart, Start

if TYPE_CHECKING:
    from console.panels.host import Host

RECORD, ANOTHER, VERSION, REASON, WORK = "record", "another", "version", "reason", "work"
FILLED = ("begun_at", "ended_at")
"""What the verb fills in by itself."""
SIGNED, SIGNED_BY, EXTRA = "signed", "signed_by", "extra_done"


def opening_record(
    host: Host,
    ticket: str,
    *,
    values: Mapping[str, str] | None = None,
    error: BadField | None = None,
    draft: Draft | None = None,
) -> OpeningPanel:
    """The form of the record of this visit, as soon as it is known what it begins with."""
    given = dict(values or {})
    question = RecordStart(number=ticket, record=given.get(RECORD, ""))
    return OpeningPanel(
        host,
        question,
        lambda start: RecordPanel(host, ticket, start, values=given, error=error, draft=draft),
    )


class RecordPanel(VerbPanel):
    """What the signature needs stands first; of an amended one the reason, where one is needed."""

    def __init__(
        self,
        host: Host,
        ticket: str,
        start: Start,
        *,
        values: Mapping[str, str],
        error: BadField | None,
        draft: Draft | None,
    ) -> None:
        self._start = start
        self._known = {
            name: typed for name, value in start.facts.items() if (typed := as_typed(value, host.store.zone))
        }
        super().__init__(
            host,
            Record.name,
            (ticket,),
            values={**self._known, **values},
            only=_fields_of(start),
            required=(REASON,) if start.asks_why else (WORK,),
            focus=REASON if start.asks_why else WORK,
            error=error,
            draft=draft,
        )

    def on_mount(self) -> None:
        helps = {
            name: _("it says something that you may not see; what you type replaces it")
            for name in self._start.hidden
        }
        if self._start.agreed:
            listed = "; ".join(f"{each.ordinal} {each.what}" for each in self._start.agreed)
            helps[EXTRA] = translate("agreed: {list}", list=listed)
        if helps:
            self.form.set_helps(helps)

    def _take(self, typed: Mapping[str, str]) -> None:
        if not typed.get(SIGNED) and typed.get(SIGNED_BY) == self._known.get(SIGNED_BY):
            typed = {**typed, SIGNED_BY: ""}  # who would sign is no signature
        again = typed.get(ANOTHER) == "yes"
        looked_at = {} if again else {VERSION: str(self._start.version)}
        if self._start.record is None or again:
            # The times are to the second where nobody changed them.
            fresh = {name: value for name, value in typed.items() if not self._is_filled(name, value)}
            self._send(fresh | looked_at)
            return
        known = {**dict.fromkeys(typed, ""), **self._known}
        if not typed.get(SIGNED):
            known[SIGNED_BY] = ""
        found = revision(self.kind, known, typed, empties=True)
        self._revise(found._replace(fields={**found.fields, **looked_at}))

    def answered(self, done: Done) -> bool:
        if isinstance(done.error, Conflict) and done.error.rule == Record.rule:
            self._begin_anew()
        return super().answered(done)

    def _begin_anew(self) -> None:
        """Somebody wrote another version meanwhile, perhaps oneself at another desk: the form begins with
        that, and what was typed here stands in it, to be sent once more or not."""
        mine = {name: text for name, text in self._values.items() if text not in self._unsaid(name)}
        self._save()
        kept = Draft(
            self._draft.id, self.host.session.actor, self.verb, mine, "", self.host.store.now()
        )  # fmt: skip
        self._draft.is_sent = True  # it goes on in the form that follows
        self.host.close_panel(self)
        self.host.open_panel(opening_record(self.host, self.tickets[0], values=mine, draft=kept))

    def _unsaid(self, name: str) -> tuple[str, str]:
        """What stands in a field into which nobody typed anything."""
        default = Record.model_fields[name].get_default()
        return self._known.get(name, ""), as_typed(default, self.host.store.zone)

    def _is_filled(self, name: str, value: str) -> bool:
        return name in FILLED and value == self._known.get(name)


def _fields_of(start: Start) -> list[str]:
    """The fields that are asked, in their order: a first version amends nothing."""
    names = dict.fromkeys((*Record.form, *Record.model_fields))
    amending = (REASON, ANOTHER) if start.record is not None else ()
    first = [REASON] if start.asks_why else []
    rest = [name for name in names if name not in (TICKET, RECORD, VERSION, *first)]
    return [*first, *(name for name in rest if name not in (REASON, ANOTHER) or name in amending)]
