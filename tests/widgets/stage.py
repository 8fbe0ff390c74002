"""A bare application that shows one widget and keeps what it says."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from tests.parsed import share_parsed
from tests.settled import settle_by_events
from widgets.cells import HostileFilter
from widgets.field import Choice
from widgets.queue import QueueLabels, QueueRow

settle_by_events()
share_parsed()
NOW = datetime(2026, 7, 15, 6, 0, tzinfo=UTC)

HOSTILE = "[/foo]\x1b[31m\x1b]52;c;QQ==\x07[@click=app.quit]\u202e倒\u200b[VIP]\x9b2J\U000e0041\n二"

LABELS = QueueLabels(
    "预警",
    "超时",
    "暂停",
    {
        "level": "级",
        "number": "工单",
        "due": "到期",
        "milestone": "节点",
        "customer": "客户",
        "district": "区域",
        "product": "产品",
        "fault": "故障",
        "technician": "人员",
    },
)

LEVELS = (
    Choice("1", "一级", "yj"),
    Choice("2", "二级", "ej"),
    Choice("3", "三级", "sj"),
    Choice("4", "四级", "sij"),
)
"""A choice of four, found by digit or initials."""


class Stage(App[None]):
    """Shows a widget, given or made once the application runs (fields with a value need one).

    `said` holds the messages of the package in order.
    """

    CSS = "Screen { layout: vertical; }"

    def __init__(self, widget: Widget | Callable[[], Widget]) -> None:
        super().__init__()
        self._made_from = widget
        self.widget = widget if isinstance(widget, Widget) else Widget()
        self.said: list[Message] = []

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), HostileFilter()]

    def compose(self) -> ComposeResult:
        if not isinstance(self._made_from, Widget):
            self.widget = self._made_from()
        yield self.widget

    def on_mount(self) -> None:
        if self.widget.focusable:
            self.widget.focus()

    async def _on_message(self, message: Message) -> None:
        if type(message).__module__.startswith("widgets"):
            self.said.append(message)
        await super()._on_message(message)

    def heard(self, kind: type[Message]) -> list[Any]:
        """Messages of one kind."""
        return [message for message in self.said if isinstance(message, kind)]


def screen_lines(app: App[None]) -> list[str]:
    """What stands on the screen, line by line, filters applied."""
    screen = app.screen
    return [strip.text for strip in screen._compositor.render_strips()]


def assert_clean(lines: Sequence[str], width: int) -> None:
    """Every line exactly fills the screen and carries nothing that commands a terminal."""
    for line in lines:
        assert cell_len(line) == width, line
        assert all(character.isprintable() or character == "\u3000" for character in line), ascii(line)


def cells_at(line: str, start: int, end: int) -> str:
    """The characters that stand in cells `start` to `end` of a line."""
    x = 0
    found = ""
    for character in line:
        if start <= x < end:
            found += character
        x += cell_len(character)
    return found


class Recorder:
    """Counts calls of a widget's `render_line`."""

    def __init__(self, widget: Widget) -> None:
        self.lines: list[int] = []
        inner: Callable[[int], Any] = widget.render_line

        def render_line(y: int) -> Any:
            self.lines.append(y)
            return inner(y)

        widget.render_line = render_line  # type: ignore[method-assign]  # the test stands in its way

    def take(self) -> list[int]:
        """Lines drawn since last asked."""
        lines, self.lines = self.lines, []
        return lines


def ticket(place: int, /, *, minutes: int | None = 300, level: int | None = 3, **more: Any) -> QueueRow:
    """A queue row due in so many minutes."""
    facts: dict[str, Any] = {
        "key": f"K{place}",
        "number": f"YX2607-{place:03d}",
        "level": level,
        "level_text": "" if level is None else "一二三四"[level - 1],
        "due_at": None if minutes is None else NOW + timedelta(minutes=minutes),
        "milestone": "到场",
        "customer": "恒丰家具城",
        "district": "宝安",
        "product": "挂机",
        "fault": "遥控失灵",
        "technician": "张伟",
    }
    return QueueRow(**{**facts, **more})


def layouts(monkeypatch: pytest.MonkeyPatch) -> list[Screen[Any]]:
    """The screen once more each time that it gives all widgets their places, from now on."""
    laid: list[Screen[Any]] = []
    inner = Screen._refresh_layout

    def counted(screen: Screen[Any], *given: Any, **named: Any) -> None:
        laid.append(screen)
        inner(screen, *given, **named)

    monkeypatch.setattr(Screen, "_refresh_layout", counted)
    return laid
