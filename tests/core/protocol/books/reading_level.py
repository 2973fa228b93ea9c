"""How easily a text is read: syllables, words and sentences counted, in English and in Spanish.

English: the school grade after Flesch and Kincaid (1975), 0.39 words a sentence + 11.8 syllables a word - 15.59; lower is easier.
Spanish: the ease after Szigriszt-Pazos (1993) on the INFLESZ scale, 206.835 - 62.3 syllables a word - words a sentence; higher is
easier, from 65 "quite easy". Syllables are counted by rule, as well as a rule can: enough to tell plain words from learned ones.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?:;](?=[\s\"”]|$)")
ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
ENGLISH_SILENT = re.compile(r"(?:[^laeiouy]es|[^aeiouytd]ed|[^aeiouyl]e|[aeiouy]le)$")
SPANISH_VOWELS = re.compile(r"[aeiouáéíóúü]+")
SPANISH_SILENT_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eéií])")
SPANISH_FINAL_Y = re.compile(r"y\b")
SPANISH_STRONG = re.compile(r"[aeoáéóíú]")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a text is made of."""

    words: tuple[str, ...]
    sentences: int
    syllables: int

    @property
    def words_a_sentence(self) -> float:
        """The mean length of a sentence, in words."""
        return len(self.words) / self.sentences

    @property
    def syllables_a_word(self) -> float:
        """The mean length of a word, in syllables."""
        return self.syllables / len(self.words)


def english_syllables(word: str) -> int:
    """Syllables of an English word: groups of vowels without the silent ones at the end; a figure counts as one."""
    spoken = ENGLISH_SILENT.sub(lambda found: found[0][0], word.lower())
    return max(1, len(ENGLISH_VOWELS.findall(spoken)))


def spanish_syllables(word: str) -> int:
    """Syllables of a Spanish word: each strong or accented vowel is one, weak ones lean on it."""
    spoken = SPANISH_SILENT_U.sub("", SPANISH_FINAL_Y.sub("i", word.lower()))
    return max(1, sum(max(1, len(SPANISH_STRONG.findall(group))) for group in SPANISH_VOWELS.findall(spoken)))


def english_grade(text: str) -> float:
    """The school grade that reads it."""
    counted = _counted(text, english_syllables)
    return 0.39 * counted.words_a_sentence + 11.8 * counted.syllables_a_word - 15.59


def spanish_ease(text: str) -> float:
    """How easily it is read; most newspapers lie below 55."""
    counted = _counted(text, spanish_syllables)
    return 206.835 - 62.3 * counted.syllables_a_word - counted.words_a_sentence


def sentences(text: str) -> list[str]:
    """Its sentences; what a colon parts counts as two."""
    return [part for part in SENTENCE_END.split(text) if WORD.search(part)]


def words(text: str) -> list[str]:
    """Its words, figures included."""
    return WORD.findall(text)


def _counted(text: str, syllables: Callable[[str], int]) -> Counted:
    found = tuple(words(text))
    return Counted(words=found, sentences=len(sentences(text)), syllables=sum(map(syllables, found)))
