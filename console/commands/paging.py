"""What `show` and `export` take for every list: `--filter`, `--sort`, `--descending`, `--after`."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from console.words.i18n import _, translate
from db.errors import BadField
from db.rules.text import strip_controls

if TYPE_CHECKING:  # loaded by those who ask for a part of a list
    from console.words.speech import Speech
    from db.store import Store
    from db.views.listing import Page
    from db.views.paging import Paged
    from db.views.view import View

OWN = ("filter_", "sort_", "descending_", "after_")


@dataclass(frozen=True, slots=True)
class Asked:
    """What part of a list is wanted; as its own view gives it where nothing is said."""

    find: str = ""
    sort: str = ""
    descending: bool = False
    after: int = 0

    @property
    def is_said(self) -> bool:
        """Whether anything of it was given."""
        return self != Asked()

    def paged(self, view: View[Any], speech: Speech, limit: int) -> Paged:
        """The question for what is wanted."""
        from console.words.meaning import meanings, ranks
        from db.views.paging import Paged

        kind, sort = type(view), self.sort or view.by_word
        return Paged(
            of=view, find=self.find, meant=meanings(kind, self.find, speech), sort=sort,
            descending=self.descending, after=self.after, limit=limit, ranks=ranks(kind, sort, speech),
        )  # fmt: skip

    def page(self, store: Store, view: View[Any], actor: str, speech: Speech, limit: int) -> Page:
        """The page that is wanted."""
        return store.read(self.paged(view, speech, limit), actor)


def options(view: type[View[Any]]) -> list[inspect.Parameter]:
    """The options of a list; none for a view of one thing."""
    if not view.is_list():
        return []
    texts = {
        "filter": _("only rows that answer these words: texts, pinyin, 2026-07, >3, due<2026-08"),
        "sort": _("order by this column"),
        "after": _("leave out so many rows at the top"),
    }
    declared = [
        _parameter(f"{name}_", str | None, typer.Option(None, f"--{name}", help=text, show_default=False))
        for name, text in texts.items()
    ]
    turned = typer.Option(False, "--descending", help=_("the other way round"), show_default=False)
    return [*declared, _parameter("descending_", bool, turned)]


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def asked(given: Mapping[str, Any]) -> Asked:
    """What was given of these options."""
    return Asked(
        find=strip_controls(given.get("filter_") or ""),
        sort=strip_controls(given.get("sort_") or "").replace("-", "_"),
        descending=bool(given.get("descending_")),
        after=_whole(given.get("after_")),
    )


def _whole(text: str | None) -> int:
    if text is None:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadField("after", "“{value}” is no number of rows.", value=text[:60])
    return int(text)


def rest_text(page: Page) -> str:
    """Which rows these are, and how the others are shown; empty where they are all."""
    last = page.begin + len(page.rows)
    total = str(page.total)
    if page.cut is not None:
        total = translate("{total}, no more are shown", total=total)
    if page.begin == 0 and last == page.total:
        return "" if page.cut is None else total
    if last == page.total:
        return translate("{first}-{last} of {total}", first=page.begin + 1, last=last, total=total)
    return translate(
        "{first}-{last} of {total}; --after {last} shows what follows", first=page.begin + 1, last=last,
        total=total,
    )  # fmt: skip
