"""A window that had begun when it was agreed is said to be past: mostly a slip of the hand (DSP-03)."""

from tests.db.desk import Desk


def test_a_window_that_began_before_is_warned_of_and_one_ahead_is_not(desk: Desk) -> None:
    desk.at("15:10")
    number = desk.register(level=2)
    for begin, said in (("14:30", True), ("15:30", False)):
        window = f"2026-07-15T{begin}:00+08:00"
        answer = desk.preview("dispatch", ticket=number, technician="T001", window_from=window)
        sentences = [warning["msgid"] for warning in answer.get("warnings", [])]
        assert any("which is past" in sentence for sentence in sentences) == said
