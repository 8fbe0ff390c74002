"""A process that fills a store and has itself helped, however little there is to tell."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import Connection

from db.demo import fill, helper, story
from db.demo.telling import Telling
from tests.sampling import SAMPLED

TICKETS, CLOSED = (8, 12) if SAMPLED else (15, 25)


def filled(url: str) -> None:
    """A small branch of two teams."""
    fill(url, tickets=TICKETS, closed=CLOSED, staff=40)


def filled_with_help(said: Connection, url: str, _actor: str, _seed: int, _count: int) -> None:
    """How often it was helped."""
    story.WORTH_HELP = 0
    halve, halved = helper.halve, list[Telling]()

    def counted(telling: Telling, tell: Callable[[int], None]) -> None:
        halved.append(telling)
        halve(telling, tell)

    helper.halve = counted
    filled(url)
    said.send(len(halved))
