"""Which Chinese font forms are printed with: that of the extra, so that they look alike on every machine, and
where it is not installed the best of this machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "pylopdf_fonts_zh_cn"
"""What the extra `print` brings: Noto Sans SC as Noto publishes it."""
FOLDERS = (
    "~/.local/share/fonts", "~/.fonts", "/usr/share/fonts", "/usr/local/share/fonts",
    "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
ENDINGS = (".ttf", ".ttc", ".otf", ".otc")
KNOWN = (
    ("notosanscjk", "Noto Sans CJK SC"),
    ("notosanssc", "Noto Sans SC"),
    ("sourcehansans", "Source Han Sans SC"),
    ("notoserifcjk", "Noto Serif CJK SC"),
    ("sourcehanserif", "Source Han Serif SC"),
    ("wqyzenhei", "WenQuanYi Zen Hei"),
    ("wqymicrohei", "WenQuanYi Micro Hei"),
    ("simsun", "SimSun"),
    ("msyh", "Microsoft YaHei"),
    ("simhei", "SimHei"),
    ("pingfang", "PingFang SC"),
    ("stheiti", "Heiti SC"),
    ("fandolsong", "FandolSong"),
    ("lxgwwenkai", "LXGW WenKai"),
    ("droidsansfallback", "Droid Sans Fallback"),
    ("uming", "AR PL UMing CN"),
    ("ukai", "AR PL UKai CN"),
)
"""How files of a font begin, without hyphens, and what the family is called; the best first."""


def chinese_font() -> tuple[Path, str] | None:
    """The file and the family of the one to print with; None where there is none. The same machine always
    finds the same."""
    return _best(_of_extra()) or _best(FOLDERS)


def _of_extra() -> Iterable[str]:
    found = find_spec(PACKAGE)
    return (found.submodule_search_locations or ()) if found else ()


def _best(folders: Iterable[str]) -> tuple[Path, str] | None:
    files = sorted(_files(folders))
    for start, family in KNOWN:
        for name, path in files:
            if name.startswith(start):
                return path, family
    return None


def _files(folders: Iterable[str]) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        for place, _folders, names in os.walk(os.path.expanduser(folder)):
            for name in names:
                if name.lower().endswith(ENDINGS):
                    yield name.lower().replace("-", "").replace("_", ""), Path(place, name)
