"""A scale that is incomplete, uncited or contradicts itself is refused: the file, the entry, what to mend."""

from importlib.resources import files
from pathlib import Path

import pytest

from handrail.protocol import ProtocolError
from handrail.protocol.scale import load_scales, read_scales
from tests.core.protocol.scales.defects import CONTRADICTORY, INCOMPLETE

FOLDER = Path(str(files("handrail.protocol"))) / "scales"


def shipped() -> dict[str, bytes]:
    """The shipped files, which are whole."""
    return {file.name: file.read_bytes() for file in FOLDER.iterdir()}


def refusal(contents: dict[str, bytes], licensed: dict[str, bytes] | None = None) -> str:
    """What is said about these files."""
    with pytest.raises(ProtocolError) as caught:
        read_scales(contents, licensed)
    return str(caught.value)


def changed(file: str, old: str, new: str) -> dict[str, bytes]:
    """The shipped files with one thing changed."""
    contents = shipped()
    assert old.encode() in contents[file], f"{old!r} is not in {file} any more"
    contents[file] = contents[file].replace(old.encode(), new.encode(), 1)
    return contents


class TestAScale:
    """One thing changed in a whole one."""

    @pytest.mark.parametrize(("file", "old", "new", "said"), INCOMPLETE + CONTRADICTORY, ids=lambda one: str(one)[:40])
    def test_is_refused_by_file_and_entry_with_what_to_mend(self, file: str, old: str, new: str, said: str) -> None:
        """Whoever edits it is told where."""
        assert refusal(changed(file, old, new)).startswith(f"{file}: {said}")

    def test_that_would_come_to_nothing_is_refused(self) -> None:
        """Neither a total nor a flag: answers asked for nothing."""
        contents = shipped()
        text = contents["asq.toml"].decode()
        contents["asq.toml"] = text[: text.index("[flag_acute]")].encode()
        assert refusal(contents).startswith("asq.toml: total: this entry is missing, and no answer is flagged")

    def test_whose_changes_have_no_direction_is_refused_when_it_judges_them(self) -> None:
        """How strongly it is felt is no outcome."""
        contents = changed("mood.toml", "higher is better", "neither")
        assert refusal(contents).startswith("mood.toml: change_points: this scale has no total that is better or worse")

    def test_is_whole_as_it_ships(self) -> None:
        """So that each refusal above is about what was changed."""
        assert read_scales(shipped()).scales


class TestALicence:
    """Words are shipped where it says so, and nowhere else."""

    def test_that_does_not_allow_it_keeps_the_words_out(self) -> None:
        """A file dropped into the wrong folder is not shipped by accident."""
        contents = shipped()
        contents["mood.toml"] = contents["mood.toml"].replace(
            b'text = "own words"\nlanguages = ["en", "es"]', b'text = "not shipped"'
        )
        assert refusal(contents).startswith("mood.json: the words of mood may not be shipped")

    def test_that_speaks_of_words_must_have_them(self) -> None:
        """A licence without its form."""
        contents = shipped()
        del contents["pcl_5.json"]
        assert refusal(contents).startswith("pcl_5.json: this file is missing")

    def test_names_the_languages_in_which_every_word_stands(self) -> None:
        """One untranslated answer is a form in English only."""
        assert refusal(changed("gad_7.json", '"valueCode": "es"', '"valueCode": "ca"')).startswith(
            "gad_7.json: whole in en, and the licence says en, es"
        )
        assert refusal(changed("pcl_5.toml", '["en"]', '["en", "es"]')).startswith(
            "pcl_5.json: whole in en, and the licence says en, es"
        )

    def test_keeps_its_notice_on_the_form(self) -> None:
        """Permission by notice ends where the notice is left out."""
        assert refusal(changed("phq_9.json", "No permission required", "Copying forbidden")).startswith(
            "phq_9.json: 'copyright' must be the notice that the licence asks for: Developed by"
        )


class TestAFolder:
    """Where scales are read from."""

    def test_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        """By its name."""
        with pytest.raises(ProtocolError, match="nowhere: this folder cannot be read"):
            load_scales(tmp_path / "nowhere")

    def test_without_sources_is_refused(self) -> None:
        """What was seen was seen somewhere."""
        contents = shipped()
        del contents["sources.toml"]
        assert refusal(contents).startswith("sources.toml: this file is missing")

    def test_with_a_form_of_no_scale_is_refused(self) -> None:
        """A name misspelt would be a form that nobody is asked."""
        assert refusal(shipped(), {"qids.json": b"{}"}).startswith("qids.json: there is no scale of this name")

    def test_with_what_is_no_questionnaire_is_refused(self) -> None:
        """JSON, but something else; or no JSON at all."""
        assert (
            refusal(shipped(), {"madrs.json": b"{}"})
            == "madrs.json: this is no FHIR Questionnaire; put the scale's Questionnaire here."
        )
        assert refusal(shipped(), {"madrs.json": b"{"}).startswith("madrs.json: this cannot be read as JSON")

    def test_has_another_digest_when_any_file_changes(self) -> None:
        """A score says under which scale it was made."""
        whole = read_scales(shipped())
        again = read_scales(changed("phq_9.toml", "Depression", "Low mood"))
        assert whole.sha256 == read_scales(shipped()).sha256 == load_scales().sha256
        assert whole.sha256 != again.sha256
