"""Stores to import into, and files made on the spot."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from db.imports import Bad, Import, MapFile, Report
from db.imports.deciding import Differing
from tests.databases import Databases
from tests.db.desk import Desk, copied, template

Bring = Callable[..., "Brought"]


@dataclass
class Brought:
    """What an import did, and the rows that it refused."""

    report: Report
    bad: list[Bad] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Added, known, refused."""
        return self.report.added, self.report.known, self.report.refused

    @property
    def reasons(self) -> list[tuple[int, str, str]]:
        """Line, field and sentence of every bad row."""
        return [(bad.line, bad.field, str(bad.error)) for bad in self.bad]


def bring(
    desk: Desk,
    kind: str,
    path: Path,
    said: MapFile | None = None,
    *,
    dry: bool = False,
    by: str = "A01",
    updating: bool = False,
) -> Brought:
    bad: list[Bad] = []
    differing: list[Differing] = []
    bringing = Import(
        desk.store, by, kind, said or MapFile(), dry=dry, updating=updating, bad=bad.append,
        differs=differing.append,
    )  # fmt: skip
    return Brought(bringing.run(path), bad, differing)


@pytest.fixture(scope="session")
def alone(databases: Databases) -> Iterator[Databases]:
    """Databases that hold a founded store with A01 and nobody else."""
    made = databases.with_rows("alone", template(Desk.found))
    yield made
    made.close()


@pytest.fixture
def lite(alone: Databases) -> Iterator[Desk]:
    """A founded store on SQLite with A01 alone, for what does not differ between the databases."""
    with copied(alone) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Writes a file: its name and what it holds."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
