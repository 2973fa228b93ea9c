"""A newer protocol came with the software: what stays of the clinic's own, what is settled, what somebody must choose."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handrail.care import protocol as protocols
from handrail.care.protocol import Draft
from handrail.clinic.models import Clinic
from handrail.clinic.roles import STAFF
from handrail.protocol.changes import Carried, Change, Tables, at, between
from handrail.protocol.wording import worded
from handrail.web import clock
from handrail.web.asked import Asked
from handrail.web.board.place import clinic_of
from handrail.web.doors import PersonRequest, door
from handrail.web.prepare.page import new_key
from handrail.web.protocol import head, names, page, said
from handrail.web.protocol.deeds import PROBLEMS, ToMend, to_proposal, told_of, why_of
from handrail.web.protocol.page import NOTHING, Told
from handrail.web.protocol.versions import Looked, in_force
from handrail.web.who_may import unless_may

OURS, SHIPPED = "ours", "shipped"


@door(*STAFF)
@never_cache
@require_safe
def upgrade(request: PersonRequest) -> HttpResponse:
    """The newer shipped protocol beside what is in force: kept, settled, and what somebody must choose; then what would change."""
    return draw(request, clinic_of(request.visible, request.GET.get("clinic")), request.GET.dict())


def propose(request: PersonRequest, clinic: Clinic) -> HttpResponse:
    """Propose the newer shipped protocol with the clinic's changes, as they were chosen."""
    chosen = request.POST.dict()
    try:
        unless_may(request.user, clinic, "propose")
        asked = Asked(request, scope="protocol_upgrade")
        key, why = asked.key, why_of(asked)
        carried = protocols.newer(clinic.pk)
        if carried is None or not _all_chosen(carried, chosen):
            raise ToMend("", _("What is to be chosen has changed since you looked. Look at it again."), 409)
        draft = _draft(clinic, carried, chosen)
        proposal = protocols.propose(clinic=clinic, draft=draft, why=why, key=key, by=request.user.pk, at=clock.now())
    except PROBLEMS as problem:
        return draw(request, clinic, chosen, told_of(problem, request))
    return to_proposal(request, proposal)


def draw(request: PersonRequest, clinic: Clinic, chosen: dict[str, str], told: Told = NOTHING) -> HttpResponse:
    """The page; once everything is chosen, with what would change."""
    looked, carried = in_force(clinic), protocols.newer(clinic.pk)
    context = {**head.about(looked, request.user), "told": told, "new_key": new_key, "carried": carried}
    if carried is not None and looked.version is not None:
        base = protocols.documents(looked.found, looked.version.base).tables()
        context |= {
            "kept_changes": said.by_entry(carried.kept, base, looked.tables),
            "settled": said.by_entry(carried.settled, base, looked.tables),
            "open": [_open(place, base, looked, chosen) for place in carried.open],
            "all_chosen": _all_chosen(carried, chosen),
        }
        if _all_chosen(carried, chosen):
            context |= page.drafted(request, looked, lambda: _draft(clinic, carried, chosen))
    return render(request, "protocol/upgrade.html", context, status=told.status)


def _draft(clinic: Clinic, carried: Carried, chosen: dict[str, str]) -> Draft:
    return protocols.draft_from_shipped(
        clinic.pk, [(file, entry) for file, entry in carried.open if chosen.get(f"take.{entry}") == SHIPPED]
    )


def _all_chosen(carried: Carried, chosen: dict[str, str]) -> bool:
    return all(chosen.get(f"take.{entry}") in {OURS, SHIPPED} for _file, entry in carried.open)


def _open(place: tuple[str, str], base: Tables, looked: Looked, chosen: dict[str, str]) -> dict[str, Any]:
    """An entry that both have changed: each place of it three times."""
    file, entry = place
    newer = protocols.shipped_tables()
    mine, theirs = (
        {one.keys: one for one in between(base, tables) if one.place == place} for tables in (looked.tables, newer)
    )
    return {
        "id": entry,
        "name": _name(entry, file, looked.tables, newer),
        "taken": chosen.get(f"take.{entry}", ""),
        "rows": [_row(mine.get(keys), theirs.get(keys), base, newer) for keys in dict.fromkeys((*mine, *theirs))],
    }


def _row(mine: Change | None, theirs: Change | None, base: Tables, newer: Tables) -> dict[str, str]:
    """One place: as it was shipped, as the clinic has it, as it is shipped now; who has not changed it has it as it was."""
    one, other = (
        said.line(change, worded([change], base, newer)[0], base) if change else None for change in (mine, theirs)
    )
    known = one or other
    assert known is not None
    return {
        "place": known["place"],
        "was": known["before"],
        "ours": one["after"] if one else known["before"],
        "now": other["after"] if other else known["before"],
    }


def _name(entry: str, file: str, *tables: Tables) -> str:
    named = next((found for one in tables if (found := at(one, file, entry, ("name",)))), None)
    return str(named.get(names.language(), entry)) if isinstance(named, dict) else entry
