"""Whoever reads Spanish reads all of it."""

import gettext
import re

from babel.messages import Message
from babel.messages.pofile import read_po

from tests.docs.messages import CATALOG, said


def _id(message: Message) -> str:
    return _texts(message.id)[0]


def _texts(of: object) -> list[str]:
    return [of] if isinstance(of, str) else [str(text) for text in of]  # type: ignore[attr-defined]  # else a tuple: plural


with CATALOG.open("rb") as file:
    SPANISH = read_po(file, locale="es")
WRITTEN = {(one.context or "", _id(one)): one for one in SPANISH if one.id}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


class TestAMessage:
    """Each text that the code or a page says."""

    def test_stands_in_the_catalog(self) -> None:
        """A text that was added or changed is translated with the same change."""
        assert {place: text for (_, text), place in said().items() if (_, text) not in WRITTEN} == {}

    def test_is_still_said_when_it_stands_in_the_catalog(self) -> None:
        """A translation of what nobody says any more hides what is missing."""
        assert set(WRITTEN) - set(said()) == set()

    def test_is_translated(self) -> None:
        """An empty or a guessed translation is none."""
        assert [one.id for one in WRITTEN.values() if one.fuzzy or not all(_texts(one.string))] == []

    def test_keeps_its_placeholders(self) -> None:
        """A value that is lost in translation is a value that the nurse does not see."""
        assert [one.id for one in WRITTEN.values() if not _same_placeholders(one)] == []

    def test_is_compiled_as_it_is_written(self) -> None:
        """What is shown comes from the compiled catalog."""
        with CATALOG.with_suffix(".mo").open("rb") as compiled:
            catalog = gettext.GNUTranslations(compiled)
        assert [text for (context, text), one in WRITTEN.items() if _shown(catalog, context, one) != _first(one)] == []


def _first(message: Message) -> str:
    return _texts(message.string)[0]


def _same_placeholders(message: Message) -> bool:
    english, spanish = (set(PLACEHOLDER.findall(" ".join(_texts(of)))) for of in (message.id, message.string))
    return english == spanish


def _shown(catalog: gettext.GNUTranslations, context: str, message: Message) -> str:
    english, *plural = _texts(message.id)
    if plural:
        return catalog.ngettext(english, plural[0], 1)
    return catalog.pgettext(context, english) if context else catalog.gettext(english)
