"""Keeping the clinic's own lists: patients, devices, rooms, chairs, numbers to call. Each press counts once, and says who it was.

What is typed has been read and believed by then; what the database itself refuses is a `ValidationError` with sentences.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.clinic import people
from handrail.clinic.models import Chair, Change, Clinic, Device, Kept, Patient, Person, Room


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody's press: in which clinic, under which key, when."""

    clinic: Clinic
    by: Person
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """What stands on a list now, by its id; `before` says that it stood so already, by the same press or another's."""

    about: str
    before: bool = False


class ChangedMeanwhile(Exception):
    """Somebody else changed it after the page that was pressed had been drawn."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


def add_patient(press: Press, facts: Mapping[str, Any]) -> Listed:
    """A new patient. One of the same name and day of birth is not added a second time."""

    def make() -> str:
        if _same_person(press.clinic, facts["name"], facts["birth_date"]).exists():
            raise ValidationError(
                _("%(name)s, born %(day)s, is on the list already. Change what stands there.")
                % {"name": facts["name"], "day": facts["birth_date"].isoformat()}
            )
        return people.add_patient(press.clinic, **facts).pk

    return _once(press, Kept.PATIENT, make)


def change_patient(press: Press, patient: Patient, facts: Mapping[str, Any], *, seen: int) -> Listed:
    """What is so of the patient now; what was before is kept. `seen` is how many changes the page knew of.

    Raises:
        ChangedMeanwhile: where somebody else's came after those.
    """
    return _changed(press, Kept.PATIENT, patient, facts, seen=seen)


def change_clinic(press: Press, facts: Mapping[str, Any], *, seen: int) -> Listed:
    """Whom the clinic's patients call, and when its own telephone is answered; what was before is kept.

    Raises:
        ChangedMeanwhile: as `change_patient`.
    """
    return _changed(press, Kept.CLINIC, press.clinic, facts, seen=seen)


def add_device(press: Press, *, name: str, kind: str, sender: str, equipment_id: str) -> Listed:
    """A new monitor or pump."""

    def make() -> str:
        if Device.objects.filter(clinic=press.clinic, name=name).exists():
            raise ValidationError(_("There is a device named %(name)s already. Give it another name.") % {"name": name})
        return people.add_device(press.clinic, name=name, kind=kind, sender=sender, equipment_id=equipment_id).pk

    return _once(press, Kept.DEVICE, make)


def add_chairs(press: Press, *, room: str, numbers: Sequence[int]) -> Listed:
    """Chairs in a room; the room too, where there is none of this name."""

    def make() -> str:
        taken = Chair.objects.filter(clinic=press.clinic, number__in=numbers).select_related("room").first()
        if taken is not None:
            raise ValidationError(
                _("Chair %(number)s stands in %(room)s already. Give it another number.")
                % {"number": taken.number, "room": taken.room.name}
            )
        there = Room.objects.filter(clinic=press.clinic, name=room).first()
        if there is not None:
            return people.add_chairs(there, numbers).pk
        return people.add_room(press.clinic, name=room, chairs=numbers).pk

    return _once(press, Kept.ROOM, make)


def changes_of(about: str) -> list[Change]:
    """Who put this on the list and who changed it, the oldest first."""
    return list(Change.objects.filter(about=about).select_related("by"))


def _changed(press: Press, kind: Kept, row: Patient | Clinic, facts: Mapping[str, Any], *, seen: int) -> Listed:
    with transaction.atomic():
        _wait(press.clinic)
        known = _found(press)
        if known is not None:
            return Listed(known, before=True)
        _unless_changed(press, row.pk, seen)
        now = copy(row)
        now.refresh_from_db()
        was = {name: getattr(now, name) for name, value in facts.items() if getattr(now, name) != value}
        if not was:
            return Listed(now.pk, before=True)
        for name in was:
            setattr(now, name, facts[name])
        now.full_clean()
        now.save(update_fields=list(was))
        return _kept(press, kind, now.pk, {name: _plain(value) for name, value in was.items()})


def _once(press: Press, kind: Kept, make: Callable[[], str]) -> Listed:
    with transaction.atomic():
        _wait(press.clinic)
        known = _found(press)
        return Listed(known, before=True) if known is not None else _kept(press, kind, make(), {})


def _wait(clinic: Clinic) -> None:
    """Two who keep the same clinic's lists wait for each other."""
    Clinic.objects.select_for_update().get(pk=clinic.pk)


def _found(press: Press) -> str | None:
    known = Change.objects.filter(clinic=press.clinic, by=press.by, key=press.key)
    return known.values_list("about", flat=True).first()


def _kept(press: Press, kind: Kept, about: str, was: dict[str, str | None]) -> Listed:
    Change.objects.create(clinic=press.clinic, by=press.by, key=press.key, at=press.at, kind=kind, about=about, was=was)
    return Listed(about)


def _unless_changed(press: Press, about: str, seen: int) -> None:
    others = [change for change in changes_of(about)[seen:] if change.by_id != press.by.pk]
    if others:
        raise ChangedMeanwhile(others[-1].by.name)


def _same_person(clinic: Clinic, name: str, birth_date: date) -> Any:
    return Patient.objects.filter(clinic=clinic, name__iexact=name, birth_date=birth_date)


def _plain(value: Any) -> str | None:
    """As a person reads it later; hours as the row writes them."""
    return json.dumps(value) if isinstance(value, dict) else None if value is None else str(value)
