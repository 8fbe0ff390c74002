"""The keys of a list over the whole screen, as help and the keys page tell them."""

from __future__ import annotations

from console.words.i18n import N_

IN_A_LIST: tuple[tuple[str, str], ...] = (
    ("/", N_("Narrow the list as you type: names, pinyin, initials, numbers, what the screen calls a state")),
    ("o O", N_("Sort by the next column in sight; the other way round")),
    ("h l", N_("Turn to the columns that have no room")),
    ("x", N_("Export what is shown, narrowed and sorted")),
    ("P", N_("Print a form: of the row, or the list itself as the document has it")),
    ("Space", N_("Mark; the next verb acts on all marked")),
    ("Enter", N_("Open the card of the row; Esc comes back to its line")),
    ("a w y r", N_("Take on or answer, why; grant or done, refuse")),
)
"""Keys of a list over the whole screen, which acts on them itself: no key of the desk is lost for them."""
