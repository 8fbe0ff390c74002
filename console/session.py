"""A desk's line to the store: own verbs in key order, reads beside them, what others change.

Nothing here waits on the screen's thread. Three threads do the work: one writer, first in first out; one
reader, which of several questions of the same pane answers only the latest; one that listens to the feed.
Answers come back through `post`, on the screen's thread.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from console import incident
from db.answer import Answer
from db.errors import OutcomeUnknown, StoreError, Unreachable
from db.feed import Feed
from db.picking import with_choice
from db.store import Store
from db.verbs.parsing import parse_verb
from db.views.changes import Changes, Look
from db.views.view import View

Post = Callable[[Callable[[], None]], None]
FEED_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Done:
    """How a verb or a question ended: a result, or what went wrong. `log_id` names an unexpected error."""

    result: Any = None
    error: StoreError | None = None
    log_id: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is a result."""
        return self.error is None and not self.log_id

    @property
    def unknown(self) -> bool:
        """Whether nobody knows yet if it was done; the same answer comes again once that is settled."""
        return isinstance(self.error, OutcomeUnknown)


Then = Callable[[Done], None]


@dataclass(frozen=True, slots=True)
class _Sent:
    verb: str
    fields: Mapping[str, Any]
    request: UUID
    expect: tuple[str, int] | None
    preview: bool
    then: Then


