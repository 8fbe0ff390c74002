"""The survey as the paper form asks it: the questions of the way of service, each with its boxes (CLS-03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from console.keys.sent import SOLVED
from console.panels.form import VerbPanel
from console.words.bilingual import finders
from console.words.codes import word
from console.words.i18n import installed_language
from db.drafts import Draft
from db.errors import BadField
from db.kinds import Mark
from db.policy.settings import Question
from db.rules.profile import Conditions
from db.rules.surveys import SURVEYED
from db.verbs.following import Survey
from db.verbs.verb import kinds_of
from widgets.cells import width_of
from widgets.field import Choice, Field
from widgets.form_sides import WIDEST_LABEL

if TYPE_CHECKING:
    from console.panels.host import Host

MARKS = range(1, 6)
UNREACHABLE = "unreachable"
"""What most calls of a day come to: the first question takes it, too, by `0`."""


class SurveyPanel(VerbPanel):
    """A digit is the mark of its box; a mark without a box is taken too, as on the command line."""

    def __init__(
        self,
        host: Host,
        tickets: tuple[str, ...],
        *,
        values: Mapping[str, str] | None = None,
        error: BadField | None = None,
        draft: Draft | None = None,
    ) -> None:
        asked = asked_of(host, tickets)
        # Whether it is solved is asked in the same call where that is not verified yet (CLS-10).
        verifies = [SOLVED] if to_verify(host, tickets) else []
        only = (*verifies, *asked, *(name for name in _beside() if name != SOLVED))
        first = next(iter(asked), None)
        super().__init__(
            host, Survey.name, tickets, values=values, only=only, focus=first, error=error, draft=draft
        )
        self._first = first
        self.fields = [_asked(field, asked, offers=field.name == first) for field in self.fields]

    def _take(self, typed: Mapping[str, str]) -> None:
        if self._first is not None and typed.get(self._first) == UNREACHABLE:
            typed = {**typed, self._first: "", UNREACHABLE: "yes"}
        super()._take(typed)


def to_verify(host: Host, tickets: tuple[str, ...]) -> bool:
    """Whether these tickets were solved remotely and wait to be verified, as far as is shown."""
    rows = [host.rows[number] for number in tickets if number in host.rows]
    return bool(rows) and all(row.way == "remote" and row.milestone == "verify" for row in rows)


def asked_of(host: Host, tickets: tuple[str, ...]) -> dict[str, Question]:
    """The questions of the tickets by their codes: of several ways of service all that one of them asks."""
    rows = [host.rows[number] for number in tickets if number in host.rows]
    ways = {Conditions(level=row.level, way=row.way).way_of_service for row in rows}
    found = {question.code: question for way in sorted(ways) for question in host.policy.questions(way)}
    return {code: found[code] for code in SURVEYED if code in found}


def _beside() -> list[str]:
    """What is asked besides the marks."""
    fields = kinds_of(Survey).items()
    return [name for name, kind in fields if name != Survey.about and not isinstance(kind, Mark)]


def _asked(field: Field, asked: Mapping[str, Question], *, offers: bool) -> Field:
    """The field in the question's words; one `offers` that nobody was reached."""
    question = asked.get(field.name)
    if question is None:
        return field
    language = installed_language()
    boxes = {box.mark: box for box in question.boxes}
    choices = tuple(
        Choice(
            str(mark),
            boxes[mark].name(language) if mark in boxes else str(mark),
            finders=finders(boxes[mark].zh, boxes[mark].en) if mark in boxes else (),
            digit=str(mark),
            hidden=mark not in boxes,
        )
        for mark in MARKS
    )
    if offers:
        choices += (Choice(UNREACHABLE, word("solved", UNREACHABLE), digit="0"),)
    name = question.name(language)
    fits = width_of(name) <= WIDEST_LABEL
    return replace(
        field,
        label=name if fits else field.label,
        help="" if fits else name,
        kind="choice",
        choices=choices,
        whole=True,
    )
