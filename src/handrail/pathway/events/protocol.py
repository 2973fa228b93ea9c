"""What is recorded of a clinic's protocol: what was shipped, what was proposed, who reviewed it, who signed it."""

from dataclasses import dataclass
from typing import Literal

from handrail.pathway.events.base import Event

SigningRefusal = Literal["not_open", "moved_on", "review_missing", "not_understood"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPlace:
    """One place of a document and what shall stand there: JSON, or nothing where it is taken away."""

    file: str
    entry: str
    keys: tuple[str, ...]
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolShipped(Event):
    """A protocol came with the software: its documents whole, so that what is built on it can always be read again."""

    release: str
    sha256: str
    documents: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolProposed(Event):
    """Somebody proposes a protocol: a shipped one by its digest, and every change to it. `replaces` is what was in force then."""

    proposal: str
    base: str
    changes: tuple[ChangedPlace, ...]
    sha256: str
    replaces: str
    why: str
    review_needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalReviewed(Event):
    """A second person has read a proposal and agrees or does not, under their printed name."""

    proposal: str
    name: str
    agrees: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalWithdrawn(Event):
    """Nobody shall sign this proposal any more."""

    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolSigned(Event):
    """The medical director signs a proposal, under their printed name: from now on orders are given under this protocol."""

    proposal: str
    name: str
    release: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolSigningRefused(Event):
    """A signature that was asked for and not taken, with the reason."""

    proposal: str
    because: SigningRefusal
