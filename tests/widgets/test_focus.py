"""What the screen does when the focus moves, panes come and go, and colours change."""

from collections.abc import Awaitable, Callable

import pytest
from textual._compositor import ChopsUpdate
from textual.app import App, ComposeResult
from textual.events import Resize
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from tests.widgets.stage import LABELS, NOW, Recorder, layouts, screen_lines, ticket
from widgets.ground import Across
from widgets.queue import Queue
from widgets.quiet_screen import QuietScreen
from widgets.roster import Roster, RosterLabels, RosterRow


class TwoPanes(App[None]):
    """Queue and roster side by side."""

    def get_default_screen(self) -> Screen[None]:
        return QuietScreen(id="_default")

    def compose(self) -> ComposeResult:
        with Across():
            yield Queue(LABELS, clock=lambda: NOW, bar=True)
            yield Roster(RosterLabels("姓名", "状态", "今日", "工具"))

    def on_mount(self) -> None:
        rows = [ticket(place) for place in range(100)]
        self.queue.set_rows([row.key for row in rows], {row.key: row for row in rows})
        self.roster.set_rows([RosterRow("1", "张伟", "待命"), RosterRow("2", "李强", "现场")])
        self.queue.focus()

    @property
    def queue(self) -> Queue:
        return self.query_one(Queue)

    @property
    def roster(self) -> Roster:
        return self.query_one(Roster)


async def test_a_focus_move_sends_the_two_cursor_lines_only() -> None:
    app = TwoPanes()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        dirty: list[Region] = []
        compositor = app.screen._compositor
        update = compositor.update_widgets

        def watched(widgets):  # type: ignore[no-untyped-def]  # as Textual calls it
            update(widgets)
            dirty.extend(compositor._dirty_regions)

        compositor.update_widgets = watched  # type: ignore[method-assign]  # the test stands in its way
        app.roster.focus()
        await pilot.pause(0.1)
        assert {region.y for region in dirty} == {1}
        assert all(region.height == 1 for region in dirty)


async def test_the_cursor_of_the_other_pane_stays_in_sight_but_light() -> None:
    app = TwoPanes()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert app.queue.render_line(1) == app.queue.draw_line(0, True)
        heavy = app.queue.draw_line(0, True)
        app.roster.focus()
        await pilot.pause()
        light = app.queue.draw_line(0, True)
        assert heavy.text == light.text
        assert heavy != light
        assert len({segment.style.bgcolor for segment in light if segment.style}) == 1


async def test_a_pane_that_was_away_comes_back_as_it_is_now() -> None:
    app = TwoPanes()
    async with app.run_test(size=(120, 40)) as pilot:
        app.queue.display = False
        await pilot.pause()
        app.queue.patch(ticket(1, customer="新客户"))
        await pilot.pause()
        app.queue.display = True
        await pilot.pause()
        assert "新客户" in screen_lines(app)[2]


async def test_what_changed_under_a_modal_is_seen_when_it_is_gone() -> None:
    app = TwoPanes()
    async with app.run_test(size=(120, 40)) as pilot:
        await app.push_screen(ModalScreen())
        app.queue.patch(ticket(1, customer="新客户"))
        await pilot.pause()
        app.pop_screen()
        await pilot.pause()
        assert "新客户" in screen_lines(app)[2]


async def test_another_theme_reaches_every_line_in_sight() -> None:
    app = TwoPanes()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        recorder = Recorder(app.queue)
        before = app.queue.ink()
        app.theme = "textual-light"
        await pilot.pause()
        await pilot.pause()
        assert app.queue.ink() != before
        assert set(recorder.take()) == set(range(40))
        strips = app.screen._compositor.render_strips()
        first = next(iter(strips[5]))
        assert first.style is not None
        assert first.style.bgcolor == app.queue.ink().bgcolor


def costs(app: App[None], pilot: Pilot[None]) -> Callable[[Callable[[], object]], Awaitable[int]]:
    """Answers how many characters an action sends."""
    sent: list[int] = []
    compositor = app.screen._compositor
    render = compositor.render_partial_update

    def watched() -> ChopsUpdate | None:
        update = render()
        if update is not None:
            sent.append(len(update.render_segments(app.console)))
        return update

    # Ignored: the test stands in its way.
    compositor.render_partial_update = watched  # type: ignore[method-assign]

    async def cost(action: Callable[[], object]) -> int:
        sent.clear()
        action()
        await pilot.pause()
        await pilot.pause()
        return sum(sent)

    return cost


async def test_what_a_step_a_change_and_a_page_send() -> None:
    app = TwoPanes()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.pause()
        cost = costs(app, pilot)
        assert 0 < await cost(app.queue.action_cursor_down) < 300
        assert 0 < await cost(lambda: app.queue.patch(ticket(5, customer="新客户"))) < 300
        assert await cost(lambda: app.queue.patch(ticket(5, customer="新客户", version=9))) == 0
        assert await cost(app.queue.tick) == 0
        assert 0 < await cost(app.queue.action_page_down) < 6000


class Late(Widget):
    """Something that comes onto a screen that stands already."""

    DEFAULT_CSS = "Late { height: 3; }"
    heard: Resize | None = None

    def on_resize(self, event: Resize) -> None:
        self.heard = event


async def test_what_is_new_hears_its_size_although_somebody_asked_for_places_before_it_had_one() -> None:
    app = TwoPanes()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        late = Late()
        await app.screen.mount(late)
        # It wants to be drawn before it is placed, and somebody asks where it stands.
        app.screen._compositor.update_widgets({late})
        assert late.region
        assert late.heard is None
        await pilot.pause()
        assert late.heard is not None


async def test_a_panel_that_comes_and_goes_places_all_once_and_sends_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    laid = layouts(monkeypatch)
    app = TwoPanes()
    async with app.run_test(size=(120, 40)) as pilot:
        panel = Late()
        await app.screen.mount(panel)
        await pilot.pause()
        cost = costs(app, pilot)
        for shown in (False, True):
            laid.clear()
            panel.display = shown
            await pilot.pause()
            await pilot.pause()
            assert len(laid) == 1
            assert 0 < await cost(app.queue.action_cursor_down) < 300, "the rest has been sent"
