"""Which language people read, and how a sentence gets its values."""

import gettext
from collections.abc import Iterator

import pytest

from console.words import i18n
from console.words.i18n import UnknownLanguage, choose_language, install_language, ngettext, translate


@pytest.fixture(autouse=True)
def language_afterwards() -> Iterator[None]:
    before = i18n.installed_language()
    yield
    install_language(before)


@pytest.mark.parametrize(
    ("asked", "environ", "language"),
    [
        (None, {}, "zh_CN"),
        (None, {"LANG": "C"}, "zh_CN"),
        (None, {"LANG": "C.UTF-8"}, "zh_CN"),
        (None, {"LANG": "POSIX"}, "zh_CN"),
        (None, {"LANG": "zh_CN.GB18030"}, "zh_CN"),
        (None, {"LANG": "zh_TW.UTF-8"}, "zh_CN"),
        (None, {"LANG": "en_GB.UTF-8"}, "en"),
        (None, {"LANG": "de_DE@euro"}, "en"),
        (None, {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        (None, {"LANG": "en_US.UTF-8", "LC_MESSAGES": "en_US", "LC_ALL": "zh_CN.UTF-8"}, "zh_CN"),
        (None, {"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
        (None, {"LANG": "zh_CN.UTF-8", "PAIGONG_LANG": "en"}, "en"),
        (None, {"LANG": "en_US.UTF-8", "PAIGONG_LANG": ""}, "en"),
        ("en", {"LANG": "zh_CN.UTF-8", "PAIGONG_LANG": "zh_CN"}, "en"),
        ("zh_CN", {"LANG": "en_US.UTF-8"}, "zh_CN"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_locales(
    asked: str | None, environ: dict[str, str], language: str
) -> None:
    assert choose_language(asked, environ) == language


@pytest.mark.parametrize(("asked", "environ"), [("fr", {}), (None, {"PAIGONG_LANG": "klingon"})])
def test_an_unknown_language_asked_for_by_name_is_refused(asked: str | None, environ: dict[str, str]) -> None:
    with pytest.raises(UnknownLanguage):
        choose_language(asked, environ)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_language_can_be_installed(language: str) -> None:
    install_language(language)
    assert i18n.installed_language() == language


def test_the_empty_msgid_is_never_the_catalogues_header() -> None:
    install_language("zh_CN")
    assert i18n._("") == ""


def test_english_is_the_msgids_themselves() -> None:
    install_language("en")
    assert ngettext("{count} ticket", "{count} tickets", 1) == "1 ticket"
    assert ngettext("{count} ticket", "{count} tickets", 2) == "2 tickets"


def test_a_value_is_never_read_as_a_template() -> None:
    install_language("en")
    assert translate("{who} is busy", who="{0.__class__} {who}") == "{0.__class__} {who} is busy"


def test_a_missing_value_leaves_its_placeholder_in_sight() -> None:
    install_language("en")
    assert translate("{who} is busy until {when}", who="T001") == "T001 is busy until {when}"


def test_a_wheel_without_its_catalogue_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object) -> gettext.NullTranslations:
        raise FileNotFoundError

    monkeypatch.setattr(gettext, "translation", absent)
    with pytest.raises(i18n.CatalogueMissing):
        install_language("zh_CN")
