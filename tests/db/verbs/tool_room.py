"""A plain model of the tool rooms of two branches, written from the regulation: where each tool is, whether
it is broken, lent or out for a job, until when it is calibrated, and who may use it. It knows no machine, no
ledger and no condition but these."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from tests.db.verbs.model import need

STORE, SECOND, OTHER = "store", "store:WH2", "store:LG"
ROOMS = {STORE: "NS", SECOND: "NS", OTHER: "LG"}
KEEPERS = {"NS": "K02", "LG": "K2"}
MANAGERS = {"NS": "M01", "LG": "M2"}
PEOPLE = {"T001": "NS", "T002": "NS", "L1": "LG"}
OF = {keeper: branch for branch, keeper in KEEPERS.items()} | PEOPLE
OWN = {"NS": (STORE, SECOND), "LG": (OTHER,)}
"""Each branch's store rooms, the first one that where things go of which nobody says it."""
REPAIR, LOST, SCRAP, AWAY = "repair", "lost", "scrap", "department:YF"
METER, TESTER = "multimeter", "insulation_tester"
PERMIT = {TESTER: "electrician"}
SHOES = "shoe_covers"


@dataclass(frozen=True)
class Piece:
    """One tool; `home` is the store room in which it lay last, `due` the last day on which it may be used,
    `job` the ticket for which it is out, and whether its holder `signed` for it."""

    kind: str
    due: date
    place: str = STORE
    broken: bool = False
    lent: bool = False
    home: str = STORE
    job: str | None = None
    signed: bool = False

    @property
    def stored(self) -> bool:
        """Whether it lies in a store room."""
        return self.place in ROOMS

    @property
    def holder(self) -> str | None:
        """Whose hands it is in."""
        return self.place.removeprefix("staff:") if self.place.startswith("staff:") else None

    @property
    def out(self) -> bool:
        """Whether somebody has it, another department, or a customer."""
        return self.place.startswith(("staff:", "department:", "ticket:"))

    @property
    def fit(self) -> bool:
        """Whether it lies in a store or is out, and works."""
        return not self.broken and (self.stored or self.out)

    @property
    def branch(self) -> str:
        """Whose it is: that of its holder, else that of its home."""
        return PEOPLE[self.holder] if self.holder else ROOMS[self.home]


