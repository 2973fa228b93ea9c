"""The scales as they are listed: what their totals mean, how far back they ask, whether their words may be shown here."""

from typing import Any

from django.utils.translation import gettext as _

from handrail.care.scales import library
from handrail.protocol.rulebook.facts import written
from handrail.protocol.scale import EVERYBODY, Band, Scale
from handrail.web.protocol import names


def listed() -> list[dict[str, Any]]:
    """Every scale that can be scored."""
    shelf = library()
    return [_scale(scale, asked=scale.id in shelf.forms, cites=_cites(scale)) for scale in shelf.scales.values()]


def _scale(scale: Scale, *, asked: bool, cites: list[str]) -> dict[str, Any]:
    language = names.language()
    return {
        "id": scale.id,
        "name": scale.name.in_language(language),
        "range": f"{written(scale.total.lowest)}–{written(scale.total.highest)}" if scale.total else "",
        "look_back": names.length(scale.look_back) if scale.look_back else _("this moment"),
        "bands": [
            {"group": "" if group == EVERYBODY else group, "bands": [_band(one, language) for one in bands]}
            for group, bands in scale.bands.items()
        ],
        "licence": _licence(scale, asked=asked),
        "notice": scale.licence.notice or "",
        "seen": scale.licence.seen,
        "sources": cites,
    }


def _band(band: Band, language: str) -> dict[str, str]:
    low, high = written(band.lowest), written(band.highest)
    return {"span": low if low == high else f"{low}–{high}", "name": band.name.in_language(language)}


def _licence(scale: Scale, *, asked: bool) -> str:
    match scale.licence.text:
        case "shipped":
            return _("Its words are here, by their licence.")
        case "own words":
            return _("Its words are our own.")
    if asked:
        return _("Its words are the clinic’s own licensed file.")
    return _("Scored here; its words are not ours to give. A clinic puts in the file that it is licensed to use.")


def _cites(scale: Scale) -> list[str]:
    sources = library().sources
    used = dict.fromkeys(entry.source for entry in scale.entries.values() if entry.source)
    return [sources[one].cites for one in used if one in sources]
