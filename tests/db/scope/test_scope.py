"""Nobody sees or touches what lies outside their scope: every view, every verb, each reach (PPL-03).

Drawn from the declarations. The same is asked before and after another branch did something: no answer may
differ, refusals, counts and hints included, and none may hold one of its canaries.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import Connection, select

from db.engine import transaction
from db.log.change import Salts
from db.tables.ticket import Ticket
from db.verbs.context import Context
from db.verbs.verb import Verb, verbs
from db.views import VIEWS
from db.views.changes import Changes
from db.views.paging import Paged
from db.views.view import View, ViewContext
from tests.db.desk import Desk
from tests.db.scope.conftest import Stores
from tests.db.scope.drawing import asked, drawn_verbs, previewed, questions
from tests.db.scope.two_branches import CANARY, HERE, PHONE, SERIAL, SHARED, canaries
from tests.sampling import some_of

HIDDEN = ["technician", "quality", "lead", "department_lead", "dispatcher"]
"""One for every reach but all; of those who see their own work, one sees phones and one does not."""
TOUCHING = ["technician", "lead", "department_lead", "dispatcher", "manager"]
ASKERS, QUESTIONS, NARROWINGS, PREVIEWS = 1, 5, 2, 6
"""As how many of them one run of `make test` asks each view and each verb; how much it asks a view, by how
many of the words below it narrows a list, and how much it asks of a verb."""
NAMED_BY = {
    "ticket": ("number", "running", "other", "text", "phone"), "customer": ("customer", "text", "phone"),
    "equipment": ("equipment", "serial", "text"), "staff": ("staff", "text"), "tool": ("tool",),
    "task": ("task", "number", "text"), "request": ("request", "number", "text"),
    "notice": ("notice", "number", "text"), "emergency": ("emergency", "text"),
    "record": ("record", "number", "text"),
    "letter": ("letter", "text"),
}  # fmt: skip
"""By family what people may call one of the other branch's things."""
NARROWING = ("number", "customer", "equipment", "staff", "phone", "text", "last")
"""What a list that is narrowed is narrowed by."""
OWN = {
    "ticket": "1", "staff": HERE["technician"], "tool": "KT1", "customer": "福田印刷厂",
    "equipment": "NS-1", "task": "2", "request": "1", "notice": "NT1", "emergency": "EM1", "record": "1",
    "letter": "LT1",
}  # fmt: skip
ONE_IN_THE_STORE = {("add_equipment", "serial"), ("change_equipment", "serial"), ("buy_tool", "number")}
"""Numbers of which there is one in the whole store: that one is taken is told, and nothing else of it."""


def all_views() -> list[type[View[Any]]]:
    """Those that people may call, and every other one of the store and the console that has an actor."""
    import console.desk.desk  # noqa: F401 - lists the views that only the console asks

    named = set(VIEWS.values())  # which loads them all
    found = {each for each in _below(View) if each.read is not View.read and not each.of_the_house}
    ours = [each for each in found if not each.__module__.startswith("tests")]
    assert {each for each in ours if each.name} == named
    return sorted((each for each in ours if each not in (Changes, Paged)), key=lambda each: each.__qualname__)


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def all_answers(
    desk: Desk, by: str, references: dict[str, str], kinds: Iterable[type[View[Any]]], most: int = QUESTIONS
) -> Iterator[tuple[str, str]]:
    """What can be asked with these views, and what somebody is answered to it, at one moment."""
    narrowing = tuple(references[each] for each in NARROWING)
    with transaction(desk.store.engine, writing=False) as connection:
        looking = desk.store.looking(connection, by)
        for kind in kinds:
            every = list(questions(kind, references.values(), narrowing))
            for arguments in some_of(every, f"questions {kind.__qualname__}", most):
                try:
                    view = kind(**arguments)
                except ValidationError:
                    continue  # such a value cannot stand in this field
                yield f"{kind.__qualname__} {arguments}", asked(view, looking.again())
            words = some_of(NARROWED, f"words {kind.__qualname__}", NARROWINGS)
            for find in words if may_be_paged(kind) else ():
                yield f"Paged {kind.name} {find}", asked(Paged(of=kind(), find=find), looking.again())


NARROWED = ("", CANARY, PHONE[-5:], SERIAL)
"""What people know, by which a list is narrowed; with each answer stands how many rows there are."""


def may_be_paged(kind: type[View[Any]]) -> bool:
    """Whether it is a list that needs to be told nothing."""
    return bool(kind.name) and kind.is_list() and not any(f.is_required() for f in kind.model_fields.values())


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


@pytest.mark.parametrize("role", HIDDEN)
def test_no_view_shows_what_lies_outside(stores: Stores, role: str) -> None:
    kinds = [each for each in all_views() if role in some_of(HIDDEN, each.__qualname__, ASKERS)]
    before, after = (
        dict(all_answers(desk, HERE[role], stores.references, kinds))
        for desk in (stores.before, stores.after)
    )
    assert leaks(after, canaries(stores.references)) == []
    assert differing(before, after) == []


def test_who_reaches_all_is_shown_every_canary(stores: Stores) -> None:
    """What the other tests search for is there to be found."""
    missing = set(canaries(stores.references))
    for question, answer in all_answers(
        stores.after, HERE["general_manager"], stores.references, all_views(), most=8
    ):
        missing -= {each for each in missing if each in answer and each not in question}
        if not missing:
            break
    assert missing == set()


def test_a_view_that_forgets_the_scope_is_found(stores: Stores) -> None:
    answers = dict(all_answers(stores.after, HERE["dispatcher"], stores.references, [Forgetful], most=100))
    assert len(leaks(answers, canaries(stores.references))) > 1


def all_verbs(references: dict[str, str]) -> Iterator[Verb]:
    """Every verb, those too that only imports use, each field with what could lead to the other branch."""
    probes = {
        family: tuple(references[each] for each in names) for family, names in NAMED_BY.items()
    }  # fmt: skip
    texts = (PHONE, SERIAL, references["number"], SHARED)
    ids = tuple(references[each] for each in ("customer", "equipment", "tool", "staff"))
    for kind in verbs().values():
        for name, verb in drawn_verbs(kind, probes, (*texts, *ids) if kind.internal else texts, OWN):
            if (kind.name, name) not in ONE_IN_THE_STORE:
                yield verb


def all_previews(desk: Desk, by: str, verbs: Iterable[Verb]) -> dict[str, str]:
    """What somebody is answered who asks what each of these would do, at one moment."""

    def ask(connection: Connection, looking: Context, _salts: Salts) -> dict[str, str]:
        return {f"{verb.name} {verb.given}": previewed(verb, connection, looking) for verb in verbs}

    return desk.store.bulk(by, uuid4(), ask, writing=False)


@pytest.mark.parametrize("role", TOUCHING)
def test_no_verb_touches_what_lies_outside(stores: Stores, role: str) -> None:
    asked_of = stores.verbs(all_verbs)
    assert {verb.name for verb in asked_of} == set(verbs())
    tried = [
        verb
        for name in verbs()
        if role in some_of(TOUCHING, name, ASKERS)
        for verb in some_of([each for each in asked_of if each.name == name], f"asked {name}", PREVIEWS)
    ]
    before, after = (all_previews(desk, HERE[role], tried) for desk in (stores.before, stores.after))
    assert leaks(after, canaries(stores.references)) == []
    assert differing(before, after) == []
