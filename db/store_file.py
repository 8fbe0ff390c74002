"""The file of an SQLite store: whether it is the same one still, and how to open one that is only read."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from db.errors import Superseded


class SameFile:
    """Whether the file at a path is still the one that was opened first, by device and inode.

    A process goes on writing into a file that was deleted or replaced, and nobody ever sees it again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[int, int] | None = None
        self._lost = False

    def remember(self) -> None:
        """Called when the file is open."""
        if self._known is None:
            self._known = self._look()

    def demand(self) -> None:
        """Raises Superseded from the first moment on at which it is another file, or none."""
        self._lost = self._lost or (self._known is not None and self._look() != self._known)
        if self._lost:
            raise Superseded(
                "db", "The store's file was deleted or replaced.", "Nothing is written: leave and look."
            )

    def _look(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return None
        except OSError:
            return self._known  # a disk that does not answer is another matter
        return found.st_dev, found.st_ino


def read_only(path: Path) -> str | None:
    """The URI under which a file is opened that this process may read and not write; None for any other.

    Where not even the files beside it can be made, and there is no log of others' writing, it is read as a
    file that does not change.
    """
    if not path.is_file():
        return None
    beside = [path.with_name(path.name + ending) for ending in ("-wal", "-shm")]
    logged = all(os.access(each, os.W_OK) for each in beside)
    if os.access(path, os.W_OK) and (os.access(path.parent, os.W_OK) or logged):
        return None
    still = not os.access(path.parent, os.W_OK) and not (beside[0].is_file() and beside[0].stat().st_size)
    return f"file:{quote(str(path.absolute()))}?mode=ro{'&immutable=1' if still else ''}"
