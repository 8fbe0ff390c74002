"""What looks like something that was styled before gets what all rules would give it."""

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Input, Static

from tests.widgets.stage import Stage
from widgets import sheet
from widgets.columns import Column
from widgets.field import Choice, Field
from widgets.form import Form
from widgets.ground import Down
from widgets.lists import ColumnList, ListRow
from widgets.sheet import KnowingSheet


def styled_otherwise(app: App[Any]) -> list[str]:
    """Widgets for which all rules, gone through anew, give something else than they have."""
    found = []
    for each in app.screen.walk_children(with_self=True):
        known = _outcome(each)
        Stylesheet.apply(app.stylesheet, each)
        if _outcome(each) != known:
            found.append(repr(each))
    return found


def _outcome(node: DOMNode) -> tuple[object, ...]:
    """What a node is given, and what it is told to look out for."""
    watches = (node._has_hover_style, node._has_focus_within, node._has_order_style, node._has_odd_or_even)
    return node.styles.base.get_rules(), watches


class Pair(Down):
    """Two that differ by what is around them, and by their place."""

    DEFAULT_CSS = """
    Pair { height: auto; }
    Pair Static { height: 1; color: $primary; }
    Pair.-lit Static { text-style: bold; }
    Pair .first:first-child { width: 10; }
    Pair .first:last-child { width: 5; }
    Pair:ansi Static { color: ansi_red; }
    Pair Static:hover { text-style: italic; }
    Pair:disabled Static { text-style: strike; }
    Pair:focus-within { text-style: underline; }
    Pair .first:even { margin-left: 1; }
    Pair #only { text-style: reverse; }
    """

    def compose(self) -> ComposeResult:
        yield Static("a", classes="first")
        yield Static("b", classes="first")
        yield Static("c")


def form() -> Widget:
    return Form(
        [Field("a", "A", "choice", choices=(Choice("1", "one"),)), Field("b", "B", required=True, value="x"),
         Field("c", "C", "multiline")],
    )  # fmt: skip


class Sheet(Stage):
    """An application whose sheet knows what it has styled."""

    def __init__(self) -> None:
        super().__init__(lambda: Pair())
        self.stylesheet = KnowingSheet(variables=self.get_css_variables())


async def test_what_was_styled_before_is_as_all_rules_would_have_it() -> None:
    app = Sheet()
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.pause()
        assert isinstance(app.stylesheet, KnowingSheet)
        assert not styled_otherwise(app)
        first, second, third = app.query(Pair).first().children
        assert first.styles.width != second.styles.width == third.styles.width
        await app.screen.mount(Pair(classes="-lit"), form(), form())
        await pilot.pause()
        assert not styled_otherwise(app)
        lit = app.query("Pair.-lit Static")
        assert lit
        assert all(each.styles.text_style.bold for each in lit)
        app.query(Form).last().focus_field("b")
        await pilot.pause()
        assert not styled_otherwise(app)
        app.query(Pair).last().remove_class("-lit")
        app.query(Pair).first().add_class("-lit")
        await pilot.pause()
        assert not styled_otherwise(app)
        assert [bool(each.styles.text_style.bold) for each in app.query(Static)] == [
            *[True] * 3,
            *[False] * 3,
        ]
        dark = third.styles.color
        app.theme = "ansi-dark"
        await pilot.pause()
        assert not styled_otherwise(app)
        assert third.styles.color != dark


