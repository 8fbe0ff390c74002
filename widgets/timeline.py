"""The ticket panel: who and what, the milestones, and all that happened."""

from collections.abc import Sequence
from dataclasses import dataclass

from widgets.cells import fit, printable, width_of, wrap
from widgets.columns import Piece
from widgets.lists import Tone
from widgets.pages import Line, Page, flow


@dataclass(frozen=True)
class Milestone:
    """One milestone in ready words, for instance 到场, 15:42, 预警 0:06."""

    name: str
    when: str
    note: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True)
class Entry:
    """One thing that happened."""

    at: str
    what: str
    who: str = ""
    text: str = ""


@dataclass(frozen=True)
class TicketFacts:
    """All of the panel.

    Attributes:
        title: what stands out, first of all the number.
        facts: groups of short parts; each group begins a line.
        milestones: side by side, behind the first group, so that they are in sight in the smallest panel.
        entries: in the order in which they are shown.
    """

    key: str
    title: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    milestones: tuple[Milestone, ...] = ()
    entries: tuple[Entry, ...] = ()


class Timeline(Page):
    """Shows one ticket; scrolls when it is long."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._ticket: TicketFacts | None = None

    def show_ticket(self, ticket: TicketFacts | None) -> None:
        """Another ticket starts at its top; the same one stays where it was scrolled to."""
        same = self._ticket is not None and ticket is not None and self._ticket.key == ticket.key
        self._ticket = ticket
        self.show_page(from_top=not same)

    def lay_out(self, width: int) -> list[Line]:
        ticket = self._ticket
        if ticket is None:
            return []
        lines: list[Line] = [
            [(1, text, self.ink("title"))] for text in flow([printable(p) for p in ticket.title], width - 2)
        ]
        for place, group in enumerate(ticket.facts or ((),)):
            lines.extend([(1, text, self.ink())] for text in flow([printable(p) for p in group], width - 2))
            if place == 0:
                lines.extend(self._milestone_lines(ticket.milestones, width))
        lines.extend(self._entry_lines(ticket.entries, width))
        return lines

    def _milestone_lines(self, milestones: Sequence[Milestone], width: int) -> list[Line]:
        lines: list[Line] = []
        x = width
        for milestone in milestones:
            words = [printable(word) for word in (milestone.name, milestone.when, milestone.note) if word]
            text = " ".join(words)
            if x + width_of(text) > width - 1:
                lines.append([])
                x = 1
            ink = self.ink() if milestone.tone == "plain" else self.ink(milestone.tone)
            lines[-1].append((x, text, ink))
            x += width_of(text) + 2
        return lines

    def _entry_lines(self, entries: Sequence[Entry], width: int) -> list[Line]:
        """Times, deeds and names in columns; the text hangs beneath itself."""
        widths = [
            min(most, max((width_of(printable(word)) for word in words), default=0))
            for most, words in (
                (16, [entry.at for entry in entries]),
                (12, [entry.what for entry in entries]),
                (10, [entry.who for entry in entries]),
            )
        ]
        lines: list[Line] = []
        for entry in entries:
            x = 1
            first: list[Piece] = []
            for word, wide, tone in zip(
                (entry.at, entry.what, entry.who), widths, ("dim", "", ""), strict=True
            ):
                if wide:
                    first.append((x, fit(word, wide), self.ink(tone) if tone else self.ink()))
                    x += wide + 1
            x = x + 1 if x < width // 2 else 3
            texts = wrap(entry.text, width - x - 1) if entry.text else [""]
            if x == 3:
                lines.append(first)
                first = []
            lines.append([*first, (x, texts[0], self.ink())])
            lines.extend([(x, text, self.ink())] for text in texts[1:])
        return lines
