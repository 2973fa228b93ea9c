"""What patients and companions read: plain enough for a tired reader, in both languages, and without the words that wound."""

import re
from collections.abc import Iterator

import pytest

from handrail.protocol import Words
from handrail.protocol.rulebook import Saying
from tests.core.protocol.books.casing import BOOK, PARTS
from tests.core.protocol.books.reading_level import (
    english_grade,
    english_syllables,
    sentences,
    spanish_ease,
    spanish_syllables,
    words,
)

SAYINGS = {entry: part.says for entry, (_, part) in PARTS.items() if isinstance(part, Saying)}
FILLED = {"clinic_phone": "555 0142", "crisis_line": "988", "emergency_number": "911"}
TIMES = {"en": "Friday at 8:00 am", "es": "el viernes a las 8:00"}
SAID_AS_TIME = re.compile(r"(_until|_from|_at|_by|_later|_late|_day|_visit)$")
PLACEHOLDER = re.compile(r"\{(\w+)\}")

HIGHEST_GRADE = 6
LEAST_EASE = 65
MEASURED_FROM = 8
LONGEST_SENTENCE = 22
LONGEST_WORD = {"en": 3, "es": 4}

FORBIDDEN = {
    "en": r"\bno.?go\b|non.?respon|\bmis.?us|against (medical )?advice",
    "es": r"\bno.?go\b|\bno.respondedor|\bno (ha )?respond\w+ a|mal uso|uso indebido|abuso|contra (de )?(el|la) (consejo|recomend|indicac)|alta voluntaria",
}


def filled(text: str, language: str) -> str:
    """The text as somebody reads it: a name, a number or a time in each place."""

    def said(found: re.Match[str]) -> str:
        name = found[1]
        return FILLED.get(name) or (TIMES[language] if SAID_AS_TIME.search(name) else "Ana")

    return PLACEHOLDER.sub(said, text)


def found_in(says: Words) -> Iterator[str]:
    """The forbidden words in both languages of a saying."""
    for language, pattern in FORBIDDEN.items():
        yield from (found[0] for found in re.finditer(pattern, says.in_language(language), re.IGNORECASE))


class TestASaying:
    """Words that a patient or a companion reads or hears."""

    @pytest.mark.parametrize("entry", SAYINGS)
    def test_is_read_with_six_years_of_school_in_english(self, entry: str) -> None:
        """A person who is ill, tired or afraid reads several grades below their own."""
        text = filled(SAYINGS[entry].en, "en")
        if len(words(text)) >= MEASURED_FROM:
            assert english_grade(text) <= HIGHEST_GRADE
        else:
            assert max(map(english_syllables, words(text))) <= LONGEST_WORD["en"]

    @pytest.mark.parametrize("entry", SAYINGS)
    def test_is_quite_easy_in_spanish(self, entry: str) -> None:
        """As easy as its English."""
        text = filled(SAYINGS[entry].es, "es")
        if len(words(text)) >= MEASURED_FROM:
            assert spanish_ease(text) >= LEAST_EASE
        else:
            assert max(map(spanish_syllables, words(text))) <= LONGEST_WORD["es"]

    @pytest.mark.parametrize("entry", SAYINGS)
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_has_only_short_sentences(self, entry: str, language: str) -> None:
        """Each can be taken in at one glance."""
        text = filled(SAYINGS[entry].in_language(language), language)
        assert max(len(words(sentence)) for sentence in sentences(text)) <= LONGEST_SENTENCE

    @pytest.mark.parametrize("entry", SAYINGS)
    def test_holds_no_word_that_wounds(self, entry: str) -> None:
        """Nobody is a no-go, a non-responder, a misuser, or acts against advice."""
        assert list(found_in(SAYINGS[entry])) == []

    @pytest.mark.parametrize("entry", SAYINGS)
    def test_fills_in_the_same_names_in_both_languages(self, entry: str) -> None:
        """A name, a time or a number that only one language tells is lost to the other."""
        says = SAYINGS[entry]
        assert set(PLACEHOLDER.findall(says.en)) == set(PLACEHOLDER.findall(says.es))

    @pytest.mark.parametrize("entry", SAYINGS)
    def test_has_every_brace_round_a_name(self, entry: str) -> None:
        """A brace that is left over would be read out."""
        for language in ("en", "es"):
            assert not set("{}") & set(filled(SAYINGS[entry].in_language(language), language))

    @pytest.mark.parametrize("entry", SAYINGS)
    def test_does_not_cheer(self, entry: str) -> None:
        """No exclamation mark."""
        assert not set("!¡") & set(SAYINGS[entry].en + SAYINGS[entry].es)


