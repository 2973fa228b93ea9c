"""Whether a clinic's forecasts have held, over all its visits that are over: for those who answer for showing them."""

from functools import lru_cache

from handrail.care import rules
from handrail.clinic.models import Visit
from handrail.pathway.infuse.forecast import Score, score, sifted
from handrail.pathway.session import EMPTY, fold
from handrail.record import log
from handrail.record.log import StreamInfo
from handrail.units import Minutes

VISITS_KEPT = 16_384
"""Of how many visits the score is kept in this process: the work of years."""

JUDGED_BY = frozenset(
    {
        "ForecastShown",
        "CuffCharted",
        "CuffSetAside",
        "ExperienceRated",
        "AlarmRaised",
        "InfusionOrdered",
        "OrderAmended",
        "InfusionStarted",
        "RateChanged",
        "InfusionPaused",
        "InfusionResumed",
        "InfusionStopped",
        "InfusionCompleted",
    }
)
"""The kinds of events that a score depends on: the others, which are most, are not read."""


def clinic_score(clinic_id: str) -> Score:
    """The sum of this clinic's visits that are over, of forecasts made so long before as its protocol says."""
    ahead = rules.of_clinic(clinic_id).forecast_rules().judged_ahead
    over = set(Visit.objects.filter(clinic=clinic_id, closed_at__isnull=False).values_list("pk", flat=True))
    scores = [_of_visit(stream, ahead) for stream in log.streams("session", clinic_id=clinic_id) if stream.id in over]
    return Score(sum(one.held for one in scores), sum(one.asked for one in scores))


@lru_cache(maxsize=VISITS_KEPT)
def _of_visit(stream: StreamInfo, ahead: Minutes) -> Score:
    """One visit's score. Its stream is named with the hash of its head: a fact that comes later makes another sum."""
    session = EMPTY
    for recorded in log.after(stream.id, 0):
        if recorded.kind in JUDGED_BY:
            session = fold(session, recorded.fact)
    return score(sifted(session, rules.of_session(session, stream.clinic_id).protocol), ahead)
