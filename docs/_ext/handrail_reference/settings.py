"""Every environment variable: its words from settings.toml, its existence from the source."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from handrail_reference.table import table

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "docs" / "reference" / "settings.toml"
NAME = re.compile(r"HANDRAIL_[A-Z_]+|DATABASE_URL|SPEED")
PLACES = ("src/handrail", "tools", "tests")


def page() -> str:
    """The variables, those for running first."""
    settings = tomllib.loads(TABLE.read_text(encoding="utf-8"))["setting"]
    parts = []
    for title, use in (("For running", "running"), ("For tests", "tests"), ("Set by Handrail itself", "itself")):
        rows = [(f"`{one['name']}`", one["default"], one["does"]) for one in settings if one["use"] == use]
        parts.append(f"## {title}\n\n" + table(("variable", "default", "does"), rows))
    return "\n\n".join(parts)


def documented() -> set[str]:
    """The names in the table."""
    return {one["name"] for one in tomllib.loads(TABLE.read_text(encoding="utf-8"))["setting"]}


def in_the_code() -> set[str]:
    """The names that stand as a text of their own in the code, which is how they are read."""
    return {name for place in PLACES for file in (ROOT / place).rglob("*.py") for name in _in_file(file)}


def _in_file(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
            yield node.value
