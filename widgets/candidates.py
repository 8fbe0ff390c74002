"""Who could go: ranked candidates with their reasons, and who cannot, with the cause."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from widgets.cells import fit, printable, width_of, wrap
from widgets.columns import Column
from widgets.lists import ColumnList, ListRow
from widgets.narrowed import BEGIN, Narrowed

DETAIL_LINES, EIGHTH = 3, 8
"""Lines at most for the reasons of the one under the cursor, where the list had to cut them; and at most one
for so many lines of the whole."""


NO_SIZE = Size(0, 0)


@dataclass(frozen=True)
class Candidate:
    """One person, in ready words.

    Attributes:
        rank: 1 first; None for a blocked one; 0 for who has the job already and stands above all.
        reasons: why this rank, or why blocked, each a few words.
        warning: whether one of the reasons is a warning.
        finders: other ways to type the name: number, pinyin, initials; folded.
    """

    key: str
    name: str
    rank: int | None = None
    arrival: str = ""
    load: str = ""
    score: str = ""
    reasons: tuple[str, ...] = ()
    warning: bool = False
    finders: tuple[str, ...] = ()

    def is_called(self, typed: str) -> bool:
        """Whether the name, or another way to type it, begins so; of a Chinese name any part will do."""
        wanted = unicodedata.normalize("NFKC", typed).casefold()
        begins = any(each.startswith(wanted) for each in (self.name.casefold(), *self.finders))
        return begins or (not wanted.isascii() and wanted in self.name)


@dataclass(frozen=True)
class CandidateLabels:
    """Headings and the words above the blocked ones, already translated. `unknown` stands where nobody is
    called as typed."""

    name: str
    arrival: str
    load: str
    score: str
    reasons: str
    blocked: str
    empty: str
    unknown: str = ""


class Candidates(Narrowed):
    """Enter takes the one under the cursor, a digit the one beside which it stands; typing narrows.

    Keys that come before the list has been painted are dropped: nobody has seen yet whom they would take.
    """

    COMMANDS = "jkgGowx"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(rank), f"take({rank})", show=False) for rank in range(10)),
        Binding("o", "overrule", show=False, id="candidates.overrule"),
        Binding("w,ctrl+w", "why", show=False, id="candidates.why"),
        Binding("x", "free", show=False, id="candidates.free"),
    ]

    class Moved(ColumnList.Moved):
        """The cursor stands on another candidate."""

    class Chosen(ColumnList.Chosen):
        """A ranked candidate was taken."""

    class _About(Message):
        def __init__(self, candidates: "Candidates", key: str) -> None:
            super().__init__()
            self.candidates = candidates
            self.key = key

        @property
        def control(self) -> "Candidates":
            return self.candidates

    class Overruled(_About):
        """`o`, or Enter on a blocked candidate: to be sent all the same, with a reason."""

    class Freed(_About):
        """`x`: what stands in the way of a blocked one is to be taken off their day."""

    class WhyAsked(_About):
        """`w`: the formula behind the score of this candidate."""

    def __init__(self, labels: CandidateLabels, *, bar: bool = True, id: str | None = None) -> None:
        super().__init__(candidate_columns(labels), bar=bar, id=id)
        self.labels = labels
        self._candidates: dict[str, Candidate] = {}
        self._numbers: dict[int, str] = {}
        self._painted = False
        self.painted_at = 0.0
        """When the present ranking was first drawn, in monotonic seconds."""
        self._waiting = ""
        self._head, self._hint = "", ""
        self._detail_height = 0
        self._detail_for: tuple[Size, str | None, list[str]] = (NO_SIZE, None, [])

    def set_waiting(self, title: str, text: str) -> None:
        """The ranking is on its way: says so, and nothing else yet."""
        self._waiting = text
        self.set_candidates(title, ())

    def set_candidates(self, title: str, candidates: Sequence[Candidate], hint: str = "") -> None:
        """Takes a ranking. Blocked ones go beneath a line of their own, in the order given."""
        self._head, self._hint = title, hint
        self._candidates = {candidate.key: candidate for candidate in candidates}
        if candidates:
            self._waiting = ""
        self._painted = False
        self._detail_for = (NO_SIZE, None, [])
        # Drawn even where it looks as before: only then is it known to be on the screen.
        self.refresh(self.size.region)
        self.narrow()

    def set_empty(self) -> None:
        """There is no candidate at all."""
        self._waiting = ""
        self.narrow()

    def narrow(self) -> None:
        """Those who are called as typed. Each of the first nine gets a digit then, blocked ones too."""
        self._title = (self._head, f"{BEGIN}{self.typed}" if self.is_narrowing else "")
        shown = [each for each in self._candidates.values() if not self.typed or each.is_called(self.typed)]
        ranked = [candidate for candidate in shown if candidate.rank is not None]
        blocked = [candidate for candidate in shown if candidate.rank is None]
        numbers: dict[int | None, Candidate] = (
            dict(enumerate((*ranked, *blocked), start=1))
            if self.typed
            else {candidate.rank: candidate for candidate in ranked}
        )
        digits = {each.key: number for number, each in numbers.items() if number is not None and number < 10}
        self._numbers = {number: key for key, number in digits.items()}
        lines = [_line(each, digits.get(each.key)) for each in ranked]
        if not shown:
            empty = self.labels.unknown if self.typed else self.labels.empty
            lines.append(ListRow(None, heading=self._waiting or empty))
        elif not ranked and not self.typed:
            lines.append(ListRow(None, heading=self.labels.empty))
        if blocked:
            lines.append(ListRow(None, heading=self.labels.blocked))
            lines.extend(_line(each, digits.get(each.key)) for each in blocked)
        self.set_lines(lines, asked=True)
        if shown and (self.typed or self.cursor_key is None):
            self.move_to(shown[0].key if not ranked else ranked[0].key)

    @property
    def painted(self) -> bool:
        """Whether the present ranking has been drawn."""
        return self._painted

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        if y >= self.head_height() and self._candidates:
            if not self._painted:
                self.painted_at = monotonic()
            self._painted = True
        return strip

    # The foot: all reasons of the one under the cursor, and the keys

    def foot_height(self) -> int:
        return min(len(self._detail()) + int(bool(self._hint)), max(0, self.size.height - 4))

    def draw_foot(self, y: int) -> Strip:
        lines = self._detail()
        if y < len(lines):
            return self.strip([(1, lines[y], self.ink("dim"))])
        return self.strip([(1, fit(self._hint, self.size.width - 2), self.ink("head"))])

    def _detail(self) -> list[str]:
        """As many lines for every candidate, so that the list does not jump while the cursor moves.

        Every line of the list asks how high the foot is: it is found once for a ranking and a width.
        """
        width = self.size.width - 2
        if self._detail_for[:2] != (self.size, self.cursor_key):
            if self._detail_for[0] != self.size:
                self._detail_height = self._most_lines(width)
            current = self._candidates.get(self.cursor_key or "")
            cut = current is not None and width_of(_reasons(current)) > self._room()
            lines = wrap(_detail_text(current), width) if current is not None and cut else []
            padded = [*lines, *[""] * self._detail_height][: self._detail_height]
            self._detail_for = (self.size, self.cursor_key, padded)
        return self._detail_for[2]

    def _most_lines(self, width: int) -> int:
        """Lines that the longest of the reasons need which the list had to cut."""
        cut = [c for c in self._candidates.values() if width_of(_reasons(c)) > self._room()]
        if not cut or width < 10:
            return 0
        limit = min(DETAIL_LINES, max(1, self.size.height // EIGHTH))
        most = 0
        for candidate in cut:
            most = max(most, len(wrap(_detail_text(candidate), width)))
            if most >= limit:
                return limit
        return most

    def _room(self) -> int:
        """Cells of the reasons in the list."""
        return next((place.width for place in self._places() if place.name == "reasons"), 0)

    # Keys

    def action_choose(self) -> None:
        self._choose(self.cursor_key or "")

    def _choose(self, key: str) -> None:
        candidate = self._candidates.get(key)
        if candidate is None or not self._painted:
            return
        if candidate.rank is None:
            self.post_message(self.Overruled(self, candidate.key))
        else:
            self.post_message(self.Chosen(self, candidate.key))

    def action_take(self, rank: int) -> None:
        """Takes the candidate beside whom this digit stands, if there is one."""
        key = self._numbers.get(rank)
        if key is not None:
            self._choose(key)

    def action_overrule(self) -> None:
        if self.cursor_key is not None and self._painted:
            self.post_message(self.Overruled(self, self.cursor_key))

    def action_free(self) -> None:
        if self.cursor_key is not None and self._painted:
            self.post_message(self.Freed(self, self.cursor_key))

    def action_why(self) -> None:
        if self.cursor_key is not None and self._painted:
            self.post_message(self.WhyAsked(self, self.cursor_key))


def candidate_columns(labels: CandidateLabels) -> tuple[Column, ...]:
    """Rank, name, arrival, load, score and reasons; in a narrow pane load and arrival give way."""
    return (
        Column("rank", "", 1, align="right", gap=2),
        Column("name", labels.name, 8, least=6),
        Column("arrival", labels.arrival, max(4, width_of(labels.arrival)), align="right", drop=1),
        Column("load", labels.load, max(4, width_of(labels.load)), align="right", drop=2),
        Column("score", labels.score, max(4, width_of(labels.score)), align="right"),
        Column("reasons", labels.reasons, 16, least=12, gap=2, grow=1),
    )


def _line(candidate: Candidate, digit: int | None) -> ListRow:
    return ListRow(
        candidate.key,
        {
            "rank": "" if digit is None else str(digit),
            "name": candidate.name,
            "arrival": candidate.arrival,
            "load": candidate.load,
            "score": candidate.score,
            "reasons": _reasons(candidate),
        },
        {"reasons": "warning"} if candidate.warning else {},
    )


def _reasons(candidate: Candidate) -> str:
    return "  ".join(printable(reason) for reason in candidate.reasons)


def _detail_text(candidate: Candidate) -> str:
    return f"{printable(candidate.name)}: {_reasons(candidate)}"
