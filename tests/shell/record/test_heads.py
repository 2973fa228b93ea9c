"""Heads are signed outside the database, with a key that nobody else can read."""

import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from handrail.record import heads, log
from tests.shell.record.makers import at_once, marked, opened, seconds


def _lines(data: Path) -> list[str]:
    return [line for path in sorted((data / "heads").glob("*.jsonl")) for line in path.read_text().splitlines()]


@pytest.mark.django_db
class TestSigning:
    def test_appends_the_head_of_every_stream_that_moved(self, session: str, data_folder: Path) -> None:
        """And none twice."""
        quiet = opened()
        marked(session, 1, 2)
        assert heads.sign(seconds(0)) == 1
        assert heads.sign(seconds(1)) == 0
        marked(session, 3)
        marked(quiet, 1)
        assert heads.sign(seconds(2)) == 2
        signed = heads.read()
        assert [head.seq for head in signed[session]] == [2, 3]
        assert signed[session][-1].hash == log.after(session, 2)[0].hash
        assert (data_folder / "heads" / "2026-11-20.jsonl").exists()

    def test_at_a_sign_off_signs_that_session_alone(self, session: str) -> None:
        """The others wait for the day's end."""
        other = opened()
        marked(session, 1)
        marked(other, 1)
        assert heads.sign(seconds(0), [session]) == 1
        assert list(heads.read()) == [session]

    def test_can_be_checked_with_the_public_key_beside_it(self, session: str, data_folder: Path) -> None:
        """By anybody with an Ed25519 library, from the line alone."""
        marked(session, 1)
        heads.sign(seconds(0))
        line = json.loads(_lines(data_folder)[0])
        signature = bytes.fromhex(line.pop("signature"))
        key = load_pem_public_key((data_folder / "heads" / f"{line['key']}.pem").read_bytes())
        assert isinstance(key, Ed25519PublicKey)
        key.verify(signature, json.dumps(line, sort_keys=True, separators=(",", ":")).encode())
        assert (line["stream"], line["seq"], line["signed_at"]) == (session, 1, "2026-11-20T14:30:00.000000Z")

    def test_keeps_its_key_to_itself(self, session: str, data_folder: Path) -> None:
        """The file is readable by its owner alone, and made once."""
        marked(session, 1)
        heads.sign(seconds(0))
        key = data_folder / "keys" / "heads.pem"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        before = key.read_bytes()
        marked(session, 2)
        heads.sign(seconds(1))
        assert key.read_bytes() == before
        assert [path.name for path in key.parent.iterdir()] == ["heads.pem"]

    def test_goes_on_after_a_power_cut_in_the_middle_of_a_line(self, session: str, data_folder: Path) -> None:
        """The half line was acknowledged to nobody; it is dropped, and the head is signed again."""
        marked(session, 1)
        heads.sign(seconds(0))
        path = data_folder / "heads" / "2026-11-20.jsonl"
        with path.open("a") as file:
            file.write('{"hash":"ab')
        assert len(heads.read()[session]) == 1
        marked(session, 2)
        heads.sign(seconds(1))
        assert [head.seq for head in heads.read()[session]] == [1, 2]

    def test_with_a_new_key_leaves_the_old_lines_valid(self, session: str, data_folder: Path) -> None:
        """The old public key stays beside them."""
        marked(session, 1)
        heads.sign(seconds(0))
        (data_folder / "keys" / "heads.pem").unlink()
        marked(session, 2)
        heads.sign(seconds(1))
        assert [head.seq for head in heads.read()[session]] == [1, 2]
        assert len(list((data_folder / "heads").glob("*.pem"))) == 2


@pytest.mark.django_db
class TestASignedHead:
    @pytest.mark.parametrize(
        ("old", "new"),
        [('"seq":2', '"seq":1'), ('"hash":"', '"hash":"0'), ("14:30", "14:31"), ('"key":"', '"key":"0'), ("{", "[")],
    )
    def test_that_was_changed_is_found(self, session: str, data_folder: Path, old: str, new: str) -> None:
        """A line that was not signed so is named, and verification says it."""
        marked(session, 1, 2)
        heads.sign(seconds(0))
        path = data_folder / "heads" / "2026-11-20.jsonl"
        path.write_text(path.read_text().replace(old, new, 1))
        with pytest.raises(heads.BadHead, match=r"2026-11-20.jsonl, line 1: not what was signed"):
            heads.read()
        assert "line 1: not what was signed" in str(log.verify(session).problem)

    @pytest.mark.parametrize("content", ["no key", ""])
    def test_whose_public_key_is_gone_is_not_taken_for_signed(
        self, session: str, data_folder: Path, content: str
    ) -> None:
        """Nor does a broken file beside the heads stop anybody."""
        marked(session, 1)
        heads.sign(seconds(0))
        (key,) = (data_folder / "heads").glob("*.pem")
        key.write_text(content)
        with pytest.raises(heads.BadHead):
            heads.read()
        assert heads.sign(seconds(1), [session]) == 1

    def test_that_was_changed_keeps_nobody_from_signing(self, session: str, data_folder: Path) -> None:
        """A patient goes home, and the session's head is signed, whatever somebody did to the file."""
        marked(session, 1)
        heads.sign(seconds(0))
        path = data_folder / "heads" / "2026-11-20.jsonl"
        path.write_text(path.read_text().replace('"seq":1', '"seq":9') + "{]\n")
        assert heads.sign(seconds(1), [session]) == 1
        assert len(_lines(data_folder)) == 3

    def test_of_another_stream_is_not_looked_at_where_one_is_asked_for(self, session: str) -> None:
        """A sign-off costs what its own session costs, however many there were before."""
        marked(session, 1)
        marked(opened(), 1)
        heads.sign(seconds(0))
        assert list(heads.read(streams=[session])) == [session]


@pytest.mark.django_db(transaction=True)
class TestTwoSigners:
    def test_at_once_end_with_one_key(self, session: str, data_folder: Path) -> None:
        """The first one's key wins, and what both signed is valid."""
        marked(session, 1)
        at_once([lambda: heads.sign(seconds(0))] * 4)
        assert len(list((data_folder / "keys").iterdir())) == 1
        assert {head.seq for head in heads.read()[session]} == {1}
