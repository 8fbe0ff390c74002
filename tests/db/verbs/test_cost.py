"""What a verb costs in statements follows from what it declares; a preview only looks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from db.engine import transaction
from db.figures.figures import FIGURES
from db.verbs.closing_months import CloseMonth
from db.verbs.net import Net
from db.verbs.parsing import parse_verb
from db.verbs.proposals import Accepting
from db.verbs.verb import VERBS, Verb, references
from tests.databases import Kind
from tests.db.desk import CALLER, Desk, reach
from tests.db.statements import statements
from tests.db.verbs.examples import EXAMPLES
from tests.sampling import some_of

PUBLIC = sorted(name for name, verb in VERBS.items() if not verb.internal)
MOST = 40
"""Of how many verbs one run of `make test` counts the statements."""
FIXED = 7
"""BEGIN, policy, who acts and for whom, the number of the event, subjects that are looked up again."""
KEPT = 10
"""The request's id, the locks of both sweeps, chains, event, links, texts, word to the desks."""


def ceiling(verb: Verb) -> int:
    """Statements in which a verb may look: its names found, its rows read, for each thing that it names."""
    kind = type(verb)
    names = {name: max(1, len(verb.names(name))) for name in references(kind)}
    found = sum(2 * count for count in names.values())
    rows = sum((1 + len(kinds)) * names[name] for name, kinds in kind.reads.items())
    # Whoever closes a month counts it: one question for each kind of rows that its figures are about, and
    # one for how far the log goes.
    counted = 1 + len({figure.population.name for figure in FIGURES.values()}) if kind is CloseMonth else 0
    return FIXED + found + rows + 2 * len(kind.looks_at) + counted


def test_every_verb_has_an_example_of_what_it_costs() -> None:
    assert set(PUBLIC) <= EXAMPLES.keys()


@pytest.mark.parametrize("name", some_of(PUBLIC, "what verbs cost", MOST))
def test_a_preview_only_looks_and_no_more_than_the_verb_declares(desk: Desk, name: str) -> None:
    fields = EXAMPLES[name](desk)
    by = "D01" if name == "withdraw" else "A01"
    verb = parse_verb(name, fields)
    # What is accepted of a proposal, or makes a net, are verbs of their own, each counted as itself.
    counts = type(verb).read_kinds() is not None and not isinstance(verb, (Accepting, Net))
    before = desk.watch.mark()
    with statements(desk.store.engine) as asked:
        desk.store.preview(verb, by)
    assert asked.binding() == []
    assert desk.watch.mark() == before
    if counts:
        assert len(asked) <= ceiling(verb), "\n".join(asked)
    with statements(desk.store.engine) as asked:
        answer = desk.do(name, by=by, **fields)
    if counts:
        first = answer if "event" in answer else answer["done"][0]
        changes = len(desk.bodies()[first["event"] - 1].split('"changes":')[1])
        assert changes
        assert len(asked.looking()) <= ceiling(verb) + KEPT, "\n".join(asked)


def told_figures() -> dict[str, dict[str, tuple[int, int]]]:
    """By verb and database the statements of preview and verb that the record of the decision tells."""
    text = (Path(__file__).parents[3] / "docs/decisions/0025-one-subject.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    return {
        name: {"sqlite": (int(one), int(two)), "postgresql": (int(three), int(four))}
        for name, one, two, three, four in rows
    }


@pytest.mark.every_way
@pytest.mark.parametrize("name", told_figures())
def test_the_figures_of_the_record_are_true(desk: Desk, database_kind: Kind, name: str) -> None:
    fields = EXAMPLES[name](desk)
    with statements(desk.store.engine) as previewed:
        desk.store.preview(parse_verb(name, fields), "A01")
    with statements(desk.store.engine) as done:
        desk.do(name, **fields)
    assert (len(previewed), len(done)) == told_figures()[name][database_kind]


def test_a_note_reads_the_ticket_and_nothing_else(desk: Desk) -> None:
    number = reach(desk, "onsite")
    with statements(desk.store.engine) as asked:
        desk.do("note", ticket=number, text="请走北门")
    tables = {text.split("FROM ")[1].split()[0] for text in asked.looking() if "FROM " in text}
    assert tables & {"milestone_time", "assignment", "pause", "escalation", "survey", "item_step"} == set()


def test_registering_looks_only_at_customers_like_the_caller(desk: Desk) -> None:
    with statements(desk.store.engine) as asked:
        desk.do("register", **CALLER)
    about = [text for text in asked.looking() if "FROM customer" in text]
    assert about
    assert all("WHERE" in text for text in about)


def test_a_preview_does_not_wait_for_whoever_writes(desk: Desk) -> None:
    number = reach(desk, "triaged")
    verb = parse_verb("note", {"ticket": number, "text": "x"})
    with transaction(desk.store.engine, writing=True) as connection:
        connection.exec_driver_sql(f"UPDATE subject SET seq = seq WHERE key = 'ticket:{number}'")
        assert desk.store.preview(verb, "A01").as_json()["number"] == number
