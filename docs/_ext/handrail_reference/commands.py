"""Every command, from click: what it does, its arguments and options, and the example in its help."""

import inspect
import textwrap
from collections.abc import Iterator

import click

from handrail.cli.main import handrail
from handrail_reference.table import table


def page() -> str:
    """All commands in the order in which a clinic meets them, a group before its members."""
    return "\n\n".join(_one(path, command) for path, command in every_command())


def every_command(
    command: click.Command = handrail, path: tuple[str, ...] = ("handrail",)
) -> Iterator[tuple[str, click.Command]]:
    """Each command that a person can type, with the words to type it."""
    yield " ".join(path), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from every_command(inner, (*path, name))


def _one(path: str, command: click.Command) -> str:
    told = [f"## {path}", _help(inspect.cleandoc(command.help or ""))]
    if not isinstance(command, click.Group):
        pieces = command.collect_usage_pieces(click.Context(command, info_name=path))
        told += [f"```text\n{' '.join([path, *pieces])}\n```", _options(command)]
    return "\n\n".join(part for part in [*told, example(command)] if part)


def example(command: click.Command) -> str:
    """The example that the command's help ends with, to be copied."""
    shown = inspect.cleandoc(command.epilog or "").removeprefix("\b").strip().removeprefix("Example:")
    return f"For example:\n\n```text\n{textwrap.dedent(shown.removeprefix(chr(10))).strip()}\n```" if shown else ""


def _help(text: str) -> str:
    r"""Paragraphs; one that begins with click's ``\b`` is shown as it is written."""
    shown = []
    for paragraph in text.split("\n\n"):
        kept = paragraph.removeprefix("\b\n")
        shown.append(f"```text\n{kept}\n```" if kept != paragraph else " ".join(kept.split()))
    return "\n\n".join(shown)


def _options(command: click.Command) -> str:
    rows = [_option(one) for one in command.params if isinstance(one, click.Option) and not one.hidden]
    return table(("option", "means", "from the environment"), rows) if rows else ""


def _option(option: click.Option) -> tuple[str, str, str]:
    name = " ".join(f"`{word}`" for word in (*option.opts, *option.secondary_opts))
    variable = option.envvar if isinstance(option.envvar, str) else ""
    return name, option.help or "", f"`{variable}`" if variable else ""
