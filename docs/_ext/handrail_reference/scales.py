"""Every scale that ships: whether its words do, how far back it asks, what its totals mean, and why one may believe it."""

from handrail.protocol import Entry
from handrail.protocol.scale import EVERYBODY, Band, Condition, Scale, Scales, load_scales
from handrail_reference.alarms import length, number
from handrail_reference.table import table

LANGUAGES = {"en": "English", "es": "Spanish"}
HEAD = ("scale", "words", "languages", "looks back", "total", "bands")


def page() -> str:
    """One table for all, then each scale with its licence, its rules and its sources."""
    scales = load_scales()
    rows = [_row(scale) for scale in scales.scales.values()]
    return "\n\n".join([table(HEAD, rows), *(_scale(scale, scales) for scale in scales.scales.values())])


def _row(scale: Scale) -> tuple[str, ...]:
    languages = ", ".join(LANGUAGES[one] for one in scale.licence.languages) or "none: a clinic brings its own file"
    total = f"{scale.total.lowest} to {scale.total.highest}" if scale.total else "none: its worst answer counts"
    bands = "; ".join(_bands(group, bands) for group, bands in scale.bands.items()) or "none"
    back = length(scale.look_back) if scale.look_back else "this moment"
    return f"[{scale.name.en}](#{scale.id})", scale.licence.text, languages, back, total, bands


def _bands(group: str, bands: tuple[Band, ...]) -> str:
    said = ", ".join(f"{_span(band)} {band.name.en.lower()}" for band in bands)
    return said if group == EVERYBODY else f"{group}: {said}"


def _span(band: Band) -> str:
    return f"{band.lowest}" if band.lowest == band.highest else f"{band.lowest}-{band.highest}"


def _scale(scale: Scale, scales: Scales) -> str:
    rows = [(entry.name.en, _says(entry, scale), _why(entry, scales)) for entry in scale.entries.values()]
    told = [scale.licence.seen, *([scale.licence.absent] if scale.licence.absent else [])]
    told += [f"Notice: {scale.licence.notice}"] if scale.licence.notice else []
    return f"({scale.id})=\n## {scale.name.en}\n\n{' '.join(told)}\n\n{table(('entry', 'says', 'why'), rows)}"


def _says(entry: Entry, scale: Scale) -> str:
    if entry.id == "missing":
        return _missing(scale)
    if entry.id == "licence":
        return scale.licence.text
    for flag in scale.flags:
        if entry.id == f"flag_{flag.id}":
            return f"{' and '.join(_condition(one) for one in flag.all_of)}: {flag.do.en}"
    if entry.id.startswith("bands"):
        return _bands(EVERYBODY, scale.bands[entry.id.removeprefix("bands_").replace("bands", EVERYBODY)])
    if entry.id == "items":
        codes = [f"{item.id}: {'/'.join(item.codes)}" for item in scale.items.values() if item.codes]
        return f"{len(scale.scored)} scored. {'LOINC ' + ', '.join(codes) if codes else 'No LOINC codes seen.'}"
    decides = any(entry.id == f"change_{one.id}" and one.decides for one in scale.estimates)
    numbers = "; ".join(_numbers(entry, path) for path in entry.numbers)
    return f"{numbers}; decides" if decides else numbers or scale.direction


def _condition(condition: Condition) -> str:
    items = ", ".join(condition.items)
    return (
        f"{condition.take} of {items} at least {condition.at_least}"
        if len(condition.items) > 1
        else f"{items} at least {condition.at_least}"
    )


def _missing(scale: Scale) -> str:
    rule = scale.missing
    if rule.rule == "none may be missing":
        return "none may be missing"
    never = f"; item {', '.join(rule.never)} never" if rule.never else ""
    return f"up to {rule.at_most} made up by the mean of the others{never}"


def _numbers(entry: Entry, path: str) -> str:
    part = path.removeprefix(entry.id).strip(".").replace("_", " ")
    return f"{part} {', '.join(number(one.value, one.unit) for one in entry.numbers[path])}".strip()


def _why(entry: Entry, scales: Scales) -> str:
    source = scales.sources[entry.source] if entry.source else None
    cites = f" Source: {source.cites}{' (low authority)' if source.low_authority else ''}." if source else ""
    reason = f" {entry.rationale}" if entry.rationale else ""
    return f"*{entry.grade.capitalize()}.*{cites}{reason}"
