"""Which units the protocol may use: a number in any other was mistyped."""

from handrail.protocol.entries import ProtocolError, Words
from handrail.protocol.reader import LENGTHS, Table
from handrail.units import BY_UNIT

OTHERS = {
    "a": Words("years", "años"),
    "1": Words("", ""),
    "years": Words("years", "años"),
    "weeks": Words("weeks", "semanas"),
    "months": Words("months", "meses"),
    "1/min": Words("per minute", "por minuto"),
    "°C": Words("°C", "°C"),
    "kg/m2": Words("kg/m²", "kg/m²"),
    "mmol/L": Words("mmol/L", "mmol/L"),
    "g/L": Words("g/L", "g/L"),
    "mIU/L": Words("mIU/L", "mUI/L"),
    "x normal": Words("times the upper limit of normal", "veces el límite superior normal"),
    "ms": Words("ms", "ms"),
    "mg/d": Words("mg a day", "mg al día"),
    "L/min": Words("L/min", "L/min"),
    "points": Words("points", "puntos"),
    "of 10": Words("of 10", "de 10"),
    "of 100": Words("of 100", "de 100"),
    "percent": Words("%", "%"),
    "mcg": Words("mcg", "mcg"),
    "mm": Words("mm", "mm"),
    "times": Words("times", "veces"),
    "readings": Words("readings", "mediciones"),
    "samples": Words("samples", "muestras"),
    "intervals": Words("intervals", "intervalos"),
    "infusions": Words("infusions", "infusiones"),
    "trials": Words("trials", "tratamientos"),
    "people": Words("people", "personas"),
    "attempts": Words("attempts", "intentos"),
    "factor": Words("times", "veces"),
}


def known_unit(table: Table, unit: str) -> str:
    """The unit, if the protocol may use it.

    Raises:
        ProtocolError: it may not.
    """
    if unit in BY_UNIT or unit in LENGTHS or unit in OTHERS:
        return unit
    problem: ProtocolError = table.error(
        f"the unit {unit!r} is not known here; correct it, or write one of {', '.join([*BY_UNIT, *LENGTHS, *OTHERS])}"
    )
    raise problem


def unit_in(unit: str, language: str) -> str:
    """A unit as a person reads it."""
    return OTHERS[unit].in_language(language) if unit in OTHERS else unit
