"""What looks like something that was styled before gets what all rules would give it."""

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.css.stylesheet import Stylesheet
from textual.widget import Widget
from textual.widgets import Static

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
        known = each.styles.base.get_rules()
        Stylesheet.apply(app.stylesheet, each)
        if each.styles.base.get_rules() != known:
            found.append(repr(each))
    return found


class Pair(Down):
    """Two that differ by what is around them, and by their place."""

    DEFAULT_CSS = """
    Pair { height: auto; }
    Pair Static { height: 1; }
    Pair.-lit Static { text-style: bold; }
    Pair .first:first-child { width: 10; }
    Pair .first:last-child { width: 5; }
    Pair:ansi Static { color: ansi_red; }
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
