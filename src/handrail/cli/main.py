"""The command `handrail`. Each command is imported only when it runs, so that `--help` is quick."""

import sys
from importlib import import_module
from typing import NamedTuple

import click


class Target(NamedTuple):
    """Where a command is, and what it does in a line."""

    where: str
    does: str


COMMANDS = {
    "demo": Target("handrail.cli.demo:demo", "Run a clinic in which everybody is invented."),
    "init": Target("handrail.cli.people:init", "Set up a real clinic, with its first person."),
    "serve": Target("handrail.cli.serve:serve", "Run the clinic's server."),
    "migrate": Target("handrail.cli.record:migrate", "Bring the database to the form this version needs."),
    "check": Target("handrail.cli.check:check", "Say whether this installation is fit to serve."),
    "verify": Target("handrail.cli.record:verify", "Check that the record is what was written."),
    "user": Target("handrail.cli.people:user", "Add the people who log in."),
    "protocol": Target("handrail.cli.protocol:protocol", "Read the clinic's protocol, change it, sign it."),
    "export": Target("handrail.cli.record:export", "Take records out, so that others can read them."),
    "simulate": Target("handrail.cli.simulate:simulate", "Work out concentrations by published models."),
    "replay": Target("handrail.cli.replay:replay", "Send recorded values through the device port."),
    "bench": Target("handrail.cli.bench:bench", "Measure this machine and print the table."),
}


class Commands(click.Group):
    """A group whose commands are looked up in `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a clinic meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one that is asked for."""
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, name = target.where.partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{target.where} is no command.")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, target.does) for name, target in COMMANDS.items()])


@click.group(
    cls=Commands,
    epilog="Example: handrail demo",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="handrail", message="Handrail %(version)s")
def handrail() -> None:
    """Software on which a clinic runs ketamine infusion care.

    Decision support for trained staff; secondary to the bedside monitor.
    """


def main() -> None:
    """What the installed script calls."""
    try:
        handrail(prog_name="handrail")
    except BrokenPipeError:  # the reader of a pipe has had enough, such as `| head`
        sys.stderr.close()
        sys.exit(1)