class Session:
    """One person's work on one store."""

    def __init__(self, store: Store, actor: str, post: Post) -> None:
        self.store = store
        self.actor = actor
        self._post = post
        self._sent: queue.SimpleQueue[_Sent | Callable[[], None] | None] = queue.SimpleQueue()
        self._questions: OrderedDict[str, tuple[View[Any], Then]] = OrderedDict()
        self._asked = threading.Condition()
        self._closing = threading.Event()
        self._left: dict[tuple[str, int], int] = {}
        self._unknown: dict[UUID, _Sent] = {}
        self._to_keep: dict[str, Callable[[], None]] = {}  # what has not reached the store yet, by what it is
        self._open: dict[str, int] = {}  # the latest question of each pane that waits
        self._serials = count()
        self._waiting = 0
        self._when_done: Callable[[], None] | None = None
        self.refused = False
        """Whether one of the own verbs that `when_done` waited for was refused."""
        self._threads = [
            threading.Thread(target=target, name=f"paigong {target.__name__}", daemon=True)
            for target in (self._write, self._read, self._listen)
        ]
        self.on_change: Callable[[frozenset[str] | None], None] = lambda _subjects: None
        """Hears that something changed in the store, and what it is about; None where that is not known."""
        self.on_wake: Callable[[], None] = lambda: None
        """Hears at once that there will be a change to hear of."""
        self.shown: Callable[[], frozenset[str]] = frozenset
        """What is on the screen: of that it hears even when it is nobody's business here any more."""
        self._seen: Look | None = None
        self._behind = False
        """Whether something was written of which the store could not be asked yet."""
        self.on_trouble: Callable[[StoreError | None], None] = lambda _error: None

    def start(self) -> None:
        """Begin to work; whatever is asked from now on is newer than the first look."""
        self.ask("changes", Changes(), self._looked_first)
        for thread in self._threads:
            thread.start()

    def close(self, seconds: float = 2.0) -> None:
        """Finish what was sent and stop; what the store does not answer in time goes with the process."""
        self._closing.set()
        self._sent.put(None)
        with self._asked:
            self._asked.notify_all()
        until = time.monotonic() + seconds
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, until - time.monotonic()))

    @property
    def waiting(self) -> int:
        """Own verbs that are not answered yet."""
        return self._waiting

    def when_done(self, then: Callable[[], None]) -> None:
        """Call once all own verbs that were sent are answered."""
        self.refused, self._when_done = False, then

    # -- from the screen --------------------------------------------------------------------------------

    def send(
        self,
        verb: str,
        fields: Mapping[str, Any],
        then: Then,
        *,
        expect: tuple[str, int] | None = None,
        preview: bool = False,
        request: UUID | None = None,
    ) -> None:
        """Apply a verb after those sent before it. `expect` is the ticket and the version that was seen when
        the key was pressed; what my own earlier verbs left counts as seen.

        `request` is the id of whoever sends it, a form's for instance: sent again with it, it is the same
        request and done once. Where the line was lost under it, `then` hears so (`Done.unknown`) and hears
        once more when the store has been asked what became of it.
        """
        self._waiting += not preview
        self._sent.put(_Sent(verb, dict(fields), request or uuid4(), expect, preview, then))

    @property
    def unsettled(self) -> int:
        """Own verbs of which nobody knows yet whether they are done."""
        return len(self._unknown)

    def ask(self, pane: str, view: View[Any], then: Then) -> None:
        """Answer a view for a pane; a later question of the same pane takes its place."""
        self._open[pane] = serial = next(self._serials)

        def heard(done: Done) -> None:
            if self._open.get(pane) == serial:
                del self._open[pane]
            then(done)

        with self._asked:
            self._questions[pane] = (view, heard)
            self._asked.notify()

    def is_asked(self, *panes: str) -> bool:
        """Whether the latest question of one of these panes has not been answered yet."""
        return any(pane in self._open for pane in panes)

    def work(self, job: Callable[[], None]) -> None:
        """Let the writer do something that is no verb, in its turn."""
        self._sent.put(job)

    def keep(self, what: str, job: Callable[[], None]) -> None:
        """Let the writer keep something (a draft), in its turn; the latest of it counts. Where the store is
        away it is kept once it answers again: what was called parked is parked."""
        self._to_keep[what] = job
        self._sent.put(lambda: self._kept(what, job))

    # -- the threads ------------------------------------------------------------------------------------

    def _write(self) -> None:
        while (sent := self._sent.get()) is not None:
            if not isinstance(sent, _Sent):
                self._guarded(sent)
                continue
            done = self._guarded(lambda: self._apply(sent))
            if done.unknown:
                self._unknown[sent.request] = sent
            else:
                self._unknown.pop(sent.request, None)
            self._answer(sent, done)

    def _kept(self, what: str, job: Callable[[], None]) -> None:
        if self._to_keep.get(what) is not job:
            return  # a later one has taken its place, or it was kept meanwhile
        is_kept = True
        try:
            job()
        except Unreachable:
            is_kept = False  # it waits for the line
            raise
        finally:
            if is_kept and self._to_keep.get(what) is job:
                del self._to_keep[what]

    def _settle(self) -> None:
        """Ask what became of verbs whose outcome is unknown, and keep what could not be kept, as soon as the
        store answers again."""
        for what, job in list(self._to_keep.items()):
            try:
                self._kept(what, job)
            except StoreError:
                return
        for request, sent in list(self._unknown.items()):
            try:
                answer = self.store.outcome(request)
            except StoreError:
                return  # the line is still away: asked again later
            del self._unknown[request]
            done = Done(answer) if answer is not None else Done(error=_not_done())
            self._post(lambda sent=sent, done=done: sent.then(done))  # type: ignore[misc]

    def _apply(self, sent: _Sent) -> Answer:
        verb = parse_verb(sent.verb, sent.fields)
        expect = None if sent.expect is None else self._current(*sent.expect)
        if sent.preview:
            return self.store.preview(verb, self.actor, expect=expect)
        answer = self.store.do(
            with_choice(self.store, verb, self.actor), self.actor, sent.request, expect=expect
        )
        for one in answer.done:
            if sent.expect is not None and one.get("number") == sent.expect[0]:
                self._left[sent.expect[0], expect or 0] = one.get("version", expect or 0)
        return answer

    def _current(self, number: str, seen: int) -> int:
        """The version that my own verbs left of the one that was seen."""
        while (number, seen) in self._left and self._left[number, seen] != seen:
            seen = self._left[number, seen]
        return seen

    def _answer(self, sent: _Sent, done: Done) -> None:
        def back() -> None:
            self._waiting -= not sent.preview
            sent.then(done)
            self.refused = self.refused or not (done.ok or sent.preview)
            if not self._waiting and self._when_done is not None:
                then, self._when_done = self._when_done, None
                then()

        self._post(back)

    def _read(self) -> None:
        while True:
            with self._asked:
                while not self._questions and not self._closing.is_set():
                    self._asked.wait()
                if self._closing.is_set():
                    return
                pane, (view, then) = self._questions.popitem(last=False)
            done = self._guarded(lambda: self.store.read(view, self.actor))  # noqa: B023 - called at once
            with self._asked:
                overtaken = pane in self._questions
            if not overtaken:
                self._post(lambda then=then, done=done: then(done))  # type: ignore[misc]

    def _listen(self) -> None:
        feed, trouble = Feed(self.store.engine), False
        try:
            while not self._closing.wait(FEED_SECONDS):
                try:
                    if feed.changed() or self._behind:
                        self._post(self._wake)
                    if trouble:
                        trouble = False
                        self._post(lambda: self.on_trouble(None))
                    if self._unknown or self._to_keep:
                        self.work(self._settle)
                except StoreError as error:
                    trouble = True
                    self._post(lambda error=error: self._lost(error))  # type: ignore[misc]
        finally:
            feed.close()

    def _lost(self, error: StoreError) -> None:
        """Behind the line there may stand another store when it comes back: everything is read again then."""
        self._seen = None
        self.on_trouble(error)

    def _wake(self) -> None:
        """Something was written: ask what about."""
        self.on_wake()
        self.ask("changes", Changes(since=self._seen, shown=self.shown()), self._changes_came)

    def _looked_first(self, done: Done) -> None:
        # Where it did not come, everything is read again once the feed has a line.
        self._seen = done.result.look if done.ok else None

    def _changes_came(self, done: Done) -> None:
        was_behind, self._behind = self._behind, isinstance(done.error, Unreachable)
        if self._behind:
            # The line on which changes are heard may stand where this question got through on none.
            self._seen = None
            if not was_behind:  # said once: what was said since says more
                self.on_trouble(done.error)
            return
        if was_behind:
            self.on_trouble(None)
        self._seen = done.result.look if done.ok else None
        self.on_change(done.result.subjects if done.ok else None)

    def _guarded(self, work: Callable[[], Any]) -> Done:
        """The result, the refusal, or the id under which the log keeps what nobody expected."""
        try:
            return Done(work())
        except StoreError as error:
            return Done(error=error)
        except Exception as error:
            return Done(log_id=incident.record(error))


def _not_done() -> Unreachable:
    return Unreachable("db", "It did not reach the store: nothing was changed.", "Send it again.")
