"""Figures of a period over the whole screen, with bars; each opens the rows that it counts (RPT-05)."""

from __future__ import annotations

from typing import Any, get_args

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from console.keys.key import Key as ListedKey
from console.keys.key import wide_twins
from console.panels.host import Host
from console.panels.panel import Panel
from console.present import period_figures
from console.register.export import ExportLine
from console.register.lines import TypedLine
from console.session import Done
from console.words.codes import word
from console.words.figure_words import bucket_name, definition
from console.words.i18n import _
from db.figures.cuts import Cut, cuts_of
from db.figures.figures import FIGURES
from db.rules import periods
from db.rules.periods import Days
from db.views.figure_book import STANDARD_CUTS, Book
from db.views.figures import AllFigures, FigureFacts, FigureView, Rows
from widgets.bars import BarList
from widgets.footer import KeyHint

LETTERS = {
    "p": "longer", "P": "shorter", "b": "cut(1)", "B": "cut(-1)", "x": "export", "q": "leave",
}  # fmt: skip
"""Letters that do something here, each with its full-width twins."""
MOVES = frozenset("jkgG")
OF_THE_DESK = ("help", "palette")
"""Keys of the desk that act here, too."""
MINUTE = 60.0


class PeriodsPanel(Panel):
    """All figures of a period; or one of them, cut into buckets."""

    alone = True
    about_ticket = False
    acts = True
    DEFAULT_CSS = """
    PeriodsPanel > Static { height: auto; max-height: 4; padding: 0 1; color: $text-muted; }
    """
    BINDINGS = [
        Binding("escape", "back", show=False),
        Binding("left,h", "step(-1)", show=False),
        Binding("right,l", "step(1)", show=False),
        *(Binding(",".join((key, *wide_twins(key))), does, show=False) for key, does in LETTERS.items()),
        Binding("tab,shift+tab", "stay", show=False),
    ]

    def __init__(self, host: Host, *, days: Days | None = None) -> None:
        super().__init__(host)
        today = host.store.now().astimezone(host.store.zone).date()
        self.days = days or periods.holding(periods.MONTH, today)
        self.by: Cut | None = None
        self.figure = ""
        """The figure that is cut; empty while all are shown."""
        self._pane = f"periods {id(self)}"
        self._beneath = host.pane
        self._facts: dict[str, FigureFacts] = {}

    def compose(self) -> ComposeResult:
        yield BarList(period_figures.columns(_("Figure")))
        yield Static("", markup=False)

    @property
    def bar_list(self) -> BarList:
        """The lines."""
        return self.query_one(BarList)

    def on_mount(self) -> None:
        self._title()
        self._ask()
        self.set_interval(MINUTE, self._ask)

    def focus_first(self) -> None:
        for line in self.query(TypedLine):
            line.focus_line()
            return
        for each in self.query(BarList):
            each.focus()
        self.host.refresh_keys()

    # -- asking -----------------------------------------------------------------------------------------

    def asked(self) -> AllFigures | FigureView:
        """The question as it stands."""
        if self.by is None:
            return AllFigures.model_validate(self._period())
        return FigureView.model_validate(self._period() | {"figure": self.figure, "by": self.by})

    def _period(self) -> dict[str, Any]:
        return {"period": self.days.kind, "of": self.days.name}

    def _ask(self) -> None:
        if not self.is_asked(self._pane):
            self.ask(self._pane, self.asked(), self._came)

    def _ask_anew(self) -> None:
        self._title()
        self.ask(self._pane, self.asked(), self._came)

    def _came(self, done: Done) -> None:
        if not self.host.fine(done):
            return
        cut = self.by is not None
        lines = period_figures.rows(done.result, self.host.speech, cut=cut)
        self._facts = {str(line.key): one for line, one in zip(lines, done.result, strict=True)}
        heading = word("cut", self.by) if self.by else _("Figure")
        self.bar_list.set_columns(period_figures.columns(heading, lines))
        self.bar_list.set_lines(lines, asked=True)
        self._title()
        self._define()

    def _title(self) -> None:
        last = periods.preceding(periods.holding(periods.DAY, self.days.after)).first
        span = f"{self.days.first:%Y-%m-%d}"
        if last != self.days.first:
            span = f"{span} - {last:%m-%d}"
        parts = [_("Figures of a period"), word("period", self.days.kind)]
        if self.by is not None:
            parts = [word("figure", self.figure), f"{_('Cut by')} {word('cut', self.by)}"]
        self.bar_list.set_title("  ".join((*parts, self.days.name, span)))

    def _define(self) -> None:
        figure = FIGURES.get(self.figure or self.bar_list.cursor_key or "")
        text = "\n".join(filter(None, definition(figure))) if figure is not None else ""
        self.query_one(Static).update(text)

    def takes(self, key: ListedKey) -> bool:
        """No verb acts on a figure."""
        return key.id in OF_THE_DESK

    # -- keys -------------------------------------------------------------------------------------------

    def ready_for(self, key: events.Key) -> bool:
        typing = bool(self.query(TypedLine))
        return typing or key.key == "escape" or not self.is_asked(self._pane)

    def on_key(self, event: events.Key) -> None:
        """No key of the desk acts while the figures stand before it, but for those of help and leaving."""
        own = {event.key, *event.aliases} & {
            *MOVES,
            "h",
            "l",
            *LETTERS,
            *(w for k in LETTERS for w in wide_twins(k)),
        }
        if event.is_printable and not own and event.character not in ("?", ":"):
            event.stop()

    def hints(self) -> list[KeyHint]:
        return [
            KeyHint("Enter", _("The rows behind it"), bool(self._facts), drop=1),
            KeyHint("< >", _("Period before, after"), drop=1),
            KeyHint("p", _("Longer"), drop=2),
            KeyHint("b", _("Cut by"), bool(self._facts), drop=1),
            KeyHint("x", _("Export"), drop=2),
            KeyHint("Esc", _("Back"), drop=0),
        ]

    def on_column_list_moved(self, event: BarList.Moved) -> None:
        event.stop()
        self._define()

    def on_column_list_chosen(self, event: BarList.Chosen) -> None:
        """The rows behind the line under the cursor."""
        event.stop()
        one = self._facts.get(event.key)
        if one is None:
            return
        asked = Rows.model_validate(
            self._period() | {"figure": one.figure, "by": self.by, "bucket": one.bucket or ""}
        )
        name = [word("figure", one.figure), self.days.name]
        if self.by is not None:
            name.append(bucket_name(one, self.host.speech))
        self.host.open_register(asked, "  ".join(name))

    def action_step(self, places: int) -> None:
        """The period before or after."""
        self.days = periods.following(self.days) if places > 0 else periods.preceding(self.days)
        self._ask_anew()

    def action_longer(self) -> None:
        """The next longer kind of period, after the longest the shortest."""
        self._of_kind(1)

    def action_shorter(self) -> None:
        """The next shorter kind of period."""
        self._of_kind(-1)

    def _of_kind(self, places: int) -> None:
        kinds = periods.KINDS
        kind = kinds[(kinds.index(self.days.kind) + places) % len(kinds)]
        today = self.host.store.now().astimezone(self.host.store.zone).date()
        # Today where that lies within, so that longer and shorter again leads back to the present.
        inside = today if self.days.first <= today < self.days.after else self.days.first
        self.days = periods.holding(kind, inside)
        self._ask_anew()

    def action_cut(self, places: int) -> None:
        """Cut the figure under the cursor by the next cut that its rows have; after the last one none."""
        figure = FIGURES.get(self.figure or self.bar_list.cursor_key or "")
        if figure is None:
            return
        known = cuts_of(figure.population)
        order: list[str | None] = [None, *known]
        after = order[(order.index(self.by) + places) % len(order)] if self.by in order else known[0]
        self.by = next((each for each in get_args(Cut) if each == after), None)
        self.figure = figure.name if self.by is not None else ""
        self._ask_anew()

    def action_export(self) -> None:
        """Write the workbook of the period."""
        if self.query(TypedLine):
            return
        cuts = (self.by,) if self.by is not None else STANDARD_CUTS
        asked = Book.model_validate(self._period() | {"cuts": cuts, "rows": True})
        line = ExportLine(self.host, asked, self._close_line)
        self.mount(line)
        self.call_after_refresh(line.focus_line)

    def _close_line(self) -> None:
        for line in self.query(TypedLine):
            line.remove()
        self.bar_list.focus()

    def action_stay(self) -> None:
        """There is one pane."""

    def action_back(self) -> None:
        """All figures again, then back to where it was opened."""
        if self.by is None:
            self.action_leave()
        else:
            self.by, self.figure = None, ""
            self._ask_anew()

    def action_leave(self) -> None:
        """Back to where it was opened."""
        self.host.close_panel(self)
        if not self.host.panels:
            self.host.show_pane(self._beneath)
