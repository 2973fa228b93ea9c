"""Fill `<!-- generated: name -->` in a page with what the code itself says, so that reference and code cannot differ."""

import re

from handrail_reference import PAGES
from sphinx.application import Sphinx

MARKER = re.compile(r"^<!-- generated: (\w+) -->$", re.MULTILINE)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True}


def _fill(_app: Sphinx, _page: str, source: list[str]) -> None:
    source[0] = MARKER.sub(lambda found: PAGES[found[1]](), source[0])