async def test_every_state_of_what_is_above_is_asked_for() -> None:
    app = Sheet()
    async with app.run_test(size=(40, 20)) as pilot:
        pair = app.query_one(Pair)
        line = Input()
        await pair.mount(line)
        await app.screen.mount(Pair())
        first, third = pair.children[0], pair.children[2]

        async def looks() -> tuple[object, object]:
            await pilot.pause()
            assert not styled_otherwise(app)
            return pair.styles.text_style, third.styles.text_style

        plain = await looks()
        line.focus()
        assert (await looks())[0] != plain[0]
        app.screen.set_focus(None)
        assert await looks() == plain
        third.mouse_hover = True
        app.stylesheet.update(pair)
        assert "italic" in str((await looks())[1])
        third.mouse_hover = False
        app.stylesheet.update(pair)
        pair.disabled = True
        assert "strike" in str((await looks())[1])
        pair.disabled = False
        assert await looks() == plain
        pair.children[0].remove_class("first")
        await looks()
        pair.children[0].add_class("first")
        assert await looks() == plain
        blue = third.styles.color
        app.theme = "nord"  # a dark one, too
        assert await looks() == plain
        assert third.styles.color != blue
        for _again in range(2):
            only = Static("d", id="only")
            await pair.mount(only, before=0)
            await looks()
            assert first.styles.margin.left, "it is another one's turn"
            assert only.styles.text_style.reverse
            await only.remove()
            app.stylesheet.update(pair)
            assert await looks() == plain


async def test_the_ground_is_drawn_as_textual_would_draw_each_of_its_lines() -> None:
    app = Sheet()
    async with app.run_test(size=(40, 8)) as pilot:
        app.query_one(Pair).styles.background = "red"
        app.query_one(Pair).styles.height = 5
        await pilot.pause()
        pair = app.query_one(Pair)
        crop = pair.size.region
        assert crop.height == 5
        assert pair.render_lines(crop) == Widget.render_lines(pair, crop)
        part = crop.shrink((1, 2, 1, 2))
        assert pair.render_lines(part) == Widget.render_lines(pair, part)


async def test_a_row_that_was_drawn_is_drawn_anew_where_anything_that_shows_is_different() -> None:
    view = ColumnList([Column("a", "A", 4), Column("b", "B", 6)])
    rows = [ListRow("1", {"a": "aa", "b": "bb"}), ListRow("2", {"a": "cc", "b": "dd"})]
    app = Stage(view)
    async with app.run_test(size=(20, 5)) as pilot:
        view.set_lines(rows)
        view.focus()
        await pilot.pause()
        plain = view.draw_row(rows[1], False)
        assert view.draw_row(ListRow("3", dict(rows[1].words)), False) is plain, "it is drawn once"
        others = [
            view.draw_row(rows[1], True),
            view.draw_row(rows[1], False, marked=True),
            view.draw_row(ListRow("2", rows[1].words, {"a": "strong"}), False),
            view.draw_row(ListRow("2", {"a": "cc", "b": "d"}), False),
            view.draw_row(ListRow("2", rows[1].words, heading="cc"), False),
        ]
        assert all(each != plain for each in others)
        app.screen.set_focus(None)
        await pilot.pause()
        assert view.draw_row(rows[1], True) not in (plain, others[0]), "the bar goes with the focus"
        view.set_columns([Column("b", "B", 6), Column("a", "A", 4)])
        assert view.draw_row(rows[1], False).text.split() == ["dd", "cc"]
        view.set_columns([Column("a", "A", 4), Column("b", "B", 6)])
        assert view.draw_row(rows[1], False) == plain
        app.theme = "textual-light"
        await pilot.pause()
        assert view.draw_row(rows[1], False) != plain
        view.styles.width = 12
        await pilot.pause()
        assert view.draw_row(rows[1], False).cell_length == 12


async def test_looks_without_end_are_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST", 20)
    app = Sheet()
    async with app.run_test(size=(40, 8)) as pilot:
        await app.screen.mount(*[Static("a", id=f"a{at}") for at in range(50)])
        await pilot.pause()
        assert isinstance(app.stylesheet, KnowingSheet)
        assert len(app.stylesheet._known) <= 20
        assert not styled_otherwise(app)


class Later(Static):
    """Comes late, and says how others look."""

    SCOPED_CSS = False
    DEFAULT_CSS = "Pair > Static { text-style: italic; }"


async def test_rules_that_a_new_widget_brings_are_kept_by_what_comes_after_it() -> None:
    app = Sheet()
    async with app.run_test(size=(40, 20)) as pilot:
        await app.screen.mount(Later())
        pair = Pair()
        await app.screen.mount(pair)
        await pilot.pause()
        assert "italic" in str(pair.children[2].styles.text_style)
