"""Who could go: ranked candidates with their reasons, and who cannot, with the cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from widgets.cells import fit, printable, width_of, wrap
from widgets.columns import Column
from widgets.lists import ColumnList, ListRow

DETAIL_LINES = 3
"""Lines at most for the reasons of the one under the cursor, where the list had to cut them."""


@dataclass(frozen=True)
class Candidate:
    """One person, in ready words.

    Attributes:
        rank: 1 first; None for a blocked one.
        reasons: why this rank, or why blocked, each a few words.
        warning: whether one of the reasons is a warning.
    """

    key: str
    name: str
    rank: int | None = None
    arrival: str = ""
    load: str = ""
    score: str = ""
    reasons: tuple[str, ...] = ()
    warning: bool = False


@dataclass(frozen=True)
class CandidateLabels:
    """Headings and the words above the blocked ones, already translated."""

    name: str
    arrival: str
    load: str
    score: str
    reasons: str
    blocked: str
    empty: str


class Candidates(ColumnList):
    """Enter takes the one under the cursor, 1 to 9 one by rank.

    Keys that come before the list has been painted are dropped: nobody has seen yet whom they would take.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(rank), f"take({rank})", show=False) for rank in range(1, 10)),
        Binding("o", "overrule", show=False, id="candidates.overrule"),
        Binding("w,ctrl+w", "why", show=False, id="candidates.why"),
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

    class WhyAsked(_About):
        """`w`: the formula behind the score of this candidate."""

    def __init__(self, labels: CandidateLabels, *, bar: bool = True, id: str | None = None) -> None:
        super().__init__(candidate_columns(labels), bar=bar, id=id)
        self.labels = labels
        self._candidates: dict[str, Candidate] = {}
        self._painted = False
        self._hint = ""
        self._detail_height = 0
        self._detail_for: tuple[int, str | None, list[str]] = (-1, None, [])

    def set_candidates(self, title: str, candidates: Sequence[Candidate], hint: str = "") -> None:
        """Takes a ranking. Blocked ones go beneath a line of their own, in the order given."""
        self._title = (title, "")
        self._hint = hint
        self._candidates = {candidate.key: candidate for candidate in candidates}
        self._painted = False
        self._detail_for = (-1, None, [])
        ranked = [candidate for candidate in candidates if candidate.rank is not None]
        blocked = [candidate for candidate in candidates if candidate.rank is None]
        lines = [_line(candidate) for candidate in ranked]
        if not ranked:
            lines.append(ListRow(None, heading=self.labels.empty))
        if blocked:
            lines.append(ListRow(None, heading=self.labels.blocked))
            lines.extend(_line(candidate) for candidate in blocked)
        # Drawn even where it looks as before: only then is it known to be on the screen.
        self.refresh(self.size.region)
        self.set_lines(lines, asked=True)

    @property
    def painted(self) -> bool:
        """Whether the present ranking has been drawn."""
        return self._painted

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        if y >= self.head_height() and self._candidates:
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
        if self._detail_for[:2] != (width, self.cursor_key):
            if self._detail_for[0] != width:
                self._detail_height = self._most_lines(width)
            current = self._candidates.get(self.cursor_key or "")
            lines = wrap(_detail_text(current), width) if current and self._detail_height else []
            padded = [*lines, *[""] * self._detail_height][: self._detail_height]
            self._detail_for = (width, self.cursor_key, padded)
        return self._detail_for[2]

    def _most_lines(self, width: int) -> int:
        """Lines that the longest of the reasons need which the list had to cut."""
        column = next((place.width for place in self._places() if place.name == "reasons"), 0)
        cut = [c for c in self._candidates.values() if width_of(_reasons(c)) > column]
        if not cut or width < 10:
            return 0
        most = 0
        for candidate in cut:
            most = max(most, len(wrap(_detail_text(candidate), width)))
            if most >= DETAIL_LINES:
                return DETAIL_LINES
        return most

    # Keys

    def action_choose(self) -> None:
        candidate = self._candidates.get(self.cursor_key or "")
        if candidate is None or not self._painted:
            return
        if candidate.rank is None:
            self.post_message(self.Overruled(self, candidate.key))
        else:
            self.post_message(self.Chosen(self, candidate.key))

    def action_take(self, rank: int) -> None:
        """Takes the candidate of this rank, if there is one."""
        for candidate in self._candidates.values():
            if candidate.rank == rank and self._painted:
                self.post_message(self.Chosen(self, candidate.key))

    def action_overrule(self) -> None:
        if self.cursor_key is not None and self._painted:
            self.post_message(self.Overruled(self, self.cursor_key))

    def action_why(self) -> None:
        if self.cursor_key is not None and self._painted:
            self.post_message(self.WhyAsked(self, self.cursor_key))


def candidate_columns(labels: CandidateLabels) -> tuple[Column, ...]:
    """Rank, name, arrival, load, score and reasons; in a narrow pane load and arrival give way."""
    return (
        Column("rank", "", 1, align="right", gap=2),
        Column("name", labels.name, 8, least=6),
        Column("arrival", labels.arrival, max(5, width_of(labels.arrival)), drop=1),
        Column("load", labels.load, max(4, width_of(labels.load)), align="right", drop=2),
        Column("score", labels.score, max(4, width_of(labels.score)), align="right"),
        Column("reasons", labels.reasons, 16, least=12, gap=2, grow=1),
    )


def _line(candidate: Candidate) -> ListRow:
    return ListRow(
        candidate.key,
        {
            "rank": "" if candidate.rank is None or candidate.rank > 9 else str(candidate.rank),
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
