"""A desk for the tests: verbs in a word, at a time that stands where it was put, on a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any, TypeVar

import pytest
from sqlalchemy import TextClause, func, select, text

import db.verbs  # noqa: F401 - lists the verbs
from db.answer import Answer
from db.engine import transaction
from db.errors import StoreError
from db.log.audit import audit
from db.log.logged import Logged
from db.log.reading import DatabaseReader
from db.store import open_store
from db.tables.event import EVENT
from db.tables.record import ServiceRecord
from db.tables.row import ROWS, Key, Row
from db.tables.ticket import Assignment, MilestoneTime, Ticket
from db.timing import way_of
from db.verbs.founding import Found
from db.verbs.parsing import parse_verb
from db.verbs.verb import Verb
from db.views import VIEWS
from db.views.as_json import as_json
from tests.databases import Databases
from tests.db.begun import Begun
from tests.db.written import Watch

R = TypeVar("R", bound=Row)

BRANCH_TIME = timezone(timedelta(hours=8))
START = "2026-07-15 09:00"
CALLER = {"customer": "南山制衣厂", "phone": "13800000001", "fault": "主机不启动"}


def local(text: str) -> datetime:
    """`07-15 10:00` or `2026-07-15 10:00`, as the branch's clock shows it."""
    date, _, time = text.partition(" ")
    year = "" if len(date) > len("07-15") else "2026-"
    return datetime.fromisoformat(f"{year}{date}T{time}").replace(tzinfo=BRANCH_TIME)


class Desk:
    """A store whose clock stands at `now`. A01 founded it and holds every role.

    `by` is who acts, `id` a UUID, `expect` a version; every other keyword is a field of the verb.
    """

    def __init__(self, url: str, template: str = "") -> None:
        """`template` names what the store is a copy of, for tests that begin alike (`tests/db/begun.py`)."""
        self.url = url
        self.now = local(START).astimezone(UTC)
        self.store = open_store(url, clock=lambda: self.now)
        self.watch = Watch(self.store.engine)
        self.begun = Begun(self, template)

    def found(self) -> None:
        """The first event of an empty store."""
        self.store.do(Found(admin="李敏"), "A01")

    def close(self) -> None:
        self.watch.close()
        self.store.close()

    # -- time

    def at(self, text: str) -> datetime:
        """Put the clock: `07-16 10:00`, or `10:00` on the day where it stands."""
        if " " not in text:
            text = f"{self.now.astimezone(BRANCH_TIME):%Y-%m-%d} {text}"
        self.now = local(text).astimezone(UTC)
        return self.now

    def later(self, **span: float) -> datetime:
        """Let time pass: `later(minutes=5)`."""
        self.now += timedelta(**span)
        return self.now

    # -- verbs

    def do(
        self,
        verb: str,
        /,
        *,
        by: str = "A01",
        id: Any = None,
        expect: Any = None,
        **fields: Any,
    ) -> dict[str, Any]:
        """Apply a verb and give its answer as JSON."""
        return self.answer(verb, by=by, id=id, expect=expect, **fields).as_json()

    def answer(
        self,
        verb: str,
        /,
        *,
        by: str = "A01",
        id: Any = None,
        expect: Any = None,
        **fields: Any,
    ) -> Answer:
        """Apply a verb."""
        return self.store.do(parse_verb(verb, fields), by, id, expect=expect)

    def refused(
        self,
        verb: str,
        /,
        *,
        by: str = "A01",
        id: Any = None,
        expect: Any = None,
        **fields: Any,
    ) -> StoreError:
        """Apply a verb that is refused, and see that nothing was done by halves."""
        before = self.watch.mark()
        with pytest.raises(StoreError) as caught:
            self.answer(verb, by=by, id=id, expect=expect, **fields)
        assert self.watch.mark() == before, "a refusal wrote something"
        return caught.value

    def register(self, **fields: Any) -> str:
        """A new ticket's number."""
        return self._register(**fields) if fields else self.begun.by("register", self._register)

    def _register(self, **fields: Any) -> str:
        number: str = self.do("register", **(CALLER | fields))["number"]
        return number

    def staff(self, no: str, roles: str = "technician", **fields: Any) -> str:
        """Somebody new."""
        self.do("add_staff", **({"staff": no, "label": f"人员{no}", "roles": roles} | fields))
        return no

    def preview(self, verb: str, /, *, by: str = "A01", **fields: Any) -> dict[str, Any]:
        """What a verb would do; nothing is done."""
        return self.store.preview(parse_verb(verb, fields), by).as_json()

    # -- what stands in the store

    def show(self, view: str, /, *, by: str = "A01", **fields: Any) -> Any:
        """A view as JSON."""
        return as_json(self.store.read(VIEWS[view](**fields), by), self.store.zone)

    @contextmanager
    def reader(self) -> Iterator[DatabaseReader]:
        with transaction(self.store.engine, writing=False) as connection:
            yield DatabaseReader(connection)

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]:
        with self.reader() as read:
            return read.rows(kind, **equal)

    def ticket(self, number: str) -> Ticket:
        (found,) = self.rows(Ticket, number=number)
        return found

    def target(self, number: str, milestone: str) -> MilestoneTime:
        """The ticket's target of a milestone."""
        (found,) = self.rows(MilestoneTime, ticket=number, milestone=milestone)
        return found

    def targets(self, number: str) -> dict[str, MilestoneTime]:
        return {row.milestone: row for row in self.rows(MilestoneTime, ticket=number)}

    def held_by(self, number: str) -> list[str]:
        """Who holds the ticket now, the one in charge first."""
        held = self.rows(Assignment, ticket=number, ended_at=None)
        return [each.technician for each in sorted(held, key=lambda each: (not each.lead, each.technician))]

    def snapshot(self) -> dict[str, dict[Key, dict[str, Any]]]:
        """Every derived row of the store."""
        with self.reader() as read:
            filled = set(read.connection.execute(_filled()).scalars())
            return {
                name: {
                    row.identity(): dict(row.__dict__) for row in (read.rows(kind) if name in filled else ())
                }
                for name, kind in ROWS.items()
            }

    def events(self, subject: str) -> list[Logged]:
        """A subject's events; a ticket's by its number."""
        with self.reader() as read:
            return read.log_of(subject if ":" in subject else f"ticket:{subject}")

    def bodies(self) -> list[str]:
        """The hashed text of every event, in order."""
        with self.reader() as read:
            return [
                record.body for record in read.connection.execute(EVENT.select().order_by(EVENT.c.seq)).all()
            ]

    def count_events(self) -> int:
        with self.reader() as read:
            return int(read.connection.execute(select(func.count()).select_from(EVENT)).scalar_one())

    def differences(self) -> list[str]:
        """What audit finds; nothing in a clean store."""
        with self.reader() as read:
            return [
                f"{each.subject}: {each.msgid} {each.values}" for each in audit(read.connection).differences
            ]


