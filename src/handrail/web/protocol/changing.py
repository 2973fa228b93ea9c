"""Changing an entry, taking it out, and making another like it: each form that is sent stands in the draft, or says what to mend."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handrail.care import protocol as protocols
from handrail.care import protocol_draft
from handrail.care.protocol import NotPossible
from handrail.care.protocol_draft import Kept
from handrail.clinic.roles import STAFF
from handrail.protocol.changes import Change
from handrail.web.asked import Asked
from handrail.web.doors import PersonRequest, door
from handrail.web.protocol import names, page, refusals, typed, versions
from handrail.web.protocol.deeds import PROBLEMS, told_of
from handrail.web.protocol.form import draw_form
from handrail.web.protocol.page import Told
from handrail.web.protocol.places import NEW_ID, Place, places
from handrail.web.protocol.refusals import Refused
from handrail.web.protocol.subjects import Subject, another, refused_id, subject
from handrail.web.protocol.typed import Typed
from handrail.web.protocol.versions import Looked
from handrail.web.who_may import NotYours, unless_may

OUT = "take_out"
"""The key that takes the entry out, beside the one that keeps what was typed."""

NEEDED = "this entry is missing"
"""What the checks say of an entry without which no protocol can be read."""

ID_FIELD = ".".join(("at", *NEW_ID))


@door(*STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest, entry_id: str) -> HttpResponse:
    """An entry's form: its numbers in their unit, its words in both languages, why one may believe it. Sent, it stands in the draft."""
    looked = versions.asked(request.visible, request.POST.get("clinic") or request.GET.get("clinic"), None)
    kept = protocol_draft.kept(looked.clinic, request.user)
    return _answer(request, looked, kept, subject(looked, kept, entry_id))


@door(*STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make_another(request: PersonRequest, like_id: str) -> HttpResponse:
    """The form of a new entry that begins as a copy of this one."""
    looked = versions.asked(request.visible, request.POST.get("clinic") or request.GET.get("clinic"), None)
    kept = protocol_draft.kept(looked.clinic, request.user)
    return _answer(request, looked, kept, another(looked, like_id), like=like_id)


def _answer(request: PersonRequest, looked: Looked, kept: Kept, about: Subject, *, like: str = "") -> HttpResponse:
    """The form, or, once it was sent and taken, the way to the draft."""
    told: Told | None
    try:
        unless_may(request.user, looked.clinic, "propose")
        told = _keep(request, looked, kept, about) if request.method == "POST" else page.NOTHING
    except PROBLEMS as problem:
        looks_only = isinstance(problem, NotYours) and request.method != "POST"
        told = Told(problem=str(problem)) if looks_only else told_of(problem, request)
    if told is not None:
        return draw_form(request, looked, about, kept, told, like=like)
    return HttpResponseRedirect(f"{reverse('protocol:draft')}?clinic={looked.clinic.pk}")


def _keep(request: PersonRequest, looked: Looked, kept: Kept, about: Subject) -> Told | None:
    """Put the form into the draft; what to mend where it cannot be taken."""
    asked = Asked(request, scope="protocol_change")
    if asked.maybe(OUT) == "yes" and not about.new:
        return _put(request, looked, kept, about, about.id, (Change(about.file, about.id, (), None),), asked, None)
    offered = places(looked.protocol, about)
    read = typed.read(asked, looked.protocol, about, offered)
    entry_id = about.id or read.texts.get(ID_FIELD, "")
    if not about.id and (no := refused_id(looked, kept, entry_id)):
        read.wrong[ID_FIELD] = no
    if read.wrong:
        return Told(read.texts, wrong=read.wrong, status=422)
    changes = about.changes_to(entry_id, read.entry)
    if not changes and not kept.of(about.id):
        return Told(
            read.texts, problem=_("Nothing is otherwise yet. Change a number or a word, then keep it."), status=422
        )
    return _put(request, looked, kept, about, entry_id, changes, asked, (read, offered))


def _put(
    request: PersonRequest,
    looked: Looked,
    kept: Kept,
    about: Subject,
    entry_id: str,
    changes: Sequence[Change],
    asked: Asked,
    form: tuple[Typed, list[Place]] | None,
) -> Told | None:
    """Keep an entry's changes, unless the protocol's checks refuse them."""
    try:
        if whole := (*kept.without(entry_id), *changes):
            protocols.draft(looked.clinic.pk, whole)
    except NotPossible as problem:
        if form is None and NEEDED in str(problem):
            return Told(problem=_("Handrail works by this entry: it can be changed, but not taken out."), status=422)
        read, offered = form or (Typed({}), [])
        no = _refused(looked, str(problem), entry_id, read, offered)
        if not (no.of_another and asked.maybe("all_the_same") == "yes"):
            wrong = {no.field: no.words} if no.field else {}
            return Told(
                read.texts,
                wrong=read.doubts | wrong,
                problem="" if wrong else no.words,
                elsewhere=no if no.of_another and no.entry in looked.protocol.entries else None,
                status=422,
            )
    if form is not None and form[0].doubts:
        return Told(form[0].texts, wrong=form[0].doubts, status=422)
    protocol_draft.keep(looked.clinic, request.user, entry_id, changes)
    said = _("In your draft: %(name)s.") if changes else _("Out of your draft: %(name)s.")
    messages.success(request, said % {"name": _name(about, form)})
    return None


def _refused(looked: Looked, problem: str, entry_id: str, read: Typed, offered: list[Place]) -> Refused:
    before = {place.field: place.value for place in offered}
    changed = {name: text for name, text in read.texts.items() if text != before[name]}
    return refusals.refused(problem, entry_id, offered, changed, looked.called(names.language()))


def _name(about: Subject, form: tuple[Typed, list[Place]] | None) -> str:
    """What the entry is called; a new one, as it was typed."""
    entry = form[0].entry if form else about.drafted
    return str(entry["name"][names.language()])
