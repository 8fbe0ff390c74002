"""Fields that name a thing: what is typed is looked for in the store while typing rests (interface page)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from textual.timer import Timer

from console.panels.panel import Panel
from console.session import Done
from console.words.bilingual import finders
from console.words.saying import Voice, said
from console.words.vocabulary import plain
from db import kinds
from db.subjects.subject import family_of, name_of
from db.verbs.may import machine_of
from db.verbs.verb import Verb
from db.views.finding_things import Find, FoundRow, ThingNames
from widgets.field import Choice
from widgets.form import Form

LOOK_SECONDS = 0.1
"""How long typing rests before a question: a fast hand asks once."""
MOST = 9
LEAVING = frozenset({"enter", "ctrl+j", "ctrl+enter", "tab", "shift+tab", "down", "up", "f10"})
"""Keys that take what stands marked."""


def question(family: str, typed: str, verb: type[Verb] | None = None) -> Find:
    """What a typed text may name: a few things, the best first. Of things of one name those come first on
    which the verb can act: of eight multimeters the one that lies in the store is issued."""
    states: set[str] = set()
    if verb is not None and (machine := machine_of(verb, family)) is not None:
        known = [move for move in verb.moves() if move in machine.moves]
        states = {state for move in known for state in machine.sources(move)}
    return Find(text=plain(typed), family=family, states=tuple(sorted(states)), limit=MOST)


def named_by(rows: Iterable[FoundRow], typed: str) -> list[FoundRow]:
    """Those that the text may mean: digits alone are a number, where things of a kind are called by one."""
    wanted = plain(typed)
    is_number = wanted.isdecimal()
    return [row for row in rows if not is_number or not is_numbered(row) or wanted in row.number]


def is_numbered(row: FoundRow) -> bool:
    """Whether people call it by the number that the store keeps."""
    return name_of(row.key) == row.number


def thing_words(row: FoundRow, voice: Voice, *, brief: bool = False) -> str:
    """A thing in a line: its number where it has one, what it is called, and what tells it from another,
    which a number does where it is `brief`."""
    name = said(kinds.ThingName(), row.name, voice, row._asdict())
    numbered = (row.number, name, "" if brief else row.of)
    parts = numbered if is_numbered(row) else (name, row.number, row.of)
    return " ".join(part for part in parts if part)


class Naming:
    """The fields of one form that name things."""

    def __init__(
        self, panel: Panel, form: Callable[[], Form], verb: type[Verb], families: Mapping[str, str]
    ) -> None:
        """`families` says by field what it names."""
        self._panel = panel
        self._form = form
        self._verb = verb
        self._families = families
        self._resting: Timer | None = None
        self._awaited: tuple[str, str] | None = None

    @property
    def is_pending(self) -> bool:
        """Whether typing rests, or the store has not answered yet."""
        return self._awaited is not None

    def name_values(self) -> None:
        """Ask what the things are called that stand there already."""
        values = self._form().values
        fields = {
            f"{family}:{value}": name for name, family in self._families.items() if (value := values[name])
        }
        if fields:
            view = ThingNames(keys=tuple(fields))
            self._panel.ask("naming_values", view, lambda done: self._named(fields, done))

    def _named(self, fields: Mapping[str, str], done: Done) -> None:
        for key, name in (done.result if done.ok else {}).items():
            if self._form().values[fields[key]] == name_of(key):
                words = said(kinds.ThingName(), name, self._panel.host.speech, {"family": family_of(key)})
                self._form().offer(fields[key], [Choice(name_of(key), words, hidden=True)])

    def typed(self, name: str, text: str) -> None:
        """Something stands in a field that is to be looked for."""
        if self._resting is not None:
            self._resting.stop()
        self._awaited = (name, text) if text else None
        if text:
            self._resting = self._panel.set_timer(LOOK_SECONDS, lambda: self._look(name, text))
        else:
            self._form().offer(name, ())

    def _look(self, name: str, text: str) -> None:
        view = question(self._families[name], text, self._verb)
        self._panel.ask("naming", view, lambda done: self._came(name, text, done))

    def _came(self, name: str, text: str, done: Done) -> None:
        if self._awaited != (name, text):
            return
        self._awaited = None
        if done.ok:  # else the store says what is wrong when it is sent
            self._form().offer(name, [self._choice(row, text) for row in named_by(done.result, text)])

    def _choice(self, row: FoundRow, typed: str) -> Choice:
        words = thing_words(row, self._panel.host.speech, brief=True)
        # What the store found by other words, as a phone, answers to what was typed.
        return Choice(name_of(row.key), words, finders=(*finders(row.number, row.name), typed))
