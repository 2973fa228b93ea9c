"""An entry's form, as it is drawn: also with what was typed and what to mend."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.care.protocol_draft import Kept
from handrail.protocol.changes import at
from handrail.web.doors import PersonRequest
from handrail.web.prepare.page import new_key
from handrail.web.protocol import contents, head, levels, names, sure
from handrail.web.protocol.page import NOTHING, Told
from handrail.web.protocol.places import Place, places
from handrail.web.protocol.subjects import Subject, may_have_another
from handrail.web.protocol.versions import Looked

ORDER = ("id", "level", "who", "words", "why")
"""The groups of fields, as a person goes through them."""

LEVELS_OPENED = 2
"""So many levels of an alarm stand open; of more, each is a line with what begins it."""

GROUPS = {
    "id": "id",
    "role": "who",
    "grade": "why",
    "source": "why",
    "reason": "why",
}


def draw_form(
    request: PersonRequest, looked: Looked, about: Subject, kept: Kept, told: Told = NOTHING, *, like: str = ""
) -> HttpResponse:
    """The form; `like` is the entry of which a new one is a copy."""
    offered, language = places(looked.protocol, about), names.language()
    known = looked.protocol.entries.get(about.id)
    context = {
        **head.about(looked, request.user),
        "about": about,
        "title": about.name or looked.protocol.entries[like].name.in_language(language),
        "like": like,
        "document": contents.document_name(looked, about.document),
        "changer": _(names.CHANGER[about.drafted["may_change"]]),
        "action": reverse("protocol:another", args=[like]) if like else reverse("protocol:change", args=[about.id]),
        "told": told,
        "wrong_roles": told.wrong.get("at.for", ""),
        "new_key": new_key,
        "groups": _groups(offered, told, looked, about),
        "to_mend": [{"field": "for-roles", "label": _("Who acts")}] * ("at.for" in told.wrong)
        + [{"field": one.field, "label": one.label} for one in offered if one.field in told.wrong],
        "sources": [(one.id, one.cites) for one in looked.protocol.sources.values()],
        "was_read": about.in_force.get("grade") == "seen",
        "reason_names": sure.reason_names_numbers(about.in_force),
        "in_english": bool(known) and looked.reason_is_shipped(about.id),
        "more_like_it": known is not None and may_have_another(known, about.in_force),
        "drafted_entries": [_name(looked, kept, one, language) for one in kept.entries if one != about.id],
    }
    return render(request, "protocol/change.html", context, status=told.status)


def _name(looked: Looked, kept: Kept, entry_id: str, language: str) -> str:
    known = looked.protocol.entries.get(entry_id)
    return known.name.in_language(language) if known else entry_id


def _groups(offered: list[Place], told: Told, looked: Looked, about: Subject) -> list[dict[str, Any]]:
    """The fields in the order of the page: the numbers of each level together, then who acts, the words, and why."""
    parts: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for place in offered:
        kind = "words" if place.kind == "words" and not place.group else GROUPS.get(place.kind, "level")
        kind = "id" if about.new and place.keys[:1] == ("name",) else kind
        row = {
            "place": place,
            "value": told.typed.get(place.field, "" if told.typed and place.kind == "role" else place.value),
            "wrong": told.wrong.get(place.field, ""),
            "described": _described(place, wrong=place.field in told.wrong),
        }
        parts.setdefault((kind, place.group), []).append(row)
    rule = looked.protocol.alarms.rules.get(about.id)
    shown = {one.number: one for one in levels.levels(rule, frozenset())} if rule else {}
    order = sorted(parts, key=lambda one: (ORDER.index(one[0]), one[1]))
    few = len(shown) <= LEVELS_OPENED
    return [
        {
            "kind": kind,
            "level": shown.get(number) if kind == "level" else None,
            "rows": parts[kind, number],
            "opened": few or any(_is_to_be_seen(row, about) for row in parts[kind, number]),
        }
        for kind, number in order
    ]


def _described(place: Place, *, wrong: bool) -> str:
    """The ids of what says more about a field, for who hears it: what is wrong, where it may be set."""
    hinted = bool(place.bounds) or place.kind in {"medicine", "id"}
    said = (f"{place.field}-said" if wrong else "", f"{place.field}-hint" if hinted else "")
    return " ".join(filter(None, said))


def _is_to_be_seen(row: dict[str, Any], about: Subject) -> bool:
    """Whether a field of a folded level must be seen: it is to be mended, typed otherwise, or changed in the draft already."""
    place: Place = row["place"]
    in_force, drafted = (_at(entry, place) for entry in (about.in_force, about.drafted))
    return bool(row["wrong"]) or row["value"] != place.value or in_force != drafted


def _at(entry: Mapping[str, Any], place: Place) -> Any:
    return at({"": {"": entry}}, "", "", place.keys)
