"""In Chinese no view, no timeline, no answer and no roster shows a code of the store (ALL-01)."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

import db.verbs  # noqa: F401 - lists the verbs
from console.present.answer import answer_text
from console.present.candidates import candidates, formula
from console.present.palette import items
from console.present.people import kit_panel, roster_rows
from console.present.proof import proof_targets
from console.present.table import table
from console.present.ticket import ticket_facts
from console.register.rows import Rows
from console.words.codes import WORDS
from console.words.i18n import install_language
from console.words.saying import said
from console.words.speech import Speech
from db import kinds
from db.figures.figures import FIGURES
from db.policy.model import Policy
from db.store import Store, open_store
from db.verbs.may import Asking
from db.verbs.parsing import parse_verb
from db.views.as_json import as_json
from db.views.handover_lists import LISTS
from db.views.roster import Roster
from db.views.view import VIEWS, Shape, View
from tests.databases import Databases
from tests.db.owing import owe
from tests.sampling import some_of
from widgets.lists import ListRow

TOKEN = re.compile(r"[a-z][a-z_]{2,}")
COMMAND = re.compile(r"paigong (?:do|show) \w+(?: --\w+)?")
"""What a notice tells people to type."""
SAME_IN_CHINESE = frozenset({"km", "ctrl", "paigong", "admin"})
TRIED = 5
"""Of how many tickets, people, tools one run of `make test` asks."""
DECLARED = ("figure", "find", "handover_tickets")
"""Views that are asked for what the program itself declares: each has words of its own, and all are read."""


def shown_rows(view: type[View[Any]], answer: Any, speech: Speech) -> list[ListRow]:
    """What the desk shows of a view: a list as a register, an object as its facts."""
    if isinstance(answer, list):
        return Rows(view, speech).said(answer)
    _columns, rows = table(view, answer, speech)
    return rows


NINE = datetime(2026, 7, 15, 1, tzinfo=UTC)


@contextmanager
def open_at_nine(url: str) -> Iterator[Store]:
    with closing(open_store(url, clock=lambda: NINE)) as opened:
        opened.load()
        opened.stand_at(NINE)
        yield opened


def _live_through(url: str) -> None:
    """What the season has not known."""
    with open_at_nine(url) as opened:
        work = {"ticket": row_of(opened), "work": "更换电容", "bought_parts": "电容 2 35.00", "damage": "no"}
        opened.do(parse_verb("record", work | {"attitude": "very_good", "hygiene": "not_good"}), "D01")
        opened.do(parse_verb("declare_emergency", {"reason": "季度演练", "drill": True}), "D01")
        opened.do(parse_verb("hand_over_shift", {"to": "D02", "text": "盯紧", "tickets": ["1"]}), "D01")
        owe(opened)
        opened.do(parse_verb("receive_letter", {"who": "南山酒店", "content": "何时来修"}), "C01")


@pytest.fixture(scope="module")
def store(demonstrations: Databases) -> Iterator[Store]:
    """A believable branch; it is only read."""
    made = demonstrations.with_rows("demonstration_lived_through", _live_through)
    with open_at_nine(made.create("sqlite")) as opened:
        yield opened
    made.close()


@pytest.fixture(scope="module")
def known(store: Store) -> set[str]:
    """Everything that the store calls by a code."""
    return codes(store.policy())


@pytest.fixture(scope="module")
def tickets(store: Store) -> list[str]:
    """Their numbers."""
    return numbers(store)


@pytest.fixture(autouse=True)
def in_chinese() -> None:
    """Read in Chinese, whatever was installed before."""
    install_language("zh_CN")


@pytest.fixture(scope="module")
def speech(store: Store) -> Speech:
    names = {row.staff: row.name for row in store.read(Roster(), "A01")}
    return Speech(store.zone, store.policy, lambda: names, store.now)


def row_of(store: Store) -> str:
    """A ticket on whose visit somebody is."""
    rows = store.read(_ask("queue", view="active"), "A01")
    return str(next(row.number for row in rows if row.state == "onsite"))


def codes(policy: Policy) -> set[str]:
    """Everything that the store calls by a code: the program's own words, and the policy's names."""
    found = {code for kind in WORDS.values() for code in kind}
    for part in (policy.kits, policy.tools, policy.products, policy.reasons, policy.organisation,
                 policy.profiles, policy.certificates, policy.calendars):  # fmt: skip
        for rows in vars(part).values():
            if isinstance(rows, Mapping):
                found |= {str(code) for code in rows}
    return {code for code in found if TOKEN.fullmatch(code)} - SAME_IN_CHINESE


def raw(text: str, known: set[str]) -> set[str]:
    """Codes that stand in a text for people; a word with an underscore is one in any case."""
    typed = COMMAND.sub("", text)
    return {token for token in TOKEN.findall(typed) if token in known or "_" in token}


def _ask(name: str, /, **fields: Any) -> View[Any]:
    """A question by the name of its view."""
    return VIEWS[name].model_validate(fields)


def numbers(store: Store) -> list[str]:
    return [row.number for row in store.read(_ask("queue", view="open", limit=500), "A01")] + [
        row.number for row in store.read(_ask("queue", view="closed", limit=30), "A01")
    ]


def asked(store: Store, tickets: list[str], view: str) -> Iterator[dict[str, Any]]:
    """The fields with which a view is asked, as often as it has something else to say."""
    wanted = VIEWS[view].model_fields
    if view == "tool":
        yield from ({"number": row.number} for row in store.read(_ask("tools"), "A01")[::20])
    elif view == "tool_kind":
        yield from ({"kind": kind} for kind in store.policy().tools.tool)
    elif view == "place":
        yield from ({"place": place} for place in ("store", "staff:T001", "repair"))
    elif view == "customer":
        yield from ({"id": row.id} for row in store.read(_ask("customers"), "A01"))
    elif view in ("task", "request"):
        yield from ({"id": row.id} for row in store.read(_ask(f"{view}s"), "A01")[:20])
    elif view in ("report", "shift"):
        listed = {"report": "reports", "shift": "handovers"}[view]
        yield from ({"id": row.id} for row in store.read(_ask(listed), "A01") if row.id)
    elif view == "handover_tickets":
        yield from ({"part": part} for part in LISTS)
    elif view == "record":
        yield from ({"number": row.number} for row in store.read(_ask("records", limit=20), "A01"))
    elif view in ("emergency", "letter"):
        listed = {"emergency": "emergencies", "letter": "letters"}[view]
        yield from ({"id": row.id} for row in store.read(_ask(listed), "A01"))
    elif view in ("escalation", "notice"):
        listed = {"escalation": "escalations", "notice": "outbox"}[view]
        rows = store.read(_ask(listed), "A01")
        assert rows, "nothing of it to look at"
        yield from ({"id": row.id} for row in rows[:20])
    elif view == "equipment":
        yield from ({"id": row["id"]} for row in store.read(_ask(view), "A01")[:20])
    elif "number" in wanted and VIEWS[view].model_fields["number"].is_required():
        yield from ({"number": number} for number in tickets[::4])
    elif "numbers" in wanted:
        yield {"numbers": tuple(tickets[:5])}
    elif view == "figure":
        yield from ({"figure": name} for name in FIGURES)
    elif view == "find":
        yield from ({"text": text} for text in ("13", "TK", "RQ", "T0", "店"))
    elif "staff" in wanted:
        yield from ({"staff": row.staff} for row in store.read(Roster(), "A01"))
    else:
        yield {}


@pytest.mark.parametrize("view", sorted(set(VIEWS) - {"tour"}))
def test_a_view_answers_with_the_columns_that_it_declares_and_shows_no_code(
    store: Store, speech: Speech, known: set[str], tickets: list[str], view: str
) -> None:
    shape, things = VIEWS[view].shape(), tuple(asked(store, tickets, view))
    assert things, "nothing of it to look at"
    for fields in things if view in DECLARED else some_of(things, f"things of {view}", TRIED):
        found = store.read(VIEWS[view].model_validate(fields), "A01")
        undeclared(as_json(found, store.zone), shape, view)
        rows = shown_rows(VIEWS[view], as_json(found, store.zone, speech.say), speech)
        for row in rows:
            for name, text in row.words.items():
                # A list in the program's words starts so.
                assert not text.startswith(("[", "(", "{")), (view, name, text)
                # What a level means in English is no code.
                if name not in ("hash", "previous", "id", "policy", "meaning_en"):
                    assert not raw(re.sub(r"\b[0-9a-f]{8,}\b", "", text), known), (view, name, text)


def test_a_cause_in_own_words_is_of_no_kind_in_words(speech: Speech) -> None:
    shape = VIEWS["tickets"].shape()
    told = said(shape["cause_category"].kind, "unclassified", speech)
    assert not raw(told, {"unclassified"}), told
    assert said(shape["cause"].kind, "被雷劈了", speech) == "被雷劈了"


def undeclared(answer: Any, shape: Shape, where: str) -> None:
    """Every object within an answer has the columns that are declared for it, and nothing else."""
    for row in answer if isinstance(answer, list) else [answer]:
        assert row.keys() <= shape.keys(), (where, row.keys() - shape.keys())
        for name, value in row.items():
            objects = value if isinstance(value, list) else [value]
            if shape[name].row is not None and any(isinstance(each, Mapping) for each in objects):
                undeclared([each for each in objects if each is not None], shape[name].shape, name)
            elif any(isinstance(each, Mapping) for each in objects):
                assert isinstance(shape[name].kind, MAPPED), (where, name)


MAPPED = (kinds.Keyed, kinds.Given, kinds.Tale, kinds.ForForms)


def test_no_ticket_panel_and_no_timeline_shows_a_code(
    store: Store, speech: Speech, known: set[str], tickets: list[str]
) -> None:
    names = {row.staff: row.name for row in store.read(Roster(), "A01")}
    for number in some_of(tickets, "panels without codes", 4 * TRIED):
        ticket = store.read(_ask("ticket", number=number), "A01")
        facts = ticket_facts(
            ticket, store.read(_ask("events", number=number), "A01"), names, speech, store.now()
        )
        shown = [*facts.title, *facts.brief, facts.notes.value, facts.deadlines]
        shown += [
            text for line in (*facts.facts, facts.more) for fact in line for text in (fact.label, fact.value)
        ]
        shown += [text for each in facts.milestones for text in (each.name, each.when, each.note)]
        shown += [text for entry in facts.entries for text in (entry.what, entry.text)]
        for text in shown:
            assert not raw(text, known), (number, text)


def test_no_candidate_roster_kit_or_proof_shows_a_code(
    store: Store, speech: Speech, known: set[str], tickets: list[str]
) -> None:
    policy = store.policy()
    people = store.read(Roster(), "A01")
    names = {row.staff: row.name for row in people}
    said: list[str] = []
    for row in roster_rows(people, policy, store.now().astimezone(store.zone)):
        said += [row.state, row.kit, row.short_kit, row.trade, row.zone]
    for person in some_of(people, "kits without codes", TRIED):
        kit = store.read(_ask("kit", staff=person.staff), "A01")
        title, summary, rows = kit_panel(kit, policy, store.zone, store.now().date())
        said += [title, summary, *(text for each in rows for text in (each.kind, each.note))]
    for number in some_of(tickets[::5], "candidates without codes", TRIED):
        ranked = store.read(_ask("candidates", number=number), "A01")
        said += [reason for each in candidates(ranked, speech) for reason in each.reasons]
        said += [formula(each) for each in ranked]
        proof = store.read(_ask("proof", number=number), "A01")
        for target in proof_targets(proof, names, policy, store.zone, store.now()):
            said += [target.title, target.basis, target.result]
            said += [text for each in target.segments for text in (each.why, each.text)]
    for text in said:
        assert not raw(text, known), text


def test_no_answer_shows_a_code(store: Store, speech: Speech, known: set[str]) -> None:
    names = {row.staff: row.name for row in store.read(Roster(), "A01")}
    by_state: dict[str, str] = {}
    for row in store.read(_ask("queue", view="open", limit=500), "A01"):
        by_state.setdefault(row.state, row.number)
    tried: tuple[tuple[str, dict[str, str]], ...] = (
        ("register", {"customer": "散客", "phone": "13800138877", "fault": "跳闸"}),
        ("triage", {"ticket": by_state["new"], "level": "2"}),
        ("pause", {"ticket": by_state["triaged"], "reason": "part"}),
        ("escalate", {"ticket": by_state["triaged"], "reason": "客户催促"}),
        ("note", {"ticket": by_state["triaged"], "text": "已回电"}),
        ("step", {"ticket": by_state["dispatched"], "what": "arrived"}),
        ("recall", {"ticket": by_state["dispatched"], "reason": "另派"}),
        ("resume", {"ticket": by_state["paused"]}),
        ("cancel", {"ticket": by_state["triaged"], "reason": "重复报修"}),
    )
    for verb, fields in tried:
        answer = store.preview(parse_verb(verb, fields), "A01")
        text = answer_text(verb, fields, answer, names, speech, store.now())
        assert not raw(text, known), (verb, text)


def test_every_view_and_verb_has_a_chinese_name_in_the_palette(store: Store, known: set[str]) -> None:
    assert all(view.label for view in VIEWS.values())
    for item in items((), Asking(store.policy(), ""), Speech()):
        assert not raw(item.label, known), item.label
        assert not item.label.isascii() or not item.label.strip("kmKM"), item.label
