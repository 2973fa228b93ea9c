"""Which protocol somebody is looking at: the one in force, an older one, the one that a session runs under."""

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from handrail.care import protocol as protocols
from handrail.clinic.access import Visible, findable
from handrail.clinic.models import Clinic, Visit
from handrail.pathway.protocol import ClinicProtocol, InForce, Proposal
from handrail.pathway.session import Session
from handrail.protocol import Protocol
from handrail.protocol.changes import Tables
from handrail.protocol.loader import BOOKS, DOCUMENTS
from handrail.record import log
from handrail.web.board.place import clinic_of

FILES = DOCUMENTS | BOOKS
SHORT = 12
"""How many signs of a digest people are shown: enough to tell two protocols of a clinic apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A clinic's protocol as it is looked at. `version` is None where the clinic has none on record yet."""

    clinic: Clinic
    found: ClinicProtocol
    version: InForce | None
    protocol: Protocol
    tables: Tables

    @property
    def digest(self) -> str:
        """As much of the digest as people are shown."""
        return self.protocol.version.sha256[:SHORT]

    @property
    def now(self) -> bool:
        """Whether this is what orders are given under now."""
        return self.found.in_force is None or self.found.in_force == self.version

    def raw(self, entry_id: str) -> dict[str, object]:
        """An entry as its document writes it."""
        said = self.tables[self.file(entry_id)][entry_id]
        assert isinstance(said, dict)
        return said

    def reason_is_shipped(self, entry_id: str) -> bool:
        """Whether the reason of an entry came with the software, in English; a clinic writes its own in its own language."""
        own = self.version.changes if self.version else ()
        return not any(one.entry == entry_id and one.keys[:1] in {(), ("rationale",)} for one in own)

    def file(self, entry_id: str) -> str:
        """The file in which an entry stands."""
        return FILES[self.protocol.entries[entry_id].document]

    def called(self, language: str) -> dict[str, str]:
        """What the ids of entries, outcomes and facts are called, for sentences of the checks that name one."""
        book = self.protocol.rulebook
        outcomes = {one.id: one.name for document in book.books.values() for one in document.outcomes.values()}
        facts = {fact.id: fact.name for fact in book.facts.values()}
        named = facts | outcomes | {entry.id: entry.name for entry in self.protocol.entries.values()}
        return {code: words.in_language(language) for code, words in named.items()}

    def known(self, entry_id: str) -> str:
        """The entry's id, if there is such an entry.

        Raises:
            Http404: there is none.
        """
        if entry_id not in self.protocol.entries:
            raise Http404(_("There is no such entry in this protocol."))
        return entry_id


def in_force(clinic: Clinic) -> Looked:
    """What orders are given under now."""
    found = protocols.state(clinic.pk)
    return looked_at(clinic, found, found.in_force)


def looked_at(clinic: Clinic, found: ClinicProtocol, version: InForce | None) -> Looked:
    """One version of a clinic's protocol; the shipped one where the clinic has none on record."""
    if version is None:
        protocol, tables = protocols.shipped(), protocols.shipped_tables()
    else:
        protocol, tables = protocols.understood(found, version), protocols.tables_of(found, version)
    return Looked(clinic=clinic, found=found, version=version, protocol=protocol, tables=tables)


def asked(who: Visible, clinic_id: str | None, digest: str | None) -> Looked:
    """The version that an address names by its digest, or the beginning of it; else the one in force.

    Raises:
        NotVisible: not this person's clinic.
        Http404: this clinic has or had no such version.
    """
    clinic = clinic_of(who, clinic_id)
    found = protocols.state(clinic.pk)
    if not digest:
        return looked_at(clinic, found, found.in_force)
    version = next((one for one in reversed(found.versions) if one.sha256.startswith(digest)), None)
    if version is None or len(digest) < SHORT:
        raise Http404(_("This clinic has no such version of its protocol."))
    return looked_at(clinic, found, version)


def of_session(visit: Visit) -> tuple[Looked, Session]:
    """The protocol that a session runs under, and the session."""
    _seq, session = log.state(visit.pk)
    assert isinstance(session, Session)
    protocol, found = protocols.under(session, visit.clinic_id), protocols.state(visit.clinic_id)
    return looked_at(visit.clinic, found, found.version(protocol.version.sha256)), session


def proposal(who: Visible, proposal_id: str) -> tuple[Clinic, ClinicProtocol, Proposal]:
    """A proposal of one of this person's clinics.

    Raises:
        Http404: there is none of this id for this person.
    """
    for clinic in who.clinics.order_by("name", "id"):
        found = protocols.state(clinic.pk)
        one = found.proposals.get(findable(proposal_id))
        if one is not None:
            return clinic, found, one
    raise Http404(_("There is no such proposal."))
