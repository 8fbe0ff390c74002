"""What an answer tells besides the state and the deadline of its ticket, as its verb declares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from console.words.i18n import _, ngettext, translate
from console.words.saying import said
from console.words.speech import Speech
from db.kinds import StaffNo, Tells
from db.rules.text import strip_controls
from db.verbs.verb import declaration


def told(
    verb: str, answer: Mapping[str, Any], speech: Speech, *, brief: bool = False, leads: bool | None = None
) -> list[str]:
    """The sentences, one for each thing that is told; `brief` ones for a line at the desk. `leads` leaves
    those that belong to what was done, or the others."""
    declared = declaration(verb)
    answers = declared.answers if declared is not None else {}
    return [
        text
        for name, each in answers.items()
        if name in answer and leads in (None, each.leads)
        for text in _sentence(each, answer[name], answer, speech, brief)
    ]


def _sentence(
    each: Tells, value: Any, answer: Mapping[str, Any], speech: Speech, brief: bool
) -> Iterator[str]:
    values = list(value) if isinstance(value, list | tuple) else [value] if value else []
    if not values:
        nothing = each.nothing_brief if brief else each.nothing
        if nothing:
            yield speech.fill(nothing, answer)
    elif each.plural:
        yield ngettext(each.text, each.plural, len(values))
    else:
        named = [one["number"] if isinstance(one, Mapping) else one for one in values]
        named = named[: each.most] if brief and each.most else named
        sentence = (brief and each.brief) or each.text
        if sentence:
            yield translate(sentence, value=strip_controls(_named(each, named, speech, brief)))


def _named(each: Tells, values: list[Any], speech: Speech, brief: bool) -> str:
    """The values in words; at the desk people by their names alone."""
    if brief and isinstance(each.kind, StaffNo):
        return _(", ").join(speech.person(str(no)).removesuffix(f" {no}") for no in values)
    return said(each.kind, values, speech)
