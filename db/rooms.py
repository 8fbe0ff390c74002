"""What lies in the rooms of a folder, by name: a room is imported when something in it is first needed.

An index (`db/index.py`, written by `make index`) says which room that is, so that a start costs what it uses
and not what there is. It only spares looking: a name that it does not know is looked for in every room, and a
folder with other rooms than it names is looked through.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, TypeVar

from db import index

T = TypeVar("T")


class Rooms(MutableMapping[str, T]):
    """Everything of one sort by its name. Whoever declares one hangs it in (`rooms[name] = thing`).

    Going over all of them, by name, imports them all; `names` does not.
    """

    def __init__(self, sort: str, package: str) -> None:
        self._sort = sort
        self._package = package
        self._met: dict[str, T] = {}
        self._all_open = False

    def open_all(self) -> None:
        """Import every room of the folder."""
        if self._all_open:
            return
        for room in rooms_of(self._package):
            import_module(f"{self._package}.{room}")
        self._all_open = True

    def names(self) -> list[str]:
        """The names of all there is, importing nothing where the index knows the folder."""
        if self._all_open or " ".join(rooms_of(self._package)) != index.ROOMS.get(self._package):
            return list(self)
        own = (name for name, room in self._indexed.items() if room.startswith(f"{self._package}."))
        return sorted({*own, *self._met})

    def summaries(self) -> dict[str, str]:
        """Those that people may call, each with the msgid of one line about it."""
        told: dict[str, str] = {}
        for name in self.names():
            thing: Any = self._met.get(name)
            if thing is None and name in index.SUMMARIES[self._sort]:
                told[name] = index.SUMMARIES[self._sort][name]
            elif thing is not None and not getattr(thing, "internal", False):
                told[name] = thing.summary()
        return told

    @property
    def _indexed(self) -> dict[str, str]:
        return index.NAMED.get(self._sort, {})

    def __getitem__(self, name: str) -> T:
        if name not in self._met:
            room = self._indexed.get(name)
            if room is not None and find_spec(room) is not None:
                import_module(room)
            if name not in self._met:
                self.open_all()
        return self._met[name]

    def __setitem__(self, name: str, thing: T) -> None:
        self._met[name] = thing

    def __delitem__(self, name: str) -> None:
        del self._met[name]

    def __iter__(self) -> Iterator[str]:
        self.open_all()
        return iter(sorted(self._met))

    def __len__(self) -> int:
        self.open_all()
        return len(self._met)


def rooms_of(package: str) -> list[str]:
    """The rooms that lie in a folder, by name."""
    folder = Path(__file__).parent.joinpath(*package.split(".")[1:])
    return sorted(room.name for room in iter_modules([str(folder)]))
