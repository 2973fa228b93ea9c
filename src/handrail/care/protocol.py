"""A clinic's protocol: which is in force, under which a visit runs, and what its people do to change it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache

from handrail.clinic import ids
from handrail.clinic.models import Clinic, Person
from handrail.pathway import protocol as course_of_it
from handrail.pathway.events import ChangedPlace, ProposalReviewed, ProtocolProposed, ProtocolShipped
from handrail.pathway.protocol import ClinicProtocol, InForce, Proposal
from handrail.pathway.session import Session
from handrail.protocol import Protocol, ProtocolError
from handrail.protocol.changes import Carried, Change, Tables, applied, asks_for_review, between, carried_over
from handrail.protocol.checks import check_shown
from handrail.protocol.completing import completed
from handrail.protocol.loader import contents, read_tables, tables
from handrail.protocol.schema import Version
from handrail.protocol.wording import Said, worded
from handrail.record import log

PREFIX = "pro_"
BY = "handrail"
VERSIONS_KEPT = 256
DIGEST = ", sha256 "
"""What stands between the words and the digest in the version that an order carries."""


class NotPossible(ValueError):
    """A proposal that cannot be made; the text says what to mend."""


class NothingChanges(NotPossible):
    """A proposal of what is in force and signed already."""


# which protocol


@cache
def shipped() -> Protocol:
    """The protocol that came with this software, read once."""
    return read_tables(shipped_tables())


@cache
def shipped_tables() -> Tables:
    """Its documents as they are written."""
    return tables(contents())


def stream_of(clinic_id: str) -> str:
    """The id of the clinic's protocol stream."""
    return PREFIX + clinic_id.partition("_")[2]


def state(clinic_id: str) -> ClinicProtocol:
    """Everything that is so about the clinic's protocol; nothing before its first."""
    try:
        _seq, found = log.state(stream_of(clinic_id))
    except log.NoSuchStream:
        return course_of_it.EMPTY
    assert isinstance(found, ClinicProtocol)
    return found


def in_force(clinic_id: str) -> Protocol:
    """The protocol under which this clinic gives orders now; the shipped one where none is on record."""
    found = state(clinic_id)
    return understood(found, found.in_force) if found.in_force else shipped()


def under(session: Session, clinic_id: str) -> Protocol:
    """The protocol that a visit runs under: the one of its order, also after another has been signed; before the order, the clinic's."""
    if session.order is None:
        return in_force(clinic_id)
    sha256 = session.order.protocol.partition(DIGEST)[2]
    try:
        return _version(clinic_id, sha256)
    except UnknownVersion:
        return in_force(clinic_id)


class UnknownVersion(LookupError):
    """No protocol with this digest is or was in force in the clinic."""


@lru_cache(maxsize=VERSIONS_KEPT)
def _version(clinic_id: str, sha256: str) -> Protocol:
    """A protocol that a clinic's sessions run under; once it was in force it never changes, so nobody looks twice."""
    if sha256 == shipped().version.sha256:
        return shipped()
    found = state(clinic_id)
    version = found.version(sha256)
    if version is None:
        raise UnknownVersion(sha256)
    return understood(found, version)


def understood(found: ClinicProtocol, version: InForce | Proposal) -> Protocol:
    """A protocol that is, was or shall be in force, as the rules read it.

    Raises:
        ProtocolError: a proposal that contradicts itself.
    """
    release = version.release if isinstance(version, InForce) else found.shipped[version.base].release
    known = Version(release, version.sha256)
    return (
        shipped() if known == shipped().version else _understood(documents(found, version.base), version.changes, known)
    )


def tables_of(found: ClinicProtocol, version: InForce | Proposal) -> Tables:
    """The documents of a protocol that is, was or shall be in force, with the clinic's changes."""
    return applied(documents(found, version.base).tables(), changes_of(version))


def documents(found: ClinicProtocol, base: str) -> "Documents":
    """The documents of a shipped protocol, as this clinic's record keeps them."""
    return Documents(base, tuple(sorted(found.shipped[base].documents.items())))


@dataclass(frozen=True, slots=True)
class Documents:
    """The files of a shipped protocol, by its digest."""

    sha256: str
    files: tuple[tuple[str, str], ...]

    def tables(self) -> Tables:
        """As they are written."""
        return _tables(self)


@lru_cache(maxsize=16)
def _tables(kept: Documents) -> Tables:
    """The documents, completed by what this software needs and they do not have yet."""
    written = tables({**contents(), **{name: text.encode() for name, text in kept.files}})
    return completed(written, shipped_tables())


@lru_cache(maxsize=32)
def _understood(base: Documents, changes: tuple[ChangedPlace, ...], version: Version) -> Protocol:
    return replace(read_tables(applied(base.tables(), map(_change, changes))), version=version)


def _change(place: ChangedPlace) -> Change:
    return Change(place.file, place.entry, place.keys, place.value)


def changes_of(version: InForce | Proposal) -> tuple[Change, ...]:
    """The clinic's changes to what was shipped."""
    return tuple(map(_change, version.changes))


# what came with the software


def take_in(clinic: Clinic, at: datetime) -> None:
    """Keep the shipped protocol in the clinic's record; the first one is in force until somebody signs another."""
    sha256 = shipped().version.sha256
    stream = stream_of(clinic.pk)
    log.open_stream("protocol", clinic_id=clinic.pk, subject_id=None, stream_id=stream)
    event = ProtocolShipped(
        release=shipped().version.text,
        sha256=sha256,
        documents={name: content.decode() for name, content in contents().items()},
    )
    log.commit(stream, lambda found: course_of_it.take_in(found, event), key=f"shipped:{sha256}", by=BY, at=at)


