"""Reading forecast.toml: what is forecast, how far, and when somebody counts as ready."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from handrail.protocol.document import Document
from handrail.protocol.entries import ProtocolError
from handrail.protocol.reader import Table
from handrail.protocol.schema import ForecastRules, ReadyRules
from handrail.units import Millilitres, MillimetresOfMercury, Minutes, Percent, Quantity

Q = TypeVar("Q", bound=Quantity)
FELT = "of 10"


def read_forecast(document: Document) -> ForecastRules:
    """What is forecast and shown.

    Raises:
        ProtocolError: where an entry is missing or cannot be, or a chance is asked of pressures the wrong way round.
    """
    rules = ForecastRules(
        shown=document.read("forecast_shown", lambda entry: entry.yes_or_no("shown")),
        ahead=document.read("forecast_ahead", _some(Minutes)),
        step=document.read("forecast_step", _some(Minutes)),
        every=document.read("forecast_every", Table.length),
        severe_systolic=document.read("forecast_severe_systolic", _some(MillimetresOfMercury)),
        severe_diastolic=document.read("forecast_severe_diastolic", _some(MillimetresOfMercury)),
        severe_within=document.read("forecast_severe_within", _some(Minutes)),
        shows_by=document.read("forecast_shows_by", _some(MillimetresOfMercury)),
        shows_felt_by=document.read("forecast_shows_felt_by", lambda entry: entry.count(FELT)),
        cuff_oldest=document.read("forecast_cuff_oldest", _some(Minutes)),
        recheck_from=document.read("forecast_recheck_from", _some(MillimetresOfMercury)),
        recheck_from_diastolic=document.read("forecast_recheck_from_diastolic", _some(MillimetresOfMercury)),
        recheck_apart=document.read("forecast_recheck_apart", Table.length),
        scored_ahead=document.read("forecast_scored_ahead", _some(Minutes)),
        judged_ahead=document.read("forecast_judged_ahead", _some(Minutes)),
        line_volume=document.read("line_volume", _some(Millilitres)),
        ready=_ready(document),
    )
    _check(document, rules)
    return rules


def _ready(document: Document) -> ReadyRules:
    return ReadyRules(
        talking_felt=document.read("talking_felt", lambda entry: entry.count(FELT)),
        standing_felt=document.read("standing_felt", lambda entry: entry.count(FELT)),
        standing_pressure=document.read("standing_pressure", _some(Percent)),
        standing_sedation=document.read("standing_sedation", _some(Percent)),
        standing_after_end=document.read("standing_after_end", _some(Minutes)),
        leaving_after_end=document.read("leaving_after_end", _some(Minutes)),
        leaving_after_start=document.read("leaving_after_start", _some(Minutes)),
    )


def _check(document: Document, rules: ForecastRules) -> None:
    if rules.step > rules.severe_within or rules.severe_within > rules.ahead:
        raise ProtocolError(
            f"{document.file}: forecast_severe_within must lie between forecast_step and forecast_ahead."
        )
    if rules.severe_diastolic >= rules.severe_systolic:
        raise ProtocolError(f"{document.file}: forecast_severe_diastolic must be below forecast_severe_systolic.")
    if rules.ready.standing_felt > rules.ready.talking_felt:
        raise ProtocolError(
            f"{document.file}: standing_felt must not be above talking_felt: nobody stands who cannot talk."
        )
    if rules.ready.standing_after_end > rules.ready.leaving_after_end:
        raise ProtocolError(
            f"{document.file}: standing_after_end must not be above leaving_after_end: nobody leaves who cannot stand."
        )
    for entry_id, length in (("forecast_every", rules.every), ("forecast_recheck_apart", rules.recheck_apart)):
        if length <= timedelta(0):
            raise ProtocolError(f"{document.file}: {entry_id} must be more than nothing.")
    if rules.judged_ahead >= rules.ahead:
        raise ProtocolError(f"{document.file}: forecast_judged_ahead must be below forecast_ahead.")


def _some(kind: type[Q]) -> Callable[[Table], Q]:
    """Reads an amount that is more than nothing."""

    def read(entry: Table) -> Q:
        amount = entry.quantity(kind)
        if not amount.positive:
            raise entry.error(f"{amount} is nothing; write more than 0 {kind.unit}")
        return amount

    return read
