"""The files of the effects: every number with its unit, and with its source or the reason for it."""

from pathlib import Path

import pytest

from handrail.pharmacology.effect_file import EFFECTS, EffectFileError, effects, read
from handrail.pharmacology.responses import VARYING

FELT = (EFFECTS / "felt.toml").read_text("utf-8")


def changed(folder: Path, old: str, new: str) -> Path:
    assert old in FELT
    path = folder / "felt.toml"
    path.write_text(FELT.replace(old, new, 1), "utf-8")
    return path


class TestEveryEffect:
    def test_says_of_each_number_where_it_is_from(self) -> None:
        """A unit and a sentence; what was published names where it can be looked up."""
        for effect in effects().values():
            for number in effect.numbers.values():
                assert number.unit
                assert len(number.words) > 10
        published = [n for e in effects().values() for n in e.numbers.values() if n.origin == "published"]
        assert len(published) >= 5

    def test_differs_between_people_and_between_sessions(self) -> None:
        """Each with its own figure, since only the first is there again next time."""
        for name, varying in VARYING.items():
            effect = effects()[name]
            assert effect.numbers[varying].typical in {"mean", "median"}
            assert effect["between_people"] > 0
            assert effect["between_sessions"] > 0

    def test_names_what_is_assumed(self) -> None:
        """Nobody has published a concentration model of nausea."""
        assert "steepness" in effects()["nausea"].assumed
        assert "half_time" not in effects()["delay"].assumed


class TestAFileThatIsIncomplete:
    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ('unit = "ng/mL"\n', "", "unit is missing"),
            ('origin = "published"', 'origin = "somewhere"', "origin must be one of published, derived, assumed"),
            ('origin = "published"', 'origin = "assumed"', "because"),
            ("value = 71", "value = -71", "value must be above 0"),
            ("value = 71", 'value = "71"', "must be a number"),
            ('name = "felt"', 'name = "high"', "as the file is called"),
            ("schema = 1", "schema = 2", "this program reads no other"),
            ('shape = "sigmoid"', 'shape = "round"', "shape must be one of"),
            ("value = 71\n", "value = 71\ncolour = 3\n", "'colour' is not known here"),
        ],
    )
    def test_is_refused_with_the_place_and_the_remedy(self, tmp_path: Path, old: str, new: str, told: str) -> None:
        """Nothing is guessed."""
        with pytest.raises(EffectFileError, match=r"felt\.toml: ") as refusal:
            read(changed(tmp_path, old, new))
        assert told in str(refusal.value)
