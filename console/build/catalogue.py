"""Keeps the catalogues true to the sources: `python -m console.build.catalogue update|compile|check`.

Runs when the program is built, never when it runs: Babel is not among the program's own dependencies.
"""

import gc
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from console.build.msgids import NotLiteral, find_msgids

HAN, HALF_WIDTH = re.compile("[\u4e00-\u9fff]"), re.compile("[()]")
"""Brackets within Chinese are as wide as its letters."""
ROOT = Path(__file__).resolve().parents[2]
HEADER = """\
# The texts of Paigong in {language}. `make catalogues` takes the msgids from the code.
#
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def catalogue_files(root: Path) -> list[Path]:
    return sorted((root / "console" / "locale").glob("*/LC_MESSAGES/paigong.po"))


def compile_all(root: Path) -> None:
    """Writes the .mo beside each .po; fuzzy entries stay out, as they would be wrong on the screen."""
    for path in catalogue_files(root):
        with path.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, _read(path))


def update_all(root: Path) -> None:
    """Brings every .po up to the sources: new msgids in, untranslated; those no longer used out."""
    template = extract(root)
    for path in catalogue_files(root):
        path.write_bytes(_written(_merged(_read(path), template), path))


def check_all(root: Path) -> list[str]:
    """What is wrong, one line each; empty when the sources and every catalogue agree and are complete."""
    template = extract(root)
    wrong: list[str] = []
    for path in catalogue_files(root):
        catalogue, name = _read(path), path.relative_to(root)
        wanted = {_key(message) for message in template if message.id}
        present = {_key(message) for message in catalogue if message.id}
        wrong += [f"{name}: missing: {_told(key)}" for key in sorted(wanted - present)]
        wrong += [f"{name}: no longer used: {_told(key)}" for key in sorted(present - wanted)]
        wrong += [f"{name}: {fault}" for message in catalogue if message.id for fault in _faults(message)]
    return wrong


def extract(root: Path) -> Catalog:
    """The msgids of the sources with the files they stand in; no line numbers, which would change daily."""
    template = Catalog()
    for found in find_msgids(root):
        template.add(
            (found.msgid, found.plural) if found.plural else found.msgid,
            locations=[(found.file, 0)],
            context=found.context,
        )
    return template


def _faults(message: Message) -> Iterator[str]:
    ids, texts = _ids(message), _texts(message)
    if message.fuzzy:
        yield f"fuzzy: {ids[0]!r}"
    if not texts or not all(texts):
        yield f"untranslated: {ids[0]!r}"
        return
    wanted = _placeholders(*ids)
    for text in texts:
        try:
            differs = _placeholders(text) != wanted
        except ValueError as unreadable:
            yield f"{unreadable}: {text!r}"
            continue
        if differs:
            yield f"placeholders differ: {ids[0]!r} → {text!r}"
        if HAN.search(text) and HALF_WIDTH.search(text):
            yield f"half-width brackets: {text!r}"


def _placeholders(*texts: str) -> set[str]:
    """Names only: `{count}` may stand twice, or in another order. Anything but a plain name is refused."""
    names = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}
    for name in names:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise ValueError(f"not a plain placeholder: {{{name}}}")
    return names


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _key(message: Message) -> tuple[str, ...]:
    """One English word in two contexts is two messages."""
    return (message.context or "", *_ids(message))


def _told(key: tuple[str, ...]) -> str:
    context, text, *_plural = key
    return f"{text!r} in {context}" if context else repr(text)


def _texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _merged(catalogue: Catalog, template: Catalog) -> Catalog:
    merged = Catalog(locale=catalogue.locale)
    for message in template:
        if message.id:
            old = catalogue.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            same = old is not None and _ids(old) == _ids(message)
            text = old.string if same and old else None
            merged.add(message.id, text, message.locations, context=message.context)
    return merged


def _read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parent.parent.name, domain="paigong")


def _written(catalogue: Catalog, path: Path) -> bytes:
    """Our own header: Babel dates and signs its, so that it would change with every version of Babel."""
    stream = BytesIO()
    write_po(stream, catalogue, width=108, sort_output=True, include_lineno=False, omit_header=True)
    header = HEADER.format(language=path.parent.parent.name, plural_forms=catalogue.plural_forms)
    return (header.encode() + stream.getvalue()).rstrip(b"\n") + b"\n"


def main(arguments: list[str]) -> int:
    try:
        match arguments:
            case ["compile"]:
                compile_all(ROOT)
            case ["update"]:
                update_all(ROOT)
                compile_all(ROOT)
            case ["check"]:
                wrong = check_all(ROOT)
                print(*wrong, sep="\n", end="\n" if wrong else "", file=sys.stderr)
                return 1 if wrong else 0
            case _:
                print("usage: python -m console.build.catalogue update|compile|check", file=sys.stderr)
                return 2
    except NotLiteral as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    # A million nodes of syntax trees, none of them garbage: looking for some would take half the time.
    gc.disable()
    sys.exit(main(sys.argv[1:]))
