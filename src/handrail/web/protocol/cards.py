"""An entry of the protocol as a card: the number large, the condition in words, what to do, who acts, how sure, why."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from handrail.protocol.entries import Entry
from handrail.protocol.rulebook.schema import AnyPart, Duty, Medicine, Rule, Saying
from handrail.protocol.rules import FrozenWatch, ImpossibleWatch, LimitWatch, NotMonitoredWatch, SilenceWatch
from handrail.protocol.telling import Told, in_words, tell
from handrail.web.core_words import channel_words
from handrail.web.protocol import keys, levels, names
from handrail.web.protocol.keys import Figure, Key
from handrail.web.protocol.levels import Shown
from handrail.web.protocol.versions import Looked

WATCH_CHANNELS = (LimitWatch, SilenceWatch, FrozenWatch, ImpossibleWatch, NotMonitoredWatch)
NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """A part of an entry with its name."""

    name: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One entry, ready to be drawn. `key` is what stands beside its name in one line; `in_english`: its reason came with Handrail."""

    told: Told
    key: Key
    grade: str
    grade_code: str
    grade_means: str
    low_authority: bool
    changer: str
    figure: Figure | None
    lines: tuple[Line, ...]
    levels: tuple[Shown, ...]
    do: str
    says: str
    means: str
    roles: str
    in_english: bool


def card(looked: Looked, entry: Entry, firing: frozenset[int] = NOBODY) -> Card:
    """An entry in the reader's language; `firing` are the levels on which an alarm of the session stands."""
    language = names.language()
    part = looked.protocol.rulebook.named.get(entry.id)
    rule = looked.protocol.alarms.rules.get(entry.id)
    told = tell(looked.protocol, looked.tables, entry, language)
    raw = looked.raw(entry.id)
    figure = keys.figure(part, raw)
    source = looked.protocol.sources[entry.source] if entry.source else None
    return Card(
        told=told,
        key=keys.key(part, rule, figure, told),
        grade=names.grade(entry.grade),
        grade_code=next(code for code, grade in names.CODES.items() if grade == entry.grade),
        grade_means=_(names.MEANS[entry.grade]),
        low_authority=bool(source and source.low_authority),
        changer=_(names.CHANGER[entry.may_change]),
        figure=figure,
        lines=tuple(_lines(looked, entry, part, told, figure)),
        levels=tuple(levels.levels(rule, firing)) if rule else (),
        do=part.do.in_language(language) if isinstance(part, Rule | Duty | Medicine) else "",
        says=part.says.in_language(language) if isinstance(part, Saying) else "",
        means=part.means.name.in_language(language) if isinstance(part, Rule) else "",
        roles=names.roles(told.roles),
        in_english=looked.reason_is_shipped(entry.id),
    )


def _lines(looked: Looked, entry: Entry, part: AnyPart | None, told: Told, figure: Figure | None) -> list[Line]:
    """Its conditions, and those of its numbers that are not the large one."""
    language = names.language()
    match part:
        case Rule(when=when) | Duty(when=when) if when is not None:
            return [Line(_("Holds when"), in_words(when, language))]
        case Medicine():
            amounts = [Line(*_parted(one)) for one in told.numbers]
            route = Line(_("Route"), part.route.in_language(language))
            asked = ((_("Never when"), part.never), (_("Ask the prescriber first when"), part.ask))
            return [route, *amounts, *(Line(name, in_words(one, language)) for name, one in asked if one is not None)]
        case None:
            return _typed(looked, entry, told) if figure is None else []
    return []


def _typed(looked: Looked, entry: Entry, told: Told) -> list[Line]:
    """What stands in an entry of a document with a form of its own."""
    rule = looked.protocol.alarms.rules.get(entry.id)
    if rule is None:
        return [Line(*_parted(one)) for one in told.numbers]
    if isinstance(rule.watch, WATCH_CHANNELS):
        return [Line(_("Watches"), levels.channels(rule.watch.channels, channel_words()))]
    return []


def _parted(line: str) -> tuple[str, str]:
    """A line such as "least dose: 4 mg" as its name and what it says."""
    name, _colon, says = line.partition(": ")
    return (name, says) if says else ("", name)
