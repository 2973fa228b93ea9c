"""Slips written by hand against where numbers may be set: a digit, a unit, an extreme is refused; another clinic's choice is taken."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from handrail.protocol import Entry
from handrail.protocol.rulebook import Medicine
from handrail.protocol.rules import LimitWatch, PressureWatch
from handrail.units import BY_UNIT
from tests.core.protocol.bounds.setting import SHIPPED, refusal, taken

FOLDER = Path(__file__).parent / "slips"
SLIPS: Mapping[str, Mapping[str, Mapping[str, list[dict[str, str]]]]] = {
    file.stem: tomllib.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.toml"))
}
WRITTEN = {entry: slips for document in SLIPS.values() for entry, slips in document.items()}
NARROW = {
    "risk_item_9": "every answer above 0 is asked about: there is no other line",
    "ledger_discrepancy": "a count that differs at all differs",
}
"""Where no clinic has another choice, and why."""

WHOLE_DOCUMENTS = {"session", "forecast", "alarms", "devices", "medicines", "gate", "recovery"}
"""Here nothing may be without its slip: orders, doses, limits, gates, waits."""

documented = pytest.mark.parametrize("document", sorted(SLIPS))


def slips(document: str, kind: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The slips, or the reasonable choices, of a document."""
    for entry, written in SLIPS[document].items():
        yield from ((entry, settings) for settings in written[kind])


class TestANumber:
    """One number of the shipped protocol set otherwise."""

    @documented
    def test_that_slipped_is_refused_with_where_it_may_be_set(self, document: str) -> None:
        """By the bound, or by what the entry says of itself; never taken."""
        taken_all_the_same = [(entry, one) for entry, one in slips(document, "refused") if not refusal(entry, one)]
        assert taken_all_the_same == []

    @documented
    def test_that_slipped_is_named_with_its_entry_and_its_range(self, document: str) -> None:
        """Whoever slipped reads what they wrote, and what may stand there."""
        silent = [
            (entry, one, said)
            for entry, one in slips(document, "refused")
            if "it may be set from" in (said := refusal(entry, one)) and not _names(said, entry, one)
        ]
        assert silent == []

    @documented
    def test_that_another_clinic_has_with_good_reason_is_taken(self, document: str) -> None:
        """The whole protocol is read with it."""
        for entry, settings in slips(document, "taken"):
            assert taken(entry, settings).entries[entry].numbers != SHIPPED.entries[entry].numbers


class TestTheSlips:
    @pytest.mark.parametrize("document", sorted(WHOLE_DOCUMENTS))
    def test_are_there_for_every_number_of_what_can_hurt(self, document: str) -> None:
        """And beside each entry's slips a choice that must be taken, where there is one."""
        entries = [one for one in SHIPPED.entries.values() if one.document == document and one.numbers]
        assert [one.id for one in entries if one.id not in WRITTEN] == []
        assert [(one.id, path) for one in entries for path in _unslipped(one)] == []

    def test_have_a_choice_beside_them_or_a_reason_why_there_is_none(self) -> None:
        """A range that takes nothing else is no range."""
        assert {entry for entry, written in WRITTEN.items() if not written["taken"]} == set(NARROW)
        assert [entry for entry, written in WRITTEN.items() if not written["refused"]] == []

    def test_are_there_for_every_dose_and_every_medicine(self) -> None:
        """Wherever it stands."""
        doses = {
            one.id
            for one in SHIPPED.entries.values()
            for numbers in one.numbers.values()
            for number in numbers
            if number.unit in BY_UNIT and number.unit.startswith("mg") and one.document != "consent"
        }
        medicines = {one for one, part in SHIPPED.rulebook.named.items() if isinstance(part, Medicine)}
        assert (doses | medicines) - set(WRITTEN) == set()


def _names(said: str, entry: str, settings: Mapping[str, str]) -> bool:
    """Whether a refusal says which entry, which number, and from where to where."""
    parts = {part.split(" ")[0] for text in settings.values() for part in text.split(", ")}
    allowed = {f"from {one.lowest} to {one.highest} {one.unit}" for one in SHIPPED.entries[entry].ranges.values()}
    return (
        f": {entry}" in said
        and any(f" is {number} " in said for number in parts)
        and any(one in said for one in allowed)
    )


def _unslipped(entry: Entry) -> Iterator[str]:
    """The numbers of an entry that no slip moves; where an alarm ends and how often it is measured go with its limits."""
    written = {path for settings in WRITTEN[entry.id]["refused"] for path in settings}
    rule = SHIPPED.alarms.rules.get(entry.id)
    followers = ("clear", "clear_lasting", "readings", "apart") if rule else ()
    if rule is not None and not isinstance(rule.watch, LimitWatch | PressureWatch):
        followers = (*followers, "grown")
    for path in entry.numbers:
        inner = path.removeprefix(entry.id).removeprefix(".") or "value"
        if inner not in written and not inner.rpartition(".")[2].startswith(followers or ("\0",)):
            yield inner
