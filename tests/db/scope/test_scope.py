"""Nobody sees or touches what lies outside their scope: every view, every verb, each reach (PPL-03).

Drawn from the declarations. The same is asked before and after another branch did something: no answer may
differ, refusals, counts and hints included, and none may hold one of its canaries.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select

import db.imports.verbs  # noqa: F401 - verbs that only imports use
from db.tables.ticket import Ticket
from db.verbs.verb import VERBS
from db.views import VIEWS
from db.views.changes import Changes
from db.views.paging import Paged
from db.views.view import View, ViewContext
from tests.databases import Databases, Kind
from tests.db.desk import Desk, template
from tests.db.scope import two_branches
from tests.db.scope.drawing import asked, drawn_verbs, previewed, questions
from tests.db.scope.two_branches import CANARY, HERE, PHONE, SERIAL, SHARED, canaries

HIDDEN = ["technician", "quality", "lead", "department_lead", "dispatcher"]
"""One for every reach but all; of those who see their own work, one sees phones and one does not."""
ASKED = [*(("sqlite", role) for role in HIDDEN), ("postgresql", "lead"), ("postgresql", "dispatcher")]
"""On PostgreSQL the widest and the one with the most conditions: every question costs twice as much there."""
ONE_IN_THE_STORE = {("add_equipment", "serial"), ("change_equipment", "serial"), ("buy_tool", "number")}
"""Numbers of which there is one in the whole store: that one is taken is told, and nothing else of it."""


@pytest.fixture(scope="session")
def two_branch_stores(databases: Databases, worker_id: str) -> Iterator[Databases]:
    made = databases.with_migration(f"{worker_id}_two_branches", template(two_branches.found))
    yield made
    made.close()


@pytest.fixture(scope="session")
def references(two_branch_stores: Databases) -> dict[str, str]:
    """By what Longgang's tickets, files, people and tools could be asked for."""
    desk = Desk(two_branch_stores.create("sqlite"))
    desk.store.load()
    found = two_branches.settle_elsewhere(desk)
    desk.close()
    return found


@pytest.fixture
def desk(two_branch_stores: Databases, database_kind: Kind) -> Iterator[Desk]:
    url = two_branch_stores.create(database_kind)
    made = Desk(url)
    made.store.load()
    yield made
    made.close()
    two_branch_stores.drop(url)


def all_views() -> list[type[View[Any]]]:
    """Those that people may call, and every other one of the store and the console that has an actor."""
    import console.desk.desk  # noqa: F401 - lists the views that only the console asks

    found = {each for each in _below(View) if each.read is not View.read and not each.of_the_house}
    ours = [each for each in found if not each.__module__.startswith("tests")]
    assert {each for each in ours if each.name} == set(VIEWS.values())
    return sorted((each for each in ours if each not in (Changes, Paged)), key=lambda each: each.__qualname__)


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def all_answers(
    desk: Desk, by: str, probes: Iterable[str], kinds: Iterable[type[View[Any]]] = ()
) -> dict[str, str]:
    """What somebody is answered to everything that can be asked, or only with these views."""
    found = {}
    for kind in kinds or all_views():
        for arguments in questions(kind, probes):
            try:
                view = kind(**arguments)
            except ValidationError:
                continue  # such a value cannot stand in this field
            found[f"{kind.__qualname__} {arguments}"] = asked(desk, view, by)
    return found | paged_answers(desk, by, kinds or VIEWS.values())


def paged_answers(desk: Desk, by: str, kinds: Iterable[type[View[Any]]]) -> dict[str, str]:
    """What somebody is answered to each list, narrowed by what they know, with how many there are."""
    lists = [each for each in kinds if each.is_list() and not _needs(each)]
    return {
        f"Paged {kind.name} {find}": asked(desk, Paged(of=kind(), find=find), by)
        for kind in lists
        for find in ("", CANARY, PHONE[-5:], SERIAL)
    }


def _needs(kind: type[View[Any]]) -> bool:
    return any(field.is_required() for field in kind.model_fields.values())


class Forgetful(View[list[str]]):
    """What the next chapter might add: a list that does not ask for the scope."""

    find: str = ""

    def read(self, context: ViewContext) -> list[str]:
        ticket = Ticket.table.c
        found = select(ticket.customer_label).where(ticket.customer_label.contains(self.find))
        return list(context.connection.execute(found).scalars())


def leaks(answers: dict[str, str], hidden: Iterable[str]) -> list[str]:
    """The canaries in the answers; what was asked for is not one."""
    return [
        f"{question} → {answer[:300]}"
        for question, answer in answers.items()
        for each in hidden
        if each in answer and each not in question
    ]


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [
        f"{question}\n  {answer[:300]}\n  {after[question][:300]}"
        for question, answer in before.items()
        if after[question] != answer
    ]


@pytest.mark.parametrize(("database_kind", "role"), ASKED)
def test_no_view_shows_what_lies_outside(desk: Desk, references: dict[str, str], role: str) -> None:
    probes = tuple(references.values())
    before = all_answers(desk, HERE[role], probes)
    two_branches.settle_elsewhere(desk)
    after = all_answers(desk, HERE[role], probes)
    assert leaks(after, canaries(references)) == []
    assert differing(before, after) == []


def test_who_reaches_all_is_shown_every_canary(desk: Desk, references: dict[str, str]) -> None:
    """What the other tests search for is there to be found."""
    two_branches.settle_elsewhere(desk)
    answers = all_answers(desk, HERE["general_manager"], tuple(references.values()))
    for each in canaries(references):
        assert any(each in answer and each not in question for question, answer in answers.items()), each


def test_a_view_that_forgets_the_scope_is_found(desk: Desk, references: dict[str, str]) -> None:
    two_branches.settle_elsewhere(desk)
    answers = all_answers(desk, HERE["dispatcher"], references.values(), [Forgetful])
    assert len(leaks(answers, canaries(references))) > 1


def all_previews(desk: Desk, by: str, references: dict[str, str]) -> dict[str, str]:
    own = {
        "ticket": "1", "staff": HERE["technician"], "tool": "KT1", "customer": "福田印刷厂",
        "equipment": "NS-1", "task": "2", "request": "1",
    }  # fmt: skip
    probes = [
        references[each]
        for each in (
            "number",
            "running",
            "staff",
            "tool",
            "customer",
            "text",
            "other",
            "task",
            "request",
        )
    ]
    found = {}
    for kind in VERBS.values():
        for name, verb in drawn_verbs(kind, probes, (PHONE, SERIAL, references["number"], SHARED), own):
            if (kind.name, name) not in ONE_IN_THE_STORE:
                found[f"{kind.name} {verb.given}"] = previewed(desk, verb, by)
    return found


@pytest.mark.parametrize("role", ["manager"])
def test_no_verb_touches_what_lies_outside(desk: Desk, references: dict[str, str], role: str) -> None:
    desk.do("buy_tool", kind="multimeter", number="KT1")
    before = all_previews(desk, HERE[role], references)
    assert {question.split()[0] for question in before} == {
        name for name, verb in VERBS.items() if not verb.internal
    }
    two_branches.settle_elsewhere(desk)
    after = all_previews(desk, HERE[role], references)
    assert leaks(after, canaries(references)) == []
    assert differing(before, after) == []