def take_in_everywhere(at: datetime) -> None:
    """As `take_in`, for every clinic of this installation: what a server does when it starts."""
    for clinic in Clinic.objects.order_by("pk"):
        take_in(clinic, at)


def newer(clinic_id: str) -> Carried | None:
    """The clinic's changes held against a newer shipped protocol; None where what is in force is built on the newest."""
    found = state(clinic_id)
    if found.in_force is None or found.in_force.base == shipped().version.sha256:
        return None
    return carried_over(changes_of(found.in_force), documents(found, found.in_force.base).tables(), shipped_tables())


# proposals


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A protocol somebody could propose: what it would change against what is in force, and whether a second person must look."""

    base: str
    changes: tuple[Change, ...]
    protocol: Protocol
    against: tuple[Change, ...]
    said: tuple[Said, ...]
    review_needed: bool


def draft(clinic_id: str, changes: Sequence[Change]) -> Draft:
    """What is in force with these changes more.

    Raises:
        NotPossible: a document would contradict itself, or nothing would change.
    """
    found = state(clinic_id)
    version = _in_force(found)
    try:
        after = applied(_now(found), changes)
    except ProtocolError as problem:
        raise NotPossible(str(problem)) from problem
    return _drafted(found, version.base, after)


def draft_of(clinic_id: str, whole: Tables, *, base: str | None = None) -> Draft:
    """Documents that somebody has edited, against what is in force; `base` is the shipped protocol that they are built on.

    Raises:
        NotPossible: as in `draft`.
    """
    found = state(clinic_id)
    return _drafted(found, base or _in_force(found).base, whole)


def draft_from_shipped(clinic_id: str, theirs: Iterable[tuple[str, str]]) -> Draft:
    """The newer shipped protocol with the clinic's changes; of the entries that both changed, the shipped ones are taken of `theirs`.

    Raises:
        NotPossible: as in `draft`.
    """
    found, carried, taken = state(clinic_id), newer(clinic_id), set(theirs)
    if carried is None:
        raise NotPossible("What is in force is built on the newest protocol already.")
    ours = _now(found)
    whole = applied(shipped_tables(), carried.kept)
    for file, entry in set(carried.open) - taken:
        if entry in ours[file]:
            whole[file][entry] = ours[file][entry]
        else:
            whole[file].pop(entry, None)
    return _drafted(found, shipped().version.sha256, whole)


def _drafted(found: ClinicProtocol, base: str, after: Tables) -> Draft:
    before, version, built_on = _now(found), _in_force(found), documents(found, base).tables()
    changes = between(built_on, after)
    after = applied(built_on, changes)  # under the shipped heads: it has the same digest when it is read again
    try:
        protocol = read_tables(after)
        check_shown(protocol.alarms)
    except ProtocolError as problem:
        raise NotPossible(str(problem)) from problem
    against = between(before, after)
    if not against and base == version.base and version.signed is not None:
        raise NothingChanges("Nothing would change: this is what is in force.")
    return Draft(
        base=base,
        changes=changes,
        protocol=protocol,
        against=against,
        said=worded(against, before, after),
        review_needed=any(asks_for_review(change, before, after) for change in against),
    )


def _in_force(found: ClinicProtocol) -> InForce:
    if found.in_force is None:
        raise NotPossible("This clinic has no protocol on record yet. Start the server once, then propose.")
    return found.in_force


def _now(found: ClinicProtocol) -> Tables:
    return tables_of(found, _in_force(found))


# what people do


def propose(*, clinic: Clinic, draft: Draft, why: str, key: str, by: str, at: datetime) -> str:
    """Put a draft up for review and signature; its id."""
    proposal = ids.new("prp")
    found = state(clinic.pk)
    event = ProtocolProposed(
        proposal=proposal,
        base=draft.base,
        changes=tuple(
            ChangedPlace(file=one.file, entry=one.entry, keys=one.keys, value=one.value) for one in draft.changes
        ),
        sha256=draft.protocol.version.sha256,
        replaces=_in_force(found).sha256,
        why=why,
        review_needed=draft.review_needed,
    )
    committed = log.commit(stream_of(clinic.pk), lambda now: course_of_it.propose(now, event), key=key, by=by, at=at)
    written = committed.recorded[0].fact.event
    assert isinstance(written, ProtocolProposed)
    return written.proposal


def review(
    *, clinic: Clinic, proposal: str, agrees: bool, words: str, key: str, by: Person, at: datetime
) -> ClinicProtocol:
    """A second person's word on a proposal; nothing is written of one's own or of one that is closed."""
    event = ProposalReviewed(proposal=proposal, name=by.name, agrees=agrees, words=words)
    return _commit(clinic, lambda now: course_of_it.review(now, event, by.pk), key, by, at)


def withdraw(*, clinic: Clinic, proposal: str, key: str, by: Person, at: datetime) -> ClinicProtocol:
    """Take a proposal back."""
    return _commit(clinic, lambda now: course_of_it.withdraw(now, proposal), key, by, at)


def sign(*, clinic: Clinic, proposal: str, key: str, by: Person, at: datetime) -> ClinicProtocol:
    """Make a proposal the protocol in force from now on; where it cannot be, that is recorded with its reason."""
    return _commit(clinic, lambda now: course_of_it.sign(now, proposal, by=by.pk, name=by.name), key, by, at)


def _commit(clinic: Clinic, decide: log.Decide, key: str, by: Person, at: datetime) -> ClinicProtocol:
    found = log.commit(stream_of(clinic.pk), decide, key=key, by=by.pk, at=at).state
    assert isinstance(found, ClinicProtocol)
    return found
