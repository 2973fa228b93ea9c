"""The plain values of the protocol against what stands in a second place, written by hand: moved by a step, one is noticed."""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from handrail.protocol import Entry, Number, load

PROTOCOL = load()
BY_HAND = tomllib.loads((Path(__file__).parent / "values.toml").read_text("utf-8"))
READ_INTO_FORMS = {"session", "monitoring", "forecast", "alarms", "devices"}
PLAIN = [
    entry
    for entry in PROTOCOL.entries.values()
    if entry.document in READ_INTO_FORMS and entry.id not in PROTOCOL.alarms.rules and entry.numbers
]


def by_hand(entry: Entry) -> Mapping[str, tuple[Number, ...]]:
    """What stands in the second place."""
    said = BY_HAND[entry.id]
    parts = {entry.id: said} if isinstance(said, str) else {f"{entry.id}.{part}": text for part, text in said.items()}
    return {place: tuple(_numbers(text)) for place, text in parts.items()}


def _numbers(text: str) -> Iterator[Number]:
    for one in text.split(", "):
        value, _, unit = one.partition(" ")
        yield Number(Decimal(value), unit)


class TestAPlainValue:
    """Order, pump, bag, signals, forecast, sounds."""

    @pytest.mark.parametrize("entry", PLAIN, ids=lambda entry: entry.id)
    def test_is_what_was_written_by_hand(self, entry: Entry) -> None:
        """Every number of it, with its unit."""
        assert dict(entry.numbers) == by_hand(entry)

    def test_is_in_both_places(self) -> None:
        """None is forgotten, none is left over."""
        assert set(BY_HAND) == {entry.id for entry in PLAIN}
