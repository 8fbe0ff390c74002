"""A store as it was opened: its engine, and what every transaction asks: the time, the policy, who acts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, DateTime, case, func, select

from db import engine as engines
from db import migrations
from db.errors import BadField, Damaged, Refusal, StoreError
from db.kept import Kept
from db.log.beside import known
from db.log.change import Salts
from db.log.reading import DatabaseReader
from db.policy.load import from_json, shipped
from db.policy.model import Policy
from db.policy.numbered import Version
from db.policy.parts import DEPARTMENT
from db.policy.stores import stores_of
from db.rules.years import YEARS
from db.scope import Scope
from db.substitutes import behind, leaves_with_substitutes, lent_roles
from db.tables.event import PolicyVersion
from db.tables.organisation import Branch
from db.tables.staff import Staff
from db.trouble import UNREADABLE, answering, unreadable
from db.verbs.context import WATCH, Actor, Context

Clock = Callable[[], datetime]


class Reached(NamedTuple):
    """What somebody may act with: roles, own and `lent`, how far they reach, and whose place they are in."""

    roles: frozenset[str]
    scope: Scope
    lent: Mapping[str, frozenset[str]]
    behind: frozenset[str]


IN_FORCE = select(
    select(PolicyVersion.table.c.version).where(PolicyVersion.table.c.active).scalar_subquery(),
    migrations.REVISION,
)
AND_THE_CLOCK = IN_FORCE.add_columns(func.clock_timestamp(type_=DateTime(timezone=True)))
DEFAULT_ZONE = "Asia/Shanghai"
FOUNDER = "A01"


def wall_clock() -> datetime:
    """Now, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def random_salt() -> str:
    """A salt that nobody can guess."""
    return secrets.token_hex(16)


