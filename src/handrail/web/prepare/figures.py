"""The sums before an infusion, line by line: what an order comes to, how a bag is made, what its label says."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handrail.care import rules
from handrail.care.prepare import facts_of
from handrail.care.rules import Rules
from handrail.clinic.models import Person, Visit
from handrail.pathway.events import BagPrepared, InfusionOrdered, LinePrimed, Method, OrderRefused
from handrail.pathway.prepare import bag as bags
from handrail.pathway.prepare.bag import BagPlan, BagRefused
from handrail.pathway.prepare.order import order
from handrail.pathway.session import Session
from handrail.units import (
    Milligrams,
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    Minutes,
    Quantity,
)
from handrail.web.core_words import in_words

PUMP_FIGURES = frozenset({"pump", "volume"})
SHOWN_VOLUME = Millilitres("0.0001")  # how finely a volume is shown before it is rounded to what can be drawn


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sum: what is worked out, how, and what it comes to. `big` is what a hand sets on the pump."""

    name: str
    worked: str
    number: str
    unit: str
    big: bool = False


@dataclass(frozen=True, slots=True)
class OrderSum:
    """What an order would come to, and why it would be refused."""

    dose_per_weight: MilligramsPerKilogram
    length: Minutes
    line: Line
    refused: str | None


@dataclass(frozen=True, slots=True)
class BagSum:
    """A bag as it would be made, with its calculation."""

    plan: BagPlan
    lines: list[Line]

    @property
    def method(self) -> str:
        """How the drug goes in, in words."""
        return method_words(self.plan.method)


def order_sum(visit: Visit, dose_per_weight: MilligramsPerKilogram, length: Minutes, now: datetime) -> OrderSum:
    """What this order would come to for this patient."""
    rule = rules.of_clinic(visit.clinic_id).order_rules()
    facts = facts_of(visit, now)
    found = order(facts=facts, dose_per_weight=dose_per_weight, length=length, rules=rule, protocol="")
    exact = dose_per_weight.for_weight(facts.weight)
    dose = exact.rounded_down(rule.dose_step)
    worked = f"{facts.weight} × {dose_per_weight}"
    if dose != exact:
        worked = _("%(worked)s = %(exact)s, rounded down") % {"worked": worked, "exact": exact}
    line = Line(_("Dose"), worked, dose.written, dose.unit, big=True)
    return OrderSum(dose_per_weight, length, line, in_words(found.because) if isinstance(found, OrderRefused) else None)


def bag_sum(
    ordered: InfusionOrdered,
    vial_strength: MilligramsPerMillilitre,
    diluent: Millilitres,
    method: Method,
    rule: Rules,
) -> BagSum:
    """How the bag for this order would be made.

    Raises:
        BagRefused: where it cannot be made or run.
    """
    plan = bags.work_out(
        dose=ordered.dose,
        length=ordered.length,
        vial_strength=vial_strength,
        diluent=diluent,
        method=method,
        rules=rule.bag_rules(),
    )
    return BagSum(plan, _lines(ordered, plan))


def made_sum(session: Session, rule: Rules) -> BagSum | None:
    """The calculation of the bag that was made; None where these rules would not make it so."""
    ordered, bag = session.order, session.bag
    if ordered is None or bag is None:
        return None
    try:
        found = bag_sum(ordered, bag.vial_strength, bag.diluent, bag.method, rule)
    except BagRefused:
        return None
    return found if found.plan.prepared() == bag else None


def _lines(ordered: InfusionOrdered, plan: BagPlan) -> list[Line]:
    names = {
        "draw": _("Draw"),
        "volume": _("In the bag"),
        "concentration": _("Strength"),
        "flow": _("Flow"),
        "pump": _("Set the pump to"),
        "drug_rate": _("Drug in an hour"),
        "back": _("Back again"),
    }
    first = Line(_("Dose"), f"{ordered.weight} × {ordered.dose_per_weight}", ordered.dose.written, ordered.dose.unit)
    return [first, *(_line(step, names, plan, ordered.dose) for step in plan.steps)]


def _line(step: bags.Step, names: dict[str, str], plan: BagPlan, dose: Milligrams) -> Line:
    worked = step.worked.replace(" / ", " ÷ ").replace(" * ", " × ").replace(" - ", " − ")
    match step.name:
        case "draw" if (exact := dose.drawn_from(plan.vial_strength)) != plan.drawn:
            worked = _("%(worked)s = %(exact)s, rounded") % {"worked": worked, "exact": exact.rounded(SHOWN_VOLUME)}
        case "pump":
            flow = next(one.result for one in plan.steps if one.name == "flow")
            worked = _("%(flow)s, rounded down") % {"flow": flow}
        case "back":
            worked = _("%(worked)s; ordered: %(dose)s") % {"worked": worked, "dose": dose}
        case _:
            pass
    number, _space, unit = step.result.partition(" ")
    return Line(names[step.name], worked, number, unit, big=step.name in PUMP_FIGURES)


def in_bag(bag: BagPrepared) -> Milligrams:
    """What the bag holds: what was drawn, as finely as it could be."""
    return bag.vial_strength.contained_in(bag.drawn)


def method_words(method: Method) -> str:
    """How the drug goes into the bag."""
    if method == "add":
        return _("The drug is added to the full bag")
    return _("The same volume is taken out of the bag first")


def line_words(primed: LinePrimed, rule: Rules) -> str:
    """What the line was filled with, and how much it holds."""
    volume = whole(primed.volume or rule.forecast_rules().line_volume)
    if primed.primed_with == "drug":
        return _("Line filled with the drug, %(volume)s") % {"volume": volume}
    return _("Line filled with saline, %(volume)s") % {"volume": volume}


def whole(amount: Quantity) -> str:
    """A number that no line break parts from its unit."""
    return str(amount).replace(" ", "\N{NO-BREAK SPACE}")


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on the bag."""

    clinic: str
    patient: str
    born: str
    infusion: str
    drug: str
    strength: str
    rate: str
    line: str
    made: str
    checked: str


def label(visit: Visit, session: Session, zone: ZoneInfo) -> Label | None:
    """The label of the bag that was made; None without one."""
    ordered, bag, made_at = session.order, session.bag, session.prepared_at
    if ordered is None or bag is None or made_at is None:
        return None
    holds = in_bag(bag)
    drug = _("Ketamine %(dose)s in %(volume)s") % {"dose": whole(holds), "volume": whole(bag.volume)}
    if holds != ordered.dose:
        drug += " " + _("(ordered: %(dose)s)") % {"dose": whole(ordered.dose)}
    names = dict(Person.objects.filter(pk__in=[session.bag_by, session.bag_checked_by]).values_list("pk", "name"))
    patient = visit.patient
    return Label(
        clinic=visit.clinic.name,
        patient=patient.name,
        born=_("born %(day)s") % {"day": date_format(patient.birth_date, "j F Y")},
        infusion=_("Infusion %(number)s of %(planned)s")
        % {"number": visit.infusion_number, "planned": patient.planned_infusions},
        drug=drug,
        strength=whole(bag.concentration.rounded(MilligramsPerMillilitre("0.00001"))),
        rate=_("%(rate)s, over %(length)s") % {"rate": whole(bag.rate), "length": whole(ordered.length)},
        line=line_words(session.primed, rules.of_session(session, visit.clinic_id)) if session.primed else "",
        made=_("Made by %(name)s, %(time)s")
        % {"name": names.get(session.bag_by or "", "–"), "time": date_format(made_at.astimezone(zone), "j F Y, H:i")},
        checked=_("Checked by %(name)s") % {"name": names[session.bag_checked_by]} if session.bag_checked_by else "",
    )
