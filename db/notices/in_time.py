"""No service holds whoever watches for longer than this, whatever it does: a name server that is silent, a
mail server that answers letter by letter (ESC-05)."""

from __future__ import annotations

from threading import Lock, Thread

from db.notices.sending import Message, Result, Sender, Verdict

LONGEST_SECONDS = 15.0
"""Less than a lease holds without a word."""
_waiting: dict[str, Thread] = {}
_lock = Lock()


def send_in_time(sender: Sender, message: Message) -> Result:
    """Send it, but wait no longer than `LONGEST_SECONDS` for the answer.

    A try that is given up may have been taken: nobody knows. It stays in a thread of its own until its
    service lets go of it, and until then that service gets no other.
    """
    with _lock:
        earlier = _waiting.get(sender.account)
        if earlier is not None and earlier.is_alive():
            return Result(Verdict.FAILED, "timeout")
        _waiting.pop(sender.account, None)
    results: list[Result | BaseException] = []

    def work() -> None:
        try:
            results.append(sender.send(message))
        except Exception as error:  # a sender raises nothing; if it does, what went out is not known
            results.append(Result(Verdict.UNKNOWN, "lost", type(error).__name__))
        except BaseException as error:
            results.append(error)

    thread = Thread(target=work, name="paigong notice", daemon=True)
    thread.start()
    thread.join(LONGEST_SECONDS)
    if results:
        if isinstance(results[0], BaseException):
            raise results[0]
        return results[0]
    with _lock:
        _waiting[sender.account] = thread
    return Result(Verdict.UNKNOWN, "timeout")
