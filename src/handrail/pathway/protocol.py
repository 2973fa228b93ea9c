"""A clinic's protocol through time: which is in force, what is proposed, who may make it the next one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from handrail.pathway.events import (
    Event,
    Fact,
    ProposalReviewed,
    ProposalWithdrawn,
    ProtocolProposed,
    ProtocolShipped,
    ProtocolSigned,
    ProtocolSigningRefused,
)
from handrail.pathway.events.protocol import ChangedPlace, SigningRefusal


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The protocol under which orders are given: a shipped one and changes. `signed` is None while nobody has signed it."""

    base: str
    changes: tuple[ChangedPlace, ...]
    release: str
    sha256: str
    since: datetime
    signed: "Signature | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who put their name under something, and when."""

    by: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a second person said of a proposal."""

    signature: Signature
    agrees: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A protocol that somebody proposes."""

    id: str
    by: str
    at: datetime
    base: str
    changes: tuple[ChangedPlace, ...]
    sha256: str
    replaces: str
    why: str
    review_needed: bool
    reviews: tuple[Review, ...] = ()
    withdrawn: bool = False
    signed: Signature | None = None

    @property
    def open(self) -> bool:
        """Whether it can still be reviewed and signed."""
        return self.signed is None and not self.withdrawn

    def reviewed_without(self, person: str) -> bool:
        """Whether the latest word of somebody other than this person, and than who proposed it, is that they agree."""
        latest = {review.signature.by: review.agrees for review in self.reviews}
        return any(agrees for reviewer, agrees in latest.items() if reviewer not in {person, self.by})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicProtocol:
    """Everything that is so about a clinic's protocol. `shipped` by digest: the release, and its documents."""

    seq: int = 0
    shipped: Mapping[str, ProtocolShipped] = field(default_factory=lambda: MappingProxyType({}))
    proposals: Mapping[str, Proposal] = field(default_factory=lambda: MappingProxyType({}))
    versions: tuple[InForce, ...] = ()

    @property
    def in_force(self) -> InForce | None:
        """What orders are given under now; None before the first."""
        return self.versions[-1] if self.versions else None

    def version(self, sha256: str) -> InForce | None:
        """A protocol that is or was in force, by its digest."""
        return next((one for one in self.versions if one.sha256 == sha256), None)


EMPTY = ClinicProtocol()


def fold(state: ClinicProtocol, fact: Fact) -> ClinicProtocol:
    """The state after this fact."""
    match fact.event:
        case ProtocolShipped() as shipped:
            state = _shipped(state, shipped, fact.occurred_at)
        case ProtocolProposed() as proposed:
            state = _with(state, _proposal(proposed, fact))
        case ProposalReviewed() as reviewed:
            proposal = state.proposals[reviewed.proposal]
            review = Review(signature=_signature(reviewed.name, fact), agrees=reviewed.agrees, words=reviewed.words)
            state = _with(state, replace(proposal, reviews=(*proposal.reviews, review)))
        case ProposalWithdrawn(proposal=withdrawn):
            state = _with(state, replace(state.proposals[withdrawn], withdrawn=True))
        case ProtocolSigned() as signed:
            state = _signed(state, signed, fact)
        case _:
            pass
    return replace(state, seq=fact.seq)


def take_in(state: ClinicProtocol, shipped: ProtocolShipped) -> list[Event]:
    """Keep what came with the software, once. The first one is in force until somebody signs another; no later one is by itself."""
    return [] if shipped.sha256 in state.shipped else [shipped]


def propose(state: ClinicProtocol, proposed: ProtocolProposed) -> list[Event]:
    """Put a protocol up for review and signature.

    Raises:
        KeyError: it is built on something that was never shipped here.
    """
    if proposed.base not in state.shipped:
        raise KeyError(proposed.base)
    return [proposed]


def review(state: ClinicProtocol, reviewed: ProposalReviewed, by: str) -> list[Event]:
    """A second person's word on an open proposal; nobody reviews their own."""
    proposal = state.proposals.get(reviewed.proposal)
    return [reviewed] if proposal is not None and proposal.open and proposal.by != by else []


def withdraw(state: ClinicProtocol, proposal_id: str) -> list[Event]:
    """Take an open proposal back."""
    proposal = state.proposals.get(proposal_id)
    return [ProposalWithdrawn(proposal=proposal_id)] if proposal is not None and proposal.open else []


def sign(state: ClinicProtocol, proposal_id: str, *, by: str, name: str) -> list[Event]:
    """Make a proposal the protocol in force, or record why not."""
    because = refusal(state, proposal_id, by)
    if because is not None:
        return [ProtocolSigningRefused(proposal=proposal_id, because=because)]
    proposal = state.proposals[proposal_id]
    release = state.shipped[proposal.base].release
    number = sum(one.signed is not None for one in state.versions) + 1
    return [ProtocolSigned(proposal=proposal_id, name=name, release=f"{release}+{number}", sha256=proposal.sha256)]


def refusal(state: ClinicProtocol, proposal_id: str, by: str) -> SigningRefusal | None:
    """Why this person cannot sign this proposal now; None where they can."""
    proposal = state.proposals.get(proposal_id)
    if proposal is None or not proposal.open:
        return "not_open"
    if state.in_force is not None and proposal.replaces != state.in_force.sha256:
        return "moved_on"
    if proposal.review_needed and not proposal.reviewed_without(by):
        return "review_missing"
    return None


def _shipped(state: ClinicProtocol, shipped: ProtocolShipped, at: datetime) -> ClinicProtocol:
    known = MappingProxyType({**state.shipped, shipped.sha256: shipped})
    if state.versions:
        return replace(state, shipped=known)
    first = InForce(
        base=shipped.sha256, changes=(), release=shipped.release, sha256=shipped.sha256, since=at, signed=None
    )
    return replace(state, shipped=known, versions=(first,))


def _proposal(proposed: ProtocolProposed, fact: Fact) -> Proposal:
    return Proposal(
        id=proposed.proposal,
        by=fact.actor,
        at=fact.occurred_at,
        base=proposed.base,
        changes=proposed.changes,
        sha256=proposed.sha256,
        replaces=proposed.replaces,
        why=proposed.why,
        review_needed=proposed.review_needed,
    )


def _signed(state: ClinicProtocol, signed: ProtocolSigned, fact: Fact) -> ClinicProtocol:
    proposal = replace(state.proposals[signed.proposal], signed=_signature(signed.name, fact))
    now = InForce(
        base=proposal.base,
        changes=proposal.changes,
        release=signed.release,
        sha256=signed.sha256,
        since=fact.occurred_at,
        signed=proposal.signed,
    )
    return replace(_with(state, proposal), versions=(*state.versions, now))


def _signature(name: str, fact: Fact) -> Signature:
    return Signature(by=fact.actor, name=name, at=fact.occurred_at)


def _with(state: ClinicProtocol, proposal: Proposal) -> ClinicProtocol:
    return replace(state, proposals=MappingProxyType({**state.proposals, proposal.id: proposal}))
