"""A storm hour: some 120 deeds that a dispatcher brings in by keys, on the real program in a real terminal.

`python -m tests.stories.storm [slow|pace|burst|sentence] [SHARE]` plays it and says what came of it. Every
deed is a group of keys with the one event that it means; afterwards the log is looked through for each event
that was meant and is not there, and each that is there and was meant by nobody.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from db.engine import transaction
from db.rules.search import initials
from db.store import Store, open_store
from db.tables.ticket import Ticket
from db.verbs.context import WATCH
from db.verbs.parsing import parse_verb
from db.views.candidates import Candidates
from tests.console.desk.terminal import Terminal, terminal
from tests.console.running import paigong
from tests.sampling import some_of

T = Ticket.table.c
CLERK = "C01"
"""Who writes down the papers of visits, at another desk."""
AT = "2026-07-15T09:00:00+08:00"
ENTER, ESC, F10, DOWN, CTRL_R = "\r", "\x1b", "\x1b[21~", "\x1b[B", "\x12"
LONGEST, STILL = 60.0, 0.4
"""Seconds for which a deed's event is waited for, and after which nothing more is taken to come."""
KINDS = 4
"""Of so many kinds of deeds is the storm of one run of `make test`."""
PACE = {"slow": None, "pace": 0.12, "burst": 0.0, "sentence": 0.0}

Event = tuple[str, str]
"""A verb, and the ticket that it is about (the caller's phone, where one is registered)."""


@dataclass
class Deed:
    """What one means to do, and by which keys. `person` has to be
    sent for it to be what was meant; `first` is who stands first, whom a sentence has to name."""

    kind: str
    meant: Event
    keys: list[tuple[str, bool]] = field(default_factory=list)
    person: str = ""
    first: str = ""

    def press(self, *keys: str) -> Deed:
        """Command keys."""
        self.keys += [(key, True) for key in keys]
        return self

    def words(self, text: str) -> Deed:
        """A name, a number, a find term."""
        self.keys += [(letter, False) for letter in text]
        return self

    @property
    def presses(self) -> int:
        """Command keys, each as often as it is pressed."""
        return sum(is_command for _key, is_command in self.keys)


@dataclass
class Came:
    """What came of a storm."""

    deeds: int
    presses: int
    missed: list[str]
    unmeant: list[Event]
    bytes: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.deeds} deeds, {self.presses} command keys, {len(self.missed)} not done, "
            f"{len(self.unmeant)} unmeant, {self.bytes} bytes, {self.seconds:.0f} s"
        )


