"""The bytes that a hash covers are plain: everybody's JSON library gives the same."""

import json
from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from handrail.pathway.events import MarkDescribed, Sealed
from handrail.record import canonical, log, models
from handrail.record.telemetry import Stored, line
from tests.shell.record.makers import AT, MARA, marked, sample, unhurried

CIPHERTEXT = "v1:q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k="

names = st.text(st.characters(max_codepoint=0x7F), max_size=8)
scalars = (
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"]))
)
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=20)


def plain(value: Any) -> str:
    """What anybody's JSON library writes with sorted names and no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class TestTheCanonicalForm:
    @unhurried
    @given(values)
    def test_is_rfc_8785_and_what_a_plain_library_writes(self, value: Any) -> None:
        """For everything that we ever record: no floats, names in ASCII."""
        assert canonical.text(value).encode() == rfc8785.dumps(value) == plain(value).encode()

    @pytest.mark.parametrize("value", [0.5, {"dose": [1, 0.5]}, {"größe": 1}, {1: "one"}, AT, 2**53, "half \ud800"])
    def test_refuses_what_others_would_write_otherwise(self, value: Any) -> None:
        """A float, a name beyond ASCII, a number that a browser rounds, half a character."""
        with pytest.raises(canonical.NotCanonical):
            canonical.text(value)

    @unhurried
    @given(
        st.none() | st.decimals(allow_nan=False, allow_infinity=False),
        st.text(st.characters(exclude_categories=["Cs"])),
        st.none() | st.text(st.characters(exclude_categories=["Cs"])),
        st.integers(1, 2**40),
    )
    def test_of_a_sample_is_the_same_in_every_library(
        self, value: Any, device: str, absent: str | None, cursor: int
    ) -> None:
        """A sample's line is plain whatever the device sent."""
        one = sample()
        one = type(one)("hr", value, one.received_at, AT + timedelta(microseconds=cursor), device, absent)
        written = line("ses_1", Stored(cursor, one))
        assert written == plain(json.loads(written)).encode() + b"\n"
        assert json.loads(written)["value"] == (None if value is None else str(value))


@pytest.mark.django_db
class TestAPayload:
    def test_is_never_encoded_again(self, session: str) -> None:
        """What is exported is the text that was stored, to the byte."""
        marked(session, 1)
        recorded = log.after(session, 0)[0]
        stored = models.Event.objects.get(stream_id=session, seq=1).payload
        assert recorded.payload_text == stored
        assert f'"payload":{stored}' in recorded.text()
        assert recorded.text() == plain(json.loads(recorded.text()))

    def test_holds_encrypted_words_as_they_came(self, session: str) -> None:
        """The record never sees the words: the hash covers what was encrypted."""
        words = MarkDescribed(number=1, words=Sealed(CIPHERTEXT), happened_at=None)
        log.commit(session, lambda _: [words], key="words", by=MARA, at=AT)
        recorded = log.after(session, 0)[0]
        assert recorded.line()["payload"]["words"] == CIPHERTEXT
        assert recorded.fact.event == words
        assert log.verify(session).problem is None

    @pytest.mark.parametrize("text", ["plain", "ümlaut 点滴", "with\nbreak", "null\0", "half \udc80 a character"])
    def test_of_a_device_is_made_storable(self, text: str) -> None:
        """What is no character is shown as the replacement character; the rest stays."""
        stored = canonical.storable(text)
        stored.encode()
        assert "\0" not in stored
        assert stored == text or "\ufffd" in stored
