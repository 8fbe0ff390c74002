"""What leaves the program holds nothing of another branch: on the terminal, as JSON, in every file."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from db.views import VIEWS
from tests.console.running import paigong
from tests.databases import Databases
from tests.db.desk import Desk, template
from tests.db.scope import two_branches
from tests.db.scope.two_branches import HERE, canaries
from tests.sampling import some_of

ENDINGS = (".csv", ".xlsx", ".json")
FORMS = ("", "--json", *ENDINGS)
"""How a view leaves the program: on the terminal, as JSON, in a file."""
TRIED = 1
"""In how many forms one run of `make test` asks for a view, and by how many of the names that it may need."""


@pytest.fixture(scope="module")
def elsewhere(databases: Databases) -> Iterator[tuple[Desk, dict[str, str]]]:
    """The store of two branches, and the references of what the other one did."""
    founded = databases.with_rows("two_branches", template(two_branches.found))
    url = founded.create("sqlite")
    desk = Desk(url)
    references = two_branches.settle_elsewhere(desk)
    yield desk, references
    desk.close()
    founded.drop(url)
    founded.close()


def outputs(url: str, by: str, references: dict[str, str], folder: Path) -> Iterator[tuple[str, str]]:
    """Every view in every form, by every name of what the other branch has: what was asked, what came."""
    for name, view in VIEWS.items():
        needed = [field for field in view.positional if view.model_fields[field].is_required()]
        forms = FORMS[:2] if needed else FORMS
        for form in some_of(forms, f"forms of {name}", TRIED):
            for given in some_of(tuple(references.values()), f"names for {name}", TRIED) if needed else ("",):
                yield f"{name} {given} {form}", came(url, by, name, form, given, folder)
    for found in (references["text"], references["phone"], references["serial"]):
        yield f"find {found}", said(url, by, "show", "queue", "--find", found)


def came(url: str, by: str, name: str, form: str, given: str, folder: Path) -> str:
    """What leaves the program where a view is asked for in this form."""
    if form not in ENDINGS:
        return said(url, by, "show", name, *filter(None, (given, form)))
    file = folder / f"{name}{form}"
    told = said(url, by, "export", name, str(file))
    return told + (_text(file) if file.exists() else "")


def said(url: str, by: str, *arguments: str) -> str:
    ran = paigong("--db", url, "--as", by, *arguments)
    return ran.out + ran.err


def _text(file: Path) -> str:
    if file.suffix != ".xlsx":
        return file.read_text("utf-8-sig")
    with ZipFile(file) as book:
        return "\n".join(book.read(part).decode("utf-8") for part in book.namelist() if part.endswith(".xml"))


def leaking(answer: str, question: str, hidden: tuple[str, ...]) -> bool:
    """Whether a canary stands in the answer that did not stand in the question."""
    return any(each in answer and each not in question for each in hidden)


def test_nothing_of_another_branch_leaves_the_program(
    elsewhere: tuple[Desk, dict[str, str]], tmp_path: Path
) -> None:
    desk, references = elsewhere
    hidden = canaries(references)
    for question, answer in outputs(desk.url, HERE["dispatcher"], references, tmp_path):
        assert not leaking(answer, question, hidden), question


@pytest.mark.parametrize(
    ("name", "form"), [("queue", ""), ("tickets", ""), ("find", ""), *(("tickets", each) for each in ENDINGS)]
)
def test_it_leaves_for_who_reaches_everything(
    elsewhere: tuple[Desk, dict[str, str]], tmp_path: Path, name: str, form: str
) -> None:
    """What the other test searches for is there to be found."""
    desk, references = elsewhere
    given = references["text"] if name == "find" else ""
    answer = came(desk.url, "A01", name, form, given, tmp_path)
    assert leaking(answer, given, canaries(references))


def test_an_audit_of_one_ticket_asks_for_the_scope(elsewhere: tuple[Desk, dict[str, str]]) -> None:
    desk, references = elsewhere
    refused = paigong("--db", desk.url, "--as", HERE["dispatcher"], "audit", references["number"])
    assert refused.code == 3
    assert paigong("--db", desk.url, "--as", HERE["dispatcher"], "audit", "YX2607-01").code == 0
    assert paigong("--db", desk.url, "--as", "A01", "audit", references["number"]).code == 0
    assert paigong("--db", desk.url, "audit").code == 0
