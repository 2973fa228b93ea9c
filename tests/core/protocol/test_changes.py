"""A clinic's changes to a protocol: found, applied, and carried over to a newer one."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.protocol import ProtocolError
from handrail.protocol.changes import Change, Tables, applied, as_json, at, between, carried_over, from_json
from handrail.protocol.document import HEADER

KEYS = st.sampled_from(["systolic", "level", "do", "en", "unit", "1", "value"])
LEAVES = (
    st.booleans()
    | st.integers(-1000, 1000)
    | st.decimals(-1000, 1000, places=2)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)
ENTRIES = st.dictionaries(st.sampled_from(["pressure_high", "spo2_low", "dose_default"]), VALUES, max_size=3)
DOCUMENTS = st.fixed_dictionaries({"alarms.toml": ENTRIES, "session.toml": ENTRIES})


def exactly(value: Any) -> Any:
    """A value in which a yes is no number 1, as in a document."""
    match value:
        case bool():
            return ("yes or no", value)
        case list():
            return [exactly(item) for item in value]
        case dict():
            return {key: exactly(item) for key, item in value.items()}
        case _:
            return value


class TestTheChangesBetweenTwoProtocols:
    @given(before=DOCUMENTS, after=DOCUMENTS)
    def test_make_the_one_the_other(self, before: Tables, after: Tables) -> None:
        """Whatever stands in them: numbers, lists, tables within tables, entries that are new or gone."""
        assert exactly(applied(before, between(before, after))) == exactly(after)

    @given(same=DOCUMENTS)
    def test_are_none_where_nothing_differs(self, same: Tables) -> None:
        """No change is proposed by looking."""
        assert between(same, same) == ()

    @given(before=DOCUMENTS, after=DOCUMENTS)
    def test_leave_what_they_were_applied_to_as_it_was(self, before: Tables, after: Tables) -> None:
        """The shipped documents are shared by all clinics."""
        kept = exactly(applied(before, ()))
        applied(before, between(before, after))
        assert exactly(before) == kept

    @given(before=DOCUMENTS, after=DOCUMENTS)
    def test_name_each_place_once(self, before: Tables, after: Tables) -> None:
        """Nothing is set twice, so their order is of no account."""
        places = [(change.file, change.entry, change.keys) for change in between(before, after)]
        assert len(set(places)) == len(places)

    def test_name_the_innermost_place(self) -> None:
        """One limit of one level, not the alarm as a whole."""
        one = {
            "alarms.toml": {"pressure_high": {"level": [{"systolic": {"above": 160}}, {"systolic": {"above": 180}}]}}
        }
        other = {
            "alarms.toml": {"pressure_high": {"level": [{"systolic": {"above": 165}}, {"systolic": {"above": 180}}]}}
        }
        assert between(one, other) == (
            Change("alarms.toml", "pressure_high", ("level", "0", "systolic", "above"), "165"),
        )

    def test_leave_the_heads_of_the_files_out(self) -> None:
        """A version number is no rule."""
        one, other = ({"alarms.toml": dict.fromkeys(HEADER, text)} for text in ("0.1.0", "0.2.0"))
        assert between(one, other) == ()

    def test_tell_a_yes_from_a_one(self) -> None:
        """1 and true are equal to a computer, not to a reader."""
        one, other = ({"alarms.toml": {"pressure_high": {"latching": value}}} for value in (True, 1))
        assert [change.value for change in between(one, other)] == ["1"]


class TestAChange:
    @pytest.mark.parametrize(
        "change",
        [
            Change("no_such.toml", "pressure_high", (), "1"),
            Change("alarms.toml", "no_such_entry", ("value",), "1"),
            Change("alarms.toml", "pressure_high", ("level", "7", "systolic"), "1"),
            Change("alarms.toml", "pressure_high", ("level", "first"), "1"),
            Change("alarms.toml", "pressure_high", ("level", "0"), None),
            Change("alarms.toml", "pressure_high", ("value",), "not json"),
        ],
    )
    def test_to_a_place_that_is_not_there_is_refused_in_words(self, change: Change) -> None:
        """It is never put somewhere else, and never lost without a word."""
        with pytest.raises(ProtocolError):
            applied({"alarms.toml": {"pressure_high": {"level": [{"systolic": 160}], "value": 1}}}, [change])

    @given(value=VALUES)
    def test_carries_its_value_exactly(self, value: Any) -> None:
        """0.1 is a tenth, not nearly a tenth."""
        assert exactly(from_json(as_json(value))) == exactly(value)

    def test_finds_what_stood_at_its_place(self) -> None:
        """And nothing where nothing does."""
        tables = {"alarms.toml": {"pressure_high": {"level": [{"systolic": Decimal("160.5")}]}}}
        assert at(tables, "alarms.toml", "pressure_high", ("level", "0", "systolic")) == Decimal("160.5")
        assert at(tables, "alarms.toml", "pressure_high", ("level", "1", "systolic")) is None
        assert at(tables, "alarms.toml", "pressure_high", ("level", "0", "systolic", "more")) is None
        assert at(tables, "other.toml", "pressure_high", ()) is None


BASE = {
    "alarms.toml": {"pressure_high": {"above": 160, "lasting": 90}, "spo2_low": {"below": 92}, "hr_low": {"below": 50}}
}


def changed(**entries: dict[str, int] | None) -> dict[str, dict[str, Any]]:
    """The base with other entries; None takes one out."""
    now: dict[str, Any] = {**BASE["alarms.toml"], **entries}
    return {"alarms.toml": {name: entry for name, entry in now.items() if entry is not None}}


class TestAChangeCarriedOverToANewerProtocol:
    def test_stands_where_the_newer_one_left_the_entry_alone(self) -> None:
        """Whatever else is new in it."""
        ours = between(BASE, changed(pressure_high={"above": 165, "lasting": 90}))
        carried = carried_over(ours, BASE, changed(spo2_low={"below": 93}))
        assert (carried.kept, carried.settled, carried.open) == (ours, (), ())

    def test_is_settled_where_the_newer_one_says_the_same(self) -> None:
        """Nobody has to choose between two equal texts."""
        same = changed(pressure_high={"above": 165, "lasting": 90})
        ours = between(BASE, same)
        carried = carried_over(ours, BASE, same)
        assert (carried.kept, carried.settled, carried.open) == ((), ours, ())

    def test_is_open_where_both_changed_the_entry(self) -> None:
        """Also where they changed other places of it: an entry is one thing, and two halves may not fit."""
        ours = between(BASE, changed(pressure_high={"above": 165, "lasting": 90}))
        carried = carried_over(ours, BASE, changed(pressure_high={"above": 160, "lasting": 120}))
        assert (carried.kept, carried.settled, carried.open) == ((), (), (("alarms.toml", "pressure_high"),))

    def test_is_open_where_the_newer_one_took_the_entry_out(self) -> None:
        """A clinic's own limit does not vanish with an update."""
        ours = between(BASE, changed(hr_low={"below": 45}))
        assert carried_over(ours, BASE, changed(hr_low=None)).open == (("alarms.toml", "hr_low"),)

    def test_is_open_where_the_clinic_took_out_what_the_newer_one_changed(self) -> None:
        """The other way round."""
        ours = between(BASE, changed(hr_low=None))
        assert carried_over(ours, BASE, changed(hr_low={"below": 45})).open == (("alarms.toml", "hr_low"),)

    @given(base=DOCUMENTS, mine=DOCUMENTS)
    def test_stands_where_nothing_is_newer(self, base: Tables, mine: Tables) -> None:
        """The same protocol again asks nobody anything."""
        ours = between(base, mine)
        assert carried_over(ours, base, base).kept == ours

    @given(base=DOCUMENTS, mine=DOCUMENTS, newer=DOCUMENTS)
    def test_is_kept_settled_or_open_and_never_lost(self, base: Tables, mine: Tables, newer: Tables) -> None:
        """Each entry in exactly one of the three."""
        ours = between(base, mine)
        carried = carried_over(ours, base, newer)
        groups = [
            {change.place for change in carried.kept},
            {change.place for change in carried.settled},
            set(carried.open),
        ]
        assert sum(map(len, groups)) == len(set.union(*groups))
        assert set.union(*groups) == {change.place for change in ours}

    @given(base=DOCUMENTS, mine=DOCUMENTS, newer=DOCUMENTS)
    def test_leaves_untouched_entries_to_the_newer_one(self, base: Tables, mine: Tables, newer: Tables) -> None:
        """What a clinic never changed is what was shipped last."""
        ours = between(base, mine)
        whole = applied(newer, carried_over(ours, base, newer).kept)
        touched = {change.place for change in ours}
        for file, entries in newer.items():
            for entry, said in entries.items():
                if (file, entry) not in touched:
                    assert exactly(whole[file][entry]) == exactly(said)
