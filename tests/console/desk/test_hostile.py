"""Hostile text on every screen and panel: it is shown as what it is, and commands nobody."""

import pytest

from console.panels.drafts import draft_label
from db.drafts import Draft
from tests.console.desk.hostile import HOSTILE, poison
from tests.console.desk.stage import SMALL, WIDE, desk_on
from tests.db.desk import Desk as Branch
from tests.db.desk import reach
from tests.sampling import some_of
from tests.stories.tour import tour

VIEWS = ("tools", "customers", "roster", "events", "kit", "reminders")
SCREENS = {"panes": 6, "keys": 12, "words": 9, "tables": 6}
"""Parts of the tour, of which one run of `make test` goes through two, and how many screens each has."""
SHOWS_NONE = {
    "triage", "pause", "escalate", "views", "step", "step_onsite", "survey", "close", "why", "intake",
    "window", "overrule", "leave", "help", "palette", "table_tools",
}  # fmt: skip
"""What is about codes and words of the policy alone; the queue stands above some of them."""


def spoiled(branch: Branch) -> None:
    """A ticket in each state, a reminder, an escalation and a draft; then their rows are poisoned."""
    for state in ("new", "dispatched", "onsite", "paused", "follow_up"):
        reach(branch, state) if state != "dispatched" else reach(branch, state, technician="T002")
    number = branch.register(level=1, serial="SN-0001")
    branch.do("chase", ticket=number, text="催")
    branch.do("escalate", ticket=number, reason="急")
    branch.do("remind", ticket=number, at="2026-07-15T12:00:00+08:00", text="回电")
    fields = {"phone": "13800130001", "customer": HOSTILE, "fault": HOSTILE}
    branch.store.save_draft(Draft("one", "A01", "register", fields, draft_label(fields), branch.now))
    branch.do("buy_tool", kind="multimeter")
    poison(branch.url)


@pytest.mark.parametrize(("language", "size"), [("zh_CN", SMALL), ("en", WIDE)])
async def test_no_screen_obeys_what_stands_in_the_rows(
    branch: Branch, language: str, size: tuple[int, int]
) -> None:
    spoiled(branch)
    async with desk_on(branch, size, language) as stage:
        title = stage.app.title
        seen = []
        gone = some_of(tuple(SCREENS), "parts with hostile rows", 2)
        async for name in tour(stage, typed="v", views=VIEWS, forms=(), parts=gone):
            seen.append(name)
            stage.assert_clean()
            assert name in SHOWS_NONE or "[VIP]" in stage.text, f"{name}:\n{stage.text}"
            assert "owned" not in stage.app.title + str(title)
        assert len(seen) == sum(SCREENS[part] for part in gone)
        assert stage.app.is_running, "nothing that was shown was clicked"
