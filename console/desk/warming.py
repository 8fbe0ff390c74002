"""Rooms that a first key opens, imported once the desk stands: no start waits for them, and no key does."""

from __future__ import annotations

from importlib import import_module

from db.rules.search import initials

ROOMS = (
    "console.sentence.panel",
    "console.intake.panel",
    "console.register.here",
    "console.panels.palette",
    "console.panels.bulk",
    "console.panels.causes",
    "console.panels.survey",
    "console.panels.proof",
)
"""In the order in which a morning asks for them."""


def warm() -> None:
    """Import them, beside the screen; pypinyin alone takes 100 ms."""
    initials("一")
    for room in ROOMS:
        import_module(room)