class Branch:
    """What the dispatcher knows before a deed: which tickets there are and who would be sent."""

    def __init__(self, path: str, seed: int) -> None:
        self.path = path
        self.store: Store = open_store(f"sqlite:///{path}")
        self.began = datetime.fromisoformat(AT).astimezone(UTC)
        self.store.stand_at(self.began)
        self.chance = random.Random(seed)
        with self.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT number, state, way, level FROM ticket WHERE number NOT IN (SELECT ticket FROM survey)"
            ).fetchall()
            self.callers = connection.exec_driver_sql(
                "SELECT c.phone, COUNT(DISTINCT e.id), COUNT(DISTINCT t.number) FROM customer c"
                " LEFT JOIN equipment e ON e.customer = c.id"
                " LEFT JOIN ticket t ON t.customer = c.id AND t.state NOT IN ('closed', 'cancelled')"
                " WHERE c.phone GLOB '1[0-9]*' AND LENGTH(c.phone) = 11 GROUP BY c.id ORDER BY c.id"
            ).fetchall()
        self.by_state: dict[str, list[str]] = {}
        for number, state, _way, _level in rows:
            self.by_state.setdefault(state, []).append(number)
        for numbers in self.by_state.values():
            self.chance.shuffle(numbers)
        self.way = {number: way for number, _state, way, _level in rows}

    def reading(self) -> AbstractContextManager[Connection]:
        """The store itself: another SQLite library on the same file in one process would drop its locks."""
        return transaction(self.store.engine, writing=False)

    def take(self, state: str) -> str:
        """A ticket that no deed was about yet; follow-up of a visit, which needs no verification."""
        numbers = self.by_state[state]
        visits = [number for number in numbers if state != "follow_up" or self.way[number] == "on_site"]
        numbers.remove(visits[-1])
        if state == "follow_up":
            # Its papers came back: closing demands them (CLS-05), not before what was done since.
            with self.reading() as connection:
                last = connection.execute(select(T.last_at).where(T.number == visits[-1])).scalar_one()
            self.store.stand_at(max(self.began, last))
            paper = {"work": "更换", "signed": "signed", "signed_by": "客户", "forms": "all"}
            self.store.do(parse_verb("record", {"ticket": visits[-1], **paper}), CLERK)
        return visits[-1]

    def candidates(self, number: str) -> list[Any]:
        """As the panel would rank them now."""
        return self.store.read(Candidates(number=number), "A01")

    def last_event(self) -> int:
        """How far the log goes."""
        with self.reading() as connection:
            return int(connection.exec_driver_sql("SELECT MAX(seq) FROM event").scalar_one())

    def events(self, after: int) -> list[tuple[int, Event, str]]:
        """Sequence, event and technician of what was done at the desk since; an open desk watches besides."""
        with self.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT seq, verb, body FROM event WHERE seq > ? AND actor NOT IN (?, ?)",
                (after, WATCH, CLERK),
            ).fetchall()
            rows = connection.exec_driver_sql("SELECT number, phone FROM ticket").all()
            phones = {str(row[0]): str(row[1]) for row in rows}
        done = []
        for seq, verb, body in found:
            args, answer = json.loads(body)["args"], json.loads(body)["answer"]
            number = str(answer.get("number") or args.get("ticket") or "")
            about = phones.get(number, "") if verb == "register" else number
            done.append((seq, (verb, about), str(args.get("technician") or "")))
        return done


def find(deed: Deed, number: str) -> Deed:
    """Find a ticket, wherever it is."""
    return deed.press("/").words(number).press(ENTER)


def storm(branch: Branch, share: float, sentences: bool) -> Iterator[Deed]:
    """The deeds of the hour, in turns, as they come."""
    plan = Counter(
        known=25, devices=5, unknown=10, chase=5, first=28, named=8, overruled=3, crew=1,
        pause=6, arrived=5, survey=5, escalate=2, illness=2, undo=2,
    )  # fmt: skip
    some = plan if share == 1 else some_of(tuple(plan), "kinds of deeds in a storm", KINDS)
    kinds = [kind for kind in some for _ in range(max(1, round(plan[kind] * share)))]
    branch.chance.shuffle(kinds)
    single = [row for row in branch.callers if row[1] == 1 and row[2] == 0]
    several = [row for row in branch.callers if row[1] > 1 and row[2] == 0] or [
        row for row in branch.callers if row[1] > 1
    ]
    busy = [row for row in branch.callers if row[2] == 1]
    strangers = (f"1391234{at:04d}" for at in range(1, 10_000))
    for kind in kinds:
        yield from _deeds(branch, kind, sentences, {
            "known": lambda: single.pop()[0], "devices": lambda: several.pop()[0],
            "chase": lambda: busy.pop()[0], "unknown": lambda: next(strangers),
        })  # fmt: skip


def _deeds(branch: Branch, kind: str, sentences: bool, phones: dict[str, Any]) -> Iterator[Deed]:
    if kind in phones:
        yield _call(branch, kind, phones[kind](), sentences)
        return
    yield from _by_sentence(branch, kind) if sentences else _by_keys(branch, kind)


