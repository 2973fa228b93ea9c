"""No name that a device sends is kept: what is kept can still say what to mend."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.interop.hl7v2 import parse_oru, receive, without_names
from handrail.interop.hl7v2.privacy import PRIVATE

NOW = datetime(2026, 3, 12, 13, 30, tzinfo=UTC)
HEAD = "MSH|^~\\&|MON7|WARD|HANDRAIL||20260312133000+0000||ORU^R01|77|P|2.6||||||UNICODE UTF-8"
OBR = "OBR|1|||182777000^monitoring^SCT|||20260312133000+0000"
OBX = "OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.0.0.1|72|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R"

names = st.text(st.characters(categories=("Lu", "Ll", "Lo")), min_size=6, max_size=30).filter(
    lambda name: name.encode() not in f"{HEAD}{OBR}{OBX}".encode()
)
marks = st.permutations("|^~\\&!#$%*;:").map(lambda all_marks: all_marks[:5])


def lines(*segments: str, end: str = "\r") -> bytes:
    return "".join(segment + end for segment in segments).encode()


def delimited(text: str, chosen: list[str]) -> str:
    """A text with the usual delimiters, written with others."""
    return text.translate(str.maketrans("|^~\\&", "".join(chosen)))


class TestWhatIsKept:
    def test_of_the_patient_is_what_tells_which_one_and_of_the_stay_where(self) -> None:
        """PID-1 to PID-3, PV1-1 to PV1-3; of relatives and payers only that they were named."""
        raw = lines(
            HEAD,
            "PID|1|old|pat_7^^^WARD||Amsel^Ruth||19781102|F|||Lindenweg 3",
            "NK1|1|Amsel^Paul",
            "PV1|1|I|Room 3^^2||||Dr^Albrecht",
            OBR,
            OBX,
        )
        assert without_names(raw) == lines(HEAD, "PID|1|old|pat_7^^^WARD", "NK1", "PV1|1|I|Room 3^^2", OBR, OBX)

    def test_without_a_patient_is_the_message_as_it_came(self) -> None:
        """Byte by byte, also what is no text."""
        raw = lines(HEAD, OBR, OBX) + b"OBX|2|ED|1^x^y||\xff\x00\x80\r\n\n"
        assert without_names(raw) == raw

    @pytest.mark.parametrize("raw", [b"", b"GET / HTTP/1.1\r\n\r\n", b"\x00\xff", b"MSH", b"MSH|", b"\r\n\r\n"])
    def test_of_noise_is_the_noise(self, raw: bytes) -> None:
        """For whoever has to find out what was connected."""
        assert without_names(raw) == raw

    @given(st.binary(max_size=400))
    def test_is_never_more_than_came_and_never_a_failure(self, raw: bytes) -> None:
        """Whatever it was; and what is kept twice is kept the same."""
        kept = without_names(raw)
        assert len(kept) <= len(raw)
        assert without_names(kept) == kept

    def test_is_quickly_found_in_the_longest_message(self) -> None:
        """A mebibyte of line ends after a name is read once, not once for each of them."""
        raw = lines(HEAD, "PID|1||x||Amsel^Ruth") + b"\r \t" * 350_000
        assert without_names(raw) == HEAD.encode() + b"\rPID|1||x"


class TestAName:
    @given(names, names, marks, st.sampled_from(["\r", "\n", "\r\n"]), st.integers(5, 30))
    def test_is_gone_with_any_delimiters_and_the_values_stay(
        self, one: str, other: str, chosen: list[str], end: str, field: int
    ) -> None:
        """Two PID segments, from PID-5 on; the patient's number and the reading can still be read."""
        patient = "PID|1||pat_7|" + "|" * (field - 4)
        segments = [HEAD, patient + f"{one}^{other}~{other}", OBR, OBX, patient + f"{other}&{one}|{one}"]
        raw = delimited("\r".join(segments), chosen).replace("\r", end).encode()
        kept = without_names(raw)
        assert one.encode() not in kept
        assert other.encode() not in kept
        assert parse_oru(kept) == parse_oru(raw)

    @given(names, st.sampled_from(PRIVATE), st.sampled_from(["\n", "\r", "\r\n", "\n\n"]))
    def test_is_gone_where_a_line_end_tore_it(self, name: str, segment: str, torn: str) -> None:
        """What follows a segment about people belongs to it until a segment begins that does not."""
        raw = lines(HEAD, f"{segment}|1||x||Amsel{torn}{name}|{name}", f"NTE|1||{name}", f"ZPD|{name}", OBR, OBX)
        kept = without_names(raw)
        assert name.encode() not in kept
        assert kept.endswith(lines(OBR, OBX))

    @given(names)
    def test_is_gone_where_the_line_end_before_it_is_missing(self, name: str) -> None:
        """A sender that ends its segments with nothing."""
        kept = without_names(f"{HEAD}PID|1||x||{name}{OBR}".encode())
        assert name.encode() not in kept

    @given(
        names,
        st.sampled_from(PRIVATE),
        st.sampled_from(
            [
                "",
                "MSH|^^^^|A|B",
                "HDR|1",
                "MSH",
                HEAD.replace("UNICODE UTF-8", "KLINGON"),
                HEAD + "\r" + HEAD,
            ]
        ),
        st.sampled_from("|;\t !^"),
        st.sampled_from([str.lower, str.upper]),
    )
    def test_is_gone_where_the_header_cannot_be_read(
        self, name: str, segment: str, head: str, separator: str, case: Callable[[str], str]
    ) -> None:
        """Nothing tells the delimiters: segments about people go whole, the others stay."""
        line = separator.join([case(segment), "1", name, "", "", name])
        kept = without_names(lines(head, line, OBX))
        assert name.encode() not in kept
        assert kept.endswith(lines(OBX))

    @given(names, st.sampled_from(["utf-16-le", "utf-16-be"]))
    def test_is_gone_in_text_of_two_bytes(self, name: str, codec: str) -> None:
        """It cannot be read here, and it still is a name."""
        kept = without_names(lines(HEAD, f"PID|1||x||{name}", OBX).decode().encode(codec))
        assert name.encode(codec) not in kept
        assert re.search(rb"O\0B\0X", kept)

    @given(names)
    def test_is_gone_where_the_segment_uses_other_delimiters_than_the_header_says(self, name: str) -> None:
        """Its name alone is kept."""
        raw = lines(HEAD, f"PID;1;;x;;{name}", OBX)
        assert without_names(raw) == lines(HEAD, "PID", OBX)
        assert receive(without_names(raw), NOW).report is not None
