"""Every kind of event, from its class: what it means, its fields, its version."""

import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from handrail.pathway.events import KINDS, Event, Sealed
from handrail.units import Quantity
from handrail_reference.table import table

STEPS = ("prepare", "infuse", "monitor", "recover", "course", "protocol")


def page(kinds: dict[str, type[Event]] = KINDS) -> str:
    """All events, a heading for each step of the pathway."""
    return "\n\n".join(part for step in STEPS for part in _step(step, kinds))


def _step(step: str, kinds: dict[str, type[Event]]) -> Iterator[str]:
    module = inspect.getmodule(next(kind for kind in kinds.values() if kind.__module__.endswith(f".{step}")))
    yield f"## {step.capitalize()}\n\n{inspect.getdoc(module)}"
    for kind in kinds.values():
        if kind.__module__.endswith(f".{step}"):
            yield f"### {kind.kind()}\n\n{inspect.getdoc(kind)}\n\n{_fields(kind)}"


def _fields(kind: type[Event]) -> str:
    hints = get_type_hints(kind)
    rows = [(f"`{field.name}`", _written(hints[field.name])) for field in fields(kind)]
    version = f"Version {kind.version}."
    return f"{version}\n\n{table(('field', 'as'), rows)}" if rows else f"{version} It has no fields."


def _written(hint: Any) -> str:
    """How a field of this type stands in the payload."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " or ".join(f"`{choice}`" for choice in inner)
    if origin is UnionType or NoneType in inner:
        return " or ".join("null" if part is NoneType else _written(part) for part in inner)
    if origin is tuple:
        return f"list of {_written(inner[0])}"
    if origin is dict:
        return f"object of {_written(inner[1])}, by text"
    if isinstance(hint, type) and is_dataclass(hint) and not issubclass(hint, Quantity):
        inside = get_type_hints(hint)
        return f"object of {', '.join(f'`{one.name}` ({_written(inside[one.name])})' for one in fields(hint))}"
    if isinstance(hint, type) and issubclass(hint, Quantity):
        return f'quantity in {hint.unit}, as text ("1 {hint.unit}")'
    plain = {str: "text", int: "whole number", bool: "true or false", datetime: "time in UTC, as text"}
    return "encrypted text" if hint is Sealed else plain[hint]