def _call(branch: Branch, kind: str, phone: str, sentences: bool) -> Deed:
    if kind == "chase":
        with branch.reading() as connection:
            number = connection.exec_driver_sql(
                "SELECT t.number FROM ticket t JOIN customer c ON c.id = t.customer"
                " WHERE c.phone = ? AND t.state NOT IN ('closed', 'cancelled')",
                (phone,),
            ).scalar_one()
        if sentences:
            return Deed(kind, ("chase", number)).press(":").words(f"chase {number} 又来电").press(ENTER)
        return Deed(kind, ("chase", number)).press("n").words(phone).press(ENTER, CTRL_R)
    deed = Deed(kind, ("register", phone))
    if sentences:
        return deed.press(":").words(f"n {phone} 王先生 空调不制冷").press(ENTER)
    deed.press("n").words(phone).press(ENTER)
    if kind == "unknown":
        return deed.words("王先生").press(ENTER).words("空调不制冷").press(ENTER, F10)
    if kind == "devices":
        return deed.press(ENTER, "1", ENTER, "1", F10)
    return deed.press(ENTER, "1", ENTER, ENTER)


def _by_keys(branch: Branch, kind: str) -> Iterator[Deed]:
    match kind:
        case "first" | "undo":
            number = branch.take("triaged")
            ranked = [each for each in branch.candidates(number) if each.rank is not None]
            if not ranked:
                return
            yield find(Deed(kind, ("dispatch", number), first=ranked[0].staff), number).press("d", ENTER)
            if kind == "undo":
                yield Deed(kind, ("undo", number)).press("u")
        case "named":
            number = branch.take("triaged")
            ranked = [each for each in branch.candidates(number) if each.rank is not None]
            if len(ranked) < 3:
                return
            deed = find(Deed(kind, ("dispatch", number), person=ranked[2].staff), number)
            yield deed.press("d", "/").words(ranked[2].name).press(ENTER)
        case "overruled":
            number = branch.take("triaged")
            blocked = next(each for each in branch.candidates(number) if each.rank is None)
            deed = find(Deed(kind, ("dispatch", number), person=blocked.staff), number)
            yield deed.press("d", "/").words(blocked.name).press(ENTER).words("客户指定").press(ENTER)
        case "crew":
            number = branch.take("triaged")
            ranked = [each for each in branch.candidates(number) if each.rank is not None]
            if len(ranked) < 2:
                return
            one, two = ranked[0].staff, ranked[1].staff
            deed = Deed(kind, ("dispatch", number), person=one)
            yield deed.press(":").words(f"d {number} {one} crew={two}").press(ENTER)
        case "pause":
            number = branch.take("dispatched")
            yield find(Deed(kind, ("pause", number)), number).press("p", "2")
            yield Deed(kind, ("resume", number)).press("p")
        case "arrived":
            number = branch.take("onsite")
            yield find(Deed(kind, ("step", number)), number).press("s", ENTER)
        case "survey":
            number = branch.take("follow_up")
            yield find(Deed(kind, ("survey", number)), number).press("s", *"55555", F10)
            yield Deed(kind, ("close", number)).press("c", "1")
        case "escalate":
            number = branch.take("dispatched")
            yield find(Deed(kind, ("escalate", number)), number).press("e", "1")
            yield Deed(kind, ("acknowledge", number)).press("a")
        case "illness":
            number = branch.take("dispatched")
            ranked = [each for each in branch.candidates(number) if each.rank is not None]
            if len(ranked) < 3:
                return
            deed = find(Deed(kind, ("reassign", number), person=ranked[2].staff), number)
            yield deed.press("d", "/").words(ranked[2].name).press(ENTER).words("病了").press(ENTER)


def _by_sentence(branch: Branch, kind: str) -> Iterator[Deed]:
    for deed in _by_keys(branch, kind):
        verb, number = deed.meant
        said = {
            "dispatch": f"d {number} {deed.person or deed.first}",
            "undo": "undo",
            "pause": f"pause {number} part",
            "resume": f"resume {number}",
            "step": f"s {number} finished",
            "survey": f"survey {number} 5 5 5 5 5",
            "close": f"close {number} 自然磨损",
            "escalate": f"escalate {number} 客户催促",
            "acknowledge": f"ack {number}",
            "reassign": f"reassign {number} {deed.person} reason=病了",
        }[verb]
        if deed.kind == "overruled":
            said += " override=客户指定"
        if deed.kind == "crew":
            said = "".join(key for key, is_command in deed.keys if not is_command)
        yield Deed(deed.kind, deed.meant, person=deed.person).press(":").words(said).press(ENTER)


