"""The page as it is drawn: the questions in their order, what has been answered, what is still open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.care import questionnaire
from handrail.care.questionnaire import LEFT_OUT, HeldBack, Kept
from handrail.care.under_infusion import looks_back, runs_now
from handrail.clinic.models import Patient, Person
from handrail.clinic.models.fields import Shown
from handrail.pathway.course import Asking
from handrail.pathway.questionnaire import is_promised, items_of, questions_of, watched
from handrail.protocol.scale import Form, Question, Scale
from handrail.web import clock
from handrail.web.prepare.page import new_key
from handrail.web.questionnaire import words
from handrail.web.whom_to_call import WhomToCall, moment_words, saying, whom_to_call

SAID_LEFT_OUT = "left_out"
"""How a form says that the person would rather not say: a radio button cannot be sent empty and chosen."""

SHORT_WORDS = 4
"""Answers whose words are no longer than this many characters stand beside each other: 0 to 10."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Somebody who answers what was asked: the patient on their own page, or staff."""

    patient: Patient
    person: Person
    asking: Asking
    scale: Scale
    form: Form
    on_own: bool

    def address(self, name: str) -> str:
        """One of the addresses of this questionnaire, for who is here."""
        if self.on_own:
            return reverse(f"questionnaire:own_{name}", args=[self.asking.id])
        return reverse(f"questionnaire:{name}", args=[self.patient.pk, self.asking.id])


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that may be chosen. `digit` is the key that chooses it, where it has one."""

    value: str
    words: str
    digit: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One question as it is shown."""

    number: int
    item: str
    over: str
    words: str
    choices: tuple[Choice, ...]
    answer: str
    short: bool
    watched: bool

    @property
    def left_out(self) -> bool:
        """Whether the person said that they would rather not say."""
        return self.answer == SAID_LEFT_OUT

    @property
    def open(self) -> bool:
        """Whether nothing was said."""
        return not self.answer


def asks(filling: Filling, kept: Kept) -> tuple[Ask, ...]:
    """The questions in their order."""
    return tuple(_asks(filling, kept))


def _asks(filling: Filling, kept: Kept) -> Iterator[Ask]:
    form, shown = filling.form, words.shown_language(filling.form)
    for number, question in enumerate(questions_of(form), 1):
        assert question.item is not None, "only questions for items are asked"
        known = kept.answers.get(question.item)
        answer = "" if known is None else known.answer or SAID_LEFT_OUT
        choices = _choices(filling.scale, question, answer, shown)
        yield Ask(
            number=number,
            item=question.item,
            over=words.of(form.said.get(form.under.get(question.link_id, ""), {}), shown),
            words=words.of(question.words, shown),
            choices=choices,
            answer=answer,
            short=all(len(one.words) <= SHORT_WORDS for one in choices),
            watched=question.item in watched(filling.scale),
        )


def _choices(scale: Scale, question: Question, answer: str, shown: str) -> tuple[Choice, ...]:
    assert question.item is not None, "only questions for items are asked"
    values = scale.items[question.item].answers.values
    if question.options:
        named = [(str(one.value), words.of(one.words, shown) or str(one.value)) for one in question.options]
    elif sorted(values) == [0, 1]:
        named = [("1", _("Yes")), ("0", _("No"))]
    else:
        named = [(str(value), str(value)) for value in values]
    return tuple(Choice(value, said, value if value.isdigit() else "", value == answer) for value, said in named)


