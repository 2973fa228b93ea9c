"""Whether the clinic's forecasts have held, in words."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handrail.care import bands, rules
from handrail.clinic.roles import STAFF
from handrail.pathway.infuse.forecast import Score
from handrail.units import Minutes
from handrail.web.board.place import clinic_of
from handrail.web.doors import PersonRequest, door

ENOUGH_FOR_A_SHARE = 100
"""Fewer than a hundred say nothing "of 100"."""


@door(*STAFF)
@never_cache
@require_safe
def forecasts(request: PersonRequest) -> HttpResponse:
    """How many of the clinic's forecasts have held, over all visits that are over."""
    clinic = clinic_of(request.visible, request.GET.get("clinic"))
    ahead = rules.of_clinic(clinic.pk).forecast_rules().judged_ahead
    context = {"clinic": clinic, "words": told(bands.clinic_score(clinic.pk), ahead)}
    return render(request, "clinic_page/forecasts.html", context)


def told(score: Score, ahead: Minutes) -> str:
    """The score as one sentence."""
    if not score.asked:
        return _("No visit that is over has put a forecast to the test yet.")
    places = {"asked": score.asked, "minutes": ahead.written, "held": score.held}
    if score.asked < ENOUGH_FOR_A_SHARE:
        return (
            ngettext(
                "Of %(asked)s forecast made %(minutes)s minutes ahead, %(held)s held.",
                "Of %(asked)s forecasts made %(minutes)s minutes ahead, %(held)s held.",
                score.asked,
            )
            % places
        )
    share = {"share": round(100 * score.held / score.asked)}
    return _("Of %(asked)s forecasts made %(minutes)s minutes ahead, %(held)s held (%(share)s of 100).") % (
        places | share
    )
