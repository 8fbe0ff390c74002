"""What leaves the program holds nothing of another branch: on the terminal, as JSON, in every file."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from db.views import VIEWS
from tests.console.running import paigong
from tests.databases import Databases
from tests.db.desk import Desk
from tests.db.scope import two_branches
from tests.db.scope.two_branches import HERE, canaries

ENDINGS = (".csv", ".xlsx", ".json")


@pytest.fixture(scope="module")
def elsewhere(databases: Databases) -> Iterator[tuple[Desk, dict[str, str]]]:
    """The store of two branches, and the references of what the other one did."""
    url = databases.create("sqlite")
    desk = Desk(url)
    two_branches.found(desk)
    references = two_branches.settle_elsewhere(desk)
    yield desk, references
    desk.close()
    databases.drop(url)


def outputs(url: str, by: str, references: dict[str, str], folder: Path) -> Iterator[tuple[str, str]]:
    """Every view in every form, by every name of what the other branch has: what was asked, what came."""
    for name, view in VIEWS.items():
        needed = [field for field in view.positional if view.model_fields[field].is_required()]
        for given in [[each] for each in references.values()] if needed else [[]]:
            for form in ((), ("--json",)):
                ran = paigong("--db", url, "--as", by, "show", name, *given, *form)
                yield f"show {name} {given} {form}", ran.out + ran.err
        for ending in () if needed else ENDINGS:
            file = folder / f"{name}{ending}"
            ran = paigong("--db", url, "--as", by, "export", name, str(file))
            yield f"export {name} {ending}", ran.out + ran.err + (_text(file) if file.exists() else "")
    for found in (references["text"], references["phone"], references["serial"]):
        ran = paigong("--db", url, "--as", by, "show", "queue", "--find", found)
        yield f"find {found}", ran.out + ran.err


def _text(file: Path) -> str:
    if file.suffix != ".xlsx":
        return file.read_text("utf-8-sig")
    with ZipFile(file) as book:
        return "\n".join(book.read(part).decode("utf-8") for part in book.namelist() if part.endswith(".xml"))


def leaking(told: Iterator[tuple[str, str]], hidden: tuple[str, ...]) -> set[str]:
    return {
        question for question, answer in told for each in hidden if each in answer and each not in question
    }


def test_nothing_of_another_branch_leaves_the_program(
    elsewhere: tuple[Desk, dict[str, str]], tmp_path: Path
) -> None:
    desk, references = elsewhere
    told = outputs(desk.url, HERE["dispatcher"], references, tmp_path)
    assert leaking(told, canaries(references)) == set()


def test_it_leaves_for_who_reaches_everything(elsewhere: tuple[Desk, dict[str, str]], tmp_path: Path) -> None:
    desk, references = elsewhere
    found = leaking(outputs(desk.url, "A01", references, tmp_path), canaries(references))
    for kind in ("show queue", "show tickets", "find", *(f"export tickets {each}" for each in ENDINGS)):
        assert any(question.startswith(kind) for question in found), kind


def test_an_audit_of_one_ticket_asks_for_the_scope(elsewhere: tuple[Desk, dict[str, str]]) -> None:
    desk, references = elsewhere
    refused = paigong("--db", desk.url, "--as", HERE["dispatcher"], "audit", references["number"])
    assert refused.code == 3
    assert paigong("--db", desk.url, "--as", HERE["dispatcher"], "audit", "YX2607-01").code == 0
    assert paigong("--db", desk.url, "--as", "A01", "audit", references["number"]).code == 0
    assert paigong("--db", desk.url, "audit").code == 0
