"""Where there is no store yet: a demonstration to look at, a store of one's own, or nothing at all."""

from __future__ import annotations

from console.opening import system_user
from console.settings import Settings
from console.words.i18n import _, translate

DEMO, OWN = "1", "2"


def offer(settings: Settings) -> bool:
    """Ask what to make; whether there is a store now. Nothing is made without an answer."""
    from db.place import shown

    print(translate("There is no store yet at {place}.", place=shown(settings.url)))
    print(f"  {DEMO}  " + _("A demonstration: a branch in peak season, to look around"))
    print(f"  {OWN}  " + _("A store of your own"))
    print("  q  " + _("Nothing"))
    answer = _asked(_("Which one? "))
    if answer == DEMO:
        _demo(settings)
    elif answer == OWN:
        name = _asked(_("Your name: "))
        if not name:
            return False
        _own(settings, name)
    return answer in (DEMO, OWN)


def _asked(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError:
        return ""


def _demo(settings: Settings) -> None:
    from console.commands.stores import make_demo

    make_demo(settings, at=settings.at)


def _own(settings: Settings, name: str) -> None:
    from console.commands.stores import make_store

    make_store(settings, {"admin": name, "login": system_user()})
