"""Every fact can be written and read again, and what is read strangely is refused."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from handrail.pathway.events import KINDS, Event, RateChanged, codec
from handrail.units import Milligrams, MilligramsPerHour, MillilitresPerHour, Quantity

moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 - given a zone at once
st.register_type_strategy(datetime, moments)
st.register_type_strategy(int, st.integers(0, 2**53 - 1))  # what JSON's readers keep exactly
for _kind in Quantity.__subclasses__():
    st.register_type_strategy(_kind, st.decimals(0, 10**6, places=4, allow_nan=False, allow_infinity=False).map(_kind))
events = st.sampled_from(sorted(KINDS)).flatmap(lambda name: st.builds(KINDS[name]))


class TestAFact:
    """What the log keeps of an event."""

    @given(events)
    def test_is_read_as_it_was_written(self, event: Event) -> None:
        """Payload and back is the same fact, whatever it holds."""
        assert codec.decode(event.kind(), event.version, codec.encode(event)) == event

    @given(events)
    def test_has_a_canonical_form_without_a_float(self, event: Event) -> None:
        """Text, whole numbers, lists, objects, null: so that anybody can verify a hash."""
        payload = codec.encode(event)
        assert rfc8785.dumps(payload)
        assert not any(isinstance(value, float) for value in _leaves(payload))

    def test_of_every_kind_says_what_it_is_for(self) -> None:
        """Each event's docstring is its entry in the reference."""
        for kind in KINDS.values():
            assert kind.__doc__, kind
            assert len(kind.__doc__) > len("A fact.")

    def test_keeps_its_quantities_with_their_units(self) -> None:
        """A reader of the log needs no other document to know what 75.5 is."""
        event = RateChanged(
            rate=MillilitresPerHour("75.5"), drug_rate=MilligramsPerHour("26.24"), previous=MillilitresPerHour(151)
        )
        assert codec.encode(event) == {"rate": "75.5 mL/h", "drug_rate": "26.24 mg/h", "previous": "151 mL/h"}


class TestReadingAStrangeLog:
    """A newer version's events and broken payloads are refused by name."""

    def test_an_unknown_kind_is_refused(self) -> None:
        """It says to use a newer version."""
        with pytest.raises(codec.UnknownEvent, match="newer Handrail"):
            codec.decode("PatientSang", 1, {})

    def test_an_unknown_version_is_refused(self) -> None:
        """Versions are read by upcasters, never guessed."""
        with pytest.raises(codec.UnknownEvent, match="version 2"):
            codec.decode("PatientLeft", 2, {})

    @pytest.mark.parametrize(
        "payload",
        [
            {},
            {"given": "35 mg/kg"},
            {"given": "35"},
            {"given": 35},
            {"given": "35 mg", "more": "1"},
            {"given": None},
        ],
    )
    def test_a_payload_that_does_not_fit_is_refused(self, payload: dict[str, Any]) -> None:
        """Missing, in another unit, without one, with something more."""
        with pytest.raises(codec.UnknownEvent, match="InfusionStopped"):
            codec.decode("InfusionStopped", 1, payload)

    def test_a_time_without_a_zone_is_not_written(self) -> None:
        """Half past two where?"""
        with pytest.raises(ValueError, match="zone"):
            codec.written_time(datetime(2026, 11, 20, 14, 30))  # noqa: DTZ001 - the point of the test

    def test_times_are_written_in_utc(self) -> None:
        """Whatever zone they came in."""
        berlin = datetime(2026, 11, 20, 14, 30, tzinfo=timezone(timedelta(hours=1)))
        assert codec.written_time(berlin) == "2026-11-20T13:30:00.000000Z"


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in _leaves(part)]
    if isinstance(value, list | tuple):
        return [leaf for part in value for leaf in _leaves(part)]
    return [value]


class TestEveryEvent:
    """The vocabulary as a whole."""

    def test_names_no_bare_number_of_care(self) -> None:
        """A number in an event is a quantity, a count, or says its unit in its name."""
        counts = {"infusion_number", "planned_infusions", "age_years", "number", "about", "count", "cursor"}
        counts |= {"of_ten", "twins", "readings", "severe_per_100"}
        for kind in KINDS.values():
            for field in fields(kind):
                if field.type in {int, "int"}:
                    assert field.name in counts or field.name.endswith(("_s", "_cursor")), (kind, field.name)
        assert Milligrams.unit == "mg"
