"""Django made ready for a command, only when the command needs it."""

import os

import django


def setup() -> None:
    """Load the settings and the apps. Doing it again changes nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.web.settings")
    django.setup()
