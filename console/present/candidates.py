"""Ranked candidates and the reasons beside their names (DSP-04)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from console.words.bilingual import finders
from console.words.codes import word
from console.words.i18n import _, translate
from console.words.speech import Speech
from console.words.vocabulary import plain
from db.rules.gates import Result
from db.rules.ranking import AWAY_KM
from db.rules.sentence import Sentence
from db.views.candidates import CandidateRow
from widgets.candidates import Candidate, CandidateLabels


def candidate_labels() -> CandidateLabels:
    """Headings of the candidates."""
    return CandidateLabels(
        name=_("Name"),
        arrival=_("km"),
        load=_("Jobs", "column"),
        score=_("Score"),
        reasons=_("Why"),
        blocked=_("Not to be sent"),
        empty=_("Nobody can be sent."),
        unknown=_("Nobody is called so."),
    )


def candidates(rows: Iterable[CandidateRow], speech: Speech, *, holder: str | None = None) -> list[Candidate]:
    """Everybody, in the order of the ranking; who holds the ticket stands first, to be given another time."""
    ranking = list(rows)
    everybodys, of_all = _warned_of_all(ranking), _said_of_all(ranking)
    shown = [_candidate(row, speech, everybodys, of_all) for row in ranking]
    held = [each for each in shown if each.key == holder]
    if not held:
        return shown
    others = [each for each in shown if each not in held]
    ranked = [each for each in others if each.rank is not None]
    mine = [replace(each, rank=0, reasons=(_("another time"), *each.reasons)) for each in held]
    again = [replace(each, rank=at) for at, each in enumerate(ranked, start=1)]
    return [*mine, *again, *(each for each in others if each.rank is None)]


def _warned_of_all(rows: Iterable[CandidateRow]) -> set[str]:
    """Gates that warn whoever is sent: they are about the ticket and tell nobody from another."""
    warned = [
        {gate.name for gate in row.gates if gate.result is Result.WARN} for row in rows if not row.blocked
    ]
    return set.intersection(*warned) if len(warned) > 1 else set()


def said_of_all(rows: Iterable[CandidateRow], speech: Speech) -> str:
    """What is to be warned of whoever is sent: it stands once above the list, not behind every name."""
    return "  ".join(speech.say(cause) for cause in _said_of_all(list(rows)))


def _said_of_all(rows: Sequence[CandidateRow]) -> list[Sentence]:
    warned = [_causes(row, Result.WARN) for row in rows if not row.blocked]
    if len(warned) < 2:
        return []
    return [cause for cause in warned[0] if all(cause in causes for causes in warned)]


def _causes(row: CandidateRow, result: Result) -> list[Sentence]:
    return [gate.cause for gate in row.gates if gate.result is result and gate.cause is not None]


def _candidate(
    row: CandidateRow, speech: Speech, everybodys: set[str], of_all: Sequence[Sentence]
) -> Candidate:
    warnings = [gate for gate in row.gates if gate.result is Result.WARN and gate.cause is not None]
    if row.blocked:
        # One cause, the first that matters; each of the others is in the list of gates.
        told = [each for each in (row.cause, row.repair) if each is not None]
    else:
        # How far it is stands in a column of its own.
        reasons = [each for each in row.reasons if each.msgid != AWAY_KM]
        told = [*reasons, *(cause for cause in _causes(row, Result.WARN) if cause not in of_all)]
    return Candidate(
        key=row.staff,
        name=row.name,
        rank=row.rank,
        arrival="" if row.distance_km is None else str(row.distance_km),
        load=str(row.load),
        score="" if row.blocked else str(row.score),
        reasons=tuple(speech.say(sentence) for sentence in told),
        warning=not row.blocked and any(gate.name not in everybodys for gate in warnings),
        finders=(plain(row.staff), *finders(row.name)),
    )


def freeing_sentence(ticket: str, row: CandidateRow) -> str:
    """What is typed to take the one job in somebody's way off their day; a reason may be wanted still."""
    if row.freed_by == "swap":
        return f"swap {ticket} {row.in_the_way} "
    return f"{row.freed_by} {row.in_the_way} {row.taker} "


def formula(row: CandidateRow) -> str:
    """How the score came about: each part's weight times its value, by all weights; the most first."""
    told = sorted(row.parts, key=lambda part: -part.weight * part.value)
    parts = " + ".join(f"{word('part', part.name)} {part.weight}x{_short(part.value)}" for part in told)
    whole = sum(part.weight for part in row.parts)
    return translate(
        "{name}: {score} = ({parts}) / {whole}", name=row.name, score=row.score, parts=parts, whole=whole
    )


def _short(value: Decimal) -> str:
    """Without the zeros at its end."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
