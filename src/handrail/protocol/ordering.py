"""Reading session.toml: what an order, a pump and a bag may be."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Protocol, TypeVar, get_args

from handrail.protocol.document import Document
from handrail.protocol.entries import ProtocolError
from handrail.protocol.reader import Table
from handrail.protocol.schema import BagMethod, BagRules, OrderRules, PatientRules, PumpRules
from handrail.units import (
    Centimetres,
    Kilograms,
    Milligrams,
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    MillilitresPerHour,
    Minutes,
    Quantity,
)

Q = TypeVar("Q", bound=Quantity)


class Comparable(Protocol):
    """An amount or a number: of two of a kind, one is more."""

    def __gt__(self, other: Any, /) -> bool: ...


C = TypeVar("C", bound=Comparable)


def read_order(document: Document) -> OrderRules:
    """What an order may be."""
    rules = OrderRules(
        default_dose=document.read("dose_default", _some(MilligramsPerKilogram)),
        lowest=document.read("dose_lowest", _some(MilligramsPerKilogram)),
        ceiling=document.read("dose_ceiling", _some(MilligramsPerKilogram)),
        highest=document.read("dose_highest", _some(MilligramsPerKilogram)),
        amount_ceiling=document.read("amount_ceiling", _some(Milligrams)),
        highest_amount=document.read("amount_highest", _some(Milligrams)),
        default_length=document.read("length_default", _some(Minutes)),
        shortest=document.read("length_shortest", _some(Minutes)),
        longest=document.read("length_longest", _some(Minutes)),
        longest_with_slowing=document.read("length_longest_with_slowing", _some(Minutes)),
        dose_step=document.read("dose_step", _some(Milligrams)),
        lightest=document.read("weight_lightest", _some(Kilograms)),
        heaviest=document.read("weight_heaviest", _some(Kilograms)),
        weight_lasts=document.read("weight_lasts", _some_time),
    )
    _in_order(
        document,
        {
            "dose_lowest": rules.lowest,
            "dose_default": rules.default_dose,
            "dose_ceiling": rules.ceiling,
            "dose_highest": rules.highest,
        },
    )
    _in_order(
        document,
        {"dose_step": rules.dose_step, "amount_ceiling": rules.amount_ceiling, "amount_highest": rules.highest_amount},
    )
    _in_order(
        document,
        {
            "length_shortest": rules.shortest,
            "length_default": rules.default_length,
            "length_longest": rules.longest,
            "length_longest_with_slowing": rules.longest_with_slowing,
        },
    )
    _in_order(document, {"weight_lightest": rules.lightest, "weight_heaviest": rules.heaviest})
    return rules


def read_patient(document: Document) -> PatientRules:
    """What is believed of a patient."""
    rules = PatientRules(
        youngest_years=document.read("age_youngest", lambda entry: entry.count("a")),
        oldest_years=document.read("age_oldest", lambda entry: entry.count("a")),
        shortest=document.read("height_shortest", _some(Centimetres)),
        tallest=document.read("height_tallest", _some(Centimetres)),
        longest_series=document.read("series_longest", lambda entry: entry.count("1")),
    )
    _in_order(document, {"age_youngest": rules.youngest_years, "age_oldest": rules.oldest_years})
    _in_order(document, {"height_shortest": rules.shortest, "height_tallest": rules.tallest})
    return rules


def read_pump(document: Document) -> PumpRules:
    """How the drip may be set and changed."""
    rules = PumpRules(
        rate_step=document.read("rate_step", _some(MillilitresPerHour)),
        highest_flow=document.read("flow_highest", _some(MillilitresPerHour)),
        slow_factors=document.read("slowing_steps", _factors),
        resume_factor=document.read("resume_factor", _factor),
        forecast_pause=document.read("forecast_pause", _some(Minutes)),
    )
    _in_order(document, {"rate_step": rules.rate_step, "flow_highest": rules.highest_flow})
    return rules


def read_bag(document: Document) -> BagRules:
    """What a bag may be made of, and how exactly."""
    rules = BagRules(
        vial_strengths=document.read("vial_strengths", lambda entry: entry.quantities(MilligramsPerMillilitre)),
        dilute_from=document.read("vial_diluted_from", _some(MilligramsPerMillilitre)),
        bag_volumes=document.read("bag_volumes", lambda entry: entry.quantities(Millilitres)),
        default_vial=document.read("vial_default", _some(MilligramsPerMillilitre)),
        default_volume=document.read("bag_default", _some(Millilitres)),
        default_method=document.read("bag_method", lambda entry: entry.choice("chosen", get_args(BagMethod))),
        draw_step=document.read("draw_step", _some(Millilitres)),
        dose_tolerance=document.read("double_check_tolerance", _some(Milligrams)),
    )
    _one_of(document, "vial_default", rules.default_vial, rules.vial_strengths)
    _one_of(document, "bag_default", rules.default_volume, rules.bag_volumes)
    return rules


def _some(kind: type[Q]) -> Callable[[Table], Q]:
    """Reads an amount that is more than nothing."""

    def read(entry: Table) -> Q:
        amount = entry.quantity(kind)
        if amount.value <= 0:
            raise entry.error(f"{amount} is nothing; write more than 0 {kind.unit}")
        return amount

    return read


def _some_time(entry: Table) -> timedelta:
    length = entry.length()
    if not length:
        raise entry.error("no time at all is too short; write more than 0")
    return length


def _slower(entry: Table, factor: Decimal) -> Decimal:
    if not 0 < factor < 1:
        raise entry.error(f"{factor} of the rate would not be slower; write a part between 0 and 1")
    return factor


def _factor(entry: Table) -> Decimal:
    return _slower(entry, entry.plain("1"))


def _factors(entry: Table) -> tuple[Decimal, ...]:
    return tuple(_slower(entry, factor) for factor in entry.plain_list("1"))


def _in_order(document: Document, named: dict[str, C]) -> None:
    """Refuse amounts that contradict each other: each must be at least the one before."""
    for (lower_id, lower), (upper_id, upper) in pairwise(named.items()):
        if lower > upper:
            raise ProtocolError(
                f"{document.file}: {upper_id}: {upper} is less than {lower_id}, which is {lower}. Change one of the two."
            )


def _one_of(document: Document, entry_id: str, chosen: Q, offered: tuple[Q, ...]) -> None:
    if chosen not in offered:
        listed = " | ".join(str(one) for one in offered)
        raise ProtocolError(
            f"{document.file}: {entry_id}: {chosen} is not among those listed. Choose one of: {listed}."
        )
