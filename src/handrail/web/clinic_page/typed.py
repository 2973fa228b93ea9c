"""What is typed about a patient, a device, a room or whom to call, read strictly: nonsense is refused in words, nothing is guessed."""

from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from handrail.care import rules
from handrail.care.prepare import age_on
from handrail.clinic.models import Clinic
from handrail.clinic.models.fields import DeviceKind, Language, Sex
from handrail.clinic.numbers import WHICH, NoNumber, Which, Wrong, number
from handrail.clinic.opening import WEEK, Opening, Stretch, as_written
from handrail.protocol.schema import PatientRules
from handrail.units import Centimetres, Kilograms, Quantity
from handrail.web.asked import Asked, BadAsk
from handrail.web.prepare import fields
from handrail.web.prepare.fields import ToMend

Q = TypeVar("Q", bound=Quantity)
LONGEST_NAME, LONGEST_PLACE = 120, 60
LONGEST_SENDER, LONGEST_EQUIPMENT = 300, 200
MOST_CHAIRS = 20
"""How many chairs one press adds: more is a slip of the keys."""


def patient(asked: Asked, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """Everything that the list says of a patient.

    Raises:
        ToMend: for the first thing that cannot be believed.
    """
    rule = rules.of_clinic(clinic.pk)
    known, order = rule.patient_rules(), rule.order_rules()
    height = asked.maybe("height_cm")
    return {
        "name": _name(asked, "name", LONGEST_NAME),
        "birth_date": _birth_date(asked, now.astimezone(ZoneInfo(clinic.timezone)).date(), known),
        "sex": _choice(asked, "sex", Sex),
        "weight_kg": _between(asked, "weight_kg", Kilograms, order.lightest, order.heaviest).value,
        "height_cm": _between(asked, "height_cm", Centimetres, known.shortest, known.tallest).value if height else None,
        "language": _choice(asked, "language", Language),
        "planned_infusions": _planned(asked, known.longest_series),
    }


def device(asked: Asked) -> dict[str, str]:
    """What a device is called and by what it is known.

    Raises:
        ToMend: for the first thing that cannot be taken.
    """
    found = {
        "name": _name(asked, "name", LONGEST_PLACE),
        "kind": _choice(asked, "kind", DeviceKind),
        "sender": _sender(asked),
        "equipment_id": _maybe(asked, "equipment_id", LONGEST_EQUIPMENT),
    }
    if not found["sender"] and not found["equipment_id"]:
        raise ToMend("sender", _("Enter the sender, the equipment id, or both: by them a device is known."))
    return found


def room(asked: Asked) -> tuple[str, list[int]]:
    """A room and the chairs that are put in it.

    Raises:
        ToMend: for the first thing that cannot be taken.
    """
    name = _name(asked, "room", LONGEST_PLACE)
    typed = _maybe(asked, "chairs", LONGEST_NAME).replace(",", " ").split()
    numbers = [int(one) for one in typed if one.isascii() and one.isdigit() and len(one) <= fields.MOST_DIGITS]
    if not typed or len(numbers) != len(typed) or 0 in numbers:
        raise ToMend("chairs", _("Enter the number of the chair, or several with commas between: 5, 6."))
    if len(set(numbers)) != len(numbers):
        raise ToMend("chairs", _("One number stands there twice. Each chair has a number of its own."))
    if len(numbers) > MOST_CHAIRS:
        raise ToMend("chairs", _("Enter at most %(most)s chairs at once.") % {"most": MOST_CHAIRS})
    return name, numbers


def numbers(asked: Asked) -> dict[str, Any]:
    """Whom the clinic's patients call, and when its own telephone is answered.

    Raises:
        ToMend: for the first thing that cannot be dialled, or that is no time.
    """
    return {**{which: _number(asked, which) for which in WHICH}, "opening": _opening(asked)}


def _number(asked: Asked, which: Which) -> str:
    try:
        return number(_maybe(asked, which, LONGEST_NAME), of=which)
    except NoNumber as problem:
        raise ToMend(which, _no_number(problem.because)) from problem


def _no_number(because: Wrong) -> str:
    return {
        "too_long": _("That is longer than a telephone number. Write one number alone."),
        "letters": _("Write it in digits: not every telephone can dial letters."),
        "signs": _("That is no telephone number. Write digits, with spaces, brackets or hyphens between them."),
        "plus": _("A + stands only before a number. Write one number alone."),
        "too_short": _("These are too few digits for a telephone number. Write it with its area code."),
        "too_many_digits": _("No telephone number has so many digits. Write one number alone."),
    }[because]


def _opening(asked: Asked) -> dict[str, list[str]]:
    days = {day: _stretch(asked, day) for day in WEEK}
    return as_written(Opening({day: one for day, one in days.items() if one is not None}))


def _stretch(asked: Asked, day: int) -> Stretch | None:
    opens, closes = (asked.maybe(f"{name}_{day}") for name in ("opens", "closes"))
    if opens is None and closes is None:
        return None
    for name, typed in (("opens", opens), ("closes", closes)):
        if typed is None:
            raise ToMend(f"{name}_{day}", _("Enter both times, or none where nobody answers on that day."))
    found = Stretch(fields.clock_time(asked, f"opens_{day}"), fields.clock_time(asked, f"closes_{day}"))
    if found.closes < found.opens:
        raise ToMend(f"closes_{day}", _("That is before it opens. The same time twice means day and night."))
    return found


def _maybe(asked: Asked, name: str, longest: int) -> str:
    try:
        found = asked.maybe(name, longest=longest) or ""
    except BadAsk as problem:
        raise ToMend(name, str(problem)) from problem
    if not found.isprintable():
        raise ToMend(name, _("There is a sign in it that cannot be printed. Type it again."))
    return found


def _name(asked: Asked, field: str, longest: int) -> str:
    found = " ".join(_maybe(asked, field, longest).split())
    if not any(sign.isalpha() for sign in found):
        raise ToMend(field, _("Enter a name, with letters."))
    return found


def _choice(asked: Asked, field: str, known: type[TextChoices]) -> str:
    found = asked.maybe(field)
    if found not in known.values:
        raise ToMend(field, _("Choose one."))
    return str(found)


def _birth_date(asked: Asked, today: date, known: PatientRules) -> date:
    born = fields.day(asked, "birth_date")
    if born > today:
        raise ToMend("birth_date", _("That day has not come yet. Check the year."))
    age = age_on(born, today)
    if age < known.youngest_years:
        raise ToMend(
            "birth_date",
            _("That makes %(age)s years. The doses and limits here are for adults, from %(youngest)s years.")
            % {"age": age, "youngest": known.youngest_years},
        )
    if age > known.oldest_years:
        raise ToMend("birth_date", _("That makes %(age)s years. Check the year.") % {"age": age})
    return born


def _between(asked: Asked, field: str, kind: type[Q], low: Q, high: Q) -> Q:
    found = fields.amount(asked, field, kind)
    if not low.value <= found.value <= high.value:
        raise ToMend(
            field,
            _("%(amount)s is outside %(low)s to %(high)s. Measure again; is it in %(unit)s?")
            % {"amount": found, "low": low, "high": high, "unit": kind.unit},
        )
    if found != found.rounded(kind("0.1")):
        raise ToMend(field, _("Write it with one digit after the point at most."))
    return found


def _planned(asked: Asked, most: int) -> int:
    found = fields.whole(asked, "planned_infusions", _("infusions"))
    if found > most:
        raise ToMend("planned_infusions", _("At most %(most)s are planned at once.") % {"most": most})
    return found


def _sender(asked: Asked) -> str:
    found = _maybe(asked, "sender", LONGEST_SENDER)
    application, bar, facility = found.partition("|")
    if found and (not bar or "|" in facility or not (application + facility).strip()):
        raise ToMend(
            "sender",
            _(
                "Write what the device sends as MSH-3 and MSH-4 with a line between: MON3|RIVERSIDE. It is on its HL7 page."
            ),
        )
    return found
