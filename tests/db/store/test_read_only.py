"""A store that can only be read: an archive on a read-only disk, a colleague's file. Shown, never written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.errors import Unreachable
from db.store import open_store
from db.verbs.parsing import parse_verb
from db.views.queue import Queue
from tests import disks
from tests.databases import Databases
from tests.db.desk import CALLER, Desk


@pytest.fixture
def unwritable(founded: Databases, tmp_path: Path) -> Iterator[str]:
    """The URL of a store with one ticket, in a folder where nothing can be made or changed."""
    url = founded.create("sqlite")
    desk = Desk(url)
    desk.register()
    desk.close()
    file = Path(url.removeprefix("sqlite:///"))
    with disks.unwritable(tmp_path / "archive", file) as folder:
        yield f"sqlite:///{folder / file.name}"
    founded.drop(url)


def test_a_store_that_can_only_be_read_is_shown_and_audited(unwritable: str) -> None:
    store = open_store(unwritable)
    assert [row.number for row in store.read(Queue(view="open"), "A01")] == ["YX2607-01"]
    assert store.audit().differences == ()
    store.close()


def test_writing_into_it_is_refused_in_words(unwritable: str) -> None:
    store = open_store(unwritable)
    with pytest.raises(Unreachable, match="can only be read"):
        store.do(parse_verb("register", CALLER), "A01")
    store.close()
