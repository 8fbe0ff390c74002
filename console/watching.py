"""The watch within an open desk: for as long as no other one lives (ESC-03)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from console import incident
from db.rules.watching import DESK
from db.store import Store

BEGIN_SECONDS = 2.0
"""After the desk has drawn itself."""
END_SECONDS = 2.0


@contextmanager
def watched_beside(store: Store) -> Iterator[None]:
    """Watch in a thread with lines of its own, which no key and no terminal that stands still holds up."""
    stop = threading.Event()
    thread = threading.Thread(target=_watch, args=(store, stop), name="paigong watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(END_SECONDS)  # what the store does not answer in time goes with the process


def _watch(store: Store, stop: threading.Event) -> None:
    if stop.wait(BEGIN_SECONDS):
        return
    # Imported here: the first picture needs none of it.
    from console.outgoing import reach_at_watch
    from db.watch.running import JOBS, Told, Watch
    from db.watch.sending import Sending
    from db.watch.sweep import Deed

    def tell(said: Deed | Told) -> None:
        if isinstance(said, Deed):
            incident.note(said.what, about=said.about, **dict(said.facts))
        elif said.what == "incident" and said.error is not None:
            incident.record(said.error, about=said.about)

    watch = Watch(store, DESK, tell, (*JOBS, Sending(reach_at_watch)))
    watch.stop = stop
    watch.run()
