"""The one list of keys: footer, help, palette and the documentation are drawn from it."""

from __future__ import annotations

from collections.abc import Iterable

from console.keys.key import CTRL, FINDING, MOVING, OTHER, TICKET, Key, wide_twins
from console.words.i18n import N_


def verb_key(verb: str, *keys: str, ctrl: tuple[str, ...] = (), footer: int = 0) -> Key:
    """A key that opens the form of a verb and is called as the verb is."""
    return Key(verb, keys, (), f"verb({verb!r})", verb=verb, ctrl=ctrl, footer=footer)


LISTED: tuple[Key, ...] = (
    Key("move", ("up", "down", "k", "j"), (), "", N_("Move"), N_("Up and down"), MOVING, shown="Up Down k j"),
    Key(
        "page", ("pageup", "pagedown"), (), "", N_("Page"), N_("Page up and down"), MOVING, shown="PgUp PgDn"
    ),
    Key(
        "ends",
        ("g", "G", "home", "end"),
        (),
        "",
        N_("Ends"),
        N_("First and last"),
        MOVING,
        shown="g G Home End",
    ),
    Key(
        "pane",
        ("tab",),
        (),
        "next_pane",
        N_("Pane"),
        N_("Next pane: queue, roster, kit, ticket"),
        MOVING,
        shown="Tab",
        footer=4,
    ),
    Key(
        "pane_back",
        ("shift+tab",),
        (),
        "previous_pane",
        N_("Pane"),
        N_("Previous pane"),
        MOVING,
        shown="shift+Tab",
    ),
    Key("open", ("enter",), (), "", N_("Open"), N_("Open the ticket"), MOVING, shown="Enter", view="ticket"),
    Key(
        "back",
        ("escape",),
        (),
        "back",
        N_("Back"),
        N_("Back to the queue; lift the filter"),
        MOVING,
        shown="Esc",
    ),
    Key(
        "new",
        ("n",),
        ("f2",),
        "new_ticket",
        N_("New"),
        N_("New ticket; while one is being keyed (F2: in a field n is a letter): park the draft"),
        TICKET,
        "register",
        footer=1,
    ),
    Key(
        "dispatch",
        ("d",),
        ("f5",),
        "dispatch",
        N_("Dispatch"),
        N_("Dispatch, or reassign when somebody holds it"),
        TICKET,
        "dispatch",
        footer=1,
        also=("reassign",),
        view="candidates",
    ),
    Key(
        "windows",
        ("W",),
        (),
        "windows",
        N_("Windows"),
        N_("The few cheapest windows for the ticket: one key agrees one, or moves what was agreed"),
        TICKET,
        "move_window",
        ctrl=("ctrl+o",),
        footer=7,
        leads=("dispatch", "reassign"),
        view="windows",
    ),
    Key(
        "next_job",
        ("J",),
        (),
        "next_job",
        N_("Next job"),
        N_("The next job near by for whoever holds the ticket, or stands in the roster"),
        TICKET,
        footer=8,
        view="near",
    ),
    Key(
        "escalate", ("e",), ("f6",), "escalate", N_("Escalate"), N_("Escalate"), TICKET, "escalate", footer=2
    ),
    Key(
        "step",
        ("s",),
        ("f7",),
        "step",
        N_("Step"),
        N_("Next step of the visit; in follow-up verify, then survey"),
        TICKET,
        "step",
        footer=1,
        leads=("verify", "survey"),
    ),
    Key(
        "pause",
        ("p",),
        ("f9",),
        "pause",
        N_("Pause"),
        N_("Pause, or resume"),
        TICKET,
        "pause",
        footer=2,
        also=("resume",),
    ),
    Key("close", ("c",), ("f8",), "close_ticket", N_("Close"), N_("Close"), TICKET, "close", footer=2),
    Key(
        "triage",
        ("t",),
        (),
        "triage",
        N_("Triage"),
        N_("Triage: fault level"),
        TICKET,
        "triage",
        ctrl=("ctrl+t",),
        footer=2,
    ),
    Key(
        "acknowledge",
        ("a",),
        (),
        "acknowledge",
        N_("Acknowledge"),
        N_("Acknowledge the escalations"),
        TICKET,
        "acknowledge",
        ctrl=("ctrl+k",),
        footer=6,
    ),
    Key(
        "why",
        ("w",),
        (),
        "why",
        N_("Why"),
        N_("Why: how the deadline came about"),
        TICKET,
        footer=4,
        ctrl=("ctrl+w",),
        view="proof",
    ),
    Key(
        "mark",
        ("space",),
        (),
        "",
        N_("Mark"),
        N_("Mark; the next verb acts on all marked"),
        TICKET,
        shown="Space",
        footer=5,
    ),
    Key(
        "undo",
        ("u",),
        (),
        "undo",
        N_("Undo"),
        N_("Undo my last action"),
        TICKET,
        "undo",
        ctrl=("ctrl+u",),
        footer=3,
    ),
    Key(
        "repeat",
        ("full_stop",),
        (),
        "repeat",
        N_("Repeat"),
        N_("Repeat my last action on this ticket"),
        TICKET,
        shown=".",
        footer=6,
    ),
    Key(
        "find",
        ("slash",),
        ("f3",),
        "find",
        N_("Find"),
        N_("Find in tickets and all else: number, customer, phone, address, person, pinyin; several words"),
        FINDING,
        view="find",
        shown="/",
        footer=2,
    ),
    Key("views", ("v",), ("f4",), "views", N_("Views"), N_("Views of the queue"), FINDING, footer=3),
    Key(
        "figures",
        ("f",),
        (),
        "figures",
        N_("Figures"),
        N_("The list behind a figure of the first line"),
        FINDING,
        ctrl=("ctrl+f",),
        footer=8,
        view="counts",
    ),
    Key(
        "periods",
        ("F",),
        (),
        "periods",
        N_("Statistics"),
        N_("Figures of a day, week, month or year, with bars; each opens what it counts"),
        FINDING,
        footer=8,
        view="figures",
    ),
    Key(
        "day",
        ("D",),
        (),
        "day",
        N_("Day plan"),
        N_("The day as a timeline: who is where when, jobs moved by the arrows, the next hole for a ticket"),
        FINDING,
        footer=8,
        view="timeline",
    ),
    Key("shifts", ("C",), (), "shifts", N_("Shifts"), N_("Who works when"), FINDING, footer=8, view="shifts"),
    Key(
        "proposal",
        ("A",),
        (),
        "proposal",
        N_("Proposal"),
        N_("Whom to send to all that waits: looked at line by line, accepted whole or in part"),
        FINDING,
        footer=8,
        view="proposal",
    ),
    Key(
        "next_untriaged",
        ("T",),
        (),
        "next_untriaged",
        N_("Next new"),
        N_("Next ticket that waits for its level"),
        FINDING,
        footer=8,
    ),
    Key("level_1", ("1",), (), "level(1)", N_("Level"), N_("Only one fault level"), FINDING, shown="1 2 3 4"),
    Key("level_2", ("2",), (), "level(2)", "", "", FINDING),
    Key("level_3", ("3",), (), "level(3)", "", "", FINDING),
    Key("level_4", ("4",), (), "level(4)", "", "", FINDING),
    Key("level_all", ("0",), (), "level(0)", N_("All"), N_("All levels"), FINDING),
    Key("drafts", ("N",), (), "drafts", N_("Drafts"), N_("Parked drafts"), FINDING),
    Key(
        "sentence",
        ("colon",),
        (),
        "sentence",
        N_("Sentence"),
        N_("The dispatch sentence, such as d 412 wang 14:00"),
        OTHER,
        shown=":",
        footer=3,
        ctrl=("ctrl+e",),
    ),
    verb_key("record", "b"),
    Key("print", ("P",), (), "print_form", N_("Print"), N_("Print a form of what stands here"), footer=8),
    Key("help", ("question_mark",), ("f1",), "help", N_("Help"), N_("Help"), OTHER, shown="?", footer=1),
    Key("palette", ("ctrl+p",), (), "palette", N_("Palette"), N_("Every verb and view"), OTHER, footer=7),
    Key("quit", ("q",), (), "leave", N_("Leave"), N_("Leave"), OTHER, footer=7),
)


