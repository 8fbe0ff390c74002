"""Changes of a policy as lines for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from console.words.i18n import N_, _, translate
from db.policy.changes import Choice, Difference, Whose
from db.rules.text import strip_controls
from db.views.view import View, ViewContext

LONGEST = 60
"""Characters of a value in a line; the rest stands in the file."""
TITLES = {
    Whose.SHIPPED: N_("Changed by the newer policy"),
    Whose.OWN: N_("Changed here; stays"),
    Whose.BOTH: N_("Changed by both; what stands here stays"),
}


class Rights(View[bool]):
    """Whether whoever asks sees prices; not a view for people, it has no name."""

    def read(self, context: ViewContext) -> bool:
        return context.sees("money")


def change_line(change: Difference) -> str:
    """`~ settings.setting.undo_seconds: 120 → 60`, with + for what is new and - for what is gone."""
    return _line(change.path, change.before, change.after)


def choice_lines(choices: Sequence[Choice]) -> Iterator[str]:
    """What a merge does, in groups: new, changed by the newer policy, changed here, changed by both."""
    groups: dict[str, list[Choice]] = {title: [] for title in (_("New"), *map(_, TITLES.values()))}
    for each in choices:
        groups[_("New") if each.is_new else _(TITLES[each.whose])].append(each)
    for title, group in groups.items():
        if group:
            yield translate("{title}:", title=title)
            yield from (f"  {_line(each.path, each.base, _shown(each))}" for each in group)


def _shown(choice: Choice) -> Any:
    return choice.shipped if choice.whose is Whose.SHIPPED else choice.own


def _line(path: Sequence[str], before: Any, after: Any) -> str:
    place = ".".join(path)
    if before is None:
        return strip_controls(f"+ {place}: {_value(after)}")
    if after is None:
        return strip_controls(f"- {place}: {_value(before)}")
    return strip_controls(f"~ {place}: {_value(before)} → {_value(after)}")


def _value(value: Any) -> str:
    if isinstance(value, dict) and "zh" in value and "en" in value:
        others = [
            f"{name} {_value(each)}" for name, each in value.items() if name not in ("zh", "en", "code")
        ]
        return _cut(", ".join([f"{value['zh']} / {value['en']}", *others]))
    return _cut(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def plain_changes(changes: Iterable[Difference]) -> list[dict[str, Any]]:
    """For scripts: `{path, before, after}`."""
    return [{"path": ".".join(each.path), "before": each.before, "after": each.after} for each in changes]


def plain_choices(choices: Iterable[Choice]) -> list[dict[str, Any]]:
    """For scripts: `{path, whose, new, before, after}`; `after` is what stands in the result."""
    return [
        {
            "path": ".".join(each.path),
            "whose": str(each.whose),
            "new": each.is_new,
            "before": each.own,
            "after": _shown(each),
        }
        for each in choices
    ]
