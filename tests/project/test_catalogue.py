"""What the catalogue check finds; `make check` runs it on the shipped catalogues."""

import gettext
from pathlib import Path

import pytest

from console.build.catalogue import check_all, compile_all, update_all
from console.build.msgids import Found, NotLiteral, find_in_sources
from console.words.i18n import N_, text_in

HEADER = 'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
FILE = "console/locale/zh_CN/LC_MESSAGES/paigong.po"


def checkout(folder: Path, source: str, entries: str) -> Path:
    """A checkout with one source file and one catalogue."""
    catalogue = folder / FILE
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(f"{HEADER}\n{entries}", encoding="utf-8")
    (folder / "db").mkdir()
    (folder / "db" / "verb.py").write_text(source, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("source", "msgids"),
    [
        ('_("Queue")', ["Queue"]),
        ('i18n.translate("{count} left", count=3)', ["{count} left"]),
        ('SUMMARY = msgid("Dispatch")', ["Dispatch"]),
        ("_(word)", []),
        ('raise errors.StoreError("CLS-05", "finish it first")', ["finish it first"]),
        ('raise StoreError("CLS-05", "finish " "it", "press {key}", key="s")', ["finish it", "press {key}"]),
        ('raise StoreError("CLS-05", "finish it", hint="press s")', ["finish it", "press s"]),
        ('StoreError("CLS-05", sentence)', []),
        ('class Refusal(StoreError): ...\nclass Own(Refusal): ...\nraise Own("r", "no")', ["no"]),
        ('class Refusal(Exception): ...\nraise Refusal("r", "no")', []),
        ('raise WordedError("too long: {limit}", limit=80)', ["too long: {limit}"]),
        ('class Note(Verb):\n    """Write a note.\n\n    More."""\n    name = "note"', ["Write a note."]),
        ('class Note(Verb):\n    """Write a note."""\n    name: ClassVar[str] = "note"', ["Write a note."]),
        ('class Step(Verb):\n    """What visits share."""', []),
        ('class Note(Table):\n    """Not for people."""\n    name = "note"', []),
    ],
)
def test_a_msgid_is_found_where_code_marks_it(source: str, msgids: list[str]) -> None:
    assert [found.msgid for found in find_in_sources({"x.py": source})] == msgids


def test_both_forms_of_a_plural_are_found_as_one() -> None:
    assert find_in_sources({"x.py": 'ngettext("{count} ticket", "{count} tickets", n)'}) == [
        Found("{count} ticket", "{count} tickets", "x.py")
    ]


def test_a_subclass_is_known_in_other_files_too() -> None:
    sources = {"a.py": 'raise Refusal("r", "no")', "b.py": "class Refusal(StoreError): ..."}
    assert find_in_sources(sources) == [Found("no", None, "a.py")]


def test_a_class_of_the_same_name_in_another_room_hides_no_verb() -> None:
    dispatch = 'class Dispatch(Sending):\n    name = "dispatch"\n    word = "dispatch"'
    sources = {"a.py": f"class Sending(Verb): ...\n{dispatch}", "b.py": "class Sending: ..."}
    assert [found.msgid for found in find_in_sources(sources)] == ["dispatch"]


def test_an_f_string_is_refused_with_its_place() -> None:
    with pytest.raises(NotLiteral, match=r"^x\.py:2:"):
        find_in_sources({"x.py": '\n_(f"{count} left")'})


@pytest.mark.parametrize(
    ("source", "entries", "fault"),
    [
        ('_("Queue")', "", "missing: 'Queue'"),
        ("", 'msgid "Queue"\nmsgstr "队列"\n', "no longer used: 'Queue'"),
        ('_("Queue")', 'msgid "Queue"\nmsgstr ""\n', "untranslated: 'Queue'"),
        ('_("Queue")', '#, fuzzy\nmsgid "Queue"\nmsgstr "队列"\n', "fuzzy: 'Queue'"),
        (
            '_("{n} left")',
            'msgid "{n} left"\nmsgstr "剩 {m}"\n',
            "placeholders differ: '{n} left' → '剩 {m}'",
        ),
        ('_("Rate")', 'msgid "Rate"\nmsgstr "及时率(%)"\n', "half-width brackets: '及时率(%)'"),
        ('_("{n} left")', 'msgid "{n} left"\nmsgstr "剩"\n', "placeholders differ: '{n} left' → '剩'"),
        ('_("{n} left")', 'msgid "{n} left"\nmsgstr "剩 {n"\n', "expected '}' before end of string: '剩 {n'"),
        (
            '_("{n} left")',
            'msgid "{n} left"\nmsgstr "剩 {n.x}"\n',
            "not a plain placeholder: {n.x}: '剩 {n.x}'",
        ),
    ],
)
def test_the_check_names_each_fault(tmp_path: Path, source: str, entries: str, fault: str) -> None:
    assert check_all(checkout(tmp_path, source, entries)) == [f"{FILE}: {fault}"]


def test_an_update_keeps_translations_adds_new_msgids_and_drops_unused_ones(tmp_path: Path) -> None:
    root = checkout(
        tmp_path, '_("Queue"); _("Roster")', 'msgid "Queue"\nmsgstr "队列"\n\nmsgid "Old"\nmsgstr "旧"\n'
    )
    update_all(root)
    assert check_all(root) == [f"{FILE}: untranslated: 'Roster'"]
    once = (root / FILE).read_bytes()
    update_all(root)
    assert (root / FILE).read_bytes() == once


def test_a_compiled_catalogue_stands_beside_its_source(tmp_path: Path) -> None:
    root = checkout(tmp_path, '_("Queue")', 'msgid "Queue"\nmsgstr "队列"\n')
    compile_all(root)
    assert "队列".encode() in (root / FILE).with_suffix(".mo").read_bytes()


def test_one_english_word_may_be_two_chinese_ones(tmp_path: Path) -> None:
    source = 'N_("Kind")\nN_("Kind", "tool")\nCalled("Kind", context="shift")\nmsgid("Kind", "shift")\n'
    found = {(each.context, each.msgid) for each in find_in_sources({"console/x.py": source})}
    assert found == {(None, "Kind"), ("tool", "Kind"), ("shift", "Kind")}
    root = checkout(
        tmp_path,
        source,
        'msgid "Kind"\nmsgstr "类别"\n\nmsgctxt "tool"\nmsgid "Kind"\nmsgstr "工具"\n',
    )
    assert check_all(root) == [f"{FILE}: missing: 'Kind' in shift"]
    update_all(root)
    compile_all(root)
    folder = (root / FILE).parents[2]
    texts = gettext.translation("paigong", str(folder), ["zh_CN"])
    assert [text_in(texts, N_("Kind", each)) for each in ("", "tool", "shift")] == ["类别", "工具", "类别"]
