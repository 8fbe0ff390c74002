"""The times of a form before it is sent: what cannot be read, and what is past already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from console.panels.fields import past_times, time_errors
from db.verbs.verb import Verb
from widgets.form import Form

if TYPE_CHECKING:
    from console.panels.host import Host


class TimesAsked:
    """Refuses what is no time beside its field, and asks once about a window that lies in the past."""

    def __init__(self, host: Host, form: Callable[[], Form]) -> None:
        self._host = host
        self._form = form
        self._asked: Mapping[str, str] = {}

    def are_fine(self, verb: type[Verb], typed: Mapping[str, str], fields: Mapping[str, str]) -> bool:
        """Whether `fields`, made of what was typed, may be sent; else what is wrong stands beside it."""
        store = self._host.store
        wrong = time_errors(verb, typed, fields)
        past = {
            name: text
            for name, text in past_times(verb, fields, store.zone, store.now()).items()
            if name in typed
        }
        doubtful = {name: typed[name] for name in past}
        if not wrong and doubtful == self._asked:
            return True
        self._asked = doubtful
        self._form().set_errors(wrong or past)
        return False
