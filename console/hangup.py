"""The line went away: the process ends within seconds, whatever the terminal or the store are doing.

Textual alone dies without clean-up on SIGHUP, or spins when SIGHUP is ignored or the terminal stands still.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Callable

GRACE_SECONDS = 3
POLL_SECONDS = 0.5
ENDING = (signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT, signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2)
"""Each of them would end the process and leave the terminal as the desk had set it."""


def guard(leave: Callable[[], None], descriptor: int = 0) -> None:
    """End the process when the terminal behind `descriptor` closes or a signal says so.

    `leave` asks the application to end; it is called from a signal handler or another thread and must not
    wait. What has not ended after `GRACE_SECONDS` is ended.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def on_signal(_number: int, _frame: object) -> None:
        signal.alarm(GRACE_SECONDS)
        leave()

    for number in ENDING:
        signal.signal(number, on_signal)
    threading.Thread(target=_watch, args=(leave, descriptor), name="paigong hang-up", daemon=True).start()


def _watch(leave: Callable[[], None], descriptor: int) -> None:
    """A terminal that hung up says so; where the signal is ignored this is the only word of it."""
    poll = select.poll()
    poll.register(descriptor, 0)
    while True:
        if any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0)):
            leave()
            time.sleep(GRACE_SECONDS)
            os._exit(129)
        time.sleep(POLL_SECONDS)
