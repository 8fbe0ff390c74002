"""The `paigong` command: global options, the subcommands, and every way in which it ends."""

from __future__ import annotations

import errno
import gc
import io
import os
import re
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import typer

from console.commands.groups import Group, group, leaf
from console.settings import Settings, instant, language_of, staff_number, store_url
from console.surroundings import (
    demand_drawable,
    demand_text,
    draw_on_the_terminal,
    is_terminal,
    open_streams,
)
from console.words.i18n import LANGUAGES, N_, _, choose_language, install_language, translate
from db.causes import cause
from db.errors import BadField, StoreError, Unreachable

# name → (module, function or group, one line of help)
COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "init": ("stores", "init", N_("Make a store with the shipped policy and its first person.")),
    "demo": ("stores", "demo", N_("Fill a new store with a believable branch.")),
    "do": ("do", "Do", N_("Change something: every verb is a subcommand.")),
    "show": ("show", "Show", N_("Look at something: every view is a subcommand.")),
    "verbs": ("listing", "verbs", N_("List the verbs.")),
    "views": ("listing", "views", N_("List the views.")),
    "import": (
        "importing",
        "run",
        N_("Bring in tickets, staff, customers, equipment, tools or a roster from a file."),
    ),
    "export": ("exporting", "Export", N_("Write a view into a file: xlsx, CSV or JSON.")),
    "print": ("printing", "Print", N_("Print a form into a file: PDF or plain text.")),
    "forms": ("printing", "forms", N_("List the forms that can be printed.")),
    "backup": ("backing_up", "backup", N_("Copy the whole store into one file while others work.")),
    "restore": ("backing_up", "restore", N_("Put a backup into a store.")),
    "watch": ("watch", "run", N_("Escalate and send notices without a screen.")),
    "notify-test": ("trying", "run", N_("Send a trial message by a channel and say how it went.")),
    "audit": ("audit", "run", N_("Fold the log again and compare every row with it.")),
    "policy": (
        "policy",
        "PolicyCommands",
        N_("The regulations of this store: show, export, adopt, merge, edit."),
    ),
    "calendar": (
        "calendar",
        "CalendarCommands",
        N_("Days off: enter an official list, or what is expected."),
    ),
    "upgrade": ("upgrade", "run", N_("Bring the store to this program's revision, after a backup.")),
    "doctor": ("doctor", "run", N_("Say what is wrong here, and what to do.")),
}
# parameter → its line of help, where the name alone does not say it
HELP: Mapping[str, str] = {
    "admin": N_("compulsory; the name of the first person, who holds every role"),
    "login": N_("the operating system's user who is this person"),
    "policy_file": N_("a TOML file of the regulations that are not the shipped ones (docs/own.md)"),
    "tickets": N_("how many open tickets; 400 unless said"),
    "closed": N_("how many closed ones; twelve for each open one unless said"),
    "staff": N_("how many technicians; 60 unless said"),
    "seed": N_("the same seed gives the same branch"),
    "at": N_("an instant with its offset, like 2026-07-15T09:00:00+08:00"),
    "as_json": N_("answer, and errors, as JSON"),
    "number": N_("only this ticket"),
    "channel": N_("its code in the policy: wecom, dingtalk, feishu, webhook, email …"),
    "no_backup": N_("without a backup"),
    "policy": N_("put the shipped policy in force for new tickets"),
    "kind": N_("tickets, staff, customers, equipment, tools or roster"),
    "file": N_("the file"),
    "map_": N_("a TOML file that says which column is what"),
    "sheet": N_("the sheet of a workbook; the first one unless said"),
    "dry_run": N_("show what would happen and write nothing"),
    "force": N_("overwrite what is there"),
    "verify": N_("fold the log of the copy as well"),
    "once": N_("sweep once and end"),
    "db": N_("the store: a file, sqlite:///… or postgresql://…"),
    "as_": N_("the staff number of whoever acts"),
    "lang": N_("zh_CN or en"),
}
QUIET = ("--help", "--no-backup", "--policy", "--dry-run", "--force", "--verify", "--once")
"""Options that take no value, beside --json."""
COLLECT_AFTER = 150_000
"""New objects after which garbage is looked for among them; Python's own is 700."""
WHILE_WRITING = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
SURPLUS = re.compile(r"Got unexpected extra argument(?:\(s\)|s)? \((.*)\)", re.DOTALL)
"""The parser's words for what stands too much on the command line."""
USAGE, UNEXPECTED, INTERRUPTED, PIPE_CLOSED = 2, 1, 130, 141


