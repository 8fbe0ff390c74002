"""What a dispatcher's hands do: a key, a look at what it opened, the next key."""

from time import monotonic
from typing import TypeVar

from textual import events

from console.desk.desk import UNSEEN_SECONDS
from console.intake.panel import IntakePanel
from console.panels.bulk import BulkPanel
from console.panels.dispatch import DispatchPanel
from console.panels.form import VerbPanel
from console.panels.panel import Panel
from console.panels.quick import QuickPanel
from console.sentence.panel import SentencePanel
from tests.console.desk.stage import NAMED, Stage
from widgets.candidates import Candidates
from widgets.pick import Pick

P = TypeVar("P", bound=Panel)


class Hands:
    """Real keys on a stage; after each deed the hands rest until the store has answered."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    async def press(self, *keys: str) -> None:
        """Keys, and what they lead to."""
        await self.stage.press(*keys)
        await self.stage.quiet()

    async def on(self, number: str) -> None:
        """Find a ticket, wherever it is (`/`), and stand on it with all tickets shown."""
        stage = self.stage
        if stage.desk.queue.cursor_key == number:
            return
        await stage.press("slash")
        await self.burst(number)
        await stage.until(lambda: stage.desk.queue.cursor_key == number)
        await stage.quiet()
        await self.press("enter")

    async def pick(self, key: str, value: str) -> None:
        """A key that opens choices, and the digit of one of them; where it has none, its words and Enter."""
        panel = await self._opened(key, QuickPanel)
        await self._in(panel)
        await self.stage.until(lambda: panel.list.choices)
        digit = panel.list.digit_of(value)
        if digit:
            await self.press(digit)
        else:  # there are more choices than digits: it is found by its words
            await self.burst(next(each.label for each in panel.list.choices if each.value == value))
            await self.press("enter")

    async def burst(self, text: str) -> None:
        """A text faster than the screen is drawn."""
        for character in text:
            self.stage.app.post_message(events.Key(NAMED.get(character, character), character))
        await self.stage.pilot.pause()
        await self.stage.until(lambda: not self.stage.app.turns.busy)

    async def dispatch(self, key: str = "d", take: str = "enter") -> None:
        """`d`, a look at the candidates, Enter."""
        panel = await self._opened(key, DispatchPanel)
        shown = panel.query_one(Candidates)
        await self.stage.until(lambda: shown.painted and shown.has_focus)
        await self.press(take)

    async def propose(self) -> None:
        """`d` on several marked tickets, and a look at who would get what."""
        panel = await self._opened("d", BulkPanel)
        await self.stage.until(lambda: panel.rows)
        await self.stage.quiet()

    async def register(self, phone: str, name: str, fault: str, key: str = "n") -> str:
        """A new caller in a hurry: the number, the name, the fault, Enter each time."""
        stage = self.stage
        panel = await self._opened(key, IntakePanel)
        await stage.until(lambda: panel.is_keyed)
        before = set(stage.desk.queue.line_keys)
        await self.burst(phone)
        await stage.press("enter")
        await self.burst(name)
        await stage.press("enter")
        await self.burst(fault)
        await stage.press("enter")
        await stage.until(lambda: panel not in stage.desk.panels)
        await stage.quiet()
        (number,) = set(stage.desk.queue.line_keys) - before
        assert number is not None
        return number

    async def palette(self, verb: str) -> VerbPanel:
        """The form of a verb without a key."""
        stage = self.stage
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.desk.query(Pick) and stage.one(Pick).cursor_key)
        await self.burst(verb)
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(VerbPanel))
        panel = stage.one(VerbPanel)
        await self._in(panel)
        return panel

    async def form(self, panel: VerbPanel, **values: str) -> None:
        """Fill in fields from the one that has the focus, Tab by Tab, and send."""
        names = [field.name for field in panel.fields]
        for name, value in values.items():
            while panel.form.current != name:
                place = names.index(panel.form.current or names[0])
                await self.stage.press("tab" if place < names.index(name) else "shift+tab")
            await self.burst(value)
        await self.press("f10")

    async def sentence(self, text: str, *, again: bool = False) -> None:
        """One line; Enter once more where it asks back."""
        stage = self.stage
        panel = await self._opened("colon", SentencePanel)
        await stage.until(lambda: panel.is_ready)
        await self.burst(text)
        await stage.quiet()
        await self.press(*["enter"] * (1 + again))
        await stage.until(lambda: panel not in stage.desk.panels)

    async def _looked(self) -> None:
        """As a hand does that looks before it acts: the desk refuses what nobody can have seen yet."""
        queue = self.stage.desk.queue
        await self.stage.until(
            lambda: queue.moved_at is None or monotonic() - queue.moved_at > UNSEEN_SECONDS
        )

    async def _opened(self, key: str, kind: type[P]) -> P:
        stage = self.stage
        await self._looked()
        before = list(stage.desk.panels)
        await stage.press(key)
        await stage.until(
            lambda: [each for each in stage.desk.panels if isinstance(each, kind) and each not in before]
        )
        return next(each for each in stage.desk.panels if isinstance(each, kind) and each not in before)

    async def _in(self, panel: Panel) -> None:
        desk = self.stage.desk
        await self.stage.until(lambda: desk.focused is not None and panel in desk.focused.ancestors)
