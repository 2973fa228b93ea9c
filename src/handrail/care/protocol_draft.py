"""What somebody is writing on the protocol, kept until they propose it: several entries, changed one after the other."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from handrail.care import protocol as protocols
from handrail.clinic.models import Clinic, Person, ProtocolDraft
from handrail.protocol.changes import Change


@dataclass(frozen=True, slots=True)
class Kept:
    """The changes that somebody has written so far, and what was in force when they wrote the last of them."""

    changes: tuple[Change, ...]
    replaces: str

    def of(self, entry: str) -> tuple[Change, ...]:
        """Those of one entry."""
        return tuple(one for one in self.changes if one.entry == entry)

    def without(self, entry: str) -> tuple[Change, ...]:
        """Those of all others."""
        return tuple(one for one in self.changes if one.entry != entry)

    @property
    def entries(self) -> tuple[str, ...]:
        """The entries that are changed, each once."""
        return tuple(dict.fromkeys(one.entry for one in self.changes))


EMPTY = Kept((), "")


def kept(clinic: Clinic, person: Person) -> Kept:
    """What this person has written so far for this clinic."""
    row = ProtocolDraft.objects.filter(clinic=clinic, person=person).first()
    return Kept(_read(row.changes), row.replaces) if row else EMPTY


def keep(clinic: Clinic, person: Person, entry: str, changes: Sequence[Change]) -> Kept:
    """Write an entry's changes down, in place of those that were written of it before; none takes the entry out."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # two windows of one person wait for each other
        whole = (*kept(clinic, person).without(entry), *changes)
        return _write(clinic, person, whole)


def drop(clinic: Clinic, person: Person) -> None:
    """Take the whole draft away."""
    ProtocolDraft.objects.filter(clinic=clinic, person=person).delete()


def _write(clinic: Clinic, person: Person, changes: tuple[Change, ...]) -> Kept:
    if not changes:
        drop(clinic, person)
        return EMPTY
    in_force = protocols.state(clinic.pk).in_force
    said = Kept(changes, in_force.sha256 if in_force else protocols.shipped().version.sha256)
    fields = {"changes": _written(changes), "replaces": said.replaces}
    ProtocolDraft.objects.update_or_create(clinic=clinic, person=person, defaults=fields)
    return said


def _written(changes: Sequence[Change]) -> str:
    return json.dumps([[one.file, one.entry, list(one.keys), one.value] for one in changes], ensure_ascii=False)


def _read(text: str) -> tuple[Change, ...]:
    return tuple(Change(file, entry, tuple(keys), value) for file, entry, keys, value in json.loads(text))
