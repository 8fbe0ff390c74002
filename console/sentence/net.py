"""A net in the sentence: `net 412 wang 14:00 / 415 li`, several dispatches that hold only together (DSP-08).

Each line is read as a dispatch of its own; the reason of one holds for all that need one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from console.keys.sent import WINDOW
from console.sentence.parse import Parsed, Problem, parse, tickets_named, words_of
from console.words.codes import word
from console.words.i18n import N_, ngettext, translate
from console.words.speech import Speech, warnings
from console.words.times import span_text
from console.words.vocabulary import Vocabulary, find, plain
from db.verbs.dispatching import Reassign
from db.verbs.net import LINE_ENDS, Net
from db.verbs.verb import reason_field
from widgets.sentence import Detail

EACH = "d"
"""The verb of each line, as it is typed."""
WHY = reason_field(Reassign, "reassign")


def lines_of(text: str, vocabulary: Vocabulary) -> list[str] | None:
    """What stands in each line of a net, as a dispatch; None for every other sentence."""
    words = words_of(text)
    if not words or not text.lstrip()[len(words[0]) :][:1].isspace():
        return None
    if plain(words[0]) != Net.name and not _means_net(words[0], vocabulary):
        return None
    behind = text.lstrip()[len(words[0]) :]
    return [f"{EACH} {line.lstrip()}" for line in behind.split(LINE_ENDS)]


def _means_net(word: str, vocabulary: Vocabulary) -> bool:
    found = find([each.named for each in vocabulary.verbs], word.replace("-", "_"))
    return len(found) == 1 and found[0].value == Net.name


def read(text: str, vocabulary: Vocabulary) -> Parsed | Problem:
    """The verb that a sentence says, a net included, or what is wrong with it."""
    lines = lines_of(text, vocabulary)
    return parse(text, vocabulary) if lines is None else _net(lines, vocabulary)


def _net(lines: Iterable[str], vocabulary: Vocabulary) -> Parsed | Problem:
    found: list[Parsed] = []
    for at, line in enumerate(lines, 1):
        # A ticket is named in every line: those that are marked are no net.
        read_line = parse(line, replace(vocabulary, targets=()))
        if isinstance(read_line, Problem):
            return Problem(N_("Line {line}: {problem}"), {"line": str(at), "problem": _told(read_line)})
        found.append(read_line)
    why = next((line.fields[WHY] for line in found if line.fields.get(WHY)), "")
    missing = {name for line in found for name in line.missing if name != WHY or not why}
    heard = tuple(dict.fromkeys(word for line in found for word in line.heard))
    return Parsed(Net.name, (), {"reason": why} if why else {}, heard, tuple(sorted(missing)), tuple(found))


def _told(problem: Problem) -> str:
    joined = {
        name: ", ".join(value) if isinstance(value, tuple) else value
        for name, value in problem.values.items()
    }
    return translate(problem.msgid, **joined)


def named(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The tickets that a sentence is about, those of each line of a net."""
    lines = lines_of(text, vocabulary)
    if lines is None:
        return tickets_named(text, vocabulary)
    bare = replace(vocabulary, targets=())
    return tuple(dict.fromkeys(number for line in lines for number in tickets_named(line, bare)))


def sent(net: Parsed, fields_of: Callable[[Parsed], Mapping[str, Any]]) -> dict[str, Any]:
    """The fields of a net, with its lines as fields of dispatches; `fields_of` reads the times of a line."""
    lines = [{**fields_of(line), "ticket": number} for line in net.lines for number in line.tickets]
    return {**net.fields, "lines": json.dumps(lines, ensure_ascii=False, default=str)}


def said(done: Iterable[Mapping[str, Any]]) -> str:
    """What a net would do, as a whole: nothing of it is done yet."""
    count = sum("number" in one for one in done)
    return f"{word('verb', Net.name)}  {ngettext('{count} ticket', '{count} tickets', count)}"


def details(
    done: Iterable[Mapping[str, Any]],
    fields: Mapping[str, Any],
    names: Mapping[str, str],
    speech: Speech,
    now: datetime,
) -> Iterator[Detail]:
    """What each line would do: who goes, when, whom it takes off, and what speaks against it. `fields` are
    those that were sent, which alone say when."""
    sent_lines = {_running(line["ticket"]): line for line in json.loads(fields.get("lines", "[]"))}
    for one in done:
        if "number" not in one:
            continue
        was = (one.get("was") or {}).get("technician")
        off = names.get(was, was) if was and was != one.get("technician") else ""
        line = sent_lines.get(_running(one["number"]), {})
        begins, ends = (_instant(line.get(name)) for name in WINDOW)
        window = span_text(begins, ends, speech.zone, now) if begins or ends else ""
        who = names.get(one.get("technician", ""), one.get("technician") or "")
        parts = [_running(one["number"]), who, window]
        if off:
            parts.append(translate("takes {name} off {number}", name=off, number=one["number"]))
        yield Detail("  ".join(filter(None, parts)), "warning" if off else "plain")
        for warning in warnings(one, speech):
            yield Detail(f"  {warning}", "warning")


def _running(number: str) -> str:
    """The running part of a number."""
    return number.rpartition("-")[2]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
