"""Django made ready for a command, only when the command needs it."""

import os

import click
import django

PRIVATE = 0o077
"""Whatever a command makes, database, keys and signed heads, nobody reads but the account that runs it."""


def setup() -> None:
    """Load the settings and the apps. Doing it again changes nothing.

    Raises:
        click.ClickException: where the data folder cannot be used; the text says what to do.
    """
    os.umask(PRIVATE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.web.settings")
    try:
        django.setup()
    except OSError as error:
        raise click.ClickException(
            f"{error.filename}: {error.strerror}. Give the folder to the account that runs Handrail, "
            "or name another one with HANDRAIL_DATA."
        ) from error