class Root(Group):
    """`paigong` itself."""

    def summaries(self) -> Mapping[str, str]:
        return {name: _(summary) for name, (_module, _function, summary) in COMMANDS.items()}

    def load(self, name: str) -> Any:
        module, function, summary = COMMANDS[name]
        found = getattr(import_module(f"console.commands.{module}"), function)
        made = (
            group(found, _nothing, name, _(summary))
            if isinstance(found, type)
            else leaf(name, found, _(summary))
        )
        return _explained(made)


def _nothing() -> None:
    """A group whose subcommands do everything."""


def _explained(command: Any) -> Any:
    for param in command.params:
        if param.name in HELP:
            param.help = _(HELP[param.name])
    return command


def root(
    ctx: typer.Context,
    db: str | None = typer.Option(None, "--db", metavar="URL", show_default=False),
    as_: str | None = typer.Option(None, "--as", metavar="STAFF_NO", show_default=False),
    lang: str | None = typer.Option(None, "--lang", metavar="LANG", show_default=False),
    at: str | None = typer.Option(None, "--at", metavar="ISO", show_default=False),
) -> None:
    language = language_of(lang, os.environ)
    ctx.obj = Settings(
        store_url(db, os.environ),
        staff_number(as_, os.environ),
        instant(at) if at is not None else None,
        language,
    )
    if ctx.invoked_subcommand is None:
        open_desk(ctx.obj)


def open_desk(settings: Settings) -> None:
    """The desk on the store that is there; where there is none, what to do about it."""
    from console.commands import first_run
    from db.place import demand_file, is_missing, no_store

    try:
        on_terminal = is_terminal(sys.stdin) and is_terminal(sys.stdout)
        if is_missing(settings.url) and not (on_terminal and first_run.offer(settings)):
            raise no_store()
        demand_file(settings.url)
        if not on_terminal:
            raise BadField(
                "desk", "The desk needs a terminal.", "paigong --help shows the commands that do not."
            )
        demand_drawable(os.environ)
        draw_on_the_terminal()
        code = import_module("console.app").run(settings)
    except Unreachable as error:
        if error.msgid != no_store().msgid:
            raise
        raise Unreachable(
            "db",
            error.msgid,
            "paigong init --admin NAME makes one to work with, paigong demo one to try things out.",
        ) from error
    raise typer.Exit(code)


def process() -> int:
    """The command as a process of its own.

    Nearly all that it makes lives as long as it does: looking for garbage among it would take a third of a
    short command's time, most of it when it has answered already.
    """
    gc.set_threshold(COLLECT_AFTER)
    open_streams()
    try:
        return main()
    finally:
        gc.freeze()


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; no traceback ever reaches the terminal."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _use_utf8()
    try:
        try:
            return _answered(arguments, as_json=json_asked(arguments))
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        return PIPE_CLOSED
    except OSError as error:
        _drop_output()
        from console.words.speech import Speech

        said = Speech().fill(N_("The answer cannot be written: {cause}."), {"cause": cause(error)})
        print(said, file=sys.stderr)
        return UNEXPECTED


