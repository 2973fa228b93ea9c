"""What to expect of an order, as figures for the order form: the order beside less and slower. A model, not a measurement."""

from datetime import datetime
from math import ceil
from typing import Any, get_args

from django.utils.translation import gettext as _

from handrail.care import preview as previews
from handrail.care.preview import NoPreview, Preview
from handrail.clinic.models import Visit
from handrail.pathway.events import PrimedWith
from handrail.pathway.events.codec import written_time
from handrail.pathway.infuse.forecast import Expected, Range
from handrail.pharmacology.system import Floats
from handrail.units import MilligramsPerKilogram, Minutes
from handrail.web.asked import Asked
from handrail.web.core_words import in_words
from handrail.web.prepare import fields
from handrail.web.prepare.fields import ToMend

DRAWN_EVERY = 2  # of the minutes that were worked out: the curves are small
FILLED: tuple[PrimedWith, ...] = get_args(PrimedWith)


def preview_view(visit: Visit, asked: Asked, now: datetime) -> dict[str, Any]:
    """The figures; where the protocol would not take the order, `refused` holds the reason in words and nothing else is said.

    Raises:
        ToMend: for a field that cannot be read.
    """
    dose_per_weight = fields.amount(asked, "dose_mg_per_kg", MilligramsPerKilogram)
    length = fields.amount(asked, "minutes", Minutes)
    try:
        found = previews.preview(
            visit=visit, dose_per_weight=dose_per_weight, length=length, primed_with=_line(asked), now=now
        )
    except NoPreview as because:
        return {"at": written_time(now), "refused": in_words(str(because))}
    return {
        "at": written_time(now),
        "refused": None,
        "cuff": f"{found.cuff.systolic.written}/{found.cuff.diastolic.written}" if found.cuff else None,
        "cuff_age_min": max(1, ceil(found.cuff_age.value)) if found.cuff_age else None,
        "cuff_is_old": found.is_old,
        "without_pressure": found.without_pressure,
        "known": found.known,
        "models": list(found.models),
        "minutes": _figures(found.at_min[::DRAWN_EVERY]),
        "options": [_option(found, one) for one in found.expected],
    }


def _line(asked: Asked) -> PrimedWith | None:
    """What the line is filled with; nothing where nobody says."""
    text = asked.maybe("line")
    if text is None:
        return None
    found = next((one for one in FILLED if one == text), None)
    if found is None:
        raise ToMend("line", _("Say what the line is filled with: drug or saline."))
    return found


def _option(found: Preview, one: Expected) -> dict[str, Any]:
    order = one.proposal.order
    pressure = found.without_pressure is None
    return {
        "key": one.proposal.key,
        "dose_mg": order.dose.written,
        "dose_mg_per_kg": order.dose_per_weight.written,
        "minutes": order.length.written,
        "highest_systolic": _range(one.highest_systolic) if pressure else None,
        "felt_at_strongest": _range(one.felt_at_strongest),
        "talking_min": _range(one.ready.talking),
        "standing_min": _range(one.ready.standing),
        "leaving_min": _range(one.ready.leaving),
        "bands": {
            name: [_figures(level[::DRAWN_EVERY]) for level in one.bands[name]]
            for name in (("felt", "systolic") if pressure else ("felt",))
        },
    }


def preview_page(visit: Visit) -> dict[str, Any]:
    """What the script on the page begins with: where to ask, and every word that it writes."""
    return {
        "from": f"/prepare/{visit.pk}/preview",
        "words": {
            "title": _("What to expect"),
            "model": _("A model, not a measurement."),
            "as_ordered": _("As asked"),
            "lower_dose": _("Lower dose"),
            "longer": _("Longer time"),
            "order": _("Order"),
            "dose": _("{dose} mg over {minutes} min"),
            "highest": _("Highest systolic pressure"),
            "felt": _("Felt at its strongest"),
            "talking": _("Can talk after"),
            "standing": _("Can stand after"),
            "leaving": _("Can leave after"),
            "mmhg": _("{value} mmHg"),
            "of_ten": _("{value} of 10"),
            "minutes": _("{value} min"),
            "stays_talking": _("stays able to talk"),
            "stays_standing": _("stays able to stand"),
            "again_within": _("or again within {value} min"),
            "again_later": _("or again later"),
            "later": _("later"),
            "at_once": _("at once"),
            "range": _("{low} to {high}"),
            "nine": _("In brackets: nine of ten people like this."),
            "todays_cuff": _("Pressure begins at the cuff of {age} min ago, {cuff}."),
            "cuff_old": _(
                "The last cuff, {cuff}, is {age} min old, too old to begin at: pressure begins at a typical one, not this"
                " patient’s. Measure again."
            ),
            "cuff_unconfirmed": _(
                "Nothing is said: the cuff of {age} min ago, {cuff}, waits for its recheck. Measure again."
            ),
            "cuff_severe": _(
                "Nothing is said: the cuff of {age} min ago, {cuff}, is severe. Measure again, and go by the reading."
            ),
            "typical": _(
                "Take a cuff first. None has been taken today: pressure begins at a typical one, not this patient’s."
            ),
            "known": _("It begins with what earlier sessions of this patient taught."),
            "crowd": _("Nothing is known yet of how this patient responds."),
            "felt_curve": _("Felt, 0 to 10"),
            "felt_alone": _("The curve of what is felt over the first {minutes} minutes; the table has its figures."),
            "pressure_curve": _("Systolic pressure, mmHg"),
            "curves": _(
                "Curves of what is felt and of pressure over the first {minutes} minutes; the table has their figures."
            ),
            "away": _("What to expect could not be worked out now. The order does not need it."),
        },
    }


def _figures(values: Floats) -> list[float]:
    return [round(value, 1) for value in values.tolist()]


def _range(found: Range) -> list[int | None]:
    return [None if value is None else round(value) for value in (found.low, found.middle, found.high)]
