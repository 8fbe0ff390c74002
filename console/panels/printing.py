"""Printing a form of what stands here: which one, and into which file (FRM-02)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from console import incident
from console.files.out import check_free
from console.panels.panel import Panel
from console.panels.quick import QuickPanel
from console.printing.form import Form
from console.printing.meant import Meant
from console.printing.printed import check_ending, default_name, put_on_paper
from console.session import Done
from console.words.bilingual import finders
from console.words.i18n import _, translate
from db.errors import BadField, StoreError
from db.rules.text import strip_controls
from widgets.field import Choice
from widgets.text_line import TextLine

if TYPE_CHECKING:
    from console.panels.host import Host

HEIGHT = 2


def choose_form(host: Host, meant: Sequence[Meant]) -> None:
    """Ask which of these forms, where there are several, and then into which file."""
    if len(meant) == 1:
        host.open_panel(FilePanel(host, meant[0]))
        return
    by_key = {each.form.key: each for each in meant}
    choices = [
        Choice(each.form.key, _(each.form.called), finders=finders(each.form.key, each.form.title))
        for each in meant
    ]
    host.open_panel(
        QuickPanel(host, _("Print"), choices, lambda key: host.open_panel(FilePanel(host, by_key[key])))
    )


class FilePanel(Panel):
    """A line with the file's name. A file that is there is overwritten when Enter is pressed once more."""

    about_ticket = False
    DEFAULT_CSS = """
    FilePanel {
        & > .title { height: 1; padding: 0 1; text-style: bold; }
        & > TextLine { margin: 0 1; }
    }
    """
    BINDINGS = [Binding("escape", "leave", show=False)]

    def __init__(self, host: Host, meant: Meant) -> None:
        super().__init__(host)
        self._meant = meant
        self._told, self._question = "", ""

    def on_unmount(self) -> None:
        self.host.withdraw(self._question)

    @property
    def height_wanted(self) -> int:
        return HEIGHT

    def compose(self) -> ComposeResult:
        title = translate(
            "Print {form} {number} to", form=_(self._meant.form.called), number=self._meant.name
        )
        yield Static(" ".join(title.split()), markup=False, classes="title")
        yield TextLine(default_name(self._meant.form, self._meant.name))

    def focus_first(self) -> None:
        """Type here: a letter begins another name, an arrow or End goes on with this one."""
        for line in self.query(TextLine):
            line.focus()
            line.select_all()

    def ready_for(self, key: events.Key) -> bool:
        return isinstance(self.host.focused, Input) or key.key == "escape"

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        path = Path(strip_controls(event.value).strip()).expanduser()
        try:
            check_ending(path)
            check_free(path, force=True)
        except BadField as error:
            self.host.trouble(Done(error=error))
            return
        if path.exists() and self._told != event.value:
            self._told = event.value
            self._question = translate("{file} is there already.", file=str(path))
            self.host.say(self._question, _("Enter again overwrites it."), "warning")
            return
        self.host.say(_("Printing …"))
        print_form(self.host, self._meant, path)
        self.host.close_panel(self)

    def action_leave(self) -> None:
        self.host.close_panel(self)


def print_form(host: Host, meant: Meant, path: Path) -> None:
    """Print beside everything else that the desk does, and say where it was written."""

    def work() -> None:
        done = _done(host, meant.form, meant.number, path)
        host.app.call_from_thread(_tell, host, path, done)

    host.run_worker(work, thread=True, group="print", exit_on_error=False)


def _done(host: Host, form: Form, number: str, path: Path) -> Done:
    try:
        put_on_paper(host.store, host.session.actor, form, number, path)
    except StoreError as error:
        return Done(error=error)
    except Exception as error:
        return Done(log_id=incident.record(error))
    return Done(True)


def _tell(host: Host, path: Path, done: Done) -> None:
    if done.ok:
        host.say(translate("Printed: {file}", file=strip_controls(str(path.absolute()))))
    else:
        host.trouble(done)