def draw(
    request: HttpRequest,
    filling: Filling,
    *,
    kept: Kept | None = None,
    problem: str = "",
    at_end: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page, with what has been answered so far; where nobody reads it today, that instead."""
    if held_back(filling):
        return draw_held_back(request, filling, status=status)
    so_far = kept or questionnaire.kept(filling.patient, filling.asking.id)
    questions = asks(filling, so_far)
    shown = _shown(request, filling.person, len(questions))
    here = len(questions) + 1 if at_end else _here(request, questions)
    context = {
        "base": "handrail/base_paper.html" if filling.on_own else "handrail/base_room.html",
        "filling": filling,
        "title": words.of(filling.form.title, words.shown_language(filling.form)) or words.said(filling.scale.name),
        "form_language": words.shown_language(filling.form),
        "notice": words.of(filling.form.notice, words.shown_language(filling.form)),
        "about": words.about(filling.scale),
        "only_in": words.only_in(filling.form),
        **_who_reads(filling),
        "running": runs_now(filling.patient) and looks_back(filling.scale),
        "questions": questions,
        "several": len(questions) > 1,
        "kept": bool(so_far.answers),
        **_leaving_out(filling),
        "shown": shown,
        "here": here,
        "open": [one for one in questions if one.open],
        "open_words": words.numbers(one.number for one in questions if one.open),
        "seen": so_far.revision,
        "new_key": new_key(),
        "problem": problem,
        "page": _for_the_script(filling, so_far),
    }
    return render(request, "questionnaire/page.html", context, status=status)


def _shown(request: HttpRequest, person: Person, number: int) -> str:
    """One at a time or all at once: as the person chose, or as their device is; `wide` leaves it to the script."""
    if number == 1:
        return Shown.ALL
    if person.questions_shown:
        return person.questions_shown
    return Shown.ONE if "Mobi" in request.headers.get("User-Agent", "") else "wide"


def _here(request: HttpRequest, questions: tuple[Ask, ...]) -> int:
    """Which question stands on the page that shows one; after the last comes the end."""
    asked = request.GET.get("at", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 4 and 1 <= int(asked) <= len(questions) + 1:
        return int(asked)
    return next((one.number for one in questions if one.open), len(questions) + 1)


def _leaving_out(filling: Filling) -> dict[str, str]:
    """How it is said that a question may be left out: to the patient, to who types for them, to who judges."""
    if filling.on_own:
        return {"rather_not": _("I’d rather not say"), "leave_out": _("Leave out whatever you would rather not say.")}
    if filling.scale.filled_by == "patient":
        return {
            "rather_not": _("Would rather not say"),
            "leave_out": _("Read it out as it stands. What the patient would rather not say is left out."),
        }
    return {"rather_not": _("Could not be judged"), "leave_out": _("Leave out what could not be judged.")}


def _who_reads(filling: Filling) -> dict[str, Any]:
    """What is said before a question about wishing to be dead: who reads it and when, who sees it sooner, whom to call."""
    if not filling.on_own:
        return {}
    clinic, now = filling.patient.clinic, clock.now()
    whom = whom_to_call(clinic, now)
    return {
        "reader": read_by(filling.patient, filling.asking, whom, now),
        "everyone": saying(clinic, "say_everyone_is_asked"),
        "seen_at_once": words.numbers(
            number for number, item in enumerate(items_of(filling.form), 1) if item in watched(filling.scale)
        ),
        "whom": whom,
    }


def read_by(patient: Patient, asking: Asking, whom: WhomToCall, now: datetime) -> str:
    """Who has promised to read the answer today, in the protocol's words; while nobody does, from when on somebody does."""
    zone = ZoneInfo(patient.clinic.timezone)
    if not is_promised(asking, now, zone):
        return ""
    if whom.closed_until is not None:
        covered_from = moment_words(whom.closed_until, now, zone)
        return saying(patient.clinic, "say_nobody_covers", covered_from=covered_from) or _(
            "Nobody at the clinic reads this now. It is read from %(when)s on."
        ) % {"when": covered_from}
    who = Person.objects.filter(pk=asking.reader).first()
    return "" if who is None else saying(patient.clinic, "say_who_reads", person=who.name)


def held_back(filling: Filling) -> HeldBack | None:
    """Why the patient does not answer now, on their own page."""
    if not filling.on_own:
        return None
    return questionnaire.held_back(filling.asking, filling.scale, filling.patient.clinic, clock.now())


def draw_held_back(request: HttpRequest, filling: Filling, *, status: int) -> HttpResponse:
    """What stands there then: that it opens again, and whom to call."""
    context = {"held_back": held_back(filling), "whom": whom_to_call(filling.patient.clinic, clock.now())}
    return render(request, "questionnaire/sent.html", context, status=status)


def _for_the_script(filling: Filling, kept: Kept) -> dict[str, Any]:
    """What questions.js needs to know."""
    return {
        "asking": filling.asking.id,
        "person": filling.person.pk,
        "revision": kept.revision,
        "urls": {name: filling.address(name) for name in ("answer", "draft", "send", "page")},
        "left_out": SAID_LEFT_OUT,
        "words": {
            "saved": _("Saved"),
            "saving": _("Saving …"),
            "away": _("No connection. Your answers are kept on this device and sent when it is back."),
            "back": _("The connection is back. Everything is saved."),
            "sending": _("No connection. Your answers are sent as soon as it is back; you may leave this page open."),
            "logged_out": _(
                "Your log-in has ended. Your answers are kept on this device: log in again, and they are sent."
            ),
            "over": _("These questions were sent or taken back in the meantime. Load the page to see how it stands."),
            "elsewhere": _("Answered on another device: question {number}."),
            "answered": _("{number} of {count} answered"),
            "progress": _("Question {number} of {count}"),
            "end": _("The end"),
            "still_open": _("Without an answer: {numbers}."),
            "all_answered": _("Every question has been answered or left out."),
            "and": _("{first} and {last}"),
            "send": _("Send"),
            "send_without": _("Send without them"),
        },
    }


def answers_sent(fields: dict[str, str]) -> dict[str, str]:
    """The answers in a plain form: those that are not what the page already showed."""
    found = {name.removeprefix("a."): value for name, value in fields.items() if name.startswith("a.")}
    return {item: answer for item, answer in found.items() if fields.get(f"was.{item}", "") != answer}


def stored(answer: str) -> str:
    """An answer as it is kept."""
    return LEFT_OUT if answer == SAID_LEFT_OUT else answer


def progress_words(done: int, count: int) -> str:
    """How far somebody has come."""
    if not done:
        return ngettext("%(count)s question", "%(count)s questions", count) % {"count": count}
    return _("%(done)s of %(count)s answered") % {"done": done, "count": count}
