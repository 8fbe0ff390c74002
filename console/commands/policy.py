"""`paigong policy`: the regulations of this store, shown, written into a file, changed and put in force."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from console.commands.arguments import missing
from console.commands.groups import Subcommands
from console.files.out import check_free
from console.files.policy import as_toml, content_of, edited, read_text, sections_named
from console.opening import opened, who_acts
from console.present.policy_lines import Rights, change_line, choice_lines, plain_changes, plain_choices
from console.settings import Settings
from console.words.answers import print_json
from console.words.i18n import N_, _, ngettext, translate
from db.causes import cause
from db.errors import BadField, NotPermitted, StoreError
from db.policy.changes import differences, merged
from db.policy.files import SECTIONS
from db.policy.load import shipped
from db.policy.model import Policy
from db.rules.text import strip_controls

if TYPE_CHECKING:
    from db.store import Store

SUMMARIES: Mapping[str, str] = {
    "show": N_("Show what is in force and where it differs from the shipped policy, or one section as TOML."),
    "export": N_("Write the policy in force, or some sections of it, into a TOML file."),
    "adopt": N_("Check a TOML file, list what it changes, and put it in force for new tickets."),
    "merge": N_("Bring in what a newer program's policy changed; own edits stay."),
    "edit": N_("Open a section in your editor, and put it in force when you have seen what it changes."),
}


HELP: Mapping[str, str] = {
    "section": N_("a section, such as organisation, products or roles"),
    "file": N_("the file"),
    "dry_run": N_("show what would happen and write nothing"),
    "force": N_("overwrite what is there"),
    "as_json": N_("answer, and errors, as JSON"),
}


def show(
    ctx: typer.Context,
    section: str | None = typer.Argument(None, metavar="SECTION", show_default=False),
    as_json: bool = typer.Option(False, "--json", show_default=False),
) -> None:
    with opened(ctx.obj) as store:
        policy = store.policy()
        names = sections_named([section] if section else SECTIONS)
        if section:
            _demand_money(store, ctx.obj, names)
            found = content_of(policy, names)
            print_json(found) if as_json else print(as_toml(found), end="")
            return
        changes = [
            each for each in differences(shipped().sections(), policy.sections())
            if _sees_money(store, ctx.obj) or each.path[0] != "tools"
        ]  # fmt: skip
    if as_json:
        print_json(
            {"version": policy.version, "shipped": shipped().version, "based_on": policy.based_on(),
             "changes": plain_changes(changes)}
        )  # fmt: skip
        return
    print(
        translate(
            "Policy {version}; this program ships {shipped}.",
            version=policy.version,
            shipped=shipped().version,
        )
    )
    for each in changes:
        print(change_line(each))
    if policy.based_on() != shipped().version:
        print(_("A newer policy is shipped: paigong policy merge --dry-run lists what it brings."))


def export(
    ctx: typer.Context,
    file: str | None = typer.Argument(None, metavar="FILE", show_default=False),
    section: list[str] = typer.Option([], "--section", metavar="NAME", show_default=False),
    force: bool = typer.Option(False, "--force", show_default=False),
) -> None:
    if not file:
        raise missing("file")
    path = Path(file).expanduser()
    check_free(path, force=force)
    names = sections_named(section or SECTIONS)
    with opened(ctx.obj) as store:
        _demand_money(store, ctx.obj, names)
        text = as_toml(content_of(store.policy(), names))
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise BadField(
            "file", "{file} cannot be written: {cause}.", file=str(path), cause=cause(error)
        ) from error
    print(
        translate("Written to {file}: {sections}.", file=strip_controls(str(path)), sections=", ".join(names))
    )
    print(_("Edit it, then: paigong policy adopt FILE --dry-run"))


def adopt(
    ctx: typer.Context,
    file: str | None = typer.Argument(None, metavar="FILE", show_default=False),
    dry_run: bool = typer.Option(False, "--dry-run", show_default=False),
    as_json: bool = typer.Option(False, "--json", show_default=False),
) -> None:
    if not file:
        raise missing("file")
    text = read_text(Path(file).expanduser())
    with opened(ctx.obj) as store:
        own = store.policy()
        policy = edited(own, text)
        changes = differences(own.sections(), policy.sections())
        if not as_json:
            _list(map(change_line, changes))
        version = _adopt(store, ctx.obj, policy.canonical(), own, preview=dry_run) if changes else own.version
    if as_json:
        print_json(
            {"version": version, "adopted": bool(changes) and not dry_run, "changes": plain_changes(changes)}
        )
    else:
        _tell(len(changes), version, dry_run=dry_run)


def merge(
    ctx: typer.Context,
    dry_run: bool = typer.Option(False, "--dry-run", show_default=False),
    as_json: bool = typer.Option(False, "--json", show_default=False),
) -> None:
    with opened(ctx.obj) as store:
        merge_shipped(store, ctx.obj, dry_run=dry_run, as_json=as_json)


def merge_shipped(store: Store, settings: Settings, *, dry_run: bool = False, as_json: bool = False) -> None:
    """Bring in what the shipped policy changed since the one that the store's was made from."""
    own = store.policy()
    base = store.policy_version(own.based_on())
    result, choices = merged(base.sections(), own.sections(), shipped().sections())
    newer = own.based_on() != shipped().version
    if not as_json:
        _list(choice_lines(choices))
    version = _adopt(store, settings, "", own, preview=dry_run) if newer else own.version
    if as_json:
        print_json({"version": version, "adopted": newer and not dry_run, "changes": plain_choices(choices)})
    else:
        _tell(len(differences(own.sections(), result)), version, dry_run=dry_run)


