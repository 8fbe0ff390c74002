"""Keeps the key tables in README.md and docs/keys.md true: `python -m console.build.keydoc write|check`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from console.keys.in_a_list import IN_A_LIST
from console.keys.key import GROUPS, Key
from console.keys.list import LISTED, shown_key, shown_twins
from console.present.palette import verbs_by_group
from console.words.codes import word
from console.words.i18n import LANGUAGES, _, install_language, installed_language

ROOT = Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- keys -->", "<!-- end of keys -->"
HEADINGS = {"en": ("key", "twin", "does"), "zh_CN": ("键", "替代键", "作用")}
NAMED = {"en": ("by name", "verbs"), "zh_CN": ("按名称", "操作")}
TITLES = {"en": "English", "zh_CN": "中文"}
INTRODUCTION = """# The keys of the desk · 键盘

Drawn from `console/keys/list.py` and the verbs' own declarations by `python -m console.build.keydoc write`;
`make check` says when it is out of date.

A letter also fires in its full-width form (`ｄ`, `？`, `：`), which Chinese input methods send.
A function key acts even while a field has the focus; a ctrl key only while none has.
What each daily task costs in presses: [presses.md](presses.md).

字母键的全角形式（`ｄ`、`？`、`：`）同样有效。功能键在输入框中也有效；
ctrl 组合键只在没有输入框取得焦点时有效。
日常任务各需按多少键，见 [presses.md](presses.md)。

## Your own keys · 自定义键

`keymap.toml` in the folder for settings (Linux: `~/.config/paigong/`) gives other keys, by the names in the
last column. Several keys stand with commas between them; a letter takes the place of the letters, a function
key that of the function key, and what is not named stays. The keys that move cannot be changed. A line that
is wrong is reported when the desk opens, and left out.

在设置文件夹（Linux：`~/.config/paigong/`）的 `keymap.toml` 里按最后一列的名称改键，多个键用逗号分开：
字母替换字母，功能键替换功能键，没写的保持不变。移动键不能改。写错的行在打开派工台时提示，并不生效。

    [keys]
    dispatch = "x,f5"
    triage = "l"
"""


def table(*, with_ids: bool) -> str:
    """The keys by group in the installed language; without their ids only the verbs of the key line."""
    key, twin, does = HEADINGS[installed_language()]
    lines = [_row(key, twin, does, *(["id"] if with_ids else []))]
    lines.append(_row(*["---"] * (4 if with_ids else 3)))
    for group in GROUPS:
        lines += [
            _of(each, with_ids)
            for each in LISTED
            if each.group == group and each.does and (with_ids or each.footer or not each.verb)
        ]
    return "\n".join(lines) + "\n"


def in_a_list() -> str:
    """The keys of a list over the whole screen."""
    key, _twin, does = HEADINGS[installed_language()]
    lines = [_row(f"{_('In a list')}: {key}", does), _row("---", "---")]
    return "\n".join([*lines, *(_row(_code(keys), _(msgid)) for keys, msgid in IN_A_LIST)]) + "\n"


def _of(key: Key, with_ids: bool) -> str:
    own = [f"`{key.id}`" if key.action else ""] if with_ids else []
    return _row(_code(shown_key(key)), _code(shown_twins(key)), _(key.does), *own)


def _code(keys: str) -> str:
    return " ".join(f"`{each}`" for each in keys.split())


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def readme(text: str, language: str = "en") -> str:
    """A README with its table drawn anew; without the markers there is nowhere to put it."""
    head, begin, rest = text.partition(BEGIN)
    _old, end, tail = rest.partition(END)
    if not begin or not end:
        return ""
    return f"{head}{BEGIN}\n{_in(language, lambda: table(with_ids=False))}{END}{tail}"


def page(_text: str) -> str:
    """docs/keys.md."""
    tables = [
        f"\n## {TITLES[language]}\n\n{_in(language, lambda: table(with_ids=True))}\n"
        f"{_in(language, in_a_list)}\n{_in(language, by_name)}"
        for language in reversed(LANGUAGES)
    ]
    return INTRODUCTION + "".join(tables)


def by_name() -> str:
    """Every verb by its group: the palette and the sentence take any of these names."""
    lines = [_row(*NAMED[installed_language()]), _row("---", "---")]
    for group, names in verbs_by_group().items():
        lines.append(_row(_(group.label), ", ".join(f"{word('verb', each)} `{each}`" for each in names)))
    return "\n".join(lines) + "\n"


def _in(language: str, draw: Callable[[], str]) -> str:
    before = installed_language()
    install_language(language)
    try:
        return draw()
    finally:
        install_language(before)


PAGES: Mapping[str, Callable[[str], str]] = {
    "README.md": readme,
    "README.zh.md": lambda text: readme(text, "zh_CN"),
    "docs/keys.md": page,
}


def differences(root: Path) -> list[str]:
    """The pages that are not what the key list says."""
    return [name for name, present, wanted in _drawn(root) if present != wanted]


def write(root: Path) -> None:
    """Draw every page anew."""
    for name, _present, wanted in _drawn(root):
        if wanted:
            (root / name).write_text(wanted, "utf-8")


def _drawn(root: Path) -> Iterator[tuple[str, str, str]]:
    for name, draw in PAGES.items():
        path = root / name
        present = path.read_text("utf-8") if path.is_file() else ""
        yield name, present, draw(present)


def main(arguments: list[str]) -> int:
    """`write`, or `check` with the names of what is out of date."""
    if arguments == ["write"]:
        write(ROOT)
        return 0
    wrong = differences(ROOT)
    for name in wrong:
        print(
            f"{name} is not what console/keys/list.py says: python -m console.build.keydoc write",
            file=sys.stderr,
        )
    return 1 if wrong or arguments != ["check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
