"""The page of figures, drawn from their declarations: `python -m console.build.figures_page write|check`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from console.words.codes import word
from console.words.i18n import _, beside, in_language
from db.figures.cuts import CUTS, cuts_of
from db.figures.declaration import MEDIAN, P90, PER_CENT, Figure
from db.figures.figures import FIGURES, NOT_YET
from db.policy.load import shipped

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {"en": DOCS / "figures.md", "zh_CN": DOCS / "figures.zh.md"}
BEGIN, END = "<!-- drawn from the declarations: below -->", "<!-- drawn from the declarations: above -->"
HEADS = {
    "en": ("Name", "Figure", "Rows", "Belongs to the period of", "Numerator, or what counts", "Denominator",
           "Unit", "Target", "Cut by its own"),
    "zh_CN": ("名称", "指标", "计哪些", "归入周期按", "分子（或所计）", "分母", "单位", "目标", "另可细分"),
}  # fmt: skip
RANKED = {
    "en": "{part}; the smallest that {per_cent} % of them do not lie above (nearest rank)",
    "zh_CN": "{part}；取最小的一个，使 {per_cent}% 的值不大于它（最近名次法）",
}


def drawn(language: str) -> str:
    """The part of the page that is drawn."""
    with in_language(language):
        heads = HEADS[language]
        lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join("---" for _each in heads) + " |"]
        lines += ["| " + " | ".join(_row(figure, language)) + " |" for figure in FIGURES.values()]
        named = ", " if language == "en" else "、"
        cuts = named.join(f"{_(by.label)} (`{name}`)" for name, by in CUTS.items())
        lines += ["", (f"Cuts: {cuts}." if language == "en" else f"细分: {cuts}。"), ""]
        lines += [f"- `{name}`: {_(why)}" for name, why in NOT_YET.items()]
    return "\n".join(lines)


def _row(figure: Figure, language: str) -> Iterator[str]:
    part, whole = figure.says
    own = [name for name in cuts_of(figure.population) if name in figure.population.own]
    numerator = _(part)
    if figure.measure in (MEDIAN, P90):
        per_cent = 50 if figure.measure == MEDIAN else 90
        numerator = RANKED[language].format(part=numerator, per_cent=per_cent)
    aim = figure.aim(shipped())
    yield f"`{figure.name}`"
    yield word("figure", figure.name)
    rows = _(figure.population.rows)
    yield beside(rows, word("milestone", figure.of)) if figure.of else rows
    yield _(figure.population.period)
    yield numerator
    yield _(whole) if whole else ""
    yield word("unit", figure.unit) if figure.unit != PER_CENT else "%"
    yield "" if aim is None else f"{'<' if figure.below else '>='} {aim} (`{figure.target}`)"
    yield ", ".join(_(CUTS[name].label) for name in own)


def page(language: str) -> str:
    """The page as it ought to be."""
    before, _mark, rest = PAGES[language].read_text("utf-8").partition(BEGIN)
    _old, _mark, after = rest.partition(END)
    return f"{before}{BEGIN}\n{drawn(language)}\n{END}{after}"


def main(command: str) -> int:
    """Write the pages, or say which are not as they ought to be."""
    stale = [path for language, path in PAGES.items() if page(language) != path.read_text("utf-8")]
    if command == "write":
        for language, path in PAGES.items():
            path.write_text(page(language), "utf-8")
        return 0
    for path in stale:
        print(f"{path.name} is not what the declarations say: python -m console.build.figures_page write")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
