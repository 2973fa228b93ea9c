"""What answers came to, for the staff: totals, bands, what a change means, and what an answer shows by itself.

Nothing of this is stored: the log holds the answers, and the scale as it is now says what they come to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.care.scales import Library
from handrail.care.under_infusion import Ran, infusions, looks_back
from handrail.clinic.models import Patient
from handrail.clinic.models.fields import Sex
from handrail.pathway.course import Answered, Course
from handrail.pathway.questionnaire import scored, watched
from handrail.pathway.reading import Reading as ToRead
from handrail.protocol.scale import AnswerError, Change, Flag, Form, Scale, Score, change, score
from handrail.web.prepare import times
from handrail.web.questionnaire import words
from handrail.web.questionnaire.trend import Trend, trend

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Shows:
    """What an answer shows by itself: its name, what was answered, what to do."""

    name: str
    answered: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One time that a scale was filled in."""

    when: str
    total: str
    band: str
    left_out: str
    by: str
    during: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One published estimate of the least change that matters: whether it is reached, and who says so."""

    name: str
    number: str
    reached: bool
    decides: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything about one scale of one patient; `lines` begin with the last."""

    id: str
    name: str
    latest: Line
    runs: str
    shows: tuple[Shows, ...]
    changes: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    lines: tuple[Line, ...]
    trend: Trend | None
    version: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer with what it comes to; None where the scale as it is now cannot read it."""

    answer: Answered
    score: Score | None
    during: bool


def group_of(patient: Patient) -> str:
    """The group by which some scales' bands differ."""
    return "women" if patient.sex == Sex.FEMALE else "men"


def read(scale: Scale, answer: Answered, patient: Patient, ran: Iterable[Ran]) -> Reading:
    """What the answers come to, and whether they were given while an infusion ran."""
    during = looks_back(scale) and any(one.overlaps(answer.said.began_at, answer.at) for one in ran)
    try:
        return Reading(answer, scored(scale, answer.said, group=group_of(patient)), during)
    except AnswerError:
        return Reading(answer, None, during)


def results(
    course: Course, library: Library, patient: Patient, *, names: Mapping[str, str], now: datetime
) -> list[Result]:
    """One for each scale that was ever filled in, the one with the last answer first."""
    zone = ZoneInfo(patient.clinic.timezone)
    latest_first = dict.fromkeys(one.said.scale for one in reversed(course.answered))
    found, ran = [], infusions(patient)
    for scale_id in latest_first:
        scale = library.scales.get(scale_id)
        if scale is not None:
            readings = [read(scale, one, patient, ran) for one in course.answers_of(scale_id)]
            found.append(_result(scale, library, readings, names=names, now=now, zone=zone))
    return found


def _result(
    scale: Scale,
    library: Library,
    readings: Sequence[Reading],
    *,
    names: Mapping[str, str],
    now: datetime,
    zone: ZoneInfo,
) -> Result:
    lines = tuple(_line(scale, one, names, now, zone) for one in reversed(readings))
    totals = [(one.answer.at, one.score.total) for one in readings if one.score and one.score.total is not None]
    has_total = readings[-1].score is not None and readings[-1].score.total is not None
    compared = _compared(scale, totals, now, zone) if has_total else ()
    return Result(
        id=scale.id,
        name=words.said(scale.name),
        latest=lines[0],
        runs={
            "higher is worse": _("Higher is worse."),
            "higher is better": _("Higher is better."),
            "neither": _("Higher is neither better nor worse."),
        }[scale.direction],
        shows=tuple(shows(scale, library, readings[-1])),
        changes=tuple(words_ for words_, _change in compared),
        outcomes=_outcomes(scale, library, compared[0][1]) if compared else (),
        lines=lines,
        trend=trend(scale, [(one.answer.at, one.score.total if one.score else None, one.during) for one in readings]),
        version=scale.version,
    )


def shows(scale: Scale, library: Library, reading: Reading) -> Iterable[Shows]:
    """What the last answers show by themselves, but for wishing to be dead: that stands above all, until it is followed up."""
    form = library.forms.get(scale.id)
    for flag in reading.score.flags if reading.score else ():
        if _items(flag).isdisjoint(watched(scale)):
            yield Shows(
                words.said(flag.name), _flag_answers(flag, form, reading.answer.said.answers), words.said(flag.do)
            )


def shows_of_dying(scale: Scale, library: Library, found: ToRead) -> Iterable[Shows]:
    """What was said of wishing to be dead, sent or not, and what to do about it."""
    form, left = library.forms.get(scale.id), set(found.above)
    scored = score(scale, {item: Decimal(value) for item, value in found.said.items()})
    for flag in scored.flags:
        if not _items(flag).isdisjoint(found.above):
            left -= _items(flag)
            do = words.said(flag.do)
            if not library.screeners:
                do = _("%(do)s No screener has its words here: ask in person.") % {"do": do}
            yield Shows(words.said(flag.name), _flag_answers(flag, form, found.said), do)
    for item in sorted(left):
        yield Shows(
            _name_of(scale, item), _item_answer(form, item, found.said[item]), _("Speak with the patient about it.")
        )
    for item in found.left_out:
        answered = _("Question %(item)s was left out") % {"item": item}
        yield Shows(_name_of(scale, item), answered, _("Ask it in person, now. Nothing is made up for it."))


