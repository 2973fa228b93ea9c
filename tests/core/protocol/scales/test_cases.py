"""Each scale against cases written by hand; and each case earns its place: no cut-off can move by one step unseen."""

import pytest

from handrail.protocol import ProtocolError
from handrail.protocol.scale import Scale
from handrail.protocol.scale.checks import check
from tests.core.protocol.scales.casing import CASES, SCALES, wrong
from tests.core.protocol.scales.stepping import moved

STEPS = [(f"{scale.id}: {name}", step) for scale in SCALES.values() for name, step in moved(scale)]


class TestAScale:
    """Every scale that ships."""

    @pytest.mark.parametrize("name", SCALES)
    def test_comes_to_what_was_worked_out_by_hand(self, name: str) -> None:
        """Totals, bands, flags, changes, look-back: fires here, not beside it."""
        assert list(wrong(SCALES[name])) == []

    def test_has_cases_and_no_case_lacks_its_scale(self) -> None:
        """A scale nobody worked out by hand is not known to be right."""
        assert set(CASES) == set(SCALES)

    @pytest.mark.parametrize("name", SCALES)
    def test_has_a_case_for_a_whole_form_and_for_an_unfinished_one(self, name: str) -> None:
        """What is missing is half of what goes wrong."""
        scale = SCALES[name]
        written = [case["answers"] for case in CASES[name]["case"]]
        assert any("-" not in one for one in written) or any(item.unless for item in scale.items.values())
        assert any("-" in one for one in written) or name == "sedation"


class TestACutOff:
    """Every number that decides what is said."""

    @pytest.mark.parametrize("step", [step for _, step in STEPS], ids=[name for name, _ in STEPS])
    def test_moved_by_one_step_makes_a_case_fail(self, step: Scale) -> None:
        """Or the scale is refused before it scores anybody."""
        try:
            check("moved.toml", step, list(step.items))
        except ProtocolError:
            return
        assert list(wrong(step)) != []

    def test_is_among_those_that_were_moved(self) -> None:
        """So that the run above is not empty: two steps for each number of each entry that decides."""
        names = " ".join(name for name, _ in STEPS)
        kinds = ("bands", "flag_", "change_", "response", "remission")
        entries = [(scale.id, entry) for scale in SCALES.values() for entry in scale.entries if entry.startswith(kinds)]
        assert len(STEPS) > 2 * len(entries)
        assert all(f"{scale}: " in names for scale, _ in entries)
