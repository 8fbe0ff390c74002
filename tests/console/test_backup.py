"""`paigong backup` and `restore`: the whole store in one file, from and into either database."""

import getpass
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import text

import db.backup as backing
from db.backup import backup, check, restore
from db.engine import make_engine, sqlite_module
from db.errors import BadField, Conflict, Damaged, NotPermitted, Refusal
from db.log.audit import audit
from tests.console.running import Branch, paigong
from tests.databases import Databases, Kind
from tests.db.desk import Desk


def _fill(url: str) -> None:
    branch = Branch.on(url)
    branch.hire("T001", "张三")
    for _ in range(3):
        branch.ticket("--level", "2", "--serial", "SN-1")


@pytest.fixture(scope="module")
def fillings(branches: Databases) -> Iterator[Databases]:
    """Databases with a store that has a technician and three tickets."""
    made = branches.with_rows("filled", _fill)
    yield made
    made.close()


@pytest.fixture
def filled(fillings: Databases, database_kind: Kind) -> Iterator[Branch]:
    url = fillings.create(database_kind, warm=True)
    yield Branch.on(url)
    fillings.drop(url)


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_backup_of_either_database_goes_into_either(
    filled: Branch, databases: Databases, tmp_path: Path, target: Kind
) -> None:
    file = tmp_path / "store.backup"
    ran = filled.run("backup", str(file), "--verify", at=None)
    assert (ran.code, ran.out.split(":")[-1]) == (0, " 6 events, 3 tickets.\n"), ran
    url = databases.create(target, migrated=False)
    assert paigong("--db", url, "restore", str(file), "--verify").code == 0
    copy = Desk(url)
    assert copy.differences() == []
    if target == "postgresql":
        with copy.reader() as read:
            counted = read.connection.execute(text("SELECT last_value FROM event_seq")).scalar()
        assert counted == copy.count_events(), "else every verb runs into the numbers that are there"
    assert copy.snapshot() == snapshot(filled.url)
    copy.close()
    again = Branch.on(url)
    assert [row["number"] for row in again.show("queue", "--find", "王五")] == [
        row["number"] for row in filled.show("queue", "--find", "王五")
    ]
    assert again.ticket() == "YX2607-04"
    databases.drop(url)


def snapshot(url: str) -> object:
    desk = Desk(url)
    try:
        return desk.snapshot()
    finally:
        desk.close()


def test_a_backup_is_one_moment_while_others_write(branch: Branch, tmp_path: Path) -> None:
    desk = Desk(branch.url)
    stop = threading.Event()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            while not stop.is_set():
                number = desk.register()
                desk.do("triage", ticket=number, level=3)
        except BaseException as error:
            failed.append(error)

    writer = threading.Thread(target=work)
    writer.start()
    try:
        for at in range(3):
            backup(branch.url, tmp_path / f"{at}.backup", verify=True)
    finally:
        stop.set()
        writer.join()
        desk.close()
    assert failed == []
    counts = [check(tmp_path / f"{at}.backup").events for at in range(3)]
    assert counts == sorted(counts)


def test_a_store_with_something_in_it_is_replaced_only_by_force(
    filled: Branch, branch: Branch, tmp_path: Path
) -> None:
    file = tmp_path / "store.backup"
    backup(filled.url, file)
    other = branch
    other.ticket()
    before = snapshot(other.url)
    with pytest.raises(Refusal):
        restore(other.url, file)
    assert snapshot(other.url) == before
    restore(other.url, file, force=True)
    assert snapshot(other.url) == snapshot(filled.url)
    assert audit_is_clean(other.url)


def test_a_backup_holds_no_journal_and_is_for_its_owner_alone(filled: Branch, tmp_path: Path) -> None:
    file = tmp_path / "store.backup"
    backup(filled.url, file)
    restored = tmp_path / "again.db"
    restore(f"sqlite:///{restored}", file)
    assert {path.name.split("-")[0] for path in tmp_path.iterdir()} == {"store.backup", "again.db"}
    assert file.stat().st_mode & 0o077 == 0


