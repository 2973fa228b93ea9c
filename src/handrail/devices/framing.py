"""MLLP framing: a message stands between 0x0B and 0x1C 0x0D, and a stream may break it anywhere."""

import re
from dataclasses import dataclass
from enum import Enum

START = b"\x0b"
END = b"\x1c"
CLOSE = END + b"\r"

LONGEST_MESSAGE_BYTES = 1 << 20
KEPT_OF_BROKEN_BYTES = 1 << 16

_MARK = re.compile(rb"[\x0b\x1c]")


class Fault(Enum):
    """What can be wrong with a frame, as the sender is told."""

    UNFRAMED = "These bytes stand outside of an MLLP frame. Send each message between 0x0B and 0x1C 0x0D."
    CUT_OFF = "This message has no end (0x1C 0x0D). Send it again, whole."
    TOO_LONG = "This message is longer than this port reads. Send fewer values in each message."


@dataclass(frozen=True, slots=True)
class Frame:
    """What stood in one frame. With a fault `raw` is what there was of it, at most KEPT_OF_BROKEN_BYTES."""

    raw: bytes
    fault: Fault | None = None


def framed(raw: bytes) -> bytes:
    """Put a message between its marks."""
    return START + raw + CLOSE


class Deframer:
    """Cuts one connection's bytes into frames, however they arrive. Neither mark can stand inside a message.

    A new start mark inside a frame means that the sender began again: the first is cut off. What is longer than
    `longest` is skipped to its end, so that the next message is read; memory stays bounded.
    """

    def __init__(self, longest: int = LONGEST_MESSAGE_BYTES) -> None:
        """Begin outside of any frame."""
        self._longest = longest
        self._held = bytearray()
        self._inside = False
        self._fault: Fault | None = None

    @property
    def held_bytes(self) -> int:
        """How much of an unfinished frame is held."""
        return len(self._held)

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next bytes; give the frames that are now complete."""
        frames = []
        position = 0
        while mark := _MARK.search(data, position):
            self._hold(data[position : mark.start()])
            position = mark.end()
            begins = mark[0] == START
            frames += self._finished(cut_off=begins and self._inside)
            self._inside = begins
        self._hold(data[position:])
        return frames

    def end(self) -> list[Frame]:
        """The connection has ended: give what was begun and will have no end."""
        frames = self._finished(cut_off=self._inside)
        self._inside = False
        return frames

    def _hold(self, data: bytes) -> None:
        if self._fault:
            return  # what is kept of a message that is too long is the same however it came
        room = (self._longest if self._inside else KEPT_OF_BROKEN_BYTES) - len(self._held)
        self._held += data[: max(room, 0)]
        if self._inside and len(data) > room:
            self._fault = Fault.TOO_LONG
            del self._held[KEPT_OF_BROKEN_BYTES:]

    def _finished(self, *, cut_off: bool) -> list[Frame]:
        raw, fault = bytes(self._held), self._fault
        self._held.clear()
        self._fault = None
        if not self._inside:
            return [Frame(raw, Fault.UNFRAMED)] if raw.strip() else []
        if cut_off:
            return [Frame(raw[:KEPT_OF_BROKEN_BYTES], fault or Fault.CUT_OFF)] if raw.strip() else []
        return [Frame(raw, fault)]
