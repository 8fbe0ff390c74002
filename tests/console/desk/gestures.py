"""What several tests of the desk do and look at."""

from console.panels.quick import QuickPanel
from tests.console.desk.stage import Stage
from widgets.candidates import Candidates
from widgets.status import MessageLine


def at_cursor(stage: Stage) -> str:
    number = stage.desk.queue.cursor_key
    assert number is not None
    return number


async def candidates(stage: Stage, key: str = "d") -> Candidates:
    await stage.press(key)
    await stage.until(lambda: stage.desk.query(Candidates) and stage.one(Candidates).painted)
    await stage.quiet()
    return stage.one(Candidates)


async def pause(stage: Stage, digit: str = "2") -> None:
    await stage.press("p")
    await stage.until(lambda: stage.desk.query(QuickPanel) and not stage.desk.queue.has_focus)
    await stage.press(digit)


def stage_shows(stage: Stage, words: str) -> bool:
    return words in stage.text


def message(stage: Stage) -> str:
    return stage.desk.query_one("#message", MessageLine).text
