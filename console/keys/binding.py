"""The list of keys as Textual's bindings."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from console.keys.list import KEYS


def bindings() -> list[BindingType]:
    """Letters act where no field has the focus, function keys everywhere."""
    made: list[BindingType] = []
    for key in KEYS:
        if not key.action:
            continue
        made.append(Binding(",".join(key.everything), key.action, show=False, id=key.id))
        if key.twins:
            made.append(
                Binding(",".join(key.twins), key.action, show=False, priority=True, id=f"{key.id}.twin")
            )
    return made
