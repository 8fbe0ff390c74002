"""Lines are drawn anew where something of them may have changed, and not for every style."""

from textual.app import App, ComposeResult
from textual.strip import Strip

from widgets.lines import LineView
from widgets.text_line import TextLine


class Counting(LineView):
    """Two lines, and how often one of them was drawn."""

    drawn = 0

    def on_mount(self) -> None:
        self.reorder(["a", "b"])

    def draw_line(self, index: int, selected: bool) -> Strip:
        self.drawn += 1
        return self.strip([(0, "ab"[index], self.ink("strong"))])


class Bench(App[None]):
    CSS = "Counting { height: 2; } Counting.-wide { height: 4; } Counting.-lit { background: $error; }"

    def compose(self) -> ComposeResult:
        yield Counting()
        yield TextLine("abc")


async def test_a_style_that_changes_no_ink_draws_no_line_and_another_ground_draws_all() -> None:
    app = Bench()
    async with app.run_test(size=(20, 10)) as pilot:
        view = app.query_one(Counting)
        await pilot.pause()
        ink, before = view.ink("strong"), view.drawn
        view.notify_style_update()  # what a place on the screen is styled with ends here too
        assert view.ink("strong") is ink
        assert view.drawn == before
        view.set_class(True, "-lit")
        await pilot.pause()
        assert view.ink("strong") != ink
        assert next(iter(view.render_line(0))).style == view.ink("strong")


async def test_another_theme_changes_the_inks() -> None:
    app = Bench()
    async with app.run_test(size=(20, 10)) as pilot:
        view = app.query_one(Counting)
        await pilot.pause()
        ink = view.ink("strong")
        app.theme = "textual-light"
        await pilot.pause()
        assert view.ink("strong") != ink


async def test_the_size_is_right_while_lines_are_drawn_and_after_it_changed() -> None:
    app = Bench()
    async with app.run_test(size=(20, 10)) as pilot:
        view = app.query_one(Counting)
        await pilot.pause()
        assert (view.size.height, view.body_height) == (2, 2)
        with view.measured():
            assert view.size.height == 2
        view.set_class(True, "-wide")
        await pilot.pause()
        assert (view.size.height, view.body_height) == (4, 4)


async def test_a_field_styles_its_cursor_when_it_is_drawn() -> None:
    app = Bench()
    async with app.run_test(size=(20, 10)) as pilot:
        field = app.query_one(TextLine)
        field.focus()
        await pilot.pause()
        focused = field.get_component_rich_style("input--cursor")
        assert focused != field.rich_style
        app.theme = "textual-light"
        await pilot.pause()
        assert field.get_component_rich_style("input--cursor") != focused
