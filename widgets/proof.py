"""The proof table: how a deadline came about, segment by segment."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style

from widgets.cells import fit, printable, width_of, wrap
from widgets.lists import Tone
from widgets.pages import Line, Page, right


@dataclass(frozen=True)
class ProofSegment:
    """A stretch of time: `13:42 - 13:50`, `0:08` or `----`, why, and what is to say about it."""

    span: str
    counted: str
    why: str
    text: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True)
class ProofTarget:
    """One milestone's reckoning: the sum, what it rests on, its segments, and the result beneath."""

    title: str
    basis: str = ""
    segments: tuple[ProofSegment, ...] = ()
    result: str = ""
    tone: Tone = "plain"


class Proof(Page):
    """Shows the targets one below the other, columns aligned over all of them."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._targets: tuple[ProofTarget, ...] = ()

    def show_targets(self, targets: Sequence[ProofTarget]) -> None:
        """Takes the proof of another ticket."""
        self._targets = tuple(targets)
        self.show_page(from_top=True)

    def lay_out(self, width: int) -> list[Line]:
        segments = [segment for target in self._targets for segment in target.segments]
        span = max((width_of(printable(segment.span)) for segment in segments), default=0)
        counted = max((width_of(printable(segment.counted)) for segment in segments), default=0)
        why = min(14, max((width_of(printable(segment.why)) for segment in segments), default=0))
        lines: list[Line] = []
        for target in self._targets:
            if lines:
                lines.append([])
            lines.extend(self._title_lines(target, width))
            for segment in target.segments:
                lines.extend(self._segment_lines(segment, (span, counted, why), width))
            if target.result:
                lines.append([(1, fit(target.result, width - 2), self._tone(target.tone))])
        return lines

    def _title_lines(self, target: ProofTarget, width: int) -> list[Line]:
        title = printable(target.title)
        basis = printable(target.basis)
        if basis and width_of(title) + width_of(basis) + 5 <= width:
            x = max(width_of(title) + 4, min(48, width - width_of(basis) - 1))
            return [[(1, title, self.ink("title")), (x, basis, self.ink("dim"))]]
        lines: list[Line] = [[(1, text, self.ink("title"))] for text in wrap(title, width - 2)]
        if basis:
            lines.extend([(1, text, self.ink("dim"))] for text in wrap(basis, width - 2))
        return lines

    def _segment_lines(self, segment: ProofSegment, widths: tuple[int, int, int], width: int) -> list[Line]:
        span, counted, why = widths
        tone = self._tone(segment.tone)
        x = 1 + span + 2 + counted + 2
        hang = x + why + 1
        texts = wrap(segment.text, width - hang - 1) if segment.text else [""]
        lines: list[Line] = [
            [
                (1, fit(segment.span, span), tone),
                (3 + span, right(segment.counted, counted), tone),
                (x, fit(segment.why, why), tone),
                (hang, texts[0], tone),
            ]
        ]
        lines.extend([(hang, text, tone)] for text in texts[1:])
        return lines

    def _tone(self, tone: Tone) -> Style:
        return self.ink() if tone == "plain" else self.ink(tone)
