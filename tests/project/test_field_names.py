"""What a value is stands where it is declared: nothing at the desk goes by the name of a verb's field
(docs/decisions/0024-a-value-says-what-it-is.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.verbs.verb import verbs

CONSOLE = Path(__file__).resolve().parents[2] / "console"
NAMES = frozenset(name for verb in verbs().values() for name in verb.model_fields)
ROOMS = ("desk", "intake", "keys", "panels", "register", "sentence", "words")
"""Where fields are filled, asked for and worded; others place columns of views, or read arguments."""
GETTERS = ("get", "pop", "setdefault")
ALLOWED: dict[str, tuple[str, str]] = {
    "desk/calling.py": ("occasions of notices", "escalation emergency repeat promise request task"),
    "desk/desk.py": ("a pane", "ticket"),
    "desk/showing.py": ("families, sections of the policy, columns of a card",
                        "branch department zone staff ticket tool customer equipment technician number"),
    "desk/viewing.py": ("a key of a card", "number"),
    "desk/waiting.py": ("a pane and a key of a card", "number ticket"),
    "intake/panel.py": ("a key of an answer", "number"),
    "keys/key.py": ("a group of keys", "ticket"),
    "keys/needs.py": ("keys", "repeat why"),
    "keys/own.py": ("places of a sentence", "cause"),
    "panels/about.py": ("columns of a card", "number level customer phone fault"),
    "panels/drafts.py": ("a column of a list", "label"),
    "panels/fields.py": ("a type", "text"),
    "panels/following.py": ("a code", "unreachable"),
    "panels/proposal.py": ("keys of answers", "number"),
    "panels/record.py": ("the very form that is drawn",
                         "record another version reason work signed signed_by extra_done begun_at ended_at"),
    "panels/rota.py": ("what the verbs of the shift calendar are sent", "*"),
    "panels/revising.py": ("a type", "text"),
    "register/here.py": ("filters of views", "staff number product"),
    "register/possible.py": ("columns of a card", "at version way"),
    "register/periods_panel.py": ("a list of codes", "period"),
    "register/person.py": ("a key of a card", "number staff"),
    "sentence/complete.py": ("kinds of places", "ticket reason level"),
    "sentence/net.py": ("lines of a net, and keys of answers", "*"),
    "sentence/parse.py": ("words before a number, and kinds of places", "ticket level"),
    "sentence/places.py": ("kinds of places", "level ticket"),
    "sentence/say.py": ("a role", "technician"),
    "sentence/trying.py": ("a key of an answer", "milestone"),
    "words/answers.py": ("keys of answers", "number request level technician milestone version"),
    "words/codes.py": ("codes of the program's lists", "*"),
    "words/report_codes.py": ("codes of the program's lists", "*"),
    "words/figure_codes.py": ("codes of periods, units and buckets", "*"),
    "words/record_codes.py": ("codes of the program's lists", "*"),
    "words/tool_codes.py": ("codes of the program's lists", "*"),
    "words/waiting_codes.py": ("codes of the program's lists", "*"),
    "words/days.py": ("columns of tickets, and what an import gives", "by_day reported_at ended_at at"),
    "words/i18n.py": ("a place of a sentence", "count"),
    "words/policy_codes.py": ("codes of the program's lists", "*"),
    "words/saying.py": ("keys of a candidate's gates, sections of the policy, a unit",
                        "cause result branch calendar category holidays minutes profile task"),
    "words/shapes.py": ("kinds of places", "level phone reason ticket"),
    "words/speech.py": ("a list of the policy", "tool"),
    "words/tale.py": ("keys of events", "at by_day"),
    "words/telling.py": ("a key of answers", "number"),
    "words/watch.py": ("deeds of the watch", "task request"),
}  # fmt: skip
"""Where one of these words is something else, or the very thing that is drawn: why, and which words."""


def used_as_keys(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Field names that choose something: as an index, a key, a member, one side of a comparison."""
    for node in ast.walk(tree):
        chosen: list[ast.expr | None] = []
        match node:
            case ast.Subscript(slice=key):
                chosen = [key]
            case ast.Call(func=ast.Attribute(attr=called), args=[first, *_]) if called in GETTERS:
                chosen = [first]
            case ast.Call(func=ast.Name(id="getattr" | "hasattr"), args=[_, second, *_]):
                chosen = [second]
            case ast.Compare(left=left, comparators=right):
                chosen = [left, *right]
            case ast.Dict(keys=keys):
                chosen = [*keys]
            case ast.Tuple(elts=members) | ast.List(elts=members) | ast.Set(elts=members):
                chosen = [*members]
        for each in chosen:
            if isinstance(each, ast.Constant) and each.value in NAMES:
                yield each.lineno, str(each.value)


FILES = sorted(
    path.relative_to(CONSOLE).as_posix() for room in ROOMS for path in (CONSOLE / room).rglob("*.py")
)


@pytest.mark.parametrize("file", FILES)
def test_nothing_goes_by_the_name_of_a_field(file: str) -> None:
    _why, allowed = ALLOWED.get(file, ("", ""))
    tree = ast.parse((CONSOLE / file).read_text("utf-8"))
    known = NAMES if allowed == "*" else allowed.split()
    found = [f"{line}: {name}" for line, name in used_as_keys(tree) if name not in known]
    assert found == [], "declare what it is (db/kinds.py), and ask field_with, reason_field or ticket_field"


def test_what_is_allowed_is_needed() -> None:
    assert set(ALLOWED) <= set(FILES)
    for file, (_why, allowed) in ALLOWED.items():
        there = {name for _line, name in used_as_keys(ast.parse((CONSOLE / file).read_text("utf-8")))}
        assert allowed == "*" or set(allowed.split()) <= there, file


@pytest.mark.parametrize(
    "source",
    ['row["phone"]', 'values.get("phone")', 'name == "phone"', 'name in ("phone", x)', '{"phone": 1}',
     'getattr(verb, "phone")'],
)  # fmt: skip
def test_a_name_that_chooses_is_found(source: str) -> None:
    assert [name for _line, name in used_as_keys(ast.parse(source))] == ["phone"]
