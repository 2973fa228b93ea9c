"""Every text that a person sees, as the code and the templates say it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2] / "src" / "handrail"
CATALOG = SOURCE / "web" / "locale" / "es" / "LC_MESSAGES" / "django.po"
CALL = re.compile(r"\b(?:_|n?p?gettext)\(")
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}

Message = tuple[str, str]
"""A context, empty for most, and the English text."""


def said() -> dict[Message, str]:
    """Each message with the file that says it."""
    found: dict[Message, str] = {}
    for file in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]):
        found.update(dict.fromkeys(_in_file(file), str(file.relative_to(SOURCE))))
    return found


def _in_file(file: Path) -> Iterator[Message]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        yield from _in_code(ast.parse(text))
        return
    plain = templatize(text)
    for call in CALL.finditer(plain):
        yield from _in_code(_call_at(plain, call.start()))


def _call_at(text: str, start: int) -> ast.AST:
    """The call that begins here, up to the bracket that closes it."""
    ends = (end.end() for end in re.compile(r"\)").finditer(text, start))
    return next(parsed for end in ends if (parsed := _parsed(text[start:end])))


def _parsed(text: str) -> ast.AST | None:
    try:
        return ast.parse(text)
    except SyntaxError:
        return None


def _in_code(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if node.func.id in PLAIN | PLURAL and texts:
                yield "", texts[0]
            elif node.func.id in IN_CONTEXT and len(texts) > 1:
                yield texts[0], texts[1]
