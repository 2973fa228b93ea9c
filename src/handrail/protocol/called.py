"""What the codes of the documents are called in words, in both languages: keys, grades, steps, people, priorities."""

from collections.abc import Mapping

from handrail.protocol.entries import Changer, Grade, Words
from handrail.protocol.rulebook.schema import Bound, Role, Step

PLACES = {
    "value": Words("value", "valor"),
    "unit": Words("unit", "unidad"),
    "within": Words("may be set between", "se puede fijar entre"),
    "limits": Words("limits may be set between", "los límites se pueden fijar entre"),
    "name": Words("name", "nombre"),
    "systolic": Words("systolic", "sistólica"),
    "diastolic": Words("diastolic", "diastólica"),
    "mean": Words("mean", "media"),
    "change": Words("change since the first reading", "cambio desde la primera medición"),
    "percent": Words("in percent", "en porcentaje"),
    "only": Words("only", "solo"),
    "limit": Words("limit", "límite"),
    "clear": Words("ends", "termina"),
    "clear_systolic": Words("ends: systolic", "termina: sistólica"),
    "clear_diastolic": Words("ends: diastolic", "termina: diastólica"),
    "clear_mean": Words("ends: mean", "termina: media"),
    "lasting": Words("lasting", "durante"),
    "clear_lasting": Words("back for", "normal durante"),
    "readings": Words("readings in a row", "mediciones seguidas"),
    "apart": Words("apart", "separadas"),
    "apart_part": Words("and apart by", "y separadas en"),
    "rising": Words("rising by", "subida de"),
    "after": Words("after", "tras"),
    "at_least": Words("at least", "al menos"),
    "at_most": Words("at most", "como máximo"),
    "above": Words("above", "más de"),
    "below": Words("below", "menos de"),
    "low": Words("priority low", "prioridad baja"),
    "medium": Words("priority medium", "prioridad media"),
    "high": Words("priority high", "prioridad alta"),
    "fresh": Words("fresh", "reciente"),
    "ageing": Words("ageing", "envejece"),
    "stale": Words("stale", "caduca"),
    "tolerance": Words("tolerated", "se tolera"),
    "refuse_beyond": Words("not taken beyond", "no se acepta más allá de"),
    "grown": Words("grown with the interval", "según el intervalo"),
    "shown": Words("shown as", "se muestra"),
    "priority": Words("priority", "prioridad"),
    "broken_by": Words("waiting ends with", "la espera termina con"),
    "latching": Words("stays until seen", "queda hasta verla"),
    "channels": Words("signals", "señales"),
    "when": Words("when", "cuando"),
    "never": Words("never", "nunca"),
    "ask": Words("ask first", "preguntar antes"),
    "means": Words("means", "significa"),
    "only_today": Words("for today only", "solo hoy"),
    "least": Words("least dose", "dosis mínima"),
    "most": Words("largest dose", "dosis máxima"),
    "session_most": Words("most in one session", "máximo por sesión"),
    "times": Words("how often", "cuántas veces"),
    "again_after": Words("again after", "repetir tras"),
    "over": Words("given over", "administrar en"),
    "route": Words("route", "vía"),
    "bound": Words("kept as", "se respeta como"),
    "do": Words("what to do", "qué hacer"),
    "says": Words("words", "palabras"),
    "en": Words("English", "inglés"),
    "es": Words("Spanish", "español"),
    "for": Words("who acts", "quién actúa"),
    "drugs": Words("medicines", "medicamentos"),
    "interval": Words("speaks every", "habla cada"),
    "channel_unit": Words("in", "en"),
    "lowest": Words("lowest possible", "mínimo posible"),
    "highest": Words("highest possible", "máximo posible"),
    "frozen_samples": Words("no longer believed after the same", "deja de creerse tras las mismas"),
    "frozen_lasting": Words("and over", "y durante"),
    "grade": Words("how sure", "certeza"),
    "source": Words("source", "fuente"),
    "rationale": Words("reason", "motivo"),
    "may_change": Words("who may change it", "quién puede cambiarlo"),
}
"""What the keys of a document are called; one that is not here stands as it is written."""

GRADED: Mapping[Grade, Words] = {
    "seen": Words("read in its source", "leído en su fuente"),
    "inferred": Words("inferred from what was read", "deducido de lo leído"),
    "recalled": Words("recalled, not read", "recordado, no leído"),
    "engineering default": Words("chosen here, without a source", "elegido aquí, sin fuente"),
}
CHANGED_BY: Mapping[Changer, Words] = {
    "medical director": Words("the medical director", "la dirección médica"),
    "medical director, reviewed": Words(
        "the medical director, after a second person’s review", "la dirección médica, tras la revisión de otra persona"
    ),
    "prescriber": Words("the prescriber, for a patient", "quien prescribe, para un paciente"),
    "installation": Words("whoever sets up the devices", "quien instala los equipos"),
}
STEPS: Mapping[Step, Words] = {
    "evaluate": Words("evaluate", "evaluar"),
    "prepare": Words("prepare", "preparar"),
    "infuse": Words("infuse", "infundir"),
    "recover": Words("recover", "recuperar"),
    "integrate": Words("integrate", "integrar"),
    "follow up": Words("follow up", "seguir"),
    "every step": Words("every step", "en cada paso"),
}
ROLES: Mapping[Role, Words] = {
    "nurse": Words("nurse", "enfermería"),
    "physician": Words("physician", "médico"),
    "medical director": Words("medical director", "dirección médica"),
    "coordinator": Words("coordinator", "coordinación"),
    "patient": Words("patient", "paciente"),
    "companion": Words("companion", "acompañante"),
    "everybody": Words("everybody", "todos"),
}
PRIORITIES: Mapping[str, Words] = {
    "low": Words("low", "baja"),
    "medium": Words("medium", "media"),
    "high": Words("high", "alta"),
}
BOUND: Mapping[Bound, Words] = {
    "exactly": Words("exactly", "exactamente"),
    "at least": Words("at least", "al menos"),
    "at most": Words("at most", "como máximo"),
    "between": Words("between", "entre"),
}
"""On which side of a number one may be."""


def place(key: str) -> Words:
    """What a key is called; one that has no words of its own stands as it is written."""
    return PLACES.get(key, Words(key, key))
