"""The documentation: Sphinx, MyST, Furo; built offline, and never with a warning."""

import os
import sys
from importlib.metadata import version as version_of
from pathlib import Path

import django

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "_ext"))

# The addresses are read from Django itself. Nothing is stored and nothing signed, so no key is made for it.
os.environ["DJANGO_SETTINGS_MODULE"] = "handrail.web.settings"
os.environ["HANDRAIL_SECRET_KEY"] = "documentation signs nothing"  # noqa: S105 - no secret: it protects nothing
django.setup()

project = "Handrail"
author = "The Handrail contributors"
project_copyright = "The Handrail contributors, Apache-2.0"
release = version_of("handrail")

extensions = ["myst_parser", "generated"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "_ext"]
nitpicky = True

html_theme = "furo"
html_title = "Handrail"
html_copy_source = False
html_show_sphinx = False
