"""Events to and from the payload that the log keeps: text, whole numbers, quantities as "35 mg", times in UTC."""

from datetime import UTC, datetime
from typing import Any, cast

from cattrs import Converter
from cattrs.errors import BaseValidationError

from handrail.pathway.events import KINDS, Event
from handrail.units import Quantity

TIME_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


class UnknownEvent(ValueError):
    """A kind, version or payload that this version of the software cannot read; a newer one may have written it."""


def written_time(moment: datetime) -> str:
    """A moment as the log writes it: UTC, microseconds, Z."""
    if moment.tzinfo is None:
        raise ValueError("A recorded time needs its zone.")
    return moment.astimezone(UTC).strftime(TIME_FORM)


def read_time(text: str) -> datetime:
    """A moment as the log wrote it."""
    return datetime.strptime(text, TIME_FORM).replace(tzinfo=UTC)


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_unstructure_hook(datetime, written_time)
    converter.register_structure_hook(datetime, lambda text, _: read_time(text))
    converter.register_unstructure_hook_func(lambda kind: isinstance(kind, type) and issubclass(kind, Quantity), str)
    converter.register_structure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, Quantity),
        lambda text, kind: kind.parse(text),
    )
    return converter


CONVERTER = _converter()


def encode(event: Event) -> dict[str, Any]:
    """The payload of an event: only text, whole numbers, lists, objects and null, so that its canonical form is plain."""
    return cast(dict[str, Any], CONVERTER.unstructure(event))


def decode(kind: str, version: int, payload: dict[str, Any]) -> Event:
    """The event that a payload holds.

    Raises:
        UnknownEvent: where the kind, the version or the payload is not one that is known here.
    """
    known = KINDS.get(kind)
    if known is None or version != known.version:
        raise UnknownEvent(f"{kind} version {version} is not known here. Read this log with a newer Handrail.")
    try:
        return CONVERTER.structure(payload, known)
    except (BaseValidationError, ValueError) as problem:
        raise UnknownEvent(f"The payload of {kind} cannot be read: {problem}") from problem
