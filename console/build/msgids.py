"""Finds the msgids in the sources: which calls hold them, and where.

`db` writes its sentences without knowing gettext: in the arguments of its errors, inside `msgid(...)`, and in
the declarations of verbs, views and kinds: the first line of a docstring is a summary for people, `word` and
`label` are what the thing is called, `Called(...)` what a field or column is.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("console", "widgets", "db")

# call → the positional arguments that are msgids; for a class, its subclasses are called alike
POSITIONS: dict[str, tuple[int, ...]] = {
    "_": (0,),
    "N_": (0,),
    "msgid": (0,),
    "translate": (0,),
    "ngettext": (0, 1),
    "StoreError": (1, 2),
    "WordedError": (0,),
    "Difference": (1,),
    "Called": (0, 1),
    "Tells": (1, 2),
}
KEYWORDS: dict[str, tuple[str, ...]] = {
    "StoreError": ("msgid", "hint"),
    "WordedError": ("msgid",),
    "Tells": ("nothing", "nothing_brief"),
}
CALLED = ("word", "label")
"""What a declaring class writes into itself for people."""
CONTEXTS: dict[str, int] = {"_": 1, "N_": 1, "msgid": 1}
"""Call → the positional argument that is the msgid's context; a keyword `context` is one everywhere."""
PLURALS = ("ngettext",)
SUMMARISED = ("Verb", "View")
"""Base classes whose children that have a `name` are summed up for people by their docstring."""
DECLARING = (*SUMMARISED, "Kind")


class NotLiteral(ValueError):
    """A msgid is built at run time, so that no catalogue can hold it."""


@dataclass(frozen=True, slots=True)
class Found:
    msgid: str
    plural: str | None
    file: str
    context: str | None = None


def find_msgids(root: Path) -> list[Found]:
    """Every msgid in the three packages under `root`, in the order of files and lines."""
    paths = (path for package in PACKAGES for path in sorted((root / package).rglob("*.py")))
    return find_in_sources(
        {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    )


def find_in_sources(sources: Mapping[str, str]) -> list[Found]:
    """`sources` are texts by file name; subclasses are followed from one file to the next.

    Raises `NotLiteral` for an f-string where a msgid belongs. A variable there is no fault: what it
    holds is marked where it is written.
    """
    telling = {
        file: [
            node for node in ast.walk(ast.parse(source, file)) if isinstance(node, ast.Call | ast.ClassDef)
        ]
        for file, source in sources.items()
    }
    family = _families(node for nodes in telling.values() for node in nodes)
    return [found for file, nodes in telling.items() for found in _in_nodes(nodes, file, family)]


def _families(nodes: Iterable[ast.AST]) -> dict[str, str]:
    """Class name → the class of the tables above, or `Verb`, that it descends from by name. Of classes that
    bear one name in several rooms each may be meant."""
    parents: dict[str, list[str]] = {}
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            parents.setdefault(node.name, []).extend(_name(base) for base in node.bases)
    family = {name: name for name in (*POSITIONS, *DECLARING)}
    while True:
        found = {
            name: family[base]
            for name, bases in parents.items()
            for base in bases
            if name not in family and base in family
        }
        if not found:
            return family
        family |= found


def _in_nodes(nodes: Iterable[ast.AST], file: str, family: Mapping[str, str]) -> Iterator[Found]:
    for node in nodes:
        if isinstance(node, ast.Call):
            yield from _in_call(node, file, family.get(_name(node.func), ""))
        elif isinstance(node, ast.ClassDef) and family.get(node.name) in DECLARING:
            summary = (ast.get_docstring(node) or "").partition("\n")[0].strip()
            if summary and _is_public(node, family):
                yield Found(summary, None, file)
            yield from (Found(called, None, file) for called in _called(node, file) if called)


def _in_call(call: ast.Call, file: str, name: str) -> Iterator[Found]:
    literals = [_literal(call.args[i], file) for i in POSITIONS.get(name, ()) if i < len(call.args)]
    literals += [_literal(word.value, file) for word in call.keywords if word.arg in KEYWORDS.get(name, ())]
    plural = next((word.value for word in call.keywords if word.arg == "plural"), None)
    if name == "Tells" and plural is not None and literals[0]:
        yield Found(literals[0], _literal(plural, file), file)
        return
    if name in PLURALS and len(literals) == 2 and literals[0]:
        yield Found(literals[0], literals[1], file)
        return
    context = _context(call, file, name)
    for literal in literals:
        if literal:
            yield Found(literal, None, file, context)


def _context(call: ast.Call, file: str, name: str) -> str | None:
    place = CONTEXTS.get(name, len(call.args))
    given = [call.args[place]] if place < len(call.args) else []
    given += [word.value for word in call.keywords if word.arg == "context"]
    return _literal(given[0], file) if given else None


def _literal(node: ast.expr, file: str) -> str | None:
    if isinstance(node, ast.JoinedStr):
        raise NotLiteral(f"{file}:{node.lineno}: an f-string cannot be translated; use {{placeholders}}")
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _is_public(node: ast.ClassDef, family: Mapping[str, str]) -> bool:
    """A verb or view that people may call gives itself a `name`."""
    named = (
        isinstance(target, ast.Name) and target.id == "name"
        for line in node.body
        if isinstance(line, ast.Assign | ast.AnnAssign)
        for target in (line.targets if isinstance(line, ast.Assign) else [line.target])
    )
    return node.name not in SUMMARISED and family.get(node.name) in SUMMARISED and any(named)


def _called(node: ast.ClassDef, file: str) -> Iterator[str | None]:
    for line in node.body:
        if isinstance(line, ast.Assign | ast.AnnAssign) and line.value is not None:
            targets = line.targets if isinstance(line, ast.Assign) else [line.target]
            if any(isinstance(target, ast.Name) and target.id in CALLED for target in targets):
                yield _literal(line.value, file)


def _name(node: ast.expr) -> str:
    """The last part of a dotted or subscripted name: `db.errors.Refusal` → `Refusal`."""
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
