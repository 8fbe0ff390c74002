"""The ticket panel: who and what in fixed places, the milestones, and all that happened."""

from collections.abc import Sequence
from dataclasses import dataclass

from widgets.cells import Align, cut, fit, printable, width_of, wrap
from widgets.columns import Piece
from widgets.lists import Tone
from widgets.pages import Line, Page, flow

SMALL, ROOMY = 4, 16
"""Lines up to which only the essence is shown, and from which on everything is, in full."""
TWO_COLUMNS = 72
"""Cells from which on two facts share a line."""
LABEL_WIDTH = 12
LEAST_TEXT = 30
"""Cells in which what is told of a deed still stands beside it."""


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
class Fact:
    """What stands behind a label, always in the same place; empty where nothing is known."""

    label: str
    value: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True)
class TicketFacts:
    """All of the panel.

    Attributes:
        title: what stands out, first of all the number.
        brief: what the smallest panel shows beneath the title, in one line.
        facts: lines of one or two facts, each in its place.
        promised: the time promised to the customer, for the smallest panel; the others have a place for it.
        milestones: side by side, behind `deadlines`.
        deadlines: the label before the milestones.
        notes: short remarks, shown only when there are any.
        more: what an opened ticket has room for: visits, reminders, earlier tickets.
        entries: in the order in which they are shown.
    """

    key: str
    title: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    facts: tuple[tuple[Fact, ...], ...] = ()
    promised: Milestone | None = None
    milestones: tuple[Milestone, ...] = ()
    deadlines: str = ""
    notes: Fact = Fact("")
    more: tuple[Fact, ...] = ()
    entries: tuple[Entry, ...] = ()


class Timeline(Page):
    """Shows one ticket; scrolls when it is long."""

    class Chosen(Page.Chosen):
        """Enter was pressed on it; the key is that of the ticket that it shows, empty for none."""

    def action_choose(self) -> None:
        self.post_message(self.Chosen(self, self._ticket.key if self._ticket is not None else ""))

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
        roomy, small = self.size.height >= ROOMY, self.size.height <= SMALL
        title = [printable(part) for part in ticket.title]
        texts = flow(title, width - 2)
        lines: list[Line] = [[(1, text, self.ink("title"))] for text in (texts if roomy else texts[:1])]
        if small:
            brief = "  ".join(printable(part) for part in ticket.brief if part)
            lines.append([(1, fit(brief, width - 2), self.ink())])
            promised = () if ticket.promised is None else (ticket.promised,)
            lines.extend(self._milestone_lines((*promised, *ticket.milestones), 1, width))
        else:
            label = self._label_width(ticket)
            for facts in ticket.facts:
                lines.extend(self._fact_lines(facts, label, width, whole=roomy))
            lines.extend(self._deadline_lines(ticket, label, width))
            for fact in (ticket.notes, *(ticket.more if roomy else ())):
                if fact.value:
                    lines.extend(self._fact_lines((fact,), label, width, whole=True))
            if roomy:
                lines.append([])
        lines.extend(self._entry_lines(ticket.entries, width))
        return lines

    def _label_width(self, ticket: TicketFacts) -> int:
        facts = [*(fact for line in ticket.facts for fact in line), ticket.notes, *ticket.more]
        labels = [ticket.deadlines, *(fact.label for fact in facts)]
        return min(LABEL_WIDTH, max(width_of(printable(label)) for label in labels))

    def _fact_lines(self, facts: Sequence[Fact], label: int, width: int, *, whole: bool) -> list[Line]:
        """Facts side by side where there is room, each behind its label; `whole` wraps what is longer."""
        wide = (width - 1) // len(facts)
        if not any(fact.value for fact in facts[1:]) and width_of(facts[0].value) > wide - label - 3:
            # Nothing stands beside it, and it needs the room.
            facts, wide = facts[:1], width - 1
        if width < TWO_COLUMNS and len(facts) > 1:
            return [line for fact in facts for line in self._fact_lines((fact,), label, width, whole=whole)]
        columns = [self._column(fact, label, wide, whole) for fact in facts]
        lines: list[Line] = []
        for y in range(max(len(column) for column in columns)):
            line: Line = []
            for at, column in enumerate(columns):
                x = 1 + at * wide
                if y == 0:
                    line.append((x, fit(facts[at].label, label), self.ink("dim")))
                if y < len(column):
                    tone = facts[at].tone
                    ink = self.ink() if tone == "plain" else self.ink(tone)
                    line.append((x + label + 1, column[y], ink))
            lines.append(line)
        return lines

    @staticmethod
    def _column(fact: Fact, label: int, wide: int, whole: bool) -> list[str]:
        room = max(2, wide - label - 3)
        if whole:
            return wrap(fact.value, room)
        value = printable(fact.value)
        return [cut(value, room)]

    def _deadline_lines(self, ticket: TicketFacts, label: int, width: int) -> list[Line]:
        if not ticket.milestones:
            return []
        first, *others = self._milestone_lines(ticket.milestones, label + 2, width)
        return [[(1, fit(ticket.deadlines, label), self.ink("dim")), *first], *others]

    def _milestone_lines(self, milestones: Sequence[Milestone], left: int, width: int) -> list[Line]:
        lines: list[Line] = []
        x = width
        for milestone in milestones:
            words = [printable(word) for word in (milestone.name, milestone.when, milestone.note) if word]
            text = " ".join(words)
            if x + width_of(text) > width - 1:
                lines.append([])
                x = left
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
                (20, [entry.what for entry in entries]),
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
                    align: Align = "right" if tone else "left"  # the hours stand beneath one another
                    shown = fit(cut(printable(word), wide), wide, align)
                    first.append((x, shown, self.ink(tone) if tone else self.ink()))
                    x += wide + 1
            x = x + 1 if x < width // 2 or width - x > LEAST_TEXT else 3
            texts = wrap(entry.text, width - x - 1) if entry.text else [""]
            if x == 3:
                lines.append(first)
                first = []
            lines.append([*first, (x, texts[0], self.ink())])
            lines.extend([(x, text, self.ink())] for text in texts[1:])
        return lines
