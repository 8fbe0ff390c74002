"""Find among everything that says how it is found: one group for each kind of thing (DSP-02, INT-03).

Tickets are looked for through their index; of everything else there is little enough to be looked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, NamedTuple

from sqlalchemy import ColumnElement, RowMapping, case, false, func, or_, select

from db import kinds
from db.finding import Wanted
from db.kinds import Called
from db.policy.listed import listed
from db.policy.model import Policy
from db.rules.masking import Mask
from db.rules.search import haystack
from db.rules.text import folded_number
from db.subjects.subject import SUBJECTS, Subject, family_of, name_of
from db.subjects.ticket import TICKET
from db.tables.columns import by_number
from db.views import columns as column
from db.views.desk import QueueOrder
from db.views.searching import MOST_SEEN, found_count, found_rows, masked_text, wanted_words
from db.views.view import Limit, View, ViewContext

STATES = "state tool_state task_state request_state"


class FoundRow(NamedTuple):
    """A thing that answers. `key` names it for whatever opens it, `number` is how people call it, `of` what
    it belongs to; `found` says how many of its kind answer, however many are shown."""

    family: Annotated[str, kinds.Code("family"), Called("Kind", context="thing")]
    key: column.Subject
    number: Annotated[str, kinds.TEXT, Called("Number")]
    name: Annotated[str, kinds.ThingName(), Called("Name")]
    of: Annotated[str, kinds.TEXT, Called("Details")]
    state: Annotated[str, kinds.Code(STATES), Called("State")] | None
    found: Annotated[int, kinds.Number(), Called("Found")]


class Find(View[list[FoundRow]]):
    """Find anything by number, name, pinyin or initials, kind by kind: tickets, customers, people, tools …

    `family` asks for one kind only, `limit` shows so many of each. Things in one of the `states` stand first.
    """

    name = "find"
    label = "Find"
    positional: ClassVar[tuple[str, ...]] = ("text",)
    brief = ("family", "number", "name", "of", "state")

    text: str
    family: str = ""
    states: tuple[str, ...] = ()
    limit: Limit = 20

    @classmethod
    def subject_of(cls, row: Mapping[str, Any]) -> str:
        return str(row["key"])

    def read(self, context: ViewContext) -> list[FoundRow]:
        text = self.text.strip()
        return list(self._found(context, text)) if text else []

    def _found(self, context: ViewContext, text: str) -> Iterator[FoundRow]:
        wanted = wanted_words(context, text)
        for subject in findable():
            if self.family not in ("", subject.family):
                continue
            if subject is TICKET:
                yield from _tickets(context, text, self.limit)
            elif wanted:
                yield from _Things(context, subject, text, wanted, self.states).rows(self.limit)


class FoundBeside(NamedTuple):
    """The numbers of the tickets that answer, and what else does."""

    numbers: tuple[str, ...]
    others: list[FoundRow]


class FindBeside(View[FoundBeside]):
    """What a desk shows while somebody types: the order of its queue, with a few of each other kind beside
    it."""

    order: QueueOrder
    limit: Limit = 5

    def read(self, context: ViewContext) -> FoundBeside:
        text = self.order.find.strip()
        wanted = wanted_words(context, text) if text else []
        others = [
            row
            for subject in findable()
            if subject is not TICKET and wanted
            for row in _Things(context, subject, text, wanted).rows(self.limit)
        ]
        return FoundBeside(self.order.read(context), others)


class ThingNames(View[dict[str, str]]):
    """What things are called, by the keys of their chains, as far as whoever asks sees them; it has no name,
    since only the desk asks."""

    keys: tuple[str, ...]

    def read(self, context: ViewContext) -> dict[str, str]:
        return _names(context, self.keys, within=True)


def findable() -> list[Subject]:
    """Every kind of thing that says how it is found, tickets first."""
    return sorted((each for each in SUBJECTS.values() if each.finds), key=lambda each: each is not TICKET)


def _tickets(context: ViewContext, text: str, limit: int) -> Iterator[FoundRow]:
    narrowed = [context.scope.tickets()]
    rows = found_rows(context, text, limit, narrowed)
    count = found_count(context, text, narrowed) if len(rows) == limit else len(rows)
    for row in rows:
        key = TICKET.key(row.number)
        yield FoundRow(TICKET.family, key, row.number, row.customer, row.fault, row.state, count)


class _Things:
    """One question about one kind of thing."""

    def __init__(
        self,
        context: ViewContext,
        subject: Subject,
        text: str,
        wanted: Sequence[Wanted],
        states: Sequence[str] = (),
    ) -> None:
        assert subject.finds is not None
        self.context, self.subject, self.finds = context, subject, subject.finds
        self.text, self.wanted, self.states = text, wanted, states
        self.table = subject.root.table
        self.key = subject.root.key[0]

    def rows(self, limit: int) -> Iterator[FoundRow]:
        """The hits as people read them."""
        records, count = self._hits(limit)
        belongs = _names(self.context, [key for record in records if (key := self._of(record))])
        for record in records:
            yield self._row(record, belongs, count)

    def _row(self, record: RowMapping, belongs: Mapping[str, str], count: int) -> FoundRow:
        finds, mask = self.finds, self.context.mask
        number = str(record[finds.number or self.key] or "")
        of = self._of(record)
        return FoundRow(
            self.subject.family,
            self.subject.key(str(record[self.key])),
            mask.phone(number) if finds.phone and finds.number == finds.phone else number,
            mask.text(str(record[finds.name])),
            belongs.get(of, name_of(of)),
            record[self.subject.machine.column] if self.subject.machine else None,
            count,
        )

    def _of(self, record: RowMapping) -> str:
        value = record[self.finds.of] if self.finds.of else None
        if not value:
            return ""
        return f"{self.finds.of_family}:{value}" if self.finds.of_family else str(value)

    def _hits(self, limit: int) -> tuple[Sequence[RowMapping], int]:
        """The rows, and how many there are; what is masked cannot be guessed by finding it (CUS-03)."""
        hidden = bool(self.finds.phone) and not self.context.mask.is_open
        lies_in_it = self.context.scope.of(self.subject.root)
        within = () if lies_in_it is None else (lies_in_it,)
        statement = select(self.table, func.count().over().label("hits"))
        statement = statement.where(*map(self._answers, self.wanted), *within).order_by(*self._order())
        statement = statement.limit(MOST_SEEN if hidden else limit)
        found = self.context.connection.execute(statement).mappings().all()
        if not hidden:
            return found, int(found[0]["hits"]) if found else 0
        seen = [record for record in found if self._is_seen(record)]
        return seen[:limit], len(seen)

    def _is_seen(self, record: RowMapping) -> bool:
        """Whether it is a hit with its phone masked. Most that are none are known by what can be seen at all:
        words, and what the mask leaves of the phone; masking a whole text takes a hundred times as long."""
        search, phone = record["search"], record[self.finds.phone]
        shown = [line for line in search.splitlines() if any(map(str.isalpha, line))]
        if not self._all_in("\n".join([*shown, Mask(is_open=False).phone(phone)])):
            return False
        return self._all_in(masked_text(search, phone))

    def _all_in(self, text: str) -> bool:
        return all(any(word in text for word in each.spellings) for each in self.wanted)

    def _answers(self, wanted: Wanted) -> ColumnElement[bool]:
        """That a thing answers a word of the query, in any of its spellings."""
        columns = self.table.c
        ways = [self._holds(name, word) for name in self.finds.texts for word in wanted.spellings]
        for name, of_list in self.finds.coded.items():
            codes = _called(self.context.policy, of_list, wanted.spellings)
            ways += [columns[name].in_(codes)] if codes else []
        ways += [columns[name].in_(wanted.people) for name in self.finds.people if wanted.people]
        return or_(false(), *ways)

    def _holds(self, name: str, word: str) -> ColumnElement[bool]:
        column = self.table.c[name]
        if name == "search":
            return column.contains(word, autoescape=True)
        if name == self.finds.of and not self.finds.of_family:
            # A key: what stands before the colon is no word that anybody looks for.
            return func.lower(column).like(f"%:%{_escaped(word)}%", escape="/")
        return func.lower(column).contains(word, autoescape=True)

    def _order(self) -> Iterator[Any]:
        columns, finds = self.table.c, self.finds
        yield case((columns[finds.number or self.key] == folded_number(self.text), 0), else_=1)
        if self.states and self.subject.machine is not None:
            yield case((columns[self.subject.machine.column].in_(self.states), 0), else_=1)
        if finds.first is not None:
            name, value = finds.first
            yield case((columns[name] == value, 0), else_=1)
        if finds.order:
            yield columns[finds.order].desc() if finds.latest else columns[finds.order]
        yield from by_number(columns[self.key])


def _escaped(word: str) -> str:
    return word.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _called(policy: Policy, name: str, spellings: Iterable[str]) -> tuple[str, ...]:
    """The codes of a list whose code or name has one of these words in it."""
    texts = {code: haystack(code, row.en, names=(row.zh,)) for code, row in listed(policy, name).items()}
    return tuple(code for code, text in texts.items() if any(word in text for word in spellings))


def _names(context: ViewContext, keys: Iterable[str], *, within: bool = False) -> dict[str, str]:
    """What things are called, by their keys: `YX2607-01 南山酒店`, `张伟`; `within` the scope alone."""
    by_family: dict[str, set[str]] = {}
    for key in keys:
        by_family.setdefault(family_of(key), set()).add(name_of(key))
    found: dict[str, str] = {}
    for family, numbers in by_family.items():
        subject = SUBJECTS.get(family)
        if subject is None or subject.finds is None:
            continue
        table, key = subject.root.table.c, subject.root.key[0]
        statement = select(table[key], table[subject.finds.name]).where(table[key].in_(sorted(numbers)))
        lies_in_it = context.scope.of(subject.root) if within else None
        if lies_in_it is not None:
            statement = statement.where(lies_in_it)
        for number, name in context.connection.execute(statement):
            told = f"{number} {name}" if subject is TICKET else name
            found[subject.key(number)] = context.mask.text(told)
    return found
