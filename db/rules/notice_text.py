"""What a notice says: a text of the policy with what is known put in (ESC-05)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import Formatter

KNOWN = frozenset(
    {"number", "level", "district", "milestone", "due", "rung", "again", "what", "notice", "channel", "link"}
)
"""What may stand between the braces of a text; none of it is personal data."""

FACTS = ("customer", "contact", "phone", "address", "product", "fault", "technician")
"""What the policy may let a notice show besides; personal data among them."""


def names_in(template: str) -> frozenset[str]:
    """The names that stand between braces. Raises ValueError where the braces are not well formed."""
    found = set()
    for _literal, name, spec, conversion in Formatter().parse(template):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(name)
        found.add(name)
    return frozenset(found)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The text with its values. A word with a name in it for which there is none is left out.

    What people wrote stands in the values and is never read as a template.
    """
    words = []
    for word in template.split(" "):
        names = names_in(word)
        if all(values.get(name) for name in names):
            words.append(word.format_map({name: values[name] for name in names}))
    return " ".join(words)


def with_facts(text: str, facts: Iterable[tuple[str, str]]) -> str:
    """The text and beneath it these facts, each with its name, a line each."""
    return "\n".join((text, *(f"{name}: {value}" for name, value in facts if value)))
