"""What the policy calls things: its own reasons, kinds, roles and boxes, before the words of everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from db.imports.words import folded, whole
from db.policy.model import Policy
from db.policy.parts import Named

Words = Mapping[str, Mapping[str, str]]
"""Field → folded name → code."""


def own_words(kind: str, policy: Policy) -> Words:
    """The policy's names for the codes of the fields of an import; they come before those of `words.toml`."""
    if kind == "staff":
        return {"roles": _names(policy.roles.role.values())}
    if kind == "roster":
        return _shifts(policy)
    if kind != "tickets":
        return {}
    result = next((row for row in policy.questions("on_site") if row.code == "result"), None)
    return {
        "pause_reason": _names(policy.reasons_for("pause").values()),
        "kind": _names(policy.profiles.kind.values()),
        "satisfaction": {
            folded(name): str(box.mark)
            for box in (result.boxes if result else ())
            for name in (box.zh, box.en)
        },
    }


def _shifts(policy: Policy) -> Words:
    """What the policy calls its shifts, and its kinds of leave, beside the letters that there are."""
    named = {
        folded(name): letter
        for letter, row in policy.shifts.items()
        for name in (letter, row.zh, row.en, row.short_zh)
    }
    away = dict.fromkeys(_names(policy.reasons_for("leave").values()), "leave")
    return {"shift": {**away, **named}, "letters": {letter: letter for letter in policy.shifts}}


def code_in(words: Words, field: str, text: str) -> str | None:
    """The code that the policy's own words give; a name with a bracket is known with it too."""
    listed = words.get(field, {})
    return listed.get(whole(text)) or listed.get(folded(text))


def _names(rows: Iterable[Named]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        for name in (row.code, row.zh, row.en):
            found.setdefault(whole(name), row.code)
    return found