class TestTheWordsThatWound:
    """The list of forbidden words finds them as people write them."""

    @pytest.mark.parametrize(
        ("english", "spanish"),
        [
            ("Today is a no-go.", "Hoy es un no go."),
            ("You are a non-responder.", "Usted no responde al tratamiento."),
            ("We ask about misuse.", "Preguntamos por el mal uso."),
            ("You leave against medical advice.", "Se va en contra de la recomendación médica."),
            ("You leave against advice.", "Se va contra el consejo médico."),
            ("This is non responding.", "Usted es no respondedora, y pide el alta voluntaria."),
            ("Do you mis-use it?", "¿Hay abuso o uso indebido?"),
        ],
    )
    def test_are_found(self, english: str, spanish: str) -> None:
        """In either language alone."""
        assert list(found_in(Words(english, "Bien.")))
        assert list(found_in(Words("Well.", spanish)))


class TestTheMomentsThatNeedWords:
    """For each of these somebody reads or hears something, and it says what matters."""

    @pytest.mark.parametrize(
        ("entry", "english", "spanish"),
        [
            ("say_it_passes", "This is the medicine. It passes. {nurse} is here.", "{nurse} está aquí"),
            ("say_calling", "Calling", "Llamando"),
            ("say_accepted", "{person} is coming", "{person} ya viene"),
            ("say_not_today", "{next_visit}", "{next_visit}"),
            ("say_not_working", "not your fault", "No es culpa suya"),
            ("say_felt_little", "does in the brain", "en el cerebro"),
            ("say_felt_hard", "not a failed one", "no es un fracaso"),
            ("say_next_may_be_harder", "may be harder", "puede ser más dura"),
            ("say_craving_why", "So we ask", "Por eso lo preguntamos"),
            ("say_journal_not_read", "I'm not safe", "No estoy a salvo"),
            ("say_nobody_covers", "{crisis_line}", "{crisis_line}"),
            ("eaten_too_late", "You can start at {earliest_start}", "{earliest_start}"),
            ("sheet_next", "{caller} calls you this evening", "{caller} le llama"),
        ],
    )
    def test_have_them(self, entry: str, english: str, spanish: str) -> None:
        """The sentence that carries it stands in both languages."""
        says = BOOK.saying(entry)
        assert english in says.en
        assert spanish in says.es

    def test_name_nobody_before_somebody_has_accepted(self) -> None:
        """Calling is not coming."""
        for entry in ("say_calling", "say_still_calling", "say_told_calling"):
            says = BOOK.saying(entry)
            assert "{person}" not in says.en + says.es
            assert "coming" not in says.en


class TestTheMeasureOfReading:
    """The measure tells plain words from learned ones, else the tests above would prove nothing."""

    @pytest.mark.parametrize(
        ("word", "syllables"),
        [
            ("home", 1),
            ("needle", 2),
            ("called", 1),
            ("wanted", 2),
            ("medicine", 3),
            ("you", 1),
            ("people", 2),
            ("988", 1),
        ],
    )
    def test_counts_english_syllables(self, word: str, syllables: int) -> None:
        """As they are spoken."""
        assert english_syllables(word) == syllables

    @pytest.mark.parametrize(
        ("word", "syllables"),
        [
            ("quien", 1),
            ("aguja", 3),
            ("día", 2),
            ("viene", 2),
            ("sillón", 2),
            ("ahora", 3),
            ("muy", 1),
            ("guía", 2),
            ("cigüeña", 3),
        ],
    )
    def test_counts_spanish_syllables(self, word: str, syllables: int) -> None:
        """A weak vowel leans on a strong one, an accented one does not."""
        assert spanish_syllables(word) == syllables

    def test_parts_sentences_but_not_a_time(self) -> None:
        """8:00 is one figure, not the end of a sentence."""
        assert len(sentences("Come at 8:00 am. No food: water only.")) == 3

    def test_finds_a_hospital_leaflet_too_hard(self) -> None:
        """The same thing, said as a leaflet says it."""
        english = "Dissociative symptoms are anticipated pharmacological consequences of administration and resolve spontaneously."
        spanish = "Los síntomas disociativos constituyen consecuencias farmacológicas previsibles de la administración y se resuelven espontáneamente."
        assert english_grade(english) > HIGHEST_GRADE
        assert spanish_ease(spanish) < LEAST_EASE

    def test_finds_plain_words_easy(self) -> None:
        """The sentence for the worst moment."""
        assert english_grade("This is the medicine. It passes. Ana is here.") <= HIGHEST_GRADE
        assert spanish_ease("Es la medicina. Pasa. Ana está aquí.") >= LEAST_EASE

    def test_grades_by_the_published_formula(self) -> None:
        """Ten words of one syllable in two sentences: 0.39 x 5 + 11.8 - 15.59; in Spanish 206.835 - 62.3 - 5."""
        assert english_grade("You are not lost. She is here with you now.") == pytest.approx(-1.84)
        assert spanish_ease("Ya no va más. Él y tú con el sol.") == pytest.approx(139.535)
