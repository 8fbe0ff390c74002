"""`paigong do VERB`: every verb a command of its own, with its fields as options."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import typer

from console.commands.groups import Group, leaf
from console.declared import FieldDeclared, fields_of
from console.opening import opened, who_acts
from console.words.answers import (
    asked_sentence,
    of_part,
    ordered,
    print_json,
    ticket_sentence,
    translated_refusal,
)
from console.words.codes import word
from console.words.i18n import N_, _, translate
from console.words.speech import Speech, speech_of, warnings
from console.words.telling import told
from db.answer import Answer
from db.causes import cause
from db.errors import BadField, StoreError
from db.kinds import CUSTOMER, EQUIPMENT, STAFF, TICKET, TOOL
from db.rules.text import strip_controls
from db.store import Store
from db.subjects.subject import name_of
from db.verbs import VERBS, Verb, groups
from db.verbs.groups import GROUPS
from db.verbs.parsing import parse_verb

TYPES = {
    "text": N_("text"),
    "integer": N_("a whole number"),
    "choice": N_("one of {choices}"),
    "yes_no": N_("yes or no"),
    "instant": N_("an instant like 2026-07-15T14:00:00+08:00"),
    "date": N_("a date like 2026-07-15"),
    "list": N_("several, with commas between them"),
}
NAMED = {
    STAFF: N_("a person: number, name, pinyin or initials"),
    TICKET: N_("a ticket: number or its running part, customer, pinyin or initials"),
    TOOL: N_("a tool: number, or its kind by name, pinyin or initials"),
    CUSTOMER: N_("a customer: id, name, pinyin or initials"),
    EQUIPMENT: N_("an installed product: id or serial number"),
}
LONGEST = 4_000_000
"""Bytes of one JSON object: a bulk of every open ticket fits in many times over."""
OWN = ("json_", "fields_", "id_", "expect_")


class Do(Group):
    """The verbs as subcommands."""

    def summaries(self) -> Mapping[str, str]:
        return {name: _(summary) for name, summary in VERBS.summaries().items()}

    def knows(self, name: str) -> bool:
        return name in VERBS and not VERBS[name].internal

    def chapters(self) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, dict[str, str]] = {_(group.label): {} for group in GROUPS}
        for name, summary in self.summaries().items():
            group = VERBS[name].group
            assert group is not None
            found[_(group.label)][name] = summary
        return found

    def load(self, name: str) -> Any:
        return verb_command(VERBS[name])

    def unknown(self, name: str) -> StoreError:
        return BadField("verb", "There is no verb “{name}”.", "paigong verbs lists them.", name=name)


def describe(field: FieldDeclared) -> str:
    """A field's help: whether it is compulsory, and what may stand there."""
    text = translate(NAMED.get(field.names) or TYPES[field.type], choices=", ".join(field.choices))
    low, high = field.limits
    if field.type == "integer" and low is not None:
        text = (
            translate("a whole number from {low} to {high}", low=low, high=high)
            if high is not None
            else translate("a whole number, at least {low}", low=low)
        )
    return translate("compulsory; {text}", text=text) if field.required else text


def option(field: FieldDeclared, help_text: str) -> inspect.Parameter:
    """A field as an option; it may be written with dashes or underscores."""
    names = dict.fromkeys((f"--{field.name.replace('_', '-')}", f"--{field.name}"))
    default = typer.Option(None, *names, help=help_text, metavar=field.type.upper(), show_default=False)
    return inspect.Parameter(
        field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=str | None
    )


