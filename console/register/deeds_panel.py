"""The verbs of one kind of thing, each with its key or why it is not possible now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from console.panels.palette import PalettePanel
from console.present.palette import verb_items
from console.register.deeds import deeds_of
from console.words.i18n import _
from db.verbs.may import Asking
from db.verbs.verb import VERBS
from widgets.pick import PickItem

if TYPE_CHECKING:
    from console.panels.host import Host


class DeedsPanel(PalettePanel):
    """The palette, of what acts on the thing whose card stands beneath."""

    def __init__(self, host: Host, family: str, asking: Asking) -> None:
        super().__init__(host)
        self._family, self._asking = family, asking

    def items(self) -> list[PickItem]:
        targets, deeds = (self._asking.number,), deeds_of(self._family)
        items = verb_items(deeds, targets, self._asking, self.host.speech)
        groups = (VERBS[name].group for name in deeds)
        return [
            replace(item, heading=_(group.label) if group is not None else "")
            for item, group in zip(items, groups, strict=True)
        ]
