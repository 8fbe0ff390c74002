"""What holds for the repository as a whole."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-run.lock")
LONGEST_FILE = 400  # lines; a longer one has a second purpose in it


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return {name for line in re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE) for name in line.split()}


def commands_in(page: str) -> set[str]:
    """The targets of the make commands that a page shows, in a line of its own or in backticks."""
    return set(
        re.findall(r"(?:`|^ {4})make ([a-z]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    )


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", "docs/decisions/README.md"])
def test_every_make_command_in_a_page_exists(page: str) -> None:
    assert commands_in(page)
    assert commands_in(page) - targets() == set()


def test_the_readme_names_every_command_that_people_need() -> None:
    assert targets() - commands_in("README.md") - {"help", "runtime", "catalogue"} == set()


def test_no_tracked_file_holds_a_path_of_somebodys_machine() -> None:
    forbidden = re.compile(r"/(?:" + "|".join(["work", "home", "root", "Users"]) + r")/[A-Za-z]")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []


def test_a_transaction_of_a_store_begins_in_one_place() -> None:
    """SQLite's BEGIN is said there: elsewhere each question would see another moment."""
    begins = re.compile(r"(?:engine|connection|source)\.(?:connect|begin)\(\)")
    found = {
        str(path.relative_to(ROOT))
        for path in tracked("db/*.py", "console/*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if begins.search(line)
    }
    files_of_their_own = {"db/backup.py", "db/figures/past.py"}  # nobody else writes to them
    assert found - files_of_their_own == {"db/engine.py", "db/migrations/__init__.py"}


def test_no_source_file_is_longer_than_one_purpose_needs() -> None:
    # A migration is as long as what it changes and is never touched again; the index is written by a command.
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_bytes().splitlines())
        for path in tracked("*.py", "*.tcss")
        if path.parent != ROOT / "db" / "migrations" / "versions" and path != ROOT / "db" / "index.py"
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_in_a_lock_has_one_version_and_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    requirements = re.findall(r"^[A-Za-z0-9].*(?:\n    .*)*", text, re.MULTILINE)
    assert len(requirements) > 20
    assert [entry for entry in requirements if "==" not in entry or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|@ ", text) == []


def test_the_program_runs_on_the_versions_that_are_tested() -> None:
    full, runtime = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        for lock in LOCKS
    )
    assert runtime.items() <= full.items()


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {page.name for page in folder.glob("[0-9]*.md")}


def test_the_tests_that_the_regulations_page_names_are_there() -> None:
    page = (ROOT / "docs" / "regulations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z]+/)*test_\w+\.py)`", page))
    assert named
    assert sorted(name for name in named if not (ROOT / "tests" / name).is_file()) == []
