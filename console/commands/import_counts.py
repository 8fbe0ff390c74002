"""What an import counts besides what came in: a line for each count that is not nothing."""

from __future__ import annotations

from collections.abc import Iterator

from console.words.codes import word
from console.words.i18n import _, ngettext, translate
from db.imports import Report


def left_out(report: Report) -> Iterator[str]:
    """What was neither brought in nor refused."""
    if report.left_out:
        yield ngettext(
            "{count} row is left out by the conditions.", "{count} rows are left out by the conditions.",
            report.left_out,
        )  # fmt: skip
    if report.leavers:
        yield ngettext(
            "{count} person has left and is left out.", "{count} people have left and are left out.",
            report.leavers,
        )  # fmt: skip


def known(report: Report, *, dry: bool) -> Iterator[str]:
    """What of the rows that are here already says something else, and what became of it."""
    if report.differing:
        yield ngettext(
            "{count} known row differs from what is here.", "{count} known rows differ from what is here.",
            report.differing,
        )  # fmt: skip
    if report.updated and not dry:
        yield ngettext(
            "{count} row was brought up to date.", "{count} rows were brought up to date.", report.updated
        )


def worked(report: Report) -> Iterator[str]:
    """What of a roster is past."""
    if report.past:
        yield ngettext(
            "{count} day is past and stays as it was worked.",
            "{count} days are past and stay as they were worked.",
            report.past,
        )


def doubled(report: Report) -> Iterator[str]:
    """What may be one thing twice."""
    if report.same_phone:
        yield ngettext(
            "{count} file was opened although another one has its phone.",
            "{count} files were opened although others have their phones.",
            report.same_phone,
        )
    if report.repeated:
        yield ngettext(
            "{count} row has a number that stood in the file before: it is the same ticket.",
            "{count} rows have numbers that stood in the file before: they are the same tickets.",
            report.repeated,
        )


def whole(report: Report, *, dry: bool) -> str:
    """All rows in a sentence."""
    counts = {"added": report.added, "known": report.known, "refused": report.refused}
    if dry:
        return ngettext(
            "{count} row: {added} would be added, {known} known already, {refused} would be refused. "
            "Nothing was written.",
            "{count} rows: {added} would be added, {known} known already, {refused} would be refused. "
            "Nothing was written.",
            report.rows,
            **counts,
        )
    return ngettext(
        "{count} row: {added} added, {known} known already, {refused} refused.",
        "{count} rows: {added} added, {known} known already, {refused} refused.",
        report.rows,
        **counts,
    )


def states(report: Report) -> Iterator[str]:
    """How many tickets come in in which state, and how many of them stand breached."""
    if report.states:
        listed = [
            translate("{state}: {count}", state=word("state", state), count=count)
            for state, count in report.states.most_common()
        ]
        said = translate("Tickets by state: {states}.", states=_(", ").join(listed))
        late = ngettext("{count} stands breached.", "{count} stand breached.", report.breached)
        yield f"{said} {late}"


def way_back(kind: str, report: Report) -> Iterator[str]:
    """How it is taken back, where it can be."""
    if kind in ("customers", "equipment") and report.added:
        yield translate(
            "This is import {id}; paigong import --take-back {id} takes it back "
            "as long as nobody has used what it brought.",
            id=report.id,
        )
    if kind == "tickets" and report.added:
        yield translate(
            "This is import {id}; paigong import --take-back {id} takes it back "
            "as long as nobody has acted on its tickets.",
            id=report.id,
        )
