"""Every word on the page is in the catalogue, and the page is whole in Spanish."""

import re
from pathlib import Path

import pytest
from django.utils import translation
from playwright.sync_api import Browser, expect

from handrail.care import rules
from handrail.pathway.events import KINDS
from handrail.web.infuse import names
from handrail.web.infuse.words import words
from tests.screens.infusion.fixture import pages
from tests.screens.infusion.looking import MEASURED, SIZES, screen, take

SCRIPTS = sorted((Path(names.__file__).parent / "static" / "infuse").rglob("*.js"))


def said_in_scripts(pattern: str) -> set[str]:
    """Every name that a script asks the catalogue for, by a pattern with one group."""
    return {name for script in SCRIPTS for name in re.findall(pattern, script.read_text(encoding="utf-8"))}


class TestTheCatalogue:
    def test_has_every_sentence_that_a_script_names(self) -> None:
        """A name that is missing would stand on the page instead of the words."""
        catalogue = words(rules.shipped())
        asked = said_in_scripts(r'say\("([\w.]+)"')
        assert asked
        assert asked - catalogue.keys() == set()

    def test_has_a_sentence_under_every_prefix_that_a_script_completes(self) -> None:
        """`verb.${key}` and the like find something."""
        begun = (
            said_in_scripts(r"say\(`([\w.]+)\.\$")
            | said_in_scripts(r'coded\("([\w.]+)"')
            | said_in_scripts(r'count\("([\w.]+)"')
        )
        assert begun
        assert [
            prefix for prefix in begun if not any(name.startswith(f"{prefix}.") for name in words(rules.shipped()))
        ] == []

    def test_has_words_for_every_kind_of_event(self) -> None:
        """What the stream tells by its kind alone is told in words."""
        quiet = {"MinuteSealed", "LateSamplesSealed"}
        assert [kind for kind in KINDS if kind not in quiet and f"event.{kind}" not in words(rules.shipped())] == []

    def test_has_words_for_every_mark_and_condition(self) -> None:
        """Marks are those of the server, conditions those of the protocol."""
        catalogue = words(rules.shipped())
        assert [kind for kind in names.MARKS if f"mark.{kind}" not in catalogue] == []
        assert [rule for rule in rules.shipped().protocol.alarms.rules if f"condition.{rule}" not in catalogue] == []

    def test_keeps_every_place_in_spanish(self) -> None:
        """A translation that lost {time} would lose the time."""
        with translation.override("en"):
            english = words(rules.shipped())
        with translation.override("es"):
            spanish = words(rules.shipped())
        places = re.compile(r"\{(\w+)\}")
        assert [
            name for name in english if sorted(places.findall(english[name])) != sorted(places.findall(spanish[name]))
        ] == []


class TestSpanish:
    def test_is_on_every_key_and_in_every_answer(self, browser: Browser) -> None:
        """Template and scripts speak the same language."""
        with screen(browser, pages()["medium"], language="es") as (page, _server):
            expect(page.locator("html")).to_have_attribute("lang", "es")
            expect(page.locator('[data-choice="slow_half"] .verb')).to_have_text("Bajar a la mitad")
            expect(page.get_by_role("alert")).to_contain_text("Presión alta 164/98, límite 160/100")
            expect(page.locator("#figure-pump")).to_contain_text("21.3 de 35 mg")
            take(page, "slow_half").click()
            expect(page.get_by_role("status")).to_contain_text("Evento 43.")
            expect(page.get_by_role("group", name="¿Por qué?")).to_be_visible()

    @pytest.mark.parametrize("size", MEASURED)
    def test_keeps_the_decimal_point_and_the_page_within_the_window(self, browser: Browser, size: str) -> None:
        """113.2 is never 113,2; longer words make nothing scroll sideways."""
        with screen(browser, pages()["long_names"], SIZES[size], language="es") as (page, _server):
            expect(page.locator('[data-choice="slow_75"]')).to_contain_text("113.2")
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