@pytest.fixture(scope="module")
def backed_up(fillings: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup, to be copied."""
    url, path = fillings.create("sqlite"), tmp_path_factory.mktemp("kept") / "store.backup"
    backup(url, path)
    fillings.drop(url)
    return path


@pytest.fixture
def file(backed_up: Path, tmp_path: Path) -> Path:
    """A backup of one's own."""
    return Path(copyfile(backed_up, tmp_path / "store.backup"))


def test_a_backup_that_was_cut_off_says_so_in_words(file: Path, tmp_path: Path) -> None:
    whole = file.stat().st_size
    file.write_bytes(file.read_bytes()[:30_000])
    ran = paigong("--db", str(tmp_path / "new.db"), "--lang", "zh_CN", "restore", str(file))
    assert ran.code == 7
    assert f"应有 {whole} 字节，只有 30000 字节" in ran.err
    assert not (tmp_path / "new.db").exists()


def test_a_full_disk_under_the_backup_is_not_blamed_on_the_store(
    demo: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = backing._copy_pages
    monkeypatch.setattr(backing, "_copy_pages", lambda source, _target: copy(source, Path("/dev/full")))
    ran = demo.run("backup", str(tmp_path / "b"), at=None)
    assert (ran.code, "b cannot be written: the disk is full" in ran.err) == (2, True), ran
    assert list(tmp_path.iterdir()) == []


def test_the_systems_own_words_are_not_shown(file: Path, tmp_path: Path) -> None:
    store = str(tmp_path / "new.db")
    for language, said in (("zh_CN", "是文件夹"), ("en", "it is a folder")):
        assert said in paigong("--db", store, "--lang", language, "restore", str(tmp_path)).err


def test_what_is_no_backup_is_not_restored(tmp_path: Path) -> None:
    target = tmp_path / "new.db"
    for name, content in (("empty", b""), ("text", b"hello"), ("magic", b"SQLite format 3\0" + b"x" * 5000)):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises((BadField, Damaged)):
            restore(f"sqlite:///{target}", path)
    assert not target.exists()


def test_a_database_of_another_program_is_not_restored(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite_module().connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()
    with pytest.raises(BadField):
        restore(f"sqlite:///{tmp_path / 'new.db'}", path)


@pytest.mark.parametrize("at", [200, 5000, 30000, -100])
def test_a_damaged_backup_leaves_no_store_behind(file: Path, tmp_path: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    del content[at if at > 0 else len(content) + at :]
    file.write_bytes(bytes(content))
    ran = paigong("--db", str(tmp_path / "new.db"), "restore", str(file))
    assert ran.code in (2, 7), ran
    assert not (tmp_path / "new.db").exists()


def test_a_row_changed_behind_the_programs_back_is_found_by_verify(file: Path, tmp_path: Path) -> None:
    connection = sqlite_module().connect(file)
    connection.execute("UPDATE ticket SET fault = 'other'")
    connection.commit()
    connection.close()
    with pytest.raises(Damaged):
        check(file, verify=True)
    ran = paigong("--db", str(tmp_path / "new.db"), "restore", str(file), "--verify")
    assert (ran.code, (tmp_path / "new.db").exists()) == (7, False)


def test_a_backup_of_another_program_says_that_it_is_the_file_and_what_to_do(
    filled: Branch, tmp_path: Path
) -> None:
    """`paigong upgrade` would bring up the store, or say that there is none."""
    file = tmp_path / "old.backup"
    assert filled.run("backup", str(file), at=None).code == 0
    for revision, said in (("0001", "paigong --db FILE upgrade"), ("9999", "Install the newer program")):
        connection = sqlite_module().connect(file)
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()
        connection.close()
        ran = paigong("--db", str(tmp_path / "new.db"), "--lang", "en", "restore", str(file))
        assert (ran.code, (tmp_path / "new.db").exists()) == (7, False)
        assert f"old.backup is of revision {revision}" in ran.err
        assert said in ran.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("backup",), 2), (("backup", "{folder}"), 2), (("backup", "{folder}/no/x"), 2),
        (("restore",), 2), (("restore", "{folder}/nothing"), 2), (("restore", "{folder}"), 2),
        (("backup", "{folder}/there"), 2),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_answered(
    filled: Branch, tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    (tmp_path / "there").write_text("mine")
    ran = filled.run(*(each.format(folder=tmp_path) for each in arguments), at=None)
    assert ran.code == code
    assert ran.err
    assert (tmp_path / "there").read_text() == "mine"


def test_without_a_store_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    ran = paigong("--db", str(tmp_path / "new.db"), "backup", str(tmp_path / "b"))
    assert (ran.code, list(tmp_path.iterdir())) == (6, [])


def test_the_store_is_not_its_own_backup(demo: Branch) -> None:
    place = demo.url.removeprefix("sqlite:///")
    for command in (("backup", place, "--force"), ("restore", place, "--force")):
        assert demo.run(*command, at=None).code == 2
    assert audit_is_clean(demo.url)


def audit_is_clean(url: str) -> bool:
    desk = Desk(url)
    try:
        with desk.reader() as read:
            return audit(read.connection).differences == ()
    finally:
        desk.close()


@pytest.fixture
def on_postgresql(fillings: Databases) -> Iterator[Branch]:
    """Such a store, whose connections may be lost."""
    url = fillings.create("postgresql")
    yield Branch.on(url)
    fillings.drop(url)


def test_a_restore_by_force_takes_the_store_while_desks_write(on_postgresql: Branch, tmp_path: Path) -> None:
    file = tmp_path / "store.backup"
    backup(on_postgresql.url, file)
    stop, failed, written = threading.Event(), list[BaseException](), list[str]()

    def work() -> None:
        desk = Desk(on_postgresql.url)
        while not stop.is_set():
            try:
                number = desk.register()
                desk.do("triage", ticket=number, level=3)
                desk.do("dispatch", ticket=number, technician="T001")
                written.append(number)
            except (Refusal, Conflict, NotPermitted):
                pass  # the ticket went away under the desk
            except BaseException as error:
                failed.append(error)
        desk.close()

    writers = [threading.Thread(target=work) for _ in range(4)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(3):
            before = len(written)
            until = time.monotonic() + 20
            while len(written) < before + 4:
                assert time.monotonic() < until
                time.sleep(0.02)
            restore(on_postgresql.url, file, force=True)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert failed == []
    assert audit_is_clean(on_postgresql.url)


def test_whoever_holds_the_store_is_named(
    on_postgresql: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "store.backup"
    backup(on_postgresql.url, file)
    monkeypatch.setattr(backing, "HOLD_SECONDS", 1)
    holder = make_engine(on_postgresql.url)
    with holder.connect() as connection:
        connection.execute(text("LOCK TABLE subject IN ROW EXCLUSIVE MODE"))
        ran = on_postgresql.run("restore", str(file), "--force", at=None)
    holder.dispose()
    assert ran.code == 6, ran
    assert f"paigong {getpass.getuser()}@" in ran.err
    assert str(os.getpid()) in ran.err


def test_a_backup_may_come_through_a_pipe(file: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    feeding = threading.Thread(target=lambda: pipe.write_bytes(file.read_bytes()))
    feeding.start()
    ran = paigong("--db", str(tmp_path / "new.db"), "restore", str(pipe))
    feeding.join()
    assert ran.code == 0, ran
    assert audit_is_clean(f"sqlite:///{tmp_path / 'new.db'}")
