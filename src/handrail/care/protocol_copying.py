"""A proposal that another has overtaken, brought into somebody's draft: what still fits what is in force now, and what does not."""

from dataclasses import dataclass

from handrail.care import protocol as protocols
from handrail.care import protocol_draft
from handrail.care.protocol import NotPossible
from handrail.clinic.models import Clinic, Person
from handrail.pathway.protocol import Proposal
from handrail.protocol.changes import Carried, Change, Tables, at, between, carried_over
from handrail.protocol.entries import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What became of a proposal's entries, by name.

    `taken` stand in the draft now, `settled` are in force already; `unfit` have been changed by somebody else since, and
    `own` are those that the draft changes otherwise already: both are left as they were.
    """

    taken: tuple[Words, ...]
    settled: tuple[Words, ...]
    unfit: tuple[Words, ...]
    own: tuple[Words, ...]


def copy(*, clinic: Clinic, proposal: Proposal, person: Person) -> Copied:
    """Put what still fits of a proposal into this person's draft.

    Raises:
        NotPossible: what it was written against is no longer on record.
    """
    found = protocols.state(clinic.pk)
    before = found.version(proposal.replaces)
    if before is None or found.in_force is None:
        raise NotPossible("What this was proposed against is no longer on record. Propose the change again.")
    then, wanted, now = (protocols.tables_of(found, one) for one in (before, proposal, found.in_force))
    carried = carried_over(between(then, wanted), then, now)
    kept = protocol_draft.kept(clinic, person)
    fit = dict.fromkeys(change.entry for change in carried.kept)
    own = [entry for entry in fit if entry in kept.entries and set(kept.of(entry)) != set(_of(carried, entry))]
    for entry in fit:
        if entry not in own:
            protocol_draft.keep(clinic, person, entry, _of(carried, entry))
    files = {change.entry: change.file for change in (*carried.kept, *carried.settled)} | {
        entry: file for file, entry in carried.open
    }
    named = {entry: _name(entry, file, now, wanted, then) for entry, file in files.items()}
    settled = dict.fromkeys(change.entry for change in carried.settled)
    return Copied(
        taken=tuple(named[entry] for entry in fit if entry not in own),
        settled=tuple(named[entry] for entry in settled),
        unfit=tuple(named[entry] for _file, entry in carried.open),
        own=tuple(named[entry] for entry in own),
    )


def _of(carried: Carried, entry: str) -> tuple[Change, ...]:
    return tuple(change for change in carried.kept if change.entry == entry)


def _name(entry: str, file: str, *tables: Tables) -> Words:
    named = next((found for one in tables if (found := at(one, file, entry, ("name",))) is not None), None)
    return Words(named["en"], named["es"]) if named else Words(entry, entry)
