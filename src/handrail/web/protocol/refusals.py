"""What the protocol's own checks refuse, told at the field that it is about, in the reader's language.

The core refuses in English, by file and entry. Each of its sentences that a change of a number, a word or a grade can bring
about is known here by its form; one that is not known is shown as it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from handrail.protocol.called import PRIORITIES
from handrail.protocol.called import place as place_called
from handrail.protocol.units import unit_in
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
    gettext_noop("a %(urgent)s level follows a %(less)s one; put the most urgent last"),
    gettext_noop("two levels are %(priority)s and show %(shown)s; give one of them another 'shown'"),
)
BOUNDS = re.compile(
    r"'(?P<name>\w+)' is (?P<number>\S+) (?P<unit>.+?); it may be set from (?P<low>\S+) to (?P<high>\S+) .+"
)
"""Where a number may be set at all, whoever signs it: its unit is told in the reader's language too."""

QUOTED = re.compile(r"'(\w+)'")
PRIORITY = re.compile(r"\b(low|medium|high)\b")
WHERE_SAYS = re.compile(r"\b[a-z]+(_[a-z0-9]+)+\b")
"""Where the checks name another entry: by its id, which nobody types."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal of the checks: the entry that it names, the field it is about (where one can be told), the words."""

    entry: str
    field: str
    words: str
    of_another: bool


def refused(
    sentence: str,
    entry_id: str,
    offered: Iterable[Place],
    changed: Mapping[str, str],
    called: Mapping[str, str] | None = None,
) -> Refused:
    """What the checks said of a draft in which this entry was changed: what was typed, by its field; `called` are names for ids."""
    found = WHERE.fullmatch(sentence)
    if found is None:
        return Refused(entry_id, "", sentence, of_another=False)
    path, problem = found["path"], found["problem"]
    named = re.split(r"[.\[]", path)[0]
    also = {named, *re.findall(r"\bwhere (\w+) says", problem)}
    return Refused(
        entry=named,
        field=_field(path, problem, list(offered), changed),
        words=words(problem, called or {}),
        of_another=named != entry_id or len(also) > 1,
    )


def words(problem: str, called: Mapping[str, str]) -> str:
    """A refusal in the reader's language, the places of the entry by the names that the form gives them."""
    said = _bounds(problem) or in_words(problem, SENTENCES)
    if names.language() != "en":
        said = PRIORITY.sub(lambda found: PRIORITIES[found[0]].in_language(names.language()), said)
    said = WHERE_SAYS.sub(lambda found: called.get(found[0], found[0]), said)
    return capfirst(QUOTED.sub(lambda found: f"“{called.get(found[1]) or _named(found[1])}”", said))


def _bounds(problem: str) -> str:
    """A number outside what may be set; nothing where it is refused for something else."""
    found = BOUNDS.fullmatch(problem)
    if found is None:
        return ""
    said = {**found.groupdict(), "unit": unit_in(found["unit"], names.language())}
    return _("'%(name)s' is %(number)s %(unit)s; it may be set from %(low)s to %(high)s %(unit)s") % said


def _named(key: str) -> str:
    return place_called(key).in_language(names.language())


def _field(path: str, problem: str, offered: list[Place], changed: Mapping[str, str]) -> str:
    """The changed field that the sentence is about: one whose number it says, or that it names; else any that it names.

    Where it names none, the first that was changed.
    """
    keys = {*QUOTED.findall(problem), *re.split(r"[.\[\]]+", path)}
    numbers = set(re.findall(r"-?\d+(?:\.\d+)?", problem))
    there = [place for place in offered if place.field in changed]
    by_name = [place for place in there if keys & set(place.keys)]
    by_number = [place for place in there if place.is_number and changed[place.field] in numbers]
    named = [place for place in offered if set(QUOTED.findall(problem)) & set(place.keys)]
    around = [place for place in offered if keys & set(place.keys)]
    return next((place.field for place in (*by_number, *by_name, *named, *there, *around)), "")
