"""Bad rows said shortly: each reason once, with how often and where it occurred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from console.words.i18n import N_, _, ngettext, translate
from db.errors import StoreError
from db.imports import Differing

FIRST_LINES = 5
MOST_VALUES = 8
MOST_GROUPS = 200
SHOWN_CELLS = 40
_VALUES = ("value", "code", "phone", "kind", "name", "customer", "serial", "no")
"""What sentences call the text that is wrong."""


@dataclass(slots=True)
class _Group:
    """Rows that were refused for one reason; the sentence is the first one's."""

    column: str
    said: str
    count: int = 0
    lines: list[int] = field(default_factory=list)
    values: Counter[str] = field(default_factory=Counter)


class Groups:
    """Gathers the reasons of bad rows in the order in which they came; of bounded size."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], _Group] = {}
        self._others = 0

    def add(self, line: int, column: str, said: str, error: StoreError) -> None:
        """One reason of one row; `column` is what the file calls the field, empty for the whole row."""
        key = (column, error.msgid)
        group = self._groups.get(key)
        if group is None:
            if len(self._groups) >= MOST_GROUPS:
                self._others += 1
                return
            group = self._groups[key] = _Group(column, said)
        group.count += 1
        if len(group.lines) < FIRST_LINES:
            group.lines.append(line)
        text = next((str(error.values[name]) for name in _VALUES if name in error.values), None)
        if text is not None and (text in group.values or len(group.values) <= 10 * MOST_VALUES):
            group.values[text] += 1

    def lines(self, shown: Callable[[str], str]) -> Iterator[str]:
        """Every reason, the most frequent first; `shown` makes a text of the file fit for the screen."""
        for group in sorted(self._groups.values(), key=lambda each: (-each.count, each.lines[0])):
            yield translate("{where}: {reason}", where=_where(group), reason=group.said)
            if len(group.values) > 1:
                listed = [
                    translate("“{value}” ({count})", value=shown(text)[:SHOWN_CELLS], count=count)
                    for text, count in group.values.most_common(MOST_VALUES)
                ]
                more = " …" if len(group.values) > MOST_VALUES else ""
                yield "  " + translate("values: {values}", values=_(", ").join(listed)) + more
        if self._others:
            yield translate(
                "{count} rows for other reasons; the file of bad rows names them.", count=self._others
            )


class Differences:
    """Rows that are here and say something else: which fields, how often, the first of them."""

    def __init__(self, *, dry: bool) -> None:
        self._dry = dry
        self._found: Counter[tuple[tuple[str, ...], bool]] = Counter()
        self._first: dict[tuple[tuple[str, ...], bool], list[tuple[int, str]]] = {}

    def add(self, differing: Differing) -> None:
        """One such row."""
        left = differing.left if differing.updated else differing.fields
        for fields, mended in ((differing.mended, True), (left, False)):
            if not fields:
                continue
            self._found[fields, mended] += 1
            first = self._first.setdefault((fields, mended), [])
            if len(first) < FIRST_LINES:
                first.append((differing.row.line, differing.called))

    def lines(self, column: Callable[[str], str], shown: Callable[[str], str]) -> Iterator[str]:
        """What differs, the most frequent first; `column` is what the file calls a field, `shown` makes a
        text of the store fit for the screen."""
        for key, count in self._found.most_common(MOST_GROUPS):
            fields, mended = key
            listed = [
                translate("line {line} {number}", line=line, number=shown(called)[:SHOWN_CELLS])
                for line, called in self._first[key]
            ]
            said = {
                "count": count,
                "fields": _(", ").join(map(column, fields)),
                "rows": _(", ").join(listed) + (" …" if count > len(listed) else ""),
            }
            yield translate(self._msgid(mended=mended), **said)

    def _msgid(self, *, mended: bool) -> str:
        if not mended:
            return N_("{count} × already here, differs in {fields}: {rows}")
        if self._dry:
            return N_("{count} × already here, differs in {fields}, would be brought up to date: {rows}")
        return N_("{count} × already here, differed in {fields}, now up to date: {rows}")


def _where(group: _Group) -> str:
    lines = ", ".join(map(str, group.lines))
    if group.count == 1:
        said = translate("line {line}", line=lines)
    else:
        dots = " …" if group.count > len(group.lines) else ""
        rows = ngettext("{count} row", "{count} rows", group.count)
        said = translate("{rows} (lines {lines})", rows=rows, lines=lines + dots)
    return translate("{where}, {field}", where=said, field=group.column) if group.column else said