@dataclass
class Room:
    """All tools by their numbers, and what somebody may use until when; each deed raises Illegal where the
    regulation forbids it. `by` is the keeper who does it, who sees what is of the own branch."""

    all: dict[str, Piece] = field(default_factory=dict)
    permits: dict[str, date] = field(default_factory=dict)
    jobs: dict[str, bool] = field(default_factory=dict)
    closed: set[tuple[str, str]] = field(default_factory=set)
    accidents: int = 0
    today: date = date(2026, 7, 15)

    def put(self, number: str, **changes: object) -> None:
        """What is otherwise from now on; at another place it is out for no job unless that is said."""
        before = self.all[number]
        after = replace(before, **changes)  # type: ignore[arg-type]  # fields by name
        if after.place != before.place and "job" not in changes:
            after = replace(after, job=None)
        if after.place != before.place:
            after = replace(after, signed=False)
        if after.stored:
            after = replace(after, home=after.place)
        self.all[number] = after

    def seen(self, number: str, by: str) -> Piece:
        """The tool, where it is one of that keeper's branch."""
        piece = self.all[number]
        need(piece.branch == OF[by])
        return piece

    def back_to(self, piece: Piece, by: str) -> str:
        """The room to which it comes back: its home, unless that is another branch's."""
        own = OWN[OF[by]]
        return piece.home if piece.home in own else own[0]

    def may_use(self, staff: str, kind: str) -> None:
        """The permit that a tool demands."""
        need(kind not in PERMIT or self.permits.get(staff, date.min) >= self.today)

    def goes_out(self, piece: Piece) -> None:
        """Nothing that is broken or past its calibration."""
        need(not piece.broken and piece.due >= self.today)

    def takes_along(self, job: str | None, by: str) -> None:
        """A job of the own branch that is not over; the jobs are Nanshan's."""
        need(job is None or (self.jobs[job] and OF[by] == "NS"))

    # -- out and back

    def issue(self, number: str, staff: str, job: str | None, by: str) -> None:
        piece = self.seen(number, by)
        need(piece.stored and PEOPLE[staff] == OF[by])
        self.goes_out(piece)
        self.may_use(staff, piece.kind)
        self.takes_along(job, by)
        self.put(number, place=f"staff:{staff}", job=job)

    def lend(self, number: str, to: str, job: str | None, by: str) -> None:
        piece = self.seen(number, by)
        need(piece.stored)
        self.goes_out(piece)
        if to != AWAY:
            need(PEOPLE[to] == OF[by])
            self.may_use(to, piece.kind)
        self.takes_along(job, by)
        self.put(number, place=to if to == AWAY else f"staff:{to}", lent=True, job=job)

    def give_back(self, number: str, condition: str | None, by: str) -> None:
        piece = self.seen(number, by)
        need(piece.out and not (piece.lent and condition is None))
        broken = piece.broken if condition is None else condition == "broken"
        self.put(number, place=self.back_to(piece, by), broken=broken, lent=False)

    def transfer(self, number: str, to: str, by: str) -> None:
        piece = self.seen(number, by)
        need(piece.holder and not piece.lent and piece.holder != to and PEOPLE[to] == OF[by])
        self.goes_out(piece)
        self.may_use(to, piece.kind)
        self.put(number, place=f"staff:{to}")

    def send(self, number: str, room: str, by: str) -> None:
        """To another room, also another branch's."""
        piece = self.seen(number, by)
        need(piece.stored and piece.place != room)
        self.put(number, place=room)

    def leave(self, number: str, job: str, by: str) -> None:
        piece = self.seen(number, by)
        need(piece.out)
        self.goes_out(piece)
        self.takes_along(job, by)
        self.put(number, place=f"ticket:{job}", job=job)

    def fetch(self, number: str, staff: str, by: str) -> None:
        piece = self.seen(number, by)
        need(piece.place.startswith("ticket:") and PEOPLE[staff] == OF[by])
        self.put(number, place=f"staff:{staff}")

    def exchange(self, number: str, staff: str, by: str) -> None:
        piece = self.seen(number, by)
        free = sorted(
            (other.place not in OWN[OF[by]], each)
            for each, other in self.all.items()
            if other.stored and other.branch == OF[by] and other.kind == piece.kind
            and not other.broken and other.due >= self.today
        )  # fmt: skip
        need(piece.holder == staff and PEOPLE[staff] == OF[by] and (piece.broken or not piece.lent) and free)
        self.may_use(staff, piece.kind)
        self.put(number, place=self.back_to(piece, by), broken=True, lent=False)
        self.put(free[0][1], place=f"staff:{staff}")

    def sign(self, staff: str, by: str) -> None:
        """For all that they have: oneself, or who keeps the store with the list that was signed."""
        need(by == staff or (by in KEEPERS.values() and PEOPLE[staff] == OF[by]))
        unsigned = [number for number in self.list_of(staff) if not self.all[number].signed]
        need(unsigned)
        for number in unsigned:
            self.put(number, signed=True)

    # -- what becomes of them

    def broke(self, number: str, by: str) -> None:
        need(self.seen(number, by).fit)
        self.put(number, broken=True)

    def accident(self, number: str, by: str) -> None:
        piece = self.seen(number, by)
        need(piece.stored or piece.out)
        self.put(number, broken=True)
        self.accidents += 1

    def lose(self, number: str, by: str) -> None:
        need(self.seen(number, by).place not in (LOST, SCRAP))
        self.put(number, place=LOST, lent=False)

    def find(self, number: str, condition: str | None, by: str) -> None:
        piece = self.seen(number, by)
        need(piece.place == LOST)
        broken = piece.broken if condition is None else condition == "broken"
        self.put(number, place=self.back_to(piece, by), broken=broken)

    def repair(self, number: str, by: str) -> None:
        need(self.seen(number, by).stored)
        self.put(number, place=REPAIR)

    def repaired(self, number: str, condition: str | None, by: str) -> None:
        piece = self.seen(number, by)
        need(piece.place == REPAIR)
        self.put(number, place=self.back_to(piece, by), broken=condition == "broken")

    def calibrate(self, number: str, due: date | None, by: str) -> None:
        """What failed has no next day."""
        piece = self.seen(number, by)
        need(piece.fit)
        self.put(number, broken=due is None, due=due or piece.due)

    def inspect(self, number: str, by: str) -> None:
        """It is found broken."""
        piece = self.seen(number, by)
        need(piece.stored or piece.out)
        self.put(number, broken=True)

    def scrap(self, number: str, by: str) -> None:
        need(self.seen(number, by).stored)
        self.put(number, place=SCRAP)

    # -- counting, and clearing

    def count(self, found: dict[str, str], places: tuple[str, ...], branch: str) -> None:
        """`found` says where each one was that was found at the places that were counted. Another branch's is
        told, and stays whose it is."""
        month = f"{self.today:%Y-%m}"
        need((month, branch) not in self.closed)
        self.closed.add((month, branch))
        for number, piece in self.all.items():
            where = found.get(number)
            if piece.branch != branch:
                continue
            if where is None and piece.place in places:
                self.put(number, place=LOST, lent=False)
            elif where is not None and piece.place not in (where, SCRAP):
                self.put(number, place=where, lent=False)

    def clear(self, staff: str, kept_back: tuple[str, ...], by: str) -> None:
        need(PEOPLE[staff] == OF[by])
        for number in self.list_of(staff):
            place = LOST if number in kept_back else self.back_to(self.all[number], by)
            self.put(number, place=place, lent=False)

    def list_of(self, staff: str) -> list[str]:
        """What somebody has."""
        return sorted(number for number, piece in self.all.items() if piece.holder == staff)

    def states(self) -> dict[str, tuple[str, str, str, str | None, bool]]:
        """Place, state, home, job and signature of each tool, in the words of the program."""
        return {
            number: (piece.place, _state(piece), piece.home, piece.job, piece.signed)
            for number, piece in self.all.items()
        }


def _state(piece: Piece) -> str:
    if piece.place in (REPAIR, LOST):
        return piece.place
    if piece.place == SCRAP:
        return "scrapped"
    if piece.broken:
        return "damaged"
    if piece.stored:
        return "in_store"
    return "lent" if piece.lent or piece.holder is None else "held"
