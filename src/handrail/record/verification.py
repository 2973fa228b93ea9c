"""Is a stream what was written? Numbers, chain, canonical payloads, its head, the signed heads outside, and the seals on its samples."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handrail.pathway.events import LateSamplesSealed, MinuteSealed
from handrail.pathway.events.codec import UnknownEvent
from handrail.record import canonical, heads, models, sealing, telemetry
from handrail.record.heads import BadHead, SignedHead
from handrail.record.recorded import Recorded, of_row
from handrail.record.sealing import Seal


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of a stream found: how much there is, and the first thing that is wrong, or None.

    `unsealed` counts samples that no seal covers yet: the newest minute, and what came late since the last seal. `head` is the
    hash of the last event, to be kept elsewhere by whoever trusts nobody.
    """

    stream: str
    events: int
    samples: int
    unsealed: int
    head: str
    problem: str | None


class Wrong(Exception):
    """Something in a stream is not what was written; the message says what and where."""


def verify(stream: str, *, signed: Mapping[str, Sequence[SignedHead]] | None = None) -> Verification:
    """Check a stream from its first event to its last, and a session's samples against its seals.

    `signed` are the signed heads by stream; they are read from their files where they are not given. Others may go on writing
    meanwhile: what came before is asked for before, and what follows from it afterwards.
    """
    before = _head(stream)
    problem = None
    events: list[Recorded] = []
    samples = unsealed = 0
    try:
        signed = heads.read(streams=[stream]) if signed is None else signed
        events = [of_row(row) for row in models.Event.objects.filter(stream_id=stream).order_by("seq")]
        samples = unsealed = telemetry.head(stream)
        _check_chain(events)
        _check_heads(stream, events, before, _head(stream))
        _check_signed(events, signed.get(stream, ()))
        unsealed = samples - _checked_samples(stream, samples, events)
    except (Wrong, BadHead, UnknownEvent) as wrong:
        problem = str(wrong)
    head = events[-1].hash if events else models.FIRST_PREV
    return Verification(stream, len(events), samples, unsealed, head, problem)


def _check_chain(events: Sequence[Recorded]) -> None:
    prev = models.FIRST_PREV
    for number, event in enumerate(events, 1):
        if event.seq != number:
            raise Wrong(f"Event {number} is missing: event {event.seq} stands in its place.")
        if event.prev != prev:
            raise Wrong(f"Event {number} does not carry the hash of the one before.")
        if not _is_canonical(event.payload_text):
            raise Wrong(f"Event {number} was changed: its payload is not canonical JSON.")
        if event.hash != event.computed_hash():
            raise Wrong(f"Event {number} was changed: its hash is not that of its content.")
        prev = event.hash


def _is_canonical(payload_text: str) -> bool:
    try:
        return canonical.text(json.loads(payload_text)) == payload_text
    except ValueError:
        return False


def _head(stream: str) -> tuple[int, str] | None:
    return models.Stream.objects.filter(id=stream).values_list("head_seq", "head_hash").first()


def _check_heads(
    stream: str, events: Sequence[Recorded], before: tuple[int, str] | None, after: tuple[int, str] | None
) -> None:
    """The events must reach the head that the stream had before they were read, and not go beyond the one that it has since."""
    if before is None or after is None:
        raise Wrong(f"There is no stream {stream}.")
    hashes = [models.FIRST_PREV, *(event.hash for event in events)]
    if before[0] > len(events) or after[0] < len(events) or hashes[before[0]] != before[1]:
        raise Wrong(f"The stream says that its head is event {after[0]}; the last one found is event {len(events)}.")


def _check_signed(events: Sequence[Recorded], signed: Sequence[SignedHead]) -> None:
    for head in signed:
        if head.seq > len(events):
            raise Wrong(f"Event {head.seq} was signed as the head; the chain now ends with event {len(events)}.")
        if events[head.seq - 1].hash != head.hash:
            raise Wrong(f"Event {head.seq} is not the one that was signed: the chain was written anew.")


def _checked_samples(session: str, head: int, events: Sequence[Recorded]) -> int:
    """Check every seal, and that nothing it should cover is left over; returns how many samples are sealed."""
    seals = _seals(events)
    covered: set[int] = set()
    for number, seal in seals.items():
        covered |= _checked_seal(session, number, seal, covered)
    there = telemetry.count(session, through_cursor=head)
    if there != head:
        raise Wrong(f"{head} samples were stored and {there} are there.")
    if seals:
        through = max(seal.through_cursor for seal in seals.values())
        before = max(seal.minute_at for seal in seals.values()) + telemetry.MINUTE
        if telemetry.count(session, through_cursor=through, received_before=before) != len(covered):
            raise Wrong(f"Of the samples up to {through}, some are in no seal though their minute is sealed.")
    return len(covered)


def _seals(events: Sequence[Recorded]) -> dict[int, Seal]:
    kinds = {MinuteSealed.kind(), LateSamplesSealed.kind()}
    facts = [event.fact for event in events if event.kind in kinds]
    return {fact.seq: fact.event for fact in facts if isinstance(fact.event, MinuteSealed | LateSamplesSealed)}


def _checked_seal(session: str, number: int, seal: Seal, covered: set[int]) -> set[int]:
    found = telemetry.received_in(
        session, seal.minute_at, after_cursor=seal.after_cursor, through_cursor=seal.through_cursor
    )
    cursors = {stored.cursor for stored in found}
    if len(found) != seal.count:
        raise Wrong(f"Event {number} sealed {seal.count} samples of its minute and {len(found)} are there.")
    if sealing.digest(session, found) != seal.digest:
        raise Wrong(f"Samples sealed by event {number} were changed: their digest is not the sealed one.")
    if cursors & covered:
        raise Wrong(f"Event {number} seals samples that were sealed before.")
    return cursors
