"""The language of the interface: code holds English msgids, the catalogue under `locale/` holds the Chinese.

Choose and install the language before the screens are imported; `_`, `ngettext` and `translate` look it up
at every call, so nothing translated may be kept in a constant. `N_` marks a msgid that is translated later.
"""

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

from db.kinds import english, in_context

LANGUAGES = ("zh_CN", "en")
DOMAIN = "paigong"
LOCALE_FOLDER = Path(__file__).parents[1] / "locale"


class Tongue(NamedTuple):
    """A language and its texts."""

    name: str
    texts: gettext.NullTranslations


_installed = Tongue("en", gettext.NullTranslations())
_here: ContextVar[Tongue | None] = ContextVar("tongue", default=None)


class UnknownLanguage(ValueError):
    """A language was asked for by name that is not in `LANGUAGES`."""


class CatalogueMissing(RuntimeError):
    """The compiled catalogue is not beside the package: `make setup` or the wheel build writes it."""


def choose_language(asked: str | None = None, environ: Mapping[str, str] | None = None) -> str:
    """`asked` (from --lang), else PAIGONG_LANG, else the locale. Empty means unset.

    C and POSIX, which is also what a locale that is not set at all amounts to, mean zh_CN;
    a locale of any other language reads English. Raises `UnknownLanguage` for a name asked for outright.
    """
    environ = os.environ if environ is None else environ
    name = asked or environ.get("PAIGONG_LANG")
    if name:
        if name not in LANGUAGES:
            raise UnknownLanguage(name)
        return name
    locale = next((environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(key)), "C")
    tongue = locale.split(".")[0].split("@")[0].split("_")[0].lower()
    return "zh_CN" if tongue in ("zh", "c", "posix") else "en"


def install_language(language: str) -> None:
    """All texts from now on, in this process, in `language`."""
    global _installed
    _installed = _tongue(language)


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Texts within it are in `language`, in this thread alone: a form is Chinese whatever the screen is."""
    token = _here.set(_tongue(language))
    try:
        yield
    finally:
        _here.reset(token)


def _tongue(language: str) -> Tongue:
    if language not in LANGUAGES:
        raise UnknownLanguage(language)
    if language == "en":
        return Tongue(language, gettext.NullTranslations())
    try:
        return Tongue(language, gettext.translation(DOMAIN, LOCALE_FOLDER, [language]))
    except FileNotFoundError as missing:
        raise CatalogueMissing(language) from missing


def installed_language() -> str:
    """The language now in force; policy names, which carry both languages, are picked by it."""
    return _now().name


def _now() -> Tongue:
    return _here.get() or _installed


def N_(msgid: str, context: str = "") -> str:
    return in_context(msgid, context)


def _(msgid: str, context: str = "") -> str:
    """The text for `msgid`, its placeholders still in place.

    In a context (pgettext) one English word may be two Chinese ones; a msgid that was marked with one
    brings it along. What has no text of its own there has the plain one.
    """
    return text_in(_now().texts, in_context(msgid, context)) if msgid else ""


def text_in(catalogue: gettext.NullTranslations, msgid: str) -> str:
    """The text for a msgid, with or without a context, in one catalogue."""
    found = catalogue.gettext(msgid)
    plain = english(msgid)
    return catalogue.gettext(plain) if found == msgid != plain else found


def ngettext(singular: str, plural: str, count: int, /, **values: object) -> str:
    """The form for `count`, with `{count}` and other values filled in."""
    return _fill(_now().texts.ngettext(singular, plural, count), {"count": count, **values})


def translate(msgid: str, /, **values: object) -> str:
    """The text for `msgid` with its `{placeholders}` filled in.

    Values are put in as they stand and never read as a template. A placeholder without a value stays
    visible: this is called where a refusal is being explained, and must not raise one of its own.
    """
    return _fill(_(msgid), values)


def beside(said: str, more: str) -> str:
    """What is said, and in brackets what else belongs to it."""
    return translate("{said} ({more})", said=said, more=more)


class _Values(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def _fill(text: str, values: Mapping[str, object]) -> str:
    return text.format_map(_Values(values))
