"""The list of keys as Textual's bindings."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from console.keys import KEYS, Key, wide_twins

CTRL, TWIN = ".ctrl", ".twin"
"""What follows a key's id in the ids of its bindings; `console.keymap` gives them other keys."""


def bindings() -> list[BindingType]:
    """Letters and ctrl keys act where no field has the focus, function keys everywhere."""
    made: list[BindingType] = []
    for key in KEYS:
        made += _acting(key) if key.action else _wide(key)
    return made


def _acting(key: Key) -> list[BindingType]:
    control = [each for each in key.keys if each.startswith("ctrl+")]
    others = [each for each in key.everything if not each.startswith("ctrl+")]
    made: list[BindingType] = []
    if others:
        made.append(Binding(",".join(others), key.action, show=False, id=key.id))
    if control:
        outside = f"outside_fields({key.action!r})"
        made.append(Binding(",".join(control), outside, show=False, id=key.id + (CTRL if others else "")))
    if key.twins:
        twins = ",".join(key.twins)
        made.append(Binding(twins, key.action, show=False, priority=True, id=f"{key.id}{TWIN}"))
    return made


def _wide(key: Key) -> list[BindingType]:
    """The full-width forms of keys that the lists themselves bind."""
    return [
        Binding(wide, f"app.simulate_key({each!r})", show=False)
        for each in key.keys
        for wide in wide_twins(each)
    ]
