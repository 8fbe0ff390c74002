"""What answers a find besides tickets: grouped by what it is, each group labelled with how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from console.words.codes import word
from console.words.i18n import translate
from console.words.saying import said
from console.words.speech import Speech
from db.views.finding_things import FoundRow
from db.views.view import shape_of
from widgets.columns import Column
from widgets.lists import ListRow

COLUMNS = (
    Column("family", "", 10, gap=2),
    Column("number", "", 14, least=8, gap=2),
    Column("name", "", 20, least=10, grow=2, gap=2),
    Column("of", "", 20, least=8, grow=2, gap=2, drop=1),
    Column("state", "", 8, least=6, gap=2, drop=2),
)


def found_lines(rows: Sequence[FoundRow], speech: Speech) -> list[ListRow]:
    """A line for each thing; the first of its kind says which kind that is, and how many answer."""
    shape, lines, before = shape_of(FoundRow), [], ""
    for row in rows:
        values = row._asdict()
        words = {
            name: said(shape[name].kind, values[name], speech, values)
            for name in ("number", "name", "of", "state")
        }
        words["family"] = _label(row) if row.family != before else ""
        before = row.family
        lines.append(ListRow(row.key, words, {"family": "dim", "of": "dim", "state": "dim"}))
    return lines


def _label(row: FoundRow) -> str:
    return translate("{kind} {count}", kind=word("family", row.family), count=row.found)
