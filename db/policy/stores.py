"""Store rooms of tools [库房]: which there are, and whose (KIT-02)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from db.policy.model import Policy
from db.policy.organisation import StoreRoom
from db.policy.parts import named
from db.rules.custody import STORE, room


@lru_cache(maxsize=32)
def store_rooms(policy: Policy) -> Mapping[str, StoreRoom]:
    """Store rooms by their code: those that are listed, and one of each branch that has none, under the
    branch's own code. The room `store` is there always, the default branch's where nothing is said."""
    own = policy.organisation
    listed = dict(own.store)
    if STORE not in listed:
        branch = own.branch[own.default_branch]
        listed[STORE] = StoreRoom(code=STORE, zh=branch.zh, en=branch.en, branch=branch.code)
    served = {row.branch for row in listed.values()}
    for code, branch in own.branch.items():
        if code not in served:
            listed[code] = StoreRoom(code=code, zh=branch.zh, en=branch.en, branch=code)
    return listed


def stores_of(policy: Policy, branch: str) -> tuple[str, ...]:
    """The places of a branch's store rooms, `store` first."""
    found = (room(code) for code, row in store_rooms(policy).items() if row.branch == branch)
    return tuple(sorted(found, key=lambda place: (place != STORE, place)))


def store_called(policy: Policy, text: str) -> str | None:
    """The place of the store room with this code or name, if there is one."""
    found = named(store_rooms(policy), text)
    return room(found.code) if found else None
