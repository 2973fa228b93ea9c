"""The protocol as it is read: step by step, entry by entry, scale by scale, version by version."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handrail.clinic import roles
from handrail.clinic.roles import STAFF
from handrail.protocol.telling import FILES_OF
from handrail.web.asked import Asked
from handrail.web.doors import PersonRequest, door
from handrail.web.protocol import contents, head, names, scales, versions
from handrail.web.protocol.cards import card
from handrail.web.protocol.filters import ROLE_CODES, WHOLE, wanted
from handrail.web.protocol.session import firing, told_session
from handrail.web.protocol.subjects import may_have_another
from handrail.web.protocol.versions import Looked


@door(*STAFF)
@never_cache
@require_safe
def read(request: PersonRequest) -> HttpResponse:
    """The protocol as a person reads it: by step, role, drug, how sure, or words; `version` names an older one."""
    looked = versions.asked(request.visible, request.GET.get("clinic"), request.GET.get("version"))
    want, problem = wanted(Asked.of_query(request))
    context = {
        **head.about(looked, request.user),
        **contents.context(looked, want, every=request.GET.get("sources") == "open"),
        "want": want,
        "problem": problem,
        "steps": [(code, names.step(step)) for code, step in names.STEP_CODES.items()],
        "roles": [(code, names.roles((role,))) for code, role in ROLE_CODES.items()],
        "grades": [(code, names.grade(grade), _(names.MEANS[grade])) for code, grade in names.CODES.items()],
        "whole": WHOLE,
        "changeable": looked.now and roles.may(request.user.roles(looked.clinic), "propose"),
        "query": f"?clinic={looked.clinic.pk}" + ("" if looked.now else f"&version={looked.digest}"),
    }
    return render(request, "protocol/read.html", context, status=400 if problem else 200)


@door(*STAFF)
@never_cache
@require_safe
def entry(request: PersonRequest, entry_id: str) -> HttpResponse:
    """One entry: what it says, why, who may change it. With `session`, by that session's own version, the level that fires marked."""
    fires: frozenset[int] = frozenset()
    of_session: dict[str, Any] = {}
    if request.GET.get("session"):
        visit = request.visible.visit(request.GET["session"])
        looked, session = versions.of_session(visit)
        of_session, fires = told_session(visit, session, looked, entry_id), firing(session, looked, entry_id)
    else:
        looked = versions.asked(request.visible, request.GET.get("clinic"), request.GET.get("version"))
    known = looked.protocol.entries[looked.known(entry_id)]
    context = {
        **head.about(looked, request.user),
        **of_session,
        "card": card(looked, known, fires),
        "document": contents.document_name(looked, known.document),
        "same_table": _same_table(looked, entry_id),
        "step_code": contents.step_code(looked, known),
        "changeable": looked.now,
        "more_like_it": may_have_another(known, looked.raw(entry_id)),
    }
    return render(request, "protocol/entry.html", context)


@door(*STAFF)
@never_cache
@require_safe
def all_scales(request: PersonRequest) -> HttpResponse:
    """Every scale: what its totals mean, how far back it asks, whether its words may be shown here."""
    looked = versions.asked(request.visible, request.GET.get("clinic"), None)
    return render(request, "protocol/scales.html", {**head.about(looked, request.user), "scales": scales.listed()})


@door(*STAFF)
@never_cache
@require_safe
def history(request: PersonRequest) -> HttpResponse:
    """Every version that is or was in force, with its signature, and every proposal with what became of it."""
    looked = versions.asked(request.visible, request.GET.get("clinic"), None)
    found, clinic = looked.found, looked.clinic
    context = {
        **head.about(looked, request.user),
        "versions": [head.version(one, clinic) for one in reversed(found.versions)],
        "proposals": [
            {**head.waiting(one, looked), "open": one.open, "signed": one.signed is not None}
            for one in reversed(tuple(found.proposals.values()))
        ],
    }
    return render(request, "protocol/history.html", context)


def _same_table(looked: Looked, entry_id: str) -> list[dict[str, str]]:
    """Other entries of the same line of the clinical tables."""
    table = looked.raw(entry_id).get("table")
    if not isinstance(table, str):
        return []
    return [
        {"id": other.id, "name": other.name.in_language(names.language())}
        for other in looked.protocol.entries.values()
        if other.id != entry_id and looked.tables[FILES_OF[other.document]][other.id].get("table") == table
    ]
