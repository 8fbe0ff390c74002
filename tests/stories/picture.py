"""Pictures of the desk.

`python -m tests.stories.picture` draws docs/screen.svg anew, for the README.
`python -m tests.stories.picture FOLDER` puts every screen and panel there, in both languages and sizes, as
text and as SVG (`rsvg-convert` makes PNG of them).
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from db.demo import fill
from tests.console.desk.stage import LANGUAGES, SIZES, WIDE, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.stories.drawing import svg_of
from tests.stories.tour import settled, stand_on, tour

PICTURE = Path(__file__).parents[2] / "docs" / "screen.svg"
TICKETS, CLOSED, STAFF = 60, 100, 20


@contextmanager
def demo_branch() -> Iterator[Path]:
    """A small believable branch."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "demo.db"
        fill(f"sqlite:///{place}", tickets=TICKETS, closed=CLOSED, staff=STAFF)
        yield place


@contextmanager
def opened(place: Path) -> Iterator[Branch]:
    """A copy of it at nine in the morning, where the clock stands."""
    with TemporaryDirectory() as folder:
        branch = Branch(f"sqlite:///{copyfile(place, Path(folder) / 'demo.db')}")
        branch.store.load()
        branch.store.stand_at(branch.now)
        yield branch
        branch.close()


def svg(stage: Stage) -> str:
    """What stands on the screen."""
    strips = stage.app.screen._compositor.render_strips()
    return svg_of(strips, *stage.app.size, title="Paigong 派工台")


async def for_the_readme() -> None:
    """The first screen, on a ticket with a history."""
    with demo_branch() as place, opened(place) as branch:
        async with desk_on(branch, WIDE, "zh_CN") as stage:
            await stand_on(stage, "dispatched")
            await settled(stage)
            PICTURE.write_text(svg(stage), "utf-8")


async def all_of_them(folder: Path) -> None:
    """Every screen and panel in four ways."""
    with demo_branch() as place:
        for language in LANGUAGES:
            for size in SIZES:
                kept = folder / f"{language}_{size[0]}x{size[1]}"
                kept.mkdir(parents=True, exist_ok=True)
                with opened(place) as branch:
                    async with desk_on(branch, size, language) as stage:
                        number = 0
                        async for name in tour(stage):
                            number += 1
                            lines = "\n".join(line.rstrip() for line in stage.lines)
                            (kept / f"{number:02}_{name}.txt").write_text(lines + "\n", "utf-8")
                            (kept / f"{number:02}_{name}.svg").write_text(svg(stage), "utf-8")


if __name__ == "__main__":
    asyncio.run(all_of_them(Path(sys.argv[1])) if sys.argv[1:] else for_the_readme())
