"""Decisions are numbered once and told whole."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "adr"
DECISIONS = sorted(FOLDER.glob("0*.md"))


class TestADecision:
    """What every page under docs/adr has."""

    def test_has_a_number_of_its_own_that_counts_on(self) -> None:
        """Two branches that both took the next number meet here."""
        assert [int(file.name[:4]) for file in DECISIONS] == list(range(1, len(DECISIONS) + 1))

    @pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
    def test_carries_its_number_in_its_title(self, file: Path) -> None:
        """The title and the file's name are the same decision."""
        assert file.read_text(encoding="utf-8").startswith(f"# {file.name[:4]} ")

    @pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
    def test_says_what_was_decided(self, file: Path) -> None:
        """A page without its decision is a discussion."""
        assert re.search(r"^(## The decision|\*\*Decided\*\*)", file.read_text(encoding="utf-8"), re.MULTILINE)

    @pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
    def test_is_one_page(self, file: Path) -> None:
        """Longer than a page is not read when it matters."""
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 80
