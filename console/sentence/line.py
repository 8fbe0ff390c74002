"""The line of the dispatch sentence, which remembers what was said before."""

from __future__ import annotations

from collections.abc import Sequence

from widgets.sentence import Sentence


class RecallingLine(Sentence):
    """A sentence in which the way up leads, past the completions, to earlier ones."""

    def __init__(self, earlier: Sequence[str]) -> None:
        """`earlier` is what was said before, the latest last; it may grow while the line is open."""
        super().__init__()
        self._earlier = earlier
        self._back = 0
        self._begun = ""

    def action_move(self, step: int) -> None:
        """Up and down among the completions; up from the first one recalls what was said before."""
        recalling = self._back > 0 and self.text == self._recalled()
        self._back = self._back if recalling else 0
        if step < 0 and (recalling or not self.text.strip() or self._list.cursor_index <= 0):
            self._recall(self._back + 1)
        elif step > 0 and recalling:
            self._recall(self._back - 1)
        else:
            super().action_move(step)

    def action_complete(self) -> None:
        super().action_complete()
        if self.text.endswith("= "):  # a field's value follows at once
            self.set_text(self.text[:-1])

    def _recalled(self) -> str:
        return self._earlier[-self._back] if self._back else self._begun

    def _recall(self, back: int) -> None:
        if back > len(self._earlier):
            return
        if not self._back:
            self._begun = self.text
        self._back = back
        self.set_text(self._recalled())