def edit(
    ctx: typer.Context,
    section: str | None = typer.Argument(None, metavar="SECTION", show_default=False),
) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor or not has_terminal():
        raise BadField(
            "editor", "There is no editor here: EDITOR names none, or this is no terminal of your own.",
            "paigong policy export FILE, edit it, paigong policy adopt FILE.",
        )  # fmt: skip
    names = sections_named([section] if section else SECTIONS)
    with opened(ctx.obj) as store, tempfile.TemporaryDirectory() as folder:
        _demand_money(store, ctx.obj, names)
        own = store.policy()
        path = Path(folder) / "policy.toml"
        path.write_text(as_toml(content_of(own, names)), "utf-8")
        while True:
            subprocess.run([*shlex.split(editor), str(path)], check=False)
            try:
                policy = edited(own, read_text(path))
                changes = differences(own.sections(), policy.sections())
                _list(map(change_line, changes))
                if not changes:
                    return _tell(0, own.version, dry_run=False)
                if not _agreed(_("Put it in force for new tickets?")):
                    return None
                return _tell(len(changes), _adopt(store, ctx.obj, policy.canonical(), own), dry_run=False)
            except StoreError as error:
                from console.words.speech import speech_of

                print(speech_of(store).say(error), file=sys.stderr)
                if not _agreed(_("Edit it again?")):
                    raise


def _adopt(store: Store, settings: Settings, body: str, own: Policy, *, preview: bool = False) -> str:
    from db.verbs.adopting import AdoptPolicy

    verb = AdoptPolicy(body=body, replaces=own.version)
    answer = (store.preview if preview else store.do)(verb, who_acts(store, settings))
    return str(answer.as_json()["policy"])


def _sees_money(store: Store, settings: Settings) -> bool:
    return store.read(Rights(), who_acts(store, settings))


def _demand_money(store: Store, settings: Settings, names: Sequence[str]) -> None:
    """Tool kinds have prices (CUS-03)."""
    if "tools" in names and not _sees_money(store, settings):
        raise NotPermitted(
            "PPL-03", "{actor} does not have the right “{right}”.", "Ask a manager to do it.",
            actor=who_acts(store, settings), right="money",
        )  # fmt: skip


def _list(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _tell(count: int, version: str, *, dry_run: bool) -> None:
    if not count:
        print(_("Nothing differs: the policy in force stays."))
        return
    if dry_run:
        print(
            ngettext("{count} change; nothing was written.", "{count} changes; nothing was written.", count)
        )
        return
    print(ngettext("{count} change.", "{count} changes.", count), end=" ")
    print(translate("Policy {version} is in force for new tickets; open ones keep theirs.", version=version))


def has_terminal() -> bool:
    """Whether an editor can be opened: not where a key over SSH gives this program and nothing else."""
    return sys.stdin.isatty() and "SSH_ORIGINAL_COMMAND" not in os.environ


def _agreed(question: str) -> bool:
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes", "是")
    except EOFError:
        return False


RUNS: Mapping[str, Callable[..., None]] = {
    "show": show, "export": export, "adopt": adopt, "merge": merge, "edit": edit,
}  # fmt: skip


class PolicyCommands(Subcommands):
    """The subcommands of `paigong policy`."""

    functions = RUNS
    lines = SUMMARIES
    options = HELP

    def unknown(self, name: str) -> StoreError:
        return BadField(
            "command", "There is no command “{name}”.", "paigong policy --help lists them.", name=name
        )
