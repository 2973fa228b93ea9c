"""Words about a patient open with that patient's key alone, and are gone when it is."""

import base64
import stat
from pathlib import Path

import pytest
from django.conf import LazySettings

from handrail.care import infuse
from handrail.clinic import private_text
from handrail.clinic.models import PatientKey
from handrail.record import log
from tests.people import NOW, World, small_world

WORDS = "“It was like falling slowly. I saw my mother.” – señal, 3 a. m."


@pytest.fixture
def data(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("HANDRAIL_MASTER_KEY", raising=False)
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def world(db: None, data: Path) -> World:
    return small_world()


class TestASealedText:
    def test_opens_with_the_patients_key(self, world: World) -> None:
        """What was said comes back to the letter, in every alphabet."""
        sealed = private_text.seal(world.ruths.pk, WORDS)
        assert sealed.startswith("v1:")
        assert private_text.open_text(world.ruths.pk, sealed) == WORDS

    def test_tells_nothing_about_the_words(self, world: World) -> None:
        """Neither the words nor that the same was said twice."""
        one, two = (private_text.seal(world.ruths.pk, WORDS) for _ in range(2))
        assert one != two
        assert b"mother" not in base64.b64decode(one.removeprefix("v1:"))

    def test_does_not_open_for_another_patient(self, world: World) -> None:
        """Not with their key, and not with hers under their name."""
        sealed = private_text.seal(world.ruths.pk, WORDS)
        with pytest.raises(private_text.DoesNotOpen):
            private_text.open_text(world.karl.pk, sealed)
        PatientKey.objects.filter(patient=world.karl).update(wrapped=world.ruths.key.wrapped)
        with pytest.raises(private_text.DoesNotOpen):
            private_text.open_text(world.karl.pk, sealed)

    @pytest.mark.parametrize("place", [0, 11, 12, 40, -1])
    def test_does_not_open_when_one_bit_was_changed(self, world: World, place: int) -> None:
        """In the nonce, in the words, in the tag."""
        locked = bytearray(base64.b64decode(private_text.seal(world.ruths.pk, WORDS).removeprefix("v1:")))
        locked[place] ^= 1
        with pytest.raises(private_text.DoesNotOpen):
            private_text.open_text(world.ruths.pk, "v1:" + base64.b64encode(locked).decode())

    @pytest.mark.parametrize("torn", ["", "v1:", "v1:AAAA", "v1:!?", "v9:AAAAAAAAAAAAAAAAAAAAAAAA", "plain words"])
    def test_that_is_none_is_told_as_such(self, world: World, torn: str) -> None:
        """Never an error that nobody expects."""
        with pytest.raises(private_text.DoesNotOpen):
            private_text.open_text(world.ruths.pk, torn)


class TestErasing:
    def test_leaves_every_byte_of_the_log_as_it_was_and_no_words(self, world: World) -> None:
        """The chain still proves itself; the words are nowhere."""
        session = world.ruths_visit.pk
        infuse.mark(session=session, mark="comfort", key="m", by=world.mara.pk, at=NOW)
        infuse.describe_mark(
            session=session,
            patient=world.ruths.pk,
            number=1,
            words=WORDS,
            happened_at=None,
            key="d",
            by=world.mara.pk,
            at=NOW,
        )
        sealed = log.state(session)[1].marks[0].words
        assert private_text.open_text(world.ruths.pk, sealed) == WORDS
        before = [row.line() for row in log.after(session, 0)]
        private_text.erase(world.ruths.pk)
        assert [row.line() for row in log.after(session, 0)] == before
        assert log.verify(session).problem is None
        assert private_text.open_text(world.ruths.pk, sealed) is None

    def test_is_of_one_patient_alone(self, world: World) -> None:
        """Karl's words stay."""
        sealed = private_text.seal(world.karl.pk, WORDS)
        private_text.erase(world.ruths.pk)
        assert private_text.open_text(world.karl.pk, sealed) == WORDS

    def test_lets_nothing_be_added(self, world: World) -> None:
        """Who writes about her is told why it cannot be."""
        private_text.erase(world.ruths.pk)
        with pytest.raises(private_text.KeyErased, match="erased"):
            private_text.seal(world.ruths.pk, WORDS)


class TestTheMasterKey:
    def test_is_a_file_that_only_its_owner_can_read(self, world: World, data: Path) -> None:
        """Made at first use, 0600 in a folder of 0700."""
        path = data / "keys" / "master.key"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert list(path.parent.iterdir()) == [path]

    def test_is_needed_to_open_anything(self, world: World, data: Path) -> None:
        """A stolen database without it is noise."""
        sealed = private_text.seal(world.ruths.pk, WORDS)
        (data / "keys" / "master.key").write_text(base64.b64encode(b"x" * 32).decode())
        with pytest.raises(private_text.DoesNotOpen):
            private_text.open_text(world.ruths.pk, sealed)

    def test_may_come_from_the_environment(self, world: World, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where a clinic keeps its secrets elsewhere, no file is needed."""
        path = data / "keys" / "master.key"
        sealed = private_text.seal(world.ruths.pk, WORDS)
        monkeypatch.setenv("HANDRAIL_MASTER_KEY", path.read_text().strip())
        path.unlink()
        assert private_text.open_text(world.ruths.pk, sealed) == WORDS
        assert not path.exists()

    @pytest.mark.parametrize("wrong", ["short", "A" * 43, base64.b64encode(b"x" * 31).decode()])
    def test_that_is_malformed_is_named_and_not_replaced(
        self, world: World, monkeypatch: pytest.MonkeyPatch, wrong: str
    ) -> None:
        """A typing mistake must not cost the words of every patient."""
        monkeypatch.setenv("HANDRAIL_MASTER_KEY", wrong)
        with pytest.raises(private_text.MasterKeyUnreadable, match="HANDRAIL_MASTER_KEY"):
            private_text.seal(world.ruths.pk, WORDS)
