"""What a person types on the way to an infusion, read strictly: one field, one unit, and what to mend in words."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import TypeVar

from django.utils.translation import gettext as _

from handrail.units import Quantity, UnitError
from handrail.web.asked import Asked

Q = TypeVar("Q", bound=Quantity)

NUMBER_AND_UNIT = re.compile(r"(?P<number>[-0-9.,]+)\s*(?P<unit>[^\W\d_%][^\d]*)?")
MOST_DIGITS = 4


class ToMend(ValueError):
    """Something typed or chosen that cannot be taken as it is: which field, and what to do."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


def amount(asked: Asked, name: str, kind: type[Q]) -> Q:
    """A quantity above 0 in the unit that stands beside its field; a comma and another unit are asked about.

    Raises:
        ToMend: with what to write instead.
    """
    text = asked.maybe(name)
    if text is None:
        raise ToMend(name, _("Enter a number of %(unit)s.") % {"unit": kind.unit})
    try:
        found = kind(_number(name, text, kind.unit))
    except UnitError as problem:
        raise ToMend(
            name, _("“%(text)s” is not a number. Write digits with a point, for example 0.5.") % {"text": text[:40]}
        ) from problem
    if not found.positive:
        raise ToMend(name, _("Enter more than 0 %(unit)s.") % {"unit": kind.unit})
    return found


def one_of(asked: Asked, name: str, kind: type[Q], known: Iterable[Q]) -> Q:
    """A quantity that the protocol knows.

    Raises:
        ToMend: for another one.
    """
    choices = tuple(known)
    if asked.maybe(name) is None:
        raise ToMend(name, _("Choose one."))
    found = amount(asked, name, kind)
    if found not in choices:
        listed = ", ".join(str(choice) for choice in choices)
        raise ToMend(
            name, _("%(amount)s is not one of those used here: %(known)s.") % {"amount": found, "known": listed}
        )
    return found


def whole(asked: Asked, name: str, unit: str) -> int:
    """A whole number above 0, of at most four digits.

    Raises:
        ToMend: for anything else.
    """
    text = asked.maybe(name) or ""
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and int(text) > 0):
        raise ToMend(name, _("Enter a whole number of %(unit)s, above 0.") % {"unit": unit})
    return int(text)


def day(asked: Asked, name: str) -> date:
    """A day of the calendar.

    Raises:
        ToMend: where it is none.
    """
    try:
        return date.fromisoformat(asked.maybe(name) or "")
    except ValueError as problem:
        raise ToMend(name, _("Enter the day as year, month and day: 2026-03-12.")) from problem


def clock_time(asked: Asked, name: str) -> time:
    """A time of day, as the clinic's clock shows it.

    Raises:
        ToMend: where it is none.
    """
    try:
        found = time.fromisoformat(asked.maybe(name) or "")
    except ValueError as problem:
        raise ToMend(name, _("Enter the time as hours and minutes: 14:30.")) from problem
    if found.tzinfo is not None:
        raise ToMend(name, _("Enter the time as hours and minutes: 14:30."))
    return found.replace(second=0, microsecond=0)


def _number(name: str, text: str, unit: str) -> str:
    """The number in a field that may repeat its own unit and no other."""
    match = NUMBER_AND_UNIT.fullmatch(text)
    if match is None:
        return text
    if match["unit"] not in {None, unit}:
        raise ToMend(
            name,
            _("You wrote %(typed)s. This field is in %(unit)s: enter the number of %(unit)s.")
            % {"typed": match["unit"][:20], "unit": unit},
        )
    if "," in match["number"]:
        raise ToMend(name, _asked_about(match["number"]))
    return match["number"]


def _asked_about(number: str) -> str:
    """What a comma may have meant: a point, or nothing where the number could be in the thousands."""
    point, without = number.replace(",", "."), number.replace(",", "")
    if without.startswith("0"):
        return _("Is %(text)s meant as %(point)s? Write it with a point.") % {"text": number, "point": point}
    return _("Is %(text)s meant as %(point)s or as %(without)s? Write it with a point, or without the comma.") % {
        "text": number,
        "point": point,
        "without": without,
    }
