"""What is said in Spanish says what the English does. `tools/messages.py --check` holds that nothing is missing."""

import gettext
import re
from pathlib import Path

import handrail.web
from handrail.care import rules
from handrail.web.board import words as board
from handrail.web.infuse import words as infuse

LOCALE = Path(handrail.web.__file__).parent / "locale"
CONTEXT = "\x04"
PLACE = re.compile(r"%\((\w+)\)|\{(\w+)\}")


def spanish() -> dict[str, str]:
    """Every sentence with its translation, as it is shipped."""
    with (LOCALE / "es/LC_MESSAGES/django.mo").open("rb") as file:
        catalogue: dict[object, str] = vars(gettext.GNUTranslations(file))["_catalog"]
    return {key.rpartition(CONTEXT)[2]: said for key, said in catalogue.items() if isinstance(key, str) and key}


def places(text: str) -> set[str]:
    return {name or braced for name, braced in PLACE.findall(text)}


class TestSpanish:
    def test_fills_in_what_the_english_does(self) -> None:
        """A name or a number that is dropped on the way would be missed at the chair."""
        assert [english for english, said in spanish().items() if places(english) != places(said)] == []

    def test_keeps_the_decimal_point_and_says_mcg(self) -> None:
        """A dose is read the same in both languages."""
        wrong = [said for said in spanish().values() if re.search(r"\d,\d", said) or "µg" in said]
        assert wrong == []

    def test_has_every_sentence_of_the_live_screens(self) -> None:
        """What a script writes comes from these catalogues, and none of it stays English by accident."""
        known = spanish()
        for catalogue in (board.words(rules.shipped()), infuse.words(rules.shipped())):
            missing = [
                said for name, said in catalogue.items() if said not in known and not name.startswith("condition.")
            ]
            assert missing == []