class OpenStore:
    """A store as it was opened. `clock` gives the present; a demo store's is shifted by the stored offset.

    Desks of one PostgreSQL have one clock, the server's, unless another one was given: this machine's runs
    between two questions and is set right by every transaction.
    """

    def __init__(self, url: str, *, clock: Clock = wall_clock, salts: Salts = random_salt) -> None:
        self.url = url
        self.engine = engines.make_engine(url)
        self.zone = ZoneInfo(DEFAULT_ZONE)
        self.kind = "live"
        self._policies: dict[str, Policy] = {}
        self.versions: Mapping[str, Version] = {}
        """The versions of the policy by their hashes, as of the last one that was read."""
        self._kept = Kept()
        self.last_policy: Policy | None = None
        """The version in force when the store was last asked anything; None before."""
        self._clock = self._machine = clock
        self._salts = salts
        self._offset = timedelta(0)
        self._standing = False
        self._asks_server = clock is wall_clock and self.engine.dialect.name == "postgresql"
        self._of_server = self._asks_server
        self.behind = timedelta(0)
        """How far this machine's clock lies behind the server's; zero where there is no other clock."""

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def twin(self) -> Self:
        """The same store opened anew, with lines of its own and this one's clock: for whoever works beside.

        Raises as `load` does; a demo's clock stays where it was put.
        """
        other = type(self)(self.url, clock=self._machine, salts=self._salts)
        try:
            other.load()
        except StoreError:
            other.close()
            raise
        other._clock, other._standing, other._asks_server = self._clock, self._standing, self._asks_server
        if other.kind == self.kind:
            other._offset = self._offset
        return other

    def load(self) -> None:
        """Check the revision and read what the store knows of itself.

        Raises Unreachable where no store answers, Damaged where its revision is not this program's.
        """
        with answering(), engines.transaction(self.engine, writing=False) as connection:
            migrations.check(connection)
            self.kind, self._offset = known(connection)
            version = self._asked(connection)
            branches = DatabaseReader(connection).rows(Branch)
            if len(branches) > 1 and version is not None:
                chosen = self._policy(connection, version).organisation.default_branch
                branches.sort(key=lambda branch: branch.code != chosen)
            try:
                self.zone = ZoneInfo(branches[0].time_zone if branches else DEFAULT_ZONE)
            except (*UNREADABLE, OSError) as error:
                raise unreadable() from error

    # -- time -------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The present of this store, UTC, in whole seconds."""
        if self._asks_server:
            return (datetime.now(UTC) + self.behind + self._offset).replace(microsecond=0)
        return self._clock() + self._offset

    def machine_now(self) -> datetime:
        """The present of the machines, UTC, in whole seconds, which a demo's offset and --at do not move.

        What watches tell each other by.
        """
        if self._of_server:
            return (datetime.now(UTC) + self.behind).replace(microsecond=0)
        return self._machine()

    def stand_at(self, instant: datetime) -> None:
        """Let the clock stand at an instant; only a demo store allows it."""
        self._demand_demo()
        self._clock, self._offset, self._standing = (lambda: instant), timedelta(0), True
        self._asks_server = False

    def start_at(self, instant: datetime) -> None:
        """Let the clock start at an instant and run on; only a demo store allows it."""
        self._demand_demo()
        self._offset += instant - self.now()

    def _demand_demo(self) -> None:
        if self.kind != "demo":
            raise BadField("at", "--at sets the clock only on a store made by demo.")

    # -- who acts ---------------------------------------------------------------------------------------

    def _context(
        self,
        connection: Connection,
        no: str,
        request: UUID,
        *,
        founding: bool = False,
        watching: bool = False,
    ) -> Context:
        policy = self.policy_in_force(connection)
        is_watch = watching and no == WATCH
        read = DatabaseReader(connection)
        person = None if is_watch else self._acting(read, no, founding=founding)
        named = lambda version: self._policy(connection, version)  # noqa: E731 - bound to this transaction
        if self._clock is wall_clock and self.kind == "live" and self.now().year not in YEARS:
            raise Refusal(
                "ALL-02", "The clock shows {now}: with it nothing is recorded.",
                "Set the clock; let it ask a time server.", now=self.now(),
            )  # fmt: skip
        now = self.now()
        if person is None:
            alone = Actor(WATCH if is_watch else FOUNDER, frozenset({"admin"}), "", "")
            return Context(now, alone, policy, named, self.zone, request, 0, 0)
        reached = self._reached(connection, person, policy, now)
        actor = Actor(
            person.no, reached.roles, person.department, person.branch, reached.lent, reached.behind,
            roles_of(person),
        )  # fmt: skip
        return Context(now, actor, policy, named, self.zone, request, 0, 0, reached.scope)

    def _acting(self, read: DatabaseReader, no: str, *, founding: bool) -> Staff | None:
        """Whoever acts; None for the first of all, who is not there yet."""
        found = read.rows(Staff, no=no)
        if found and found[0].active:
            return found[0]
        if not found and founding and not read.rows(PolicyVersion, active=True):
            return None
        raise nobody(no)

    def _reached(self, connection: Connection, person: Staff, policy: Policy, now: datetime) -> Reached:
        """Somebody's own roles and those of whoever they stand in for (PPL-04), and how far they reach."""
        standing = leaves_with_substitutes(connection, now, self.zone)
        away = standing.get(person.no, [])
        lent = lent_roles(connection, away, policy)
        roles = roles_of(person).union(*lent.values())
        scope = _scope_of(person, roles, policy, tuple(each.staff for each in away))
        return Reached(roles, scope.with_work(connection), lent, behind(standing, person.no))

    # -- policy -----------------------------------------------------------------------------------------

    def policy(self) -> Policy:
        """The policy in force."""
        with answering(), engines.transaction(self.engine, writing=False) as connection:
            return self.policy_in_force(connection)

    def policy_version(self, version: str) -> Policy:
        """A version that is or was in force, or that one in force was made from."""
        with answering(), engines.transaction(self.engine, writing=False) as connection:
            return self._policy(connection, version)

    def policy_in_force(self, connection: Connection) -> Policy:
        """The policy for new tickets; the shipped one while the store is being founded."""
        version = self._asked(connection)
        self.last_policy = shipped() if version is None else self._policy(connection, version)
        return self.last_policy

    def _asked(self, connection: Connection) -> str | None:
        """The version in force. Asked at the beginning of every transaction, and with it the server's clock
        and whether the store is still of the revision that was opened: else Superseded."""
        version, revision, *clock = connection.execute(AND_THE_CLOCK if self._asks_server else IN_FORCE).one()
        if clock:
            self.behind = clock[0] - datetime.now(UTC)
        migrations.check_still(revision)
        return str(version) if version is not None else None

    def _policy(self, connection: Connection, version: str) -> Policy:
        if version not in self._policies:
            bodies, self.versions = _versions(connection, version)
            if version not in bodies:
                raise Damaged(
                    "db", "The policy version {version} is missing.", "paigong audit", version=version
                )
            self._policies[version] = from_json(bodies[version])
        return self._policies[version]


def _versions(connection: Connection, wanted: str) -> tuple[dict[str, str], dict[str, Version]]:
    """The body of one version, and all of them numbered as they came (`PolicyVersion.place`): one that is put
    in force again keeps its number."""
    table = PolicyVersion.table.c
    body = case((table.version == wanted, table.body)).label("body")
    columns = select(table.version, table.adopted_at, body).order_by(table.adopted_at, table.version)
    found = connection.execute(columns).all()
    numbered = {each.version: Version(at, each.adopted_at) for at, each in enumerate(found, start=1)}
    return {each.version: each.body for each in found if each.version == wanted}, numbered


def roles_of(person: Staff) -> frozenset[str]:
    """The roles that are somebody's own."""
    return frozenset(person.roles.split(","))


def _scope_of(person: Staff, roles: frozenset[str], policy: Policy, away: tuple[str, ...]) -> Scope:
    """How far a person with these roles, own and lent ones, reaches under a policy (PPL-03)."""
    reach = policy.reach(roles)
    return Scope(
        reach, person.no, person.branch, person.department, person.zone,
        policy.routed_to(person.department) if reach == DEPARTMENT else (), away,
        stores=stores_of(policy, person.branch),
    )  # fmt: skip


def nobody(no: str) -> Refusal:
    """Nobody has this number (PPL-01)."""
    return Refusal("PPL-01", "There is nobody with the number {no}.", "Use --as with a staff number.", no=no)
