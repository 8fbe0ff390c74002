"""The pieces that the `paigong` command is built from: groups that load what is asked for, and their help.

Typer parses; the help pages are drawn here, because its own are neither translated nor measured in cells.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

import typer
from rich.cells import cell_len
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command as built

from console.words.i18n import _
from db.errors import BadField, StoreError

WIDEST = 110
"""Help lines longer than this many cells are hard to read, however wide the terminal is."""


YES_OR_NO = "YES_NO"
"""What the help calls the value of an option that may also stand alone for yes."""


class Leaf(TyperCommand):
    """One command. An option that is yes or no needs no value for yes: `--mine` is `--mine yes`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        alone = {
            name for param in self.params if getattr(param, "metavar", None) == YES_OR_NO
            for name in param.opts
        }  # fmt: skip
        return super().parse_args(ctx, list(_with_yes(args, alone)))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_page(self, ctx))


def _with_yes(args: Sequence[str], alone: Collection[str]) -> Iterator[str]:
    """The arguments with a yes behind each of these options that has no value of its own."""
    for at, arg in enumerate(args):
        yield arg
        if arg in alone and (at + 1 == len(args) or args[at + 1].startswith("--")):
            yield "yes"


class Group(TyperGroup):
    """A command with subcommands, each of which is built when it is asked for."""

    def summaries(self) -> Mapping[str, str]:
        """The subcommands by name, each with one line of help."""
        raise NotImplementedError

    def chapters(self) -> Mapping[str, Mapping[str, str]]:
        """The same under the headings of the help page."""
        return {_("Commands:"): self.summaries()}

    def knows(self, name: str) -> bool:
        """Whether there is a subcommand of that name."""
        return name in self.summaries()

    def load(self, name: str) -> TyperCommand | TyperGroup:
        """One subcommand."""
        raise NotImplementedError

    def unknown(self, name: str) -> StoreError:
        """What is said to a name that there is not."""
        return BadField("command", "There is no command “{name}”.", "paigong --help lists them.", name=name)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.summaries())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if self.knows(cmd_name):
            return self.load(cmd_name)
        if cmd_name.startswith("-"):
            return None
        raise self.unknown(cmd_name)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_page(self, ctx))


class Subcommands(Group):
    """Commands that are written down: their functions, a line of help for each, and for their options."""

    functions: ClassVar[Mapping[str, Callable[..., object]]]
    lines: ClassVar[Mapping[str, str]]
    options: ClassVar[Mapping[str, str]]

    def summaries(self) -> Mapping[str, str]:
        return {name: _(line) for name, line in self.lines.items()}

    def load(self, name: str) -> TyperCommand:
        command = leaf(name, self.functions[name], _(self.lines[name]))
        params: list[Any] = list(command.params)
        for param in params:
            if param.name in self.options:
                param.help = _(self.options[param.name])
        return command


def leaf(name: str, function: Callable[..., object], summary: str) -> TyperCommand:
    """A command from a function whose signature declares its options."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, cls=Leaf, help=summary)(function)
    return cast(TyperCommand, built(app))


def group(kind: type[Group], function: Callable[..., object], name: str, summary: str) -> TyperGroup:
    """A group from the function that declares its own options."""
    app = typer.Typer(
        name=name, cls=kind, add_completion=False, rich_markup_mode=None, help=summary,
        invoke_without_command=False,
    )  # fmt: skip
    app.callback()(function)
    return cast(TyperGroup, built(app))


def help_page(command: TyperCommand | TyperGroup, ctx: Any) -> str:
    """The whole page: how to call it, what it does, its arguments, options and subcommands."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    usage = [ctx.command_path, _("[options]")]
    params: list[Any] = list(command.get_params(ctx))
    arguments = [param for param in params if param.param_type_name == "argument"]
    options = [param for param in params if param.param_type_name == "option"]
    usage += [param.metavar or param.name.upper() for param in arguments]
    if isinstance(command, Group):
        usage.append(_("COMMAND …"))
    lines = [_("Usage:") + " " + " ".join(usage), ""]
    lines += [*_wrapped(command.help or "", width), ""]
    sections = [
        (_("Arguments:"), [(param.metavar or param.name.upper(), param.help or "") for param in arguments]),
        (_("Options:"), [_option(param) for param in options if not param.hidden]),
    ]
    if isinstance(command, Group):
        sections += [(title, list(rows.items())) for title, rows in command.chapters().items()]
    for title, rows in sections:
        if rows:
            lines += [title, *definitions(rows, width), ""]
    return "\n".join(lines)


def _option(param: Any) -> tuple[str, str]:
    if param.name == "help":
        return "--help", _("show this page")
    return f"{param.opts[0]} {param.metavar or ''}".rstrip(), param.help or ""


def definitions(rows: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """Names and what they mean in two columns, measured in cells."""
    left = min(max(cell_len(name) for name, _text in rows), 32) + 4
    for name, text in rows:
        first, *others = _wrapped(text, width - left) or [""]
        head = f"  {name}"
        if cell_len(head) > left - 2:
            yield head
            head = ""
        yield (head + " " * (left - cell_len(head)) + first).rstrip()
        yield from (" " * left + line for line in others)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most that many cells; a text without blanks, a Chinese one, may break anywhere."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if cell_len(paragraph) == len(paragraph):
            lines += textwrap.wrap(paragraph, max(width, 20)) or [""]
            continue
        line = ""
        for character in paragraph:
            if cell_len(line + character) > max(width, 20):
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines
