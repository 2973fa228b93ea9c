"""What the questionnaire page says around the questions, whose own words are never changed."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.utils.formats import get_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from handrail.protocol.entries import Words
from handrail.protocol.scale import Form, Scale
from handrail.web.infuse.told import short_names

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MONTH, YEAR, LIFE = timedelta(days=30), timedelta(days=365), timedelta(days=36500)
"""Look-backs that have a word of their own; whatever asks about a hundred years asks about a life."""

LANGUAGES = {"en": "English", "es": "Español"}


def language() -> str:
    """The reader's language."""
    return (get_language() or "en").partition("-")[0]


def said(words: Words) -> str:
    """A scale's own name for something, in the reader's language."""
    return words.in_language(language())


def shown_language(form: Form) -> str:
    """The language in which a form is shown: the reader's, else one in which it is whole, else what there is."""
    if language() in form.languages:
        return language()
    if form.languages:
        return "en" if "en" in form.languages else form.languages[0]
    there = {code: None for one in form.questions.values() for code in one.words}
    return next(iter(there), "en")


def short_name(scale: Scale) -> str:
    """What staff call it in one word where it has one: `PHQ-9`."""
    return short_names(scale)[language()]


def of(texts: Mapping[str, str], shown: str) -> str:
    """The words in the language that is shown; what there is, where a word lacks it."""
    return texts.get(shown) or next(iter(texts.values()), "")


def only_in(form: Form) -> str:
    """What to say where the form is not there in the reader's language; nothing where it is."""
    shown = shown_language(form)
    if shown == language():
        return ""
    return {
        "en": _(
            "No Spanish form by its authors is here, so the questions stand in English. Ask your clinic to read them with you."
        ),
        "es": _(
            "No English form by its authors is here, so the questions stand in Spanish. Ask your clinic to read them with you."
        ),
    }.get(shown, _("The questions are not here in your language. Ask your clinic to read them with you."))


def about(scale: Scale) -> str:
    """Which time the questions ask about."""
    return {
        timedelta(0): _("It asks about now."),
        DAY: _("It asks about today."),
        WEEK: _("It asks about the last week."),
        2 * WEEK: _("It asks about the last 2 weeks."),
        MONTH: _("It asks about the last month."),
        YEAR: _("It asks about the last year."),
    }.get(scale.look_back) or _other_time(scale.look_back)


def _other_time(back: timedelta) -> str:
    if back >= LIFE:
        return _("It asks about your whole life.")
    return ngettext("It asks about the last day.", "It asks about the last %(days)s days.", back.days) % {
        "days": back.days
    }


def numbers(questions: Iterable[int]) -> str:
    """`3, 5 and 9`."""
    found = [str(one) for one in questions]
    if len(found) < 2:
        return "".join(found)
    return _("%(first)s and %(last)s") % {"first": ", ".join(found[:-1]), "last": found[-1]}


def date_form() -> str:
    """A day as it is written in the reader's language."""
    return str(get_format("DATE_FORMAT"))
