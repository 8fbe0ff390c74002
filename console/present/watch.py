"""How old the last sweep of the watch is, in the line above the queue (ESC-03)."""

from __future__ import annotations

from console.words.i18n import _, translate
from console.words.watch import QUIET, STUCK, age_text
from db.views.watch import WatchState
from widgets.status import StatusPart


def watch_part(state: WatchState) -> StatusPart | None:
    """Nothing while somebody watches and the last sweep is less than a minute old; then its age, and a
    warning, by mark and word, where nobody watches or the watch sweeps no more."""
    if state.age is not None and state.age < QUIET:
        return None
    if not state.held:
        if state.age is None:
            return StatusPart(_("! nobody watches"), "warning")
        return StatusPart(translate("! nobody watches {age}", age=age_text(state.age)), "warning")
    if state.age is None:
        return None  # the first sweep is still to come
    if state.age >= STUCK:
        return StatusPart(translate("! watch stuck {age}", age=age_text(state.age)), "warning")
    return StatusPart(translate("swept {age} ago", age=age_text(state.age)), "dim")