def play(path: str, how: str, share: float = 1.0, *, size: tuple[int, int] = (120, 40), seed: int = 1,
         language: str = "zh_CN") -> Came:  # fmt: skip
    """Bring a storm in by keys, and see what came of it."""
    branch, begun = Branch(path, seed), time.monotonic()
    start, done, missed, presses, deeds = branch.last_event(), [], [], 0, 0
    with terminal("--db", path, "--as", "A01", "--lang", language, "--at", AT, size=size) as screen:
        screen.until(lambda: "YX2607" in screen.text, 60)
        screen.until_still()
        for deed in storm(branch, share, how == "sentence"):
            deeds, presses = deeds + 1, presses + deed.presses
            before = branch.last_event()
            _press(screen, deed, PACE[how])
            came = _wait(branch, screen, deed, before)
            if came is None:
                missed.append(f"{deed.kind} {deed.meant}: {screen.lines[-2].strip()}")
                if "PAIGONG_STORM_SHOW" in os.environ:
                    print(missed[-1], screen.text, sep="\n", flush=True)
                _calm(screen)
            done.append(deed)
        _calm(screen)
        written = len(screen.written)
    meant = Counter(deed.meant for deed in done)
    unmeant = [event for _seq, event, _who in branch.events(start) if not _spend(meant, event)]
    branch.store.close()
    return Came(deeds, presses, missed, unmeant, written, time.monotonic() - begun)


def _press(screen: Terminal, deed: Deed, pace: float | None) -> None:
    if pace == 0.0:
        screen.type("".join(key for key, _is_command in deed.keys))
        return
    for key, _is_command in deed.keys:
        screen.type(key)
        if pace is None:
            screen.until_still(0.15)
        else:
            time.sleep(pace)


def _wait(branch: Branch, screen: Terminal, deed: Deed, before: int) -> int | None:
    """The event that was meant, once the desk has settled after it; None when it does not come."""
    until = time.monotonic() + LONGEST
    quiet_since, written = time.monotonic(), len(screen.written)
    while time.monotonic() < until:
        for seq, event, who in branch.events(before):
            if event == deed.meant and deed.person in ("", who):
                screen.until_still(STILL / 2)
                return seq
        if written != len(screen.written):
            quiet_since, written = time.monotonic(), len(screen.written)
        if time.monotonic() - quiet_since > LONGEST / 4:
            return None
        time.sleep(0.05)
    return None


def _calm(screen: Terminal) -> None:
    """After something went otherwise than meant: back to the queue, as a person would."""
    for _ in range(4):
        time.sleep(0.35)
        screen.type(ESC)
    screen.until_still(STILL)


def _spend(meant: Counter[Event], event: Event) -> bool:
    if meant[event] <= 0:
        return False
    meant[event] -= 1
    return True


def main(arguments: list[str]) -> int:
    """One storm, with its figures."""
    how = arguments[0] if arguments else "burst"
    share = float(arguments[1]) if len(arguments) > 1 else 1.0
    language = arguments[2] if len(arguments) > 2 else "zh_CN"
    size = (80, 24) if len(arguments) > 3 else (120, 40)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "storm.db")
        made = paigong("--db", path, "demo", "--at", AT, "--tickets", "400", "--closed", "400")
        assert made.code == 0, made.err
        came = play(path, how, share, language=language, size=size)
        print(how, came)
        print(*came.missed, *(f"unmeant: {event}" for event in came.unmeant), sep="\n")
        audit = paigong("--db", path, "audit")
        print(audit.out.strip().splitlines()[-1:])
    return 0


if __name__ == "__main__":
    initials("一")  # pypinyin is loaded once, before anything is timed
    sys.exit(main(sys.argv[1:]))