def _derived(key: Key) -> Iterable[Key]:
    """What a key brings along: its ctrl twins, and the full-width forms of a list's own keys."""
    if key.ctrl:
        yield Key(f"{key.id}{CTRL}", key.ctrl, (), f"outside_fields({key.action!r})", "", "", key.group)
    if not key.action:
        for each in key.keys:
            wide = wide_twins(each)
            if wide:
                yield Key(f"{key.id}.{each}", wide, (), f"app.simulate_key({each!r})", "", "", key.group)


KEYS: tuple[Key, ...] = (*LISTED, *(more for key in LISTED for more in _derived(key)))
"""Everything that is bound: the list, and what follows from it, which has neither label nor help."""

SHOWN = {
    "ctrl+p": "ctrl+p",
    "full_stop": ".",
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "space": "Space",
}


_own: dict[str, Key] = {}


def install_keymap(keys: Iterable[Key]) -> None:
    """From now on these stand for the keys of the same ids, wherever keys are shown (`console.keys.own`)."""
    _own.clear()
    _own.update({key.id: key for key in keys})


def in_force(key: Key) -> Key:
    """The key as this person has set it."""
    return _own.get(key.id, key)


def key_named(key_id: str) -> Key:
    """The key with this id."""
    return next(key for key in LISTED if key.id == key_id)


def keys_of_action(action: str) -> tuple[Key, ...]:
    """The keys of the list that lead to an action, without its arguments."""
    return tuple(key for key in LISTED if key.action and key.action.partition("(")[0] == action)


def key_of_verb(verb: str) -> Key | None:
    """The key that leads to a verb."""
    return next((key for key in LISTED if verb in key.verbs), None)


def key_of_view(view: str) -> Key | None:
    """The key that shows a view."""
    return next((key for key in LISTED if key.view == view), None)


def letters(key: Key) -> tuple[str, ...]:
    """The single letters that act for a key."""
    return tuple(each for each in in_force(key).keys if len(each) == 1 and each.isalpha())


def shown_key(key: Key) -> str:
    """What people read for the key itself."""
    key = in_force(key)
    return key.shown or shown(key.keys[0])


def shown_twins(key: Key) -> str:
    """What people read for its twins."""
    key = in_force(key)
    return " ".join(shown(each) for each in (*key.ctrl, *key.twins))


def shown(name: str) -> str:
    """What people read for one key by Textual's name."""
    if name in SHOWN:
        return SHOWN[name]
    if len(name) > 1 and name[0] == "f" and name[1:].isdecimal():
        return name.upper()
    return name
