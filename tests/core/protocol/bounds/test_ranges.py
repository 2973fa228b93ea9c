"""Where numbers may be set: every number says it, none stands outside, and no dose slips by a digit."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.protocol import ProtocolError
from handrail.protocol.changes import Change, applied, asks_for_review, between
from handrail.protocol.entries import Range
from handrail.protocol.loader import read_tables
from handrail.protocol.rulebook.condition import SHOWN
from handrail.protocol.rulebook.facts import written
from handrail.protocol.settable import range_at, said
from handrail.protocol.telling import tell
from handrail.protocol.wording import worded
from tests.core.protocol.bounds.setting import SHIPPED, TABLES, entry_of, keys_of, refusal, settings_of

ENTRIES = SHIPPED.entries
NUMBERS = [(entry, path) for entry in ENTRIES for path, _ in settings_of(entry)]
DOSES = frozenset({"mg", "mg/kg", "mcg", "mg/d", "mL/h", "mg/mL", "L/min"})
FINENESS = frozenset({"dose_step", "rate_step"})
"""How finely something is written or set: a tenth of a milligram and a whole one are both usual."""


def doses() -> Iterator[tuple[str, str, Decimal, str]]:
    """Every dose, flow and strength, wherever it stands; nothing is no dose."""
    for entry in ENTRIES:
        for path, number in settings_of(entry):
            if number.unit in DOSES and number.value and entry not in FINENESS:
                yield entry, path, number.value, number.unit


def own(entry: str, path: str) -> set[Decimal]:
    """The numbers of an entry in the same unit: one of its doses that becomes another of them is no slip of a digit."""
    ((_, number),) = [one for one in settings_of(entry) if one[0] == path]
    return {one.value for _, one in settings_of(entry) if one.unit == number.unit}


class TestEveryNumber:
    def test_says_where_it_may_be_set_and_stands_there(self) -> None:
        """Those of conditions and of alarms' levels as well; the edge is inside."""
        assert [
            (entry.id, path) for entry in ENTRIES.values() for path in entry.numbers if path not in entry.ranges
        ] == []
        outside = [
            (entry.id, path)
            for entry in ENTRIES.values()
            for path, numbers in entry.numbers.items()
            for number in numbers
            if number.unit != entry.ranges[path].unit or not entry.ranges[path].holds(number.value)
        ]
        assert outside == []

    @settings(max_examples=150, deadline=None)
    @given(st.sampled_from(NUMBERS), st.booleans(), st.sampled_from([Decimal("0.001"), Decimal(1), Decimal(1000)]))
    def test_is_refused_beyond_it_by_entry_number_and_range(
        self, at: tuple[str, str], above: bool, by: Decimal
    ) -> None:
        """However little, on either side; unless something else speaks against it first."""
        entry, path = at
        allowed = ENTRIES[entry].ranges[place(entry, path)]
        value = written(allowed.highest + by if above else allowed.lowest - by)
        said_of_it = refusal(entry, {path: f"{value} {allowed.unit}"})
        assert f": {entry}" in said_of_it
        assert (
            f"is {value} {allowed.unit}; it may be set from {allowed.lowest} to {allowed.highest} {allowed.unit}"
            in said_of_it
            or "lies outside what" in said_of_it
        )

    @pytest.mark.parametrize("times", [Decimal(10), Decimal("0.1")], ids=["ten times as large", "a tenth"])
    def test_that_is_a_dose_is_refused_a_digit_off(self, times: Decimal) -> None:
        """Every dose, flow and strength of the protocol."""
        slipped = [
            (entry, path, value * times)
            for entry, path, value, unit in doses()
            if value * times not in own(entry, path) and not refusal(entry, {path: f"{written(value * times)} {unit}"})
        ]
        assert slipped == []
        assert len(list(doses())) > len(DOSES)

    def test_is_found_with_where_it_may_be_set_by_the_keys_of_a_change(self) -> None:
        """For whoever draws a form."""
        for entry, path in NUMBERS:
            raw = entry_of(entry)
            assert range_at(ENTRIES[entry], raw, keys_of(raw, path)) == ENTRIES[entry].ranges[place(entry, path)]
        assert range_at(ENTRIES["midazolam"], entry_of("midazolam"), ("name", "en")) is None

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_is_told_with_where_it_may_be_set(self, language: str) -> None:
        """In both languages, each range of an entry."""
        for entry in ENTRIES.values():
            told = " ".join(tell(SHIPPED, TABLES, entry, language).settable)
            assert [one for one in entry.ranges.values() if said(one, language) not in told] == []