def _name_of(scale: Scale, item: str) -> str:
    return next((words.said(flag.name) for flag in scale.flags if item in _items(flag)), "")


def _items(flag: Flag) -> frozenset[str]:
    return frozenset(item for condition in flag.all_of for item in condition.items)


def _flag_answers(flag: Flag, form: Form | None, said: Mapping[str, str]) -> str:
    items = dict.fromkeys(item for condition in flag.all_of for item in condition.items)
    return "; ".join(_item_answer(form, item, said[item]) for item in items if Decimal(said.get(item, 0)) > 0)


def _item_answer(form: Form | None, item: str, value: str) -> str:
    """`Question 9: 2, More than half the days`."""
    said = _option_words(form, item, value)
    text = _("Question %(item)s: %(value)s") % {"item": item, "value": value}
    return f"{text}, {said}" if said else text


def _option_words(form: Form | None, item: str, value: str) -> str:
    questions = () if form is None else [one for one in form.questions.values() if one.item == item]
    options = [option for one in questions for option in one.options if str(option.value) == value]
    return words.of(options[0].words, words.language()) if options else ""


def _line(scale: Scale, reading: Reading, names: Mapping[str, str], now: datetime, zone: ZoneInfo) -> Line:
    score, said = reading.score, reading.answer.said
    return Line(
        when=times.clock(reading.answer.at, now, zone),
        total=_total(scale, score, said.answers),
        band=words.said(score.band.name) if score and score.band else "",
        left_out=_left_out(score, said.left_out, scale),
        by=_by(reading.answer, names),
        during=reading.during,
    )


def _total(scale: Scale, score: Score | None, answers: Mapping[str, str]) -> str:
    """`12 of 27`; without a total, why there is none."""
    if score is None:
        return _("cannot be read by this version of the scale")
    if score.total is not None and scale.total is not None:
        said = _("%(total)s of %(most)s") % {"total": score.total, "most": scale.total.highest}
        return _("%(total)s, made up to the whole") % {"total": said} if score.applied == "prorated" else said
    if score.why_none == "nothing adds up in this scale":
        return _("highest answer %(value)s") % {"value": max(map(Decimal, answers.values()))} if answers else _("none")
    if score.why_none == "an item that is never made up":
        return _("no total: an item is missing that is never made up")
    return _("no total: too many unanswered")


def _left_out(score: Score | None, left_out: Sequence[str], scale: Scale) -> str:
    counted = [item for item in left_out if score is None or item in score.missing]
    if not counted:
        return ""
    said = ngettext("without question %(items)s", "without questions %(items)s", len(counted))
    return said % {"items": ", ".join(counted)}


def _by(answer: Answered, names: Mapping[str, str]) -> str:
    name = names.get(answer.by, answer.by)
    return {
        "patient": _("answered by the patient"),
        "on behalf": _("answered by the patient, typed by %(name)s") % {"name": name},
        "staff": _("by %(name)s") % {"name": name},
    }[answer.said.answered_by]


def _compared(
    scale: Scale, totals: Sequence[tuple[datetime, Decimal]], now: datetime, zone: ZoneInfo
) -> tuple[tuple[str, Change], ...]:
    """The last total beside the first, and beside the one before it where that is another."""
    if len(totals) < 2 or scale.direction == "neither":
        return ()
    at, last = totals[-1]
    return tuple(
        (_change_words(found := change(scale, before, last), times.clock(then, now, zone), first=place == 0), found)
        for place, (then, before) in enumerate(totals[:-1])
        if place in {0, len(totals) - 2} and then != at
    )


def _change_words(found: Change, when: str, *, first: bool) -> str:
    """`7 points better than at first, 12 Mar (44 %): important, response`."""
    points = abs(found.points)
    if not points:
        moved = _("the same as on %(when)s")
    elif found.points > 0:
        moved = ngettext(
            "%(points)s point better than on %(when)s", "%(points)s points better than on %(when)s", int(points)
        )
    else:
        moved = ngettext(
            "%(points)s point worse than on %(when)s", "%(points)s points worse than on %(when)s", int(points)
        )
    said = moved % {"points": points, "when": when}
    if first:
        said = _("%(change)s, the first total") % {"change": said}
        if found.percent is not None and points:
            said = f"{said} ({abs(found.percent).quantize(ONE)} %)"
    return ": ".join(filter(None, [said, ", ".join(_means(found, first=first))]))


def _means(found: Change, *, first: bool) -> Iterable[str]:
    if found.important:
        yield _("a change that matters")
    elif found.points:
        yield _("less than a change that matters")
    if first and found.response:
        yield _("response")
    if first and found.partial:
        yield _("partial response")
    if first and found.remission:
        yield _("remission")


def _outcomes(scale: Scale, library: Library, found: Change) -> tuple[Outcome, ...]:
    """Every published estimate, and where it is from."""
    outcomes = []
    for one in scale.estimates:
        entry = scale.entries[f"change_{one.id}"]
        source = library.sources[entry.source].cites if entry.source else _("as recalled; no source was read")
        unit = "%" if one.unit == "%" else ngettext("point", "points", int(one.value))
        outcomes.append(
            Outcome(
                name=words.said(entry.name),
                number=f"{one.value} {unit}",
                reached=one.id in found.reached,
                decides=one.decides,
                source=source,
            )
        )
    return tuple(outcomes)