@cache
def _filled() -> TextClause:
    """The tables in which anything stands: most are empty, and asking each by itself takes longer."""
    return text(
        " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in ROWS)
    )


def template(populate: Callable[[Desk], None]) -> Callable[[str], None]:
    """What makes an empty store one with these people and tickets, to be copied for every test."""

    def make(url: str) -> None:
        desk = Desk(url)
        populate(desk)
        desk.close()

    return make


@contextmanager
def copied(template: Databases) -> Iterator[Desk]:
    """Wednesday 2026-07-15, 09:00, on an own SQLite copy of a template; A01 may do everything."""
    url = template.create("sqlite")
    desk = Desk(url)
    desk.store.load()
    yield desk
    desk.close()
    template.drop(url)


def crew(desk: Desk) -> None:
    """Two technicians and a colleague for each role that the tests act as."""
    desk.staff("T001")
    desk.staff("T002")
    desk.staff("D01", "dispatcher")
    desk.staff("C01", "customer_service")
    desk.staff("M01", "manager")


REMOTE: dict[str, Any] = {"way": "remote"}


def reach(desk: Desk, state: str, *, remote: bool = False, technician: str = "T001") -> str:
    """A ticket of level 2 that really came to this state, on site or remotely."""
    way = (state, remote, technician)
    return desk.begun.by(way, lambda: _reach(desk, state, remote=remote, technician=technician))


def _reach(desk: Desk, state: str, *, remote: bool, technician: str) -> str:
    number = desk._register()
    if state == "new":
        return number
    if state == "cancelled":
        desk.do("cancel", ticket=number, reason="重复")
        return number
    desk.do("triage", ticket=number, level=2, **(REMOTE if remote else {}))
    if state in ("triaged", "paused"):
        if state == "paused":
            desk.do("pause", ticket=number, reason="customer")
        return number
    if not remote or state in ("dispatched", "onsite"):
        desk.do("dispatch", ticket=number, technician=technician, **(REMOTE if remote else {}))
    if state == "dispatched":
        return number
    if not remote or state == "onsite":
        desk.do("step", ticket=number, what="arrived")
    if state == "onsite":
        return number
    desk.do("step", ticket=number, what="finished")
    if state == "follow_up":
        return number
    if remote:
        desk.do("verify", ticket=number, solved="yes")
    survey(desk, number)
    desk.do("close", ticket=number, cause="主板损坏")
    return number


SIGNED: dict[str, Any] = {
    "work": "更换主板", "operated": True, "signed": "signed", "signed_by": "王先生", "forms": "all",
}  # fmt: skip
"""A service record as the customer signed it, with every paper."""


def wrap_up(desk: Desk, number: str) -> None:
    """What closing demands of a visit on paper: its record, signed, and the papers in (CLS-05)."""
    if way_of(desk.ticket(number)) == "on_site" and not desk.rows(
        ServiceRecord, ticket=number, is_current=True
    ):
        desk.do("record", ticket=number, **SIGNED)


def survey(desk: Desk, number: str, mark: int = 5) -> dict[str, Any]:
    """All five marks alike, after what the visit left on paper."""
    wrap_up(desk, number)
    names = ("attitude", "quality", "punctuality", "hygiene", "result")
    marks: dict[str, Any] = dict.fromkeys(names, mark)
    return desk.do("survey", ticket=number, **marks)


def example_of(verb: type[Verb], ticket: str) -> dict[str, Any]:
    """A verb's own example, about this ticket where it needs one."""
    field = verb.model_fields.get("ticket")
    about = {"ticket": ticket} if field is not None and field.is_required() else {}
    return {**about, **verb.example}
