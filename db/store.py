"""The store: verbs in, views out, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from db import engine as engines
from db import trouble
from db.errors import NotPermitted, OutcomeUnknown, StoreError, Unreachable
from db.log.change import Salts
from db.log.reading import DatabaseReader
from db.opened import Clock, OpenStore, nobody, random_salt, wall_clock
from db.retrying import retrying
from db.rules.masking import Mask
from db.scope import EVERYTHING
from db.tables.staff import Staff
from db.views.view import PERSONAL, View, ViewContext, shown, shown_in_pieces

if TYPE_CHECKING:
    from db.answer import Answer
    from db.drafts import Draft
    from db.log.audit import Audit
    from db.verbs.context import Context
    from db.verbs.verb import Verb

T = TypeVar("T")


class Store(OpenStore):
    """An open store: the verbs that are done in it, the views that it shows, the drafts that it keeps."""

    # -- verbs ------------------------------------------------------------------------------------------

    def do(self, verb: Verb, actor: str, request: UUID | None = None, *, expect: int | None = None) -> Answer:
        """Apply a verb in one transaction, or raise a `StoreError` with nothing changed.

        `request` is the caller's id: the same id with the same fields and actor returns the stored answer.
        `expect` is the ticket's version that the caller saw; another one is a Conflict. Raises OutcomeUnknown
        when the line was lost under the COMMIT and does not come back: the same id settles it.
        """
        request = request or uuid4()
        lost: list[DBAPIError] = []
        late = set[str]()
        try:
            # The same id again is the same request: after a lost COMMIT it finds what it had done.
            return retrying(lambda: self._attempt(verb, actor, request, expect, lost, late))
        except Unreachable as error:
            if not lost:
                raise
            raise OutcomeUnknown(
                "db", "The line was lost: this is done, or nothing of it is.",
                "Sent again with its id it is done once: {id}", id=str(request),
            ) from error  # fmt: skip

    def outcome(self, request: UUID) -> Answer | None:
        """What became of a request whose outcome is unknown; None where it is not in the store and, unless
        it is sent again, never will be."""

        def attempt() -> Answer | None:
            with engines.transaction(self.engine, writing=True) as connection:
                engines.await_request(connection, str(request))
                earlier = DatabaseReader(connection).request(str(request))
                connection.rollback()
            from db.answer import stored

            return stored(earlier) if earlier else None

        return retrying(attempt)

    def preview(self, verb: Verb, actor: str, *, expect: int | None = None) -> Answer:
        """What `do` would answer now. It only looks: nothing is written, locked or numbered."""

        def attempt() -> Answer:
            with engines.transaction(self.engine, writing=False) as connection:
                return self._decide_for(connection, verb, actor, uuid4(), expect, preview=True)

        return retrying(attempt)

    def _attempt(
        self,
        verb: Verb,
        actor: str,
        request: UUID,
        expect: int | None,
        lost: list[DBAPIError],
        late: set[str],
    ) -> Answer:
        """Decide and keep it; `lost` collects what broke under a COMMIT, `late` what is to be held sooner."""
        with engines.transaction(self.engine, writing=True) as connection:
            if lost:
                engines.await_request(connection, str(request))
            answer = self._decide_for(connection, verb, actor, request, expect, late=late)
            from db.feed import tell

            tell(connection)
            try:
                connection.commit()
            except DBAPIError as error:
                if trouble.is_lost(error):
                    lost.append(error)
                raise
            engines.demand_same_file(self.engine)  # else it was kept where nobody will look
            return answer

    def _decide_for(
        self,
        connection: Connection,
        verb: Verb,
        actor: str,
        request: UUID,
        expect: int | None,
        preview: bool = False,
        late: set[str] | None = None,
    ) -> Answer:
        """What was decided, or why not, as far as this person may see it (CUS-03)."""
        try:
            return self._decide(connection, verb, actor, request, expect, preview, late)
        except StoreError as error:
            self._mask_of(connection, actor).error(error)
            raise

    def _mask_of(self, connection: Connection, actor: str) -> Mask:
        """What this person may see of an error (CUS-03)."""
        policy = self.policy_in_force(connection)
        people = DatabaseReader(connection).rows(Staff, no=actor)
        roles = self._reached(connection, people[0], policy, self.now()).roles if people else ()
        return Mask(is_open=policy.has_right(PERSONAL, roles))

    def _decide(
        self,
        connection: Connection,
        verb: Verb,
        actor: str,
        request: UUID,
        expect: int | None,
        preview: bool = False,
        late: set[str] | None = None,
    ) -> Answer:
        from db.answer import repeated
        from db.attempting import Attempt

        read = DatabaseReader(connection)
        verb = verb.coded(lambda: self.policy_in_force(connection))
        if not preview and (earlier := read.request(str(request))):
            return repeated(earlier, verb, actor)
        base = self._context(connection, actor, request, founding=verb.internal, watching=verb.by_watch)

        attempt = Attempt(connection, base, standing=self._standing, writing=not preview, late=late)
        answer = attempt.decide_all(verb, expect)
        if not preview:
            attempt.write(self._salts, verb, answer)
        mask = Mask(is_open=base.policy.has_right(PERSONAL, base.actor.roles))
        return mask.answer(answer)

    def bulk(
        self,
        actor: str,
        request: UUID,
        decide: Callable[[Connection, Context, Salts], T],
        *,
        writing: bool = True,
    ) -> T:
        """Decide many verbs in one transaction, for those who bring their own way to read and write them.

        `decide` may be called again after a lost race, so it keeps nothing until it has returned. Its context
        lacks what differs from event to event.
        """

        def attempt() -> T:
            with engines.transaction(self.engine, writing=writing) as connection:
                return decide(connection, self._context(connection, actor, request), self._salts)

        return retrying(attempt)

    # -- views ------------------------------------------------------------------------------------------

    def read(self, view: View[T], actor: str | None = None) -> T:
        """What a view shows to this person, all of it at one moment.

        Without one only what is of the house; NotPermitted otherwise.
        """
        if actor is None and not view.of_the_house:
            raise NotPermitted(
                "PPL-03", "It is not known who looks.", "Say who with --as and a staff number."
            )

        def attempt() -> T:
            with engines.transaction(self.engine, writing=False) as connection:
                return shown(view, self.looking(connection, actor))

        return retrying(attempt)

    def read_through(self, view: View[Any], actor: str, use: Callable[[Iterator[list[Any]]], T]) -> T:
        """What `use` makes of the rows of a list, which it gets a few at a time, all as of one moment.

        It may be called again, with the rows from the first on, after the line to the server was lost.
        """

        def attempt() -> T:
            with engines.transaction(self.engine, writing=False) as connection:
                return use(shown_in_pieces(view, self.looking(connection, actor)))

        return retrying(attempt)

    def looking(self, connection: Connection, actor: str | None) -> ViewContext:
        """This moment as somebody sees it; as the house does, without one."""
        read = DatabaseReader(connection)
        people = read.rows(Staff, no=actor) if actor else []
        if actor and not people:
            raise nobody(actor)
        policy = self.policy_in_force(connection)
        named = lambda version: self._policy(connection, version)  # noqa: E731 - bound to this transaction
        now, roles, scope = self.now(), frozenset[str](), EVERYTHING
        if people:
            reached = self._reached(connection, people[0], policy, now)
            roles, scope = reached.roles, reached.scope
        mask = Mask(is_open=policy.has_right(PERSONAL, roles))
        return ViewContext(
            connection, read.within(scope), now, policy, named, self.zone,
            people[0] if people else None, roles, mask, scope, self.machine_now(), kept=self._kept,
        )  # fmt: skip

    def audit(self) -> Audit:
        """Fold the whole log again and compare."""

        def attempt() -> Audit:
            with engines.transaction(self.engine, writing=False) as connection:
                from db.log.audit import audit

                return audit(connection)

        return retrying(attempt)

    # -- drafts -----------------------------------------------------------------------------------------

    def save_draft(self, draft: Draft) -> None:
        """Keep a form that somebody has begun."""
        from db import drafts

        retrying(lambda: self._writing(lambda connection: drafts.save(connection, draft)))

    def discard_draft(self, draft_id: str, staff: str) -> None:
        """Forget somebody's draft."""
        from db import drafts

        retrying(lambda: self._writing(lambda connection: drafts.discard(connection, draft_id, staff)))

    def drafts_of(self, staff: str) -> list[Draft]:
        """Somebody's drafts, the latest first."""
        from db import drafts

        def attempt() -> list[Draft]:
            with engines.transaction(self.engine, writing=False) as connection:
                return drafts.of(connection, staff)

        return retrying(attempt)

    def keep_said(self, staff: str, text: str) -> None:
        """Remember a dispatch sentence for this person's next sessions."""
        from db import said

        now = self.now()
        retrying(lambda: self._writing(lambda connection: said.keep(connection, staff, text, now)))

    def _writing(self, write: Callable[[Connection], None]) -> None:
        with engines.transaction(self.engine, writing=True) as connection:
            write(connection)


def open_store(url: str, *, clock: Clock = wall_clock, salts: Salts = random_salt) -> Store:
    """The store behind a URL, checked and ready. Raises Unreachable or Damaged with what to do."""
    store = Store(url, clock=clock, salts=salts)
    try:
        store.load()
    except StoreError:
        store.close()
        raise
    return store
