"""What the protocol's own checks refuse, told at the field that it is about, in the reader's language.

The core refuses in English, by file and entry. Each of its sentences that a change of a number, a word or a grade can bring
about is known here by its form; one that is not known is shown as it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext_noop

from handrail.protocol.wording import PLACES
from handrail.web.core_words import in_words
from handrail.web.protocol import names
from handrail.web.protocol.places import Place

WHERE = re.compile(r"(?P<file>\w+\.toml): (?P<path>[^:]+): (?P<problem>.*?)\.?", re.DOTALL)

SENTENCES = (
    gettext_noop("'%(name)s' at %(limit)s can never be passed: possible are %(lowest)s to %(highest)s; change it"),
    gettext_noop("'%(name)s' at %(limit)s is passed by every possible value, %(lowest)s to %(highest)s; change it"),
    gettext_noop("the alarm at %(limit)s would end at %(clear)s: leave a distance, so that it does not flap"),
    gettext_noop("%(later)s is not further than %(first)s of the level before; put them in order"),
    gettext_noop("the %(priority)s level at %(shown)s would never be seen; lengthen the one after it"),
    gettext_noop("the %(priority)s level at %(shown)s would never be seen; the one after it asks for no more"),
    gettext_noop("the %(priority)s level would never be seen: the %(other)s one begins no later; lengthen it"),
    gettext_noop("'%(name)s' of a later level, %(later)s, is weaker than %(first)s before it; put them in order"),
    gettext_noop("a single reading has no other to be apart from or to rise above; ask for 2 'readings'"),
    gettext_noop("'%(name)s' can never hold; change it"),
    gettext_noop("'%(name)s' always holds; change it"),
    gettext_noop("it says '%(outcome)s' where %(other)s says '%(opposite)s': at %(where)s; part them"),
    gettext_noop("'%(limit)s' lies outside what '%(fact)s' can be, %(lowest)s to %(highest)s; correct it"),
    gettext_noop("'least' is %(least)s and 'most' %(most)s; the least is above 0 and not above the most"),
    gettext_noop("one dose of %(dose)s is over the session's maximum of %(most)s; lower it"),
    gettext_noop("%(times)s doses of at least %(least)s are over the session's maximum of %(most)s; allow fewer"),
    gettext_noop("'%(name)s' must be a length of time above 0, in %(units)s"),
    gettext_noop("'between' has two numbers, the smaller first; write value = [ 20, 40 ]"),
    gettext_noop("it is graded 'seen' and names no source; add 'source', or grade it as what it is"),
    gettext_noop("it is graded '%(grade)s' and gives no reason; add 'rationale'"),
    gettext_noop("'%(name)s' is %(value)s; write a whole number of at least 1"),
    gettext_noop("%(length)s is less than nothing; write a length of 0 or more"),
    gettext_noop("'value' has a number twice; remove one"),
)
QUOTED = re.compile(r"'(\w+)'")


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal of the checks: the entry that it names, the field it is about (where one can be told), the words."""

    entry: str
    field: str
    words: str
    of_another: bool


def refused(sentence: str, entry_id: str, offered: Iterable[Place], changed: Mapping[str, str]) -> Refused:
    """What the checks said of a draft in which this entry was changed: what was typed, by its field."""
    found = WHERE.fullmatch(sentence)
    if found is None:
        return Refused(entry_id, "", sentence, of_another=False)
    path, problem = found["path"], found["problem"]
    named = re.split(r"[.\[]", path)[0]
    also = {named, *re.findall(r"\bwhere (\w+) says", problem)}
    return Refused(
        entry=named,
        field=_field(path, problem, list(offered), changed),
        words=words(problem),
        of_another=named != entry_id or len(also) > 1,
    )


def words(problem: str) -> str:
    """A refusal in the reader's language, the places of the entry by the names that the form gives them."""
    said = in_words(problem, SENTENCES)
    return capfirst(QUOTED.sub(lambda found: f"“{_named(found[1])}”", said))


def _named(key: str) -> str:
    return PLACES[key].in_language(names.language()) if key in PLACES else key


def _field(path: str, problem: str, offered: list[Place], changed: Mapping[str, str]) -> str:
    """The changed field that the sentence is about: one that it names, or whose number it says; else the first that was changed."""
    keys = {*QUOTED.findall(problem), *re.split(r"[.\[\]]+", path)}
    numbers = set(re.findall(r"-?\d+(?:\.\d+)?", problem))
    there = [place for place in offered if place.field in changed]
    by_name = [place for place in there if keys & set(place.keys)]
    by_number = [place for place in there if place.is_number and changed[place.field] in numbers]
    unchanged = [place for place in offered if keys & set(place.keys) and place.field not in changed]
    return next((place.field for place in (*by_number, *by_name, *there, *unchanged)), "")
