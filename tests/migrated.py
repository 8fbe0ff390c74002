"""Nothing is migrated twice: a new SQLite store that a test's process makes gets its tables as a copy.

All steps from the first revision on take half a second of a core, and make what they made for the template of
the run. The steps are what `tests/db/migrations` and `tests/golden` are about; from nothing to a store, as a
process of its own, they are gone in `tests/console/test_texts.py`.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import patch

from db import migrations
from db.engine import sqlite_module
from db.place import sqlite_path
from tests.databases import Databases


@contextmanager
def migrated_once(databases: Databases) -> Iterator[None]:
    """Within this, whoever brings an empty SQLite file to today's revision copies the template."""
    template, step_by_step = databases.sqlite_template(), migrations.upgrade

    def upgrade(url: str, to: str = "head") -> None:
        path = sqlite_path(url)
        if to != "head" or path is None or not _copied(template, path):
            step_by_step(url, to)

    with patch.object(migrations, "upgrade", upgrade):
        yield


def _copied(template: Path, path: Path) -> bool:
    """Whether nothing was there, and now is what stands in the template. Page by page, by SQLite itself:
    somebody may have the file open."""
    module = sqlite_module()
    with closing(module.connect(path)) as target:
        if target.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
            return False
        with closing(module.connect(f"file:{template}?mode=ro&immutable=1", uri=True)) as source:
            source.backup(target)
    return True
