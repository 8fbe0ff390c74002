"""What the help page says: a day at the desk, and every key by its group."""

from __future__ import annotations

from collections.abc import Iterator

from console.keys.in_a_list import IN_A_LIST
from console.keys.key import GROUPS, MOVING
from console.keys.list import LISTED, key_named, shown_key, shown_twins
from console.present.palette import verbs_by_group
from console.words.codes import word
from console.words.grammar import GRAMMAR
from console.words.i18n import N_, _, translate
from widgets.help import HelpSection

DAY: tuple[tuple[str, str], ...] = (
    (
        "new",
        N_(
            "Somebody calls: type the phone number. Who is known is filled in, with what they have."
            " Enter goes on, F10 registers; what you leave is kept as a draft."
        ),
    ),
    ("triage", N_("Set the fault level, 1 to 4: every deadline follows from it.")),
    (
        "dispatch",
        N_(
            "Send somebody: the best stands first, with why. Enter sends; who cannot go stands below,"
            " with why not."
        ),
    ),
    ("step", N_("Record what the technician reports: arrived, finished. Enter takes the likely step.")),
    ("pause", N_("Nothing can be done now? Pause with the reason; the same key goes on.")),
    (
        "step",
        N_("The work is done: verify what was solved remotely, then take down the survey's five marks."),
    ),
    ("close", N_("Close with the cause of the fault.")),
    ("undo", N_("A wrong key? Take it back within two minutes.")),
    ("find", N_("Find a ticket by number, customer, phone or pinyin; Esc leaves.")),
    (
        "sentence",
        N_(
            "Or say it in one line, such as d 412 wang 14:00:"
            " beneath stands what would happen; Enter does it."
        ),
    ),
    ("why", N_("Asked why? See minute by minute how a deadline came about.")),
    ("palette", N_("Everything else by its name, in Chinese, English or pinyin initials.")),
)  # fmt: skip


def sections() -> list[HelpSection]:
    """The day first, then the keys, then every verb by its group."""
    day = tuple((shown_key(key_named(key_id)), _(msgid)) for key_id, msgid in DAY)
    return [HelpSection(_("A day at the desk"), day), *_groups(), _sentence(), _in_a_list(), _by_name()]


def glance() -> HelpSection:
    """Every key of the desk with its word, also those that the last line has no room for."""
    keys = [key for key in LISTED if key.called and (key.group != MOVING or key.footer)]
    return HelpSection(_("All keys"), tuple((shown_key(key), _(key.called)) for key in keys))


def _sentence() -> HelpSection:
    key = shown_key(key_named("sentence"))
    lines = tuple((example, _(msgid)) for example, msgid in GRAMMAR)
    return HelpSection(translate("The dispatch sentence ({key})", key=key), lines)


def _in_a_list() -> HelpSection:
    return HelpSection(_("In a list"), tuple((keys, _(msgid)) for keys, msgid in IN_A_LIST))


def _by_name() -> HelpSection:
    palette = shown_key(key_named("palette"))
    named = {
        _(group.label): [word("verb", name) for name in names] for group, names in verbs_by_group().items()
    }
    return HelpSection(
        translate("Every verb by its name ({key})", key=palette),
        tuple((label, _(", ").join(words)) for label, words in named.items()),
    )


def _groups() -> Iterator[HelpSection]:
    for group, msgid in GROUPS.items():
        lines = tuple(
            (f"{shown_key(key)} {shown_twins(key)}".strip(), _(key.does))
            for key in LISTED
            if key.group == group and key.does
        )
        yield HelpSection(_(msgid), lines)
