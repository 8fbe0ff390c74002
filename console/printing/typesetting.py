"""The typesetter: one compiler for the process, a page as data in, the bytes of a PDF out.

Its library is loaded when something is printed for the first time. What people wrote goes in as data and is
never read as markup. The file depends on nothing but the page, the font and the library: its time is the
page's, and no font is used but the Chinese one and those that the library brings along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.printing.fonts import chinese_font
from console.printing.paper import Page
from db.errors import BadField

if TYPE_CHECKING:
    from typst import Compiler

EXTRA = ("typst", "segno")
"""What the extra `print` installs."""
GETA = "〓"
"""What printers set for a sign that they do not have."""
UNBROKEN = 18
"""Signs of a word from which on it may be broken anywhere: a serial number of 80 would leave its cell."""
_PICTURES = re.compile("[\U0001f000-\U0001faff][\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*|[\ufe0e\ufe0f]")
_LONG_WORD = re.compile(rf"[!-~\u00a1-\u024f]{{{UNBROKEN},}}")


def lacking() -> tuple[str, ...]:
    """What of the extra is not installed."""
    return tuple(name for name in EXTRA if find_spec(name) is None)


def pdf(page: Page) -> bytes:
    """The page as a PDF."""
    return typeset("page.typ", page.as_data(), int(page.at.timestamp()) if page.at else 0)


def typeset(template: str, data: Mapping[str, Any], at: int) -> bytes:
    """The PDF that a template of this folder makes of the data; `at` is the moment that the file bears."""
    compiler, family = _compiler()
    made = compiler.compile(
        (files("console.printing") / template).read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False), "font": family},
        timestamp=at,
    )
    assert isinstance(made, bytes)
    return made


def demand() -> tuple[Path, str]:
    """The font to print with. Raises BadField on `file` where the extra is not installed, or no font is."""
    if lacking():
        raise BadField(
            "file", "A PDF needs the extra “print”, which is not installed.",
            "pip install 'paigong[print]', or print into a .txt file.",
        )  # fmt: skip
    font = chinese_font()
    if font is None:
        raise BadField(
            "file", "There is no Chinese font on this machine, so that no PDF can be made.",
            "pip install 'paigong[print]' brings one; or print into a .txt file.",
        )  # fmt: skip
    return font


@cache
def _compiler() -> tuple[Compiler, str]:
    from typst import Compiler

    path, family = demand()
    return Compiler(font_paths=[str(path.parent)], ignore_system_fonts=True), family


def qr_code(text: str) -> str:
    """The text as a QR code, an SVG."""
    import segno

    return str(segno.make(text, error="m", micro=False).svg_inline(border=0))


def _printable(value: Any) -> Any:
    """Data whose texts can be set: long words may break, pictures are set as a sign for what is lacking."""
    if isinstance(value, str):
        return _LONG_WORD.sub(lambda word: "\u200b".join(word[0]), _PICTURES.sub(_picture, value))
    if isinstance(value, Mapping):
        found = {name: _printable(each) for name, each in value.items()}
        return found | {"qr": qr_code(value["number"])} if value.get("number") else found
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return value


def _picture(found: re.Match[str]) -> str:
    return "" if found[0] in "\ufe0e\ufe0f" else GETA
