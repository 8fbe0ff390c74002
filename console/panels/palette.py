"""The palette: every verb and view by Chinese, English or pinyin initials (ctrl+p)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from console.keys.list import key_named, key_of_verb, key_of_view
from console.panels.panel import Panel
from console.present.palette import items
from console.words.i18n import _
from db.kinds import STAFF
from db.verbs.verb import VERBS, references
from db.views.view import VIEWS
from widgets.pick import Pick, PickItem
from widgets.roster import Roster
from widgets.text_line import TextLine

if TYPE_CHECKING:
    from console.panels.host import Host

HEIGHT = 18


class PalettePanel(Panel):
    """A line to type in, and what it finds. What is not possible now is shown with why."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._targets = host.meant
        self._person = person_under_cursor(host)

    @property
    def height_wanted(self) -> int:
        return HEIGHT

    def compose(self) -> ComposeResult:
        yield Pick(self.items(), numbered=False, empty_text=_("Nothing is called like that."))

    def items(self) -> list[PickItem]:
        """What there is to choose."""
        return items(self._targets, self.host.asking(self._targets), self.host.speech)

    def focus_first(self) -> None:
        for line in self.query(TextLine):
            line.focus()

    def on_pick_typed(self, event: Pick.Typed) -> None:
        event.stop()

    def on_pick_left(self, event: Pick.Left) -> None:
        event.stop()
        self.host.close_panel(self)

    def on_pick_chosen(self, event: Pick.Chosen) -> None:
        event.stop()
        if event.key is None:
            return
        self.host.close_panel(self)
        kind, _space, name = event.key.partition(" ")
        getattr(self, f"_do_{kind}")(name)

    def _do_verb(self, name: str) -> None:
        key = key_of_verb(name)
        if key is not None and name in (key.verb, *key.also):
            self._press(key.action)
        else:
            self.host.run_verb(name, about_person(name, self._person))

    def _do_key(self, name: str) -> None:
        self._press(key_named(name).action)

    def _do_queue(self, name: str) -> None:
        self.host.make_way(key_named("views").action)
        self.host.open_view(name)

    def _do_view(self, name: str) -> None:
        if VIEWS[name].is_card():
            self.host.open_card_of(VIEWS[name].card_of)
        elif (key := key_of_view(name)) is not None:
            self._press(key.action)
        else:
            self.host.open_answer(name, self._targets[:1])

    def _press(self, action: str) -> None:
        """Do what a key does, once this panel is gone, and whatever does not take that key."""
        self.host.make_way(action)
        self.host.call_after_refresh(self.host.run_action, action)


def person_under_cursor(host: Host) -> str:
    """Whoever the cursor of the roster stands on while the roster has the keys; nobody elsewhere."""
    if host.pane != "roster" or host.panels:
        return ""
    return next((roster.cursor_key or "" for roster in host.query(Roster)), "")


def about_person(verb: str, staff: str) -> dict[str, str]:
    """What a verb that acts on people is told of the one under the cursor."""
    kind = VERBS[verb]
    field = kind.about or next(iter(kind.reads), "")
    return {field: staff} if staff and references(kind).get(field) == STAFF else {}
