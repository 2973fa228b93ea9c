"""How a stream of bytes becomes messages."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from handrail.devices.framing import KEPT_OF_BROKEN_BYTES, Deframer, Fault, Frame, framed

bodies = st.binary(min_size=1, max_size=40).map(
    lambda raw: bytes(byte for byte in raw if byte not in b"\x0b\x1c") + b"M"
)


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    """The stream in pieces, cut at these places."""
    edges = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[start:end] for start, end in pairwise(edges)]


def frames(*pieces: bytes, longest: int = 1000) -> list[Frame]:
    """What comes out of these pieces, and of the end after them."""
    deframer = Deframer(longest)
    return [frame for piece in pieces for frame in deframer.feed(piece)] + deframer.end()


class TestAStream:
    """TCP promises bytes, not pieces."""

    @given(st.lists(bodies, max_size=6), st.lists(st.integers(0, 400), max_size=12))
    def test_gives_each_message_whole_however_it_is_cut(self, messages: list[bytes], places: list[int]) -> None:
        """Several in one packet, one in many."""
        stream = b"".join(map(framed, messages))
        assert frames(*cut(stream, places)) == [Frame(message) for message in messages]

    @given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=8))
    def test_gives_the_same_for_any_bytes_however_they_are_cut(self, stream: bytes, places: list[int]) -> None:
        """Also for noise, and with a message that is too long among it."""
        assert frames(*cut(stream, places), longest=20) == frames(stream, longest=20)

    @given(st.binary(max_size=200), bodies)
    def test_is_read_again_after_any_noise(self, noise: bytes, message: bytes) -> None:
        """A sender that begins a new message is understood, whatever it said before."""
        assert frames(noise, framed(message))[-1] == Frame(message)


class TestABrokenFrame:
    """Told apart, so that the sender can be told."""

    def test_without_an_end_is_cut_off_by_the_next_start(self) -> None:
        """The device restarted in the middle of a message."""
        assert frames(b"\x0bMSH|hal", framed(b"MSH|whole")) == [Frame(b"MSH|hal", Fault.CUT_OFF), Frame(b"MSH|whole")]

    def test_without_an_end_is_cut_off_by_the_end_of_the_connection(self) -> None:
        """The cable was pulled."""
        assert frames(b"\x0bMSH|hal") == [Frame(b"MSH|hal", Fault.CUT_OFF)]

    def test_without_a_start_is_told_so(self) -> None:
        """A sender that does not know MLLP."""
        assert frames(b"MSH|bare\r", framed(b"MSH|ok")) == [Frame(b"MSH|bare\r", Fault.UNFRAMED), Frame(b"MSH|ok")]

    def test_leaves_out_the_white_space_between_frames(self) -> None:
        """Line ends after the end mark are nothing to complain about."""
        assert frames(framed(b"A") + b"\r\n \r", b"\n", framed(b"B")) == [Frame(b"A"), Frame(b"B")]

    def test_that_is_too_long_is_skipped_to_its_end(self) -> None:
        """Its beginning is kept; the next message is read."""
        found = frames(framed(b"x" * 200_000), framed(b"MSH|ok"), longest=100_000)
        assert found == [Frame(b"x" * KEPT_OF_BROKEN_BYTES, Fault.TOO_LONG), Frame(b"MSH|ok")]

    def test_as_long_as_the_limit_is_whole(self) -> None:
        """The limit is the last length that is read, in one piece or in many."""
        assert frames(framed(b"x" * 20), longest=20) == [Frame(b"x" * 20)]
        assert frames(*(bytes([byte]) for byte in framed(b"x" * 20)), longest=20) == [Frame(b"x" * 20)]

    def test_keeps_memory_bounded(self) -> None:
        """A hundred megabytes without an end mark."""
        deframer = Deframer()
        chunk = b"x" * 1_000_000
        assert deframer.feed(b"\x0b") == []
        assert [deframer.feed(chunk) for _ in range(100)] == [[]] * 100
        assert [len(frame.raw) for frame in deframer.end()] == [KEPT_OF_BROKEN_BYTES]
