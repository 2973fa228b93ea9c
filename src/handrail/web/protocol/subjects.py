"""What a form is about: an entry in force, one that this person drafts, or a new one that is made like another."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from handrail.care import protocol as protocols
from handrail.care.protocol import NotPossible
from handrail.care.protocol_draft import Kept
from handrail.protocol.changes import Change, applied, as_json, between
from handrail.protocol.document import HEADER
from handrail.protocol.entries import Entry, ProtocolError
from handrail.protocol.loader import BOOKS
from handrail.web.protocol import names
from handrail.web.protocol.versions import Looked

ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_ID = 60
LIKENESSES = frozenset({"value", "rule", "duty", "saying"})
"""The kinds of entries of which a clinic may make another."""

NOT_COPIED = ("table", "source", "rationale")
"""What is said of the one entry alone: its line of the clinical tables, and why one may believe it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An entry as its form has it: `drafted` is what the form is drawn from.

    `in_force` is empty where it is new, `gone` one that the draft takes out; `ruled_by` says where its numbers may be set: the
    entry itself, or the one that it is like.
    """

    id: str
    file: str
    document: str
    in_force: Mapping[str, Any]
    drafted: Mapping[str, Any]
    ruled_by: Entry | None = field(repr=False)
    gone: bool = False

    @property
    def new(self) -> bool:
        """Whether it is not in force."""
        return not self.in_force

    @property
    def name(self) -> str:
        """What it is called, in the reader's language."""
        return str(self.drafted["name"][names.language()])

    def changes_to(self, entry_id: str, entry: Mapping[str, Any]) -> tuple[Change, ...]:
        """What must be changed so that it stands there so."""
        if self.new:
            return (Change(self.file, entry_id, (), as_json(entry)),)
        return between({self.file: {entry_id: self.in_force}}, {self.file: {entry_id: entry}})


def subject(looked: Looked, kept: Kept, entry_id: str) -> Subject:
    """The entry of this id: as it is in force, with what this person has drafted of it, or as they have drafted it anew.

    Raises:
        Http404: there is none of this id.
    """
    if entry_id not in looked.protocol.entries:
        return _drafted_anew(looked, kept, entry_id)
    raw, own = looked.raw(entry_id), kept.of(entry_id)
    known = looked.protocol.entries[entry_id]
    drafted = _with(looked, entry_id, own)
    return Subject(
        id=entry_id,
        file=looked.file(entry_id),
        document=known.document,
        in_force=raw,
        drafted=drafted or raw,
        ruled_by=known,
        gone=any(change.keys == () and change.value is None for change in own),
    )


def another(looked: Looked, entry_id: str) -> Subject:
    """A new entry that begins as a copy of this one: without an id, with names and a reason still to be given.

    Raises:
        Http404: there is none of this id, or none of its kind can be added.
    """
    like = looked.protocol.entries[looked.known(entry_id)]
    raw = looked.raw(entry_id)
    if not may_have_another(like, raw):
        raise Http404(_("No other entry like this one can be made."))
    copied = {key: deepcopy(value) for key, value in raw.items() if key not in NOT_COPIED}
    copied |= {"name": {"en": "", "es": ""}, "grade": "engineering default"}
    return Subject(
        id="", file=looked.file(entry_id), document=like.document, in_force={}, drafted=copied, ruled_by=like
    )


def may_have_another(like: Entry, raw: Mapping[str, object]) -> bool:
    """Whether a clinic may make another entry like this one."""
    return like.document in BOOKS and raw.get("kind") in LIKENESSES


def refused_id(looked: Looked, kept: Kept, typed: str) -> str:
    """Why an entry cannot have this id; empty where it can."""
    if not ID.fullmatch(typed) or len(typed) > LONGEST_ID or typed in {*HEADER, "book"}:
        return _(
            "Write a short name for the record in small letters a to z, digits and _, for example start_pulse_high."
        )
    if typed in looked.protocol.entries or typed in kept.entries:
        return _("There is an entry of this name already. Choose another.")
    return ""


def _drafted_anew(looked: Looked, kept: Kept, entry_id: str) -> Subject:
    own = [change for change in kept.of(entry_id) if change.keys == () and change.value is not None]
    if not own:
        raise Http404(_("There is no such entry in this protocol."))
    file = own[0].file
    drafted = applied({file: {}}, own)[file][entry_id]
    return Subject(
        id=entry_id,
        file=file,
        document=file.removesuffix(".toml"),
        in_force={},
        drafted=drafted,
        ruled_by=_as_drafted(looked, kept, entry_id),
    )


def _as_drafted(looked: Looked, kept: Kept, entry_id: str) -> Entry | None:
    """A new entry as it was understood; None as long as the draft contradicts itself."""
    try:
        return protocols.draft(looked.clinic.pk, kept.changes).protocol.entries[entry_id]
    except NotPossible:
        return None


def _with(looked: Looked, entry_id: str, changes: tuple[Change, ...]) -> dict[str, Any] | None:
    """An entry with these changes; None where a place that they name is gone, or the entry itself is."""
    file = looked.file(entry_id)
    try:
        found = applied({file: {entry_id: looked.raw(entry_id)}}, changes)[file].get(entry_id)
    except ProtocolError:
        return None
    return found if isinstance(found, dict) else None
