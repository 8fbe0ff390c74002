"""What a register shows as a file: the line that asks for its name, and the writing (RPT-03)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from console import incident
from console.panels.host import Host
from console.register.lines import TypedLine
from console.session import Done
from console.words.i18n import _, ngettext, translate
from db.errors import BadField, StoreError
from db.rules.text import strip_controls
from db.views.figure_book import Book
from db.views.paging import Paged
from db.views.view import ALL_ROWS, View

ENDING = ".xlsx"


class ExportLine(TypedLine):
    """Asks where to. A file that is there is overwritten when Enter is pressed once more, never before."""

    def __init__(self, host: Host, asked: Paged | Book, close: Callable[[], object]) -> None:
        """`asked` is the list as it is shown, narrowed and sorted; or what a workbook of figures holds."""
        name = f"figures-{asked.of}" if isinstance(asked, Book) else type(asked.of).name or "list"
        super().__init__(_("Export to"), f"{name}{ENDING}", self._typed, close)
        self._host, self._asked, self._close = host, asked, close
        self._told, self._question = "", ""

    def on_unmount(self) -> None:
        self._host.withdraw(self._question)

    def _typed(self, text: str) -> None:
        from console.files.out import check_place  # what writes files is a tenth of the desk's start

        path = Path(strip_controls(text).strip()).expanduser()
        try:
            check_place(path, force=True)
        except BadField as error:
            self._host.trouble(Done(error=error))
            return
        if path.exists() and self._told != text:
            self._told = text
            self._question = translate("{file} is there already.", file=str(path))
            self._host.say(self._question, _("Enter again overwrites it."), "warning")
            return
        self._host.say(_("Writing …"))
        export(self._host, self._asked, path)
        self._close()


def export(host: Host, asked: Paged | Book, path: Path) -> None:
    """Write all rows of what is asked, as of one moment, beside everything else that the desk does."""

    def work() -> None:
        done = _written(host, asked, path)
        host.app.call_from_thread(_told, host, path, done)

    host.run_worker(work, thread=True, group="export", exit_on_error=False)


def _written(host: Host, asked: Paged | Book, path: Path) -> Done:
    """How many rows were written, or what went wrong."""
    from console.files.figures_book import put_book, rows_of
    from console.files.out import put_out_rows

    try:
        if isinstance(asked, Book):
            book = host.store.read(asked, host.session.actor)
            put_book(path, book, host.speech, host.store.zone)
            return Done(rows_of(book))
        count = host.store.read_through(
            asked.model_copy(update={"limit": ALL_ROWS}),
            host.session.actor,
            lambda rows: put_out_rows(
                path, type(asked.of), rows, host.store.zone, host.speech, about=_about(host, asked.of)
            ),
        )
    except StoreError as error:
        return Done(error=error)
    except Exception as error:
        return Done(log_id=incident.record(error))
    return Done(count)


def _about(host: Host, view: View[Any]) -> str:
    """Whom a list is about and when it was asked, for paper."""
    said = (str(getattr(view, name) or "") for name in view.positional)
    at = f"{host.store.now().astimezone(host.store.zone):%Y-%m-%d %H:%M}"
    return "  ".join((*filter(None, said), at))


def _told(host: Host, path: Path, done: Done) -> None:
    if done.ok:
        count = ngettext("{count} row written:", "{count} rows written:", done.result)
        host.say(f"{count} {strip_controls(str(path))}")
    else:
        host.trouble(done)
