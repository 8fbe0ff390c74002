"""Both languages of a text and its pinyin: a Chinese name finds its verb on an English desk too."""

from __future__ import annotations

import gettext
from functools import cache, lru_cache

from console.words.i18n import DOMAIN, LOCALE_FOLDER, text_in
from console.words.vocabulary import plain
from db.kinds import english
from db.rules.search import full_pinyin, initials


@cache
def _chinese() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_FOLDER, ["zh_CN"], fallback=True)


def chinese(msgid: str) -> str:
    """The Chinese text of a msgid, whatever the language of the interface."""
    return text_in(_chinese(), msgid) if msgid else ""


@lru_cache(maxsize=1024)
def finders(*texts: str) -> tuple[str, ...]:
    """Every way to type these texts: themselves, and what is not Latin by initials and by full pinyin."""
    found: dict[str, None] = {}
    for text in filter(None, texts):
        found[plain(text)] = None
        if not text.isascii():
            found.update(dict.fromkeys((*initials(text), *full_pinyin(text))))
    return tuple(found)


def both(msgid: str) -> tuple[str, ...]:
    """`finders` of a msgid in both languages."""
    return finders(english(msgid), chinese(msgid))
