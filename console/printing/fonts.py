"""Which Chinese font of this machine forms are printed with, and which package has one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

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
    """The file and the family of the best one there is; None where there is none. The same machine always
    finds the same."""
    files = sorted(_files())
    for start, family in KNOWN:
        for name, path in files:
            if name.startswith(start):
                return path, family
    return None


def _files() -> Iterator[tuple[str, Path]]:
    for folder in FOLDERS:
        for place, _folders, names in os.walk(os.path.expanduser(folder)):
            for name in names:
                if name.lower().endswith(ENDINGS):
                    yield name.lower().replace("-", "").replace("_", ""), Path(place, name)
