"""A hazard is held by tests that exist."""

import re

from handrail_reference.hazards import ROOT, hazards, tests_in

HAZARDS = hazards()


class TestAHazard:
    """What the list of hazards promises about each of them."""

    def test_names_at_least_one_test_that_guards_it(self) -> None:
        """A hazard without a test is a wish."""
        assert [hazard["id"] for hazard in HAZARDS if not hazard["tests"]] == []

    def test_names_only_tests_that_exist(self) -> None:
        """A test that was renamed or removed takes its hazard's guard away, and that must be seen."""
        named = [node for hazard in HAZARDS for node in hazard["tests"]]
        assert [node for node in named if not _exists(node)] == []

    def test_says_what_stands_against_it_and_what_remains(self) -> None:
        """Honesty about what remains is part of the guard."""
        told = ("title", "what", "against", "remains")
        assert [hazard["id"] for hazard in HAZARDS if not all(hazard[key].strip() for key in told)] == []

    def test_has_a_number_of_its_own_that_counts_on(self) -> None:
        """Numbers are quoted in reviews: none is used twice, none is left out."""
        assert [hazard["id"] for hazard in HAZARDS] == [f"H{number:02}" for number in range(1, len(HAZARDS) + 1)]

    def test_is_mentioned_by_a_number_that_exists(self) -> None:
        """H02 in a sentence leads to H02."""
        numbers = {hazard["id"] for hazard in HAZARDS}
        sentences = " ".join(text for hazard in HAZARDS for text in hazard.values() if isinstance(text, str))
        assert set(re.findall(r"\bH\d\d\b", sentences)) <= numbers


def _exists(node: str) -> bool:
    file, _, name = node.partition("::")
    return (ROOT / file).is_file() and name in tests_in(ROOT / file)