def _answered(arguments: list[str], *, as_json: bool) -> int:
    try:
        return _run(arguments)
    except StoreError as error:
        from console.words.answers import print_error

        print_error(error, as_json=as_json)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        print(_("Interrupted."), file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        if isinstance(error, OSError) and error.errno in WHILE_WRITING and error.filename is None:
            raise  # no file was named: it is the answer that cannot be written
        return _unexpected(error, as_json=as_json)


def _run(arguments: list[str]) -> int:
    install_language(_language(arguments))
    demand_text(arguments, os.environ)
    app = typer.Typer(
        cls=Root, add_completion=False, rich_markup_mode=None, invoke_without_command=True,
        help=_("Paigong: a desk for dispatching after-sales service, with provable deadlines."),
    )  # fmt: skip
    app.callback()(root)
    command = _explained(typer.main.get_command(app))
    try:
        # Not Typer's own main: it ends the process by itself on a closed pipe.
        with command.make_context("paigong", arguments) as ctx:
            command.invoke(ctx)
    except typer.Exit as ended:
        return ended.exit_code
    except typer.TyperException as error:
        raise worded(error) from error
    return 0


def _language(arguments: Sequence[str]) -> str:
    """The language is needed before the command line is read, for its help; a bad one is refused later."""
    # Said twice, the last one counts, as for every option.
    asked = next((value for name, value in reversed(_options(arguments)) if name == "--lang"), None)
    return choose_language(asked if asked in LANGUAGES else None, _known_language())


def _known_language() -> Mapping[str, str]:
    known = os.environ.get("PAIGONG_LANG") in (None, "", *LANGUAGES)
    return (
        os.environ if known else {name: text for name, text in os.environ.items() if name != "PAIGONG_LANG"}
    )


def _options(arguments: Sequence[str]) -> list[tuple[str, str | None]]:
    """Options with the values that belong to them; a value that looks like an option is one nevertheless."""
    found: list[tuple[str, str | None]] = []
    rest = iter(arguments)
    for token in rest:
        if token == "--":
            break
        name, equals, value = token.partition("=")
        if not name.startswith("--"):
            continue
        if equals or name in (*QUIET, "--json"):
            found.append((name, value or None))
        else:
            found.append((name, next(rest, None)))
    return found


def json_asked(arguments: Sequence[str]) -> bool:
    """Whether --json stands there as an option, also on a command line that cannot be read otherwise."""
    return any(name == "--json" for name, _value in _options(arguments))


def worded(error: typer.TyperException) -> StoreError:
    """What the parser found wrong with the command line, in our own words."""
    name = str(getattr(error, "option_name", "") or "")
    param = getattr(error, "param", None)
    match type(error).__name__:
        case "NoSuchOption":
            return _usage(N_("There is no option {name}."), name=name)
        case "BadOptionUsage" if name:
            return _usage(N_("The option {name} needs one value."), name=name)
        case "BadParameter" if param is not None:
            return _usage(N_("The value of {name} cannot be read."), name=param.opts[0])
        case "UsageError" if error.message.startswith("Missing command"):
            return _usage(N_("Something is missing after this command."))
        case "UsageError" if surplus := SURPLUS.fullmatch(error.message):
            return _usage(N_("There is no place for “{words}” in this command."), words=surplus[1])
        case "MissingParameter":
            return _usage(N_("Something is missing after this command."))
        case _:
            return _usage(N_("The command line cannot be read: {cause}"), cause=cause(error))


def _usage(msgid: str, **values: object) -> BadField:
    error = BadField("command", msgid, "Add --help to see how it is called.", **values)
    error.rule = "usage"
    return error


def _unexpected(error: Exception, *, as_json: bool) -> int:
    from console.incident import log_file, record

    number = record(error)
    message = translate("Something went wrong that should not: incident {incident}.", incident=number)
    hint = translate("Nothing is half done. {file} says more.", file=str(log_file()))
    if as_json:
        from console.words.answers import print_json

        print_json({"error": {"rule": "program", "message": message, "hint": hint}})
    else:
        print(message, hint, file=sys.stderr)
    return UNEXPECTED


def _use_utf8() -> None:
    """Whatever the locale says: pipes and files of scripts hold UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _drop_output() -> None:
    """What is still to be written goes nowhere, without a word."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


if __name__ == "__main__":
    sys.exit(process())
