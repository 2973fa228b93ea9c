"""The hazards and what stands against each, from hazards.toml; the tests that guard them, by their own sentences."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "docs" / "safety" / "hazards.toml"


def hazards() -> list[dict[str, Any]]:
    """The table as it stands."""
    found: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["hazard"]
    return found


def page() -> str:
    """A heading for each hazard."""
    return "\n\n".join(_one(hazard) for hazard in hazards())


def _one(hazard: dict[str, Any]) -> str:
    tests = "\n".join(f"- {_sentence(node)}" for node in hazard["tests"])
    return (
        f"## {hazard['id']} {hazard['title']}\n\n{hazard['what']}\n\n**Against it:** {hazard['against']}\n\n"
        f"**What remains:** {hazard['remains']}\n\n**Guarded by:**\n\n{tests}"
    )


def _sentence(node: str) -> str:
    """A test read aloud: its class and its name are a sentence, its docstring says more."""
    file, _, name = node.partition("::")
    subject, _, predicate = name.rpartition("::")
    spoken = re.sub(r"(?<!^)(?=[A-Z])", " ", subject.removeprefix("Test")).lower()
    said = f"{spoken} {predicate.removeprefix('test_').replace('_', ' ')}".strip().capitalize()
    return f"**{said}.** {tests_in(ROOT / file)[name]} (`{file}`)"


@cache
def tests_in(file: Path) -> dict[str, str]:
    """The tests of a file by `TestX::test_y` or `test_y`, each with the first line of its docstring."""
    found: dict[str, str] = {}
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found.update({f"{node.name}::{name}": words for name, words in _methods(node).items()})
    return found | _methods(ast.parse(file.read_text(encoding="utf-8")))


def _methods(node: ast.ClassDef | ast.Module) -> dict[str, str]:
    return {
        child.name: (ast.get_docstring(child) or "").split("\n")[0]
        for child in node.body
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and child.name.startswith("test_")
    }
