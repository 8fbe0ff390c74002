"""How a dispatch sentence is built, as help and the page about it show it."""

from __future__ import annotations

from console.words.i18n import N_

GRAMMAR: tuple[tuple[str, str], ...] = (
    ("d 412 wang 14:00", N_("Verb, ticket, person, time: each in its shortest form that only one can mean")),
    ("d 412 wang 14:00-16:00", N_("A window; also 1400-1600, tomorrow 9:00, 07-16 9:00, +90")),
    ("d 412 wang+li", N_("A crew; the first is in charge")),
    ("d 412 14:00", N_("Another time for whoever holds it")),
    ("net 412 wang / 415 li", N_("Several at once, all or none; two may exchange their tickets so")),
    ("o 412 wang reason", N_("Send somebody although a gate says no, and why")),
    ("p 412 part", N_("Pause with a reason; p on a paused one resumes it")),
    ("e 412 reason", N_("Escalate")),
    ("s wang arrived", N_("The next step of the ticket that somebody has; also arrived 412")),
    ("s 412 55545", N_("In follow-up: the five marks, or yes and no")),
    ("t 412 2", N_("Triage: the fault level")),
    ("c 412 wear", N_("Close with the cause")),
    ("n 13800130001 fault", N_("Register a call of a known caller")),
    ("f wang", N_("Find, in tickets and all else")),
    ("p part", N_("Without a ticket: all that are marked, else the one under the cursor")),
    ("p 412,415 part", N_("Several tickets")),
    ("d 412 wang override=x", N_("Any other field of the verb by its name")),
)
"""Examples and what they say; every verb may be named in full, in Chinese or by its pinyin."""
