"""What the dispatch sentence names, as far as it is known: each thing is asked for once (`:`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from console.panels.naming import named_by, thing_words
from console.sentence import say as present
from console.sentence.complete import named_at_end
from console.sentence.net import named as tickets_in
from console.sentence.parse import Parsed, Problem
from console.words.bilingual import finders
from console.words.vocabulary import Listed, Vocabulary, plain
from db.kinds import Phone
from db.rules.phone import PhoneError, normal
from db.subjects.subject import name_of
from db.verbs.register import Register
from db.verbs.verb import VERBS, field_with, ticket_fields
from db.views.concerned import ConcernedRow
from db.views.customers import CustomerRow
from db.views.finding_things import FoundRow
from db.views.roster import RosterRow

if TYPE_CHECKING:
    from console.panels.host import Host


class Known:
    """People, tickets, callers and things that came from the store, and the vocabulary made of them."""

    def __init__(self, host: Host, targets: tuple[str, ...]) -> None:
        self._host, self._targets = host, targets
        self.people: tuple[RosterRow, ...] = ()
        self.vocabulary = Vocabulary()
        self._named: dict[str, ConcernedRow] = {}
        self._callers: dict[str, str] = {}
        self._things: dict[str, dict[str, Listed]] = {}
        self._looked_for: set[tuple[str, str]] = set()
        self._asked: set[str] = set()  # tickets and phones that were looked up, found or not

    def read(self) -> None:
        """Make the vocabulary anew, of what came and of what is in sight."""
        host = self._host
        queue = host.queue
        seen = present.in_sight([queue.line_keys[at] for at in queue.in_sight], host.rows)
        self.vocabulary = present.vocabulary(
            host.policy,
            seen,
            self.people,
            self._targets,
            {row.number: row for row in seen},
            self._named.values(),
            self._callers,
            {family: tuple(named.values()) for family, named in self._things.items()},
            host.names,
        )

    # -- things, while they are being named ---------------------------------------------------------------

    def wanted(self, text: str) -> tuple[str, str] | None:
        """The family and the words of what is being named at the end, unless they were looked for."""
        named = named_at_end(text, self.vocabulary)
        return None if named in self._looked_for else named

    def look_for(self, family: str, typed: str) -> None:
        """It is being looked for from now on."""
        self._looked_for.add((family, typed))

    def take_things(self, family: str, typed: str, rows: Iterable[FoundRow]) -> None:
        """What answers these words."""
        known = self._things.setdefault(family, {})
        for row in named_by(rows, typed):
            number = name_of(row.key)
            words = (*finders(row.number, row.name), plain(number), plain(typed))
            before = known[number].finders if number in known else ()
            known[number] = Listed(number, thing_words(row, self._host.speech), (*before, *words))
        self.read()

    # -- tickets and phones of a whole sentence -----------------------------------------------------------

    def unknown(self, text: str, parsed: Parsed | Problem) -> tuple[str, ...]:
        """The tickets and phones that it names and of which nothing is known yet."""
        if isinstance(parsed, Problem):
            named = list(tickets_in(text, self.vocabulary))
        else:
            named = list(tickets_of(parsed))
        # Those that end or join say whom they concern, also of what is on the screen.
        if isinstance(parsed, Problem) or not VERBS[parsed.verb].ends:
            named = [each for each in named if each not in self.vocabulary.states]
        if isinstance(parsed, Parsed) and parsed.verb == Register.name:
            named += filter(None, [parsed.fields.get(field_with(Register, Phone))])
        return tuple(each for each in named if each not in self._asked)

    def ask_about(self, named: Iterable[str]) -> None:
        """They are being asked about from now on."""
        self._asked.update(named)

    def take_tickets(self, rows: Iterable[ConcernedRow]) -> None:
        """Whom the tickets concern."""
        for row in rows:
            self._named[row.number] = row
            self._asked.add(row.number)

    def take_callers(self, phone: str, rows: Iterable[CustomerRow]) -> None:
        """Whose phone it is, where it is one customer's."""
        names = {row.customer for row in rows if _is_same_phone(row.phone, phone)}
        if len(names) == 1:
            self._callers[phone] = names.pop()

    def rows_of(self, parsed: Parsed) -> list[ConcernedRow]:
        """Whom the tickets of a sentence concern, as far as that is known."""
        return [self._named[number] for number in tickets_of(parsed) if number in self._named]


def tickets_of(parsed: Parsed) -> tuple[str, ...]:
    """The tickets that it is about, and those that its fields name besides."""
    if parsed.lines:
        return tuple(number for line in parsed.lines for number in tickets_of(line))
    _about, *others = (*ticket_fields(VERBS[parsed.verb]), "")
    return (*parsed.tickets, *(number for name in others if (number := parsed.fields.get(name))))


def _is_same_phone(kept: str, typed: str) -> bool:
    """Whether the whole number was typed, however it is written."""
    try:
        return bool({*normal(kept).split("/")} & {*normal(typed).split("/")})
    except PhoneError:  # a masked one is nobody's
        return False