def own_options() -> list[inspect.Parameter]:
    """The options that every verb has beside its fields."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    texts = {
        "fields_": (
            "--fields",
            _("- reads fields from standard input: one JSON object, which options add to"),
        ),
        "id_": ("--id", _("an id of your own: repeated with the same fields, it returns the stored answer")),
        "expect_": ("--expect", _("the ticket's version that you saw; another one is refused")),
    }
    flag = typer.Option(False, "--json", help=_("answer, and errors, as JSON"), show_default=False)
    return [
        *(
            inspect.Parameter(
                name, keyword, annotation=str | None,
                default=typer.Option(None, named, help=text, metavar=metavar, show_default=False),
            )
            for (name, (named, text)), metavar in zip(texts.items(), ("-", "UUID", "VERSION"), strict=True)
        ),
        inspect.Parameter("json_", keyword, annotation=bool, default=flag),
    ]  # fmt: skip


def verb_command(verb: type[Verb]) -> Any:
    """The verb as a command: a function whose signature holds its fields."""

    def run(ctx: typer.Context, **given: Any) -> None:
        do_verb(ctx.obj, verb.name, given)

    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    declared = [option(field, describe(field)) for field in fields_of(verb)]
    run.__signature__ = inspect.Signature([context, *declared, *own_options()])  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in (context, *declared, *own_options())}
    return leaf(
        verb.name, run, translate("{summary} Rule {rule}.", summary=_(verb.summary()), rule=verb.rule)
    )


def do_verb(settings: Any, name: str, given: Mapping[str, Any]) -> None:
    """Read the fields, apply the verb, print the answer."""
    options = {key: value for key, value in given.items() if key not in OWN and value is not None}
    fields = _clean(read_fields(given["fields_"]) | options)
    request, expect = read_id(given["id_"]), read_version(given["expect_"])
    verb = parse_verb(name, fields)
    with opened(settings) as store:
        actor = who_acts(store, settings)
        answer = store.do(_ranked(store, verb, actor), actor, request, expect=expect)
        speech = speech_of(store)
        if given["json_"]:
            print_json(_as_json(answer, speech))
        else:
            print("\n".join(sentences(name, answer, store, speech)))


def read_fields(source: str | None) -> dict[str, Any]:
    """The JSON object on standard input; nothing where none was announced."""
    if source is None:
        return {}
    if source != "-":
        raise BadField("fields", "--fields reads standard input: write --fields -")
    stream = getattr(sys.stdin, "buffer", sys.stdin)
    text = stream.read(LONGEST + 1)
    if len(text) > LONGEST:
        raise BadField("fields", "Standard input holds more than {limit} bytes.", limit=LONGEST)
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        found = json.loads(decoded, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadField(
            "fields", "Standard input holds no JSON object: {cause}.", cause=cause(error)
        ) from error
    if not isinstance(found, dict):
        raise BadField("fields", "Standard input holds JSON, but no object.")
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        # Half of a pair from \ud800 to \udfff: dropped in silence it would record another text.
        raise BadField("fields", "Standard input holds characters that are none.") from error
    return {str(name).replace("-", "_"): value for name, value in found.items()}


def _no_number(text: str) -> None:
    raise ValueError(text)


def _ranked(store: Store, verb: Verb, actor: str) -> Verb:
    """A dispatch with what was proposed; other verbs as they are, and nothing more is imported for them."""
    if verb.group is not groups.DISPATCH:
        return verb
    from db.picking import with_choice  # the ranking costs a start more than the verb does

    return with_choice(store, verb, actor)


def _clean(value: Any) -> Any:
    """Without what could command a terminal or no database takes; everything else stays as it was given."""
    if isinstance(value, str):
        return strip_controls(value, keep_lines=True)
    if isinstance(value, dict):
        return {strip_controls(name): _clean(each) for name, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value


def read_id(text: str | None) -> UUID | None:
    """The caller's own id."""
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise BadField("id", "“{value}” is not a UUID.", value=text[:60]) from error


def read_version(text: str | None) -> int | None:
    """The version that the caller saw."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadField("expect", "“{value}” is not a version: a whole number.", value=text[:60])
    return int(text)


def _as_json(answer: Answer, speech: Speech) -> dict[str, Any]:
    if not answer.bulk:
        return ordered(answer.as_json())
    done = [ordered(each) for each in answer.done]
    refused = [translated_refusal(each, speech) for each in answer.refused]
    return {"id": done[0]["id"], "done": done, "refused": refused}


def _facts(about: object) -> list[str]:
    """What an answer is about; of chains, as an undo names them, the things in them."""
    return [name_of(key) or key for key in about] if isinstance(about, list) else [str(about)]


def sentences(name: str, answer: Answer, store: Store, speech: Speech) -> list[str]:
    """What was done, a line for each ticket, and what deserves a look."""
    lines = []
    for done in answer.done:
        if "number" in done and "state" in done:
            lines.append(ticket_sentence(done, store.zone))
        else:
            facts = [
                strip_controls(fact)
                for key in ("staff", "customer", "equipment", "tool", "task", "about", "emergency")
                if done.get(key)
                for fact in _facts(done[key])
            ]
            lines.append(
                asked_sentence(done)
                if "needs" in done
                else translate(
                    "Done: {verb} {facts}", verb=word("verb", name), facts=" ".join(facts)
                ).rstrip()
            )
            lines += [strip_controls(number) for number in done.get("tools") or []]
        if "needs" not in done:
            lines += told(name, done, speech)
    lines += [
        translate("{number}: refused. {message} ({rule})", number=strip_controls(each[of_part(each)]),
                  message=each["message"], rule=each["rule"])
        for each in (translated_refusal(refused, speech) for refused in answer.refused)
    ]  # fmt: skip
    lines += [sentence for done in answer.done for sentence in warnings(done, speech)]
    if answer.repeated:
        lines.append(_("This was done before; the answer is the stored one."))
    return lines