class TestWhereANumberMayBeSet:
    def test_is_told_in_words(self) -> None:
        """As a person would say it."""
        allowed = Range(Decimal("0.10"), Decimal(2), "mg/kg")
        assert said(allowed, "en") == "may be set from 0.1 to 2 mg/kg"
        assert said(allowed, "es") == "se puede fijar entre 0.1 y 2 mg/kg"

    def test_is_told_once_for_all_doses_of_a_medicine_and_by_fact_and_sign_for_a_condition(self) -> None:
        """Not three times the same."""
        told = tell(SHIPPED, TABLES, ENTRIES["midazolam"], "en").settable
        assert told[0] == "least dose, largest dose: may be set from 0.25 to 2.5 mg"
        assert any(
            line.startswith(f"awake (sedation score, 5 is fully awake) {SHOWN['<=']}: may be set") for line in told
        )

    def test_of_an_alarm_is_that_of_its_signal_and_priority(self) -> None:
        """Where it begins and where it ends."""
        ranges = SHIPPED.monitoring.limits["spo2"].below
        found = ENTRIES["spo2_low"].ranges
        for number, level in enumerate(SHIPPED.alarms.rules["spo2_low"].watch.levels, 1):
            assert found[f"spo2_low.level[{number}].limit"] == ranges[level.priority]
            assert found[f"spo2_low.level[{number}].clear"] == ranges[level.priority]

    def test_shows_in_the_comparison_where_it_is_moved_and_asks_for_a_second_person(self) -> None:
        """Also where the number itself may be changed by one."""
        wider = [
            Change("medicines.toml", "midazolam", ("within",), "[0.25, 6]"),
            Change("monitoring.toml", "limits_spo2", ("below", "low"), "[88, 98]"),
            Change("monitoring.toml", "channel_hr", ("interval", "within"), "[0.2, 240]"),
            Change("gate.toml", "start_heart_rate", ("limits", "heart_rate <"), "[35, 60]"),
            Change("facts.toml", "systolic", ("limit",), "[110, 200]"),
            Change("interactions.toml", "sleeping_tablet_held_least", ("within",), "[2, 24]"),
        ]
        after = applied(TABLES, wider)
        changes = between(TABLES, after)
        assert sorted(map(str, changes)) == sorted(map(str, wider))
        assert all(asks_for_review(change, TABLES, after) for change in changes)
        lines = {one.line("en") for one in worded(changes, TABLES, after)}
        assert "Midazolam, may be set between: 0.25, 2.5 mg → 0.25, 6 mg" in lines
        assert "Heart rate (ECG), speaks every, may be set between: 0.2, 120 s → 0.2, 240 s" in lines
        assert (
            "Heart rate slow or fast, limits may be set between, heart rate <: 40, 60 per minute → 35, 60 per minute"
            in lines
        )

    @pytest.mark.parametrize(
        ("change", "said_of_it"),
        [
            (
                Change("monitoring.toml", "limits_spo2", ("below", "low"), "[10, 98]"),
                "monitoring.toml: limits_spo2.below: 'low' goes from 10 to 98 %, but spo2 is possible from 20 to 100; narrow it.",
            ),
            (
                Change("monitoring.toml", "limits_spo2", ("unit",), '"1/min"'),
                "monitoring.toml: limits_spo2: 'unit' is '1/min', but spo2 is in '%'; write it in that unit.",
            ),
            (
                Change("monitoring.toml", "limits_spo2", ("channels",), '["spo3"]'),
                "monitoring.toml: limits_spo2: the channel 'spo3' is not described here; add it or correct the name.",
            ),
            (
                Change("monitoring.toml", "limits_spo2", ("channels",), '["spo2", "pulse"]'),
                "monitoring.toml: limits_spo2: 'unit' is '%', but pulse is in '1/min'; write it in that unit.",
            ),
            (
                Change("monitoring.toml", "limits_diastolic", ("channels",), '["nibp_dia", "nibp_mean"]'),
                "monitoring.toml: limits_mean: 'nibp_mean' stands in limits_diastolic too. Take it out of one of them.",
            ),
            (
                Change("monitoring.toml", "limits_spo2", ("below", "low"), "[98, 90]"),
                "monitoring.toml: limits_spo2.below: 'low' goes from 98 to 90 %; write the smaller first, and leave room.",
            ),
            (
                Change("monitoring.toml", "limits_spo2", ("below",), None),
                "monitoring.toml: limits_spo2: no range stands here; write 'above' or 'below', or both.",
            ),
            (
                Change("monitoring.toml", "limits_spo2", (), None),
                "alarms.toml: spo2_low: nothing says where an alarm of spo2 may be set; add its ranges to monitoring.toml.",
            ),
            (
                Change("monitoring.toml", "limits_spo2", ("below", "low"), None),
                "alarms.toml: spo2_low.level[1]: nothing says where this alarm may be set; add 'low' to 'below' of limits_spo2 in monitoring.toml.",
            ),
            (
                Change("alarms.toml", "heart_rate_high", ("channels",), '["hr", "spo2"]'),
                "alarms.toml: heart_rate_high: hr and spo2 may be set differently; make a condition of each.",
            ),
            (
                Change("facts.toml", "systolic", ("limit",), "[20, 200]"),
                "facts.toml: systolic: 'limit' goes from 20 to 200 mmHg, but systolic from 40 to 300; narrow it.",
            ),
            (
                Change("facts.toml", "systolic", ("limit",), None),
                "eligibility.toml: pressure_uncontrolled: 'systolic' is compared, and nothing says where a limit on it may stand; add 'limit' to it in facts.toml.",
            ),
            (
                Change("gate.toml", "start_heart_rate", ("limits", "heart_rate <"), "[20, 60]"),
                "gate.toml: start_heart_rate.limits: 'heart_rate <' goes from 20 to 60 1/min, but a limit on heart_rate from 40 to 130; narrow it.",
            ),
            (
                Change("session.toml", "dose_default", ("within",), None),
                "session.toml: dose_default: a number stands here without where it may be set; add 'within', as within = [ 20, 40 ].",
            ),
            (
                Change("alarms.toml", "spo2_low", ("level", "0", "lasting", "within"), None),
                "alarms.toml: spo2_low.level[1].lasting: a number stands here without where it may be set; add 'within', as within = [ 20, 40 ].",
            ),
        ],
        ids=lambda one: f"{one.entry} {'.'.join(one.keys)}" if isinstance(one, Change) else "",
    )
    def test_is_refused_where_it_is_incomplete_or_wider_than_what_can_be(self, change: Change, said_of_it: str) -> None:
        """By entry, with what to mend."""
        with pytest.raises(ProtocolError) as caught:
            read_tables(applied(TABLES, [change]))
        assert str(caught.value) == said_of_it


def place(entry: str, path: str) -> str:
    """A path of a slip as the entry itself has it."""
    return entry if path == "value" and entry in ENTRIES[entry].ranges else f"{entry}.{path}"
