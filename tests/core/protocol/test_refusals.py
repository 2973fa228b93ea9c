"""What is incomplete or contradicts itself is refused: the file, the entry, what to mend."""

from importlib.resources import files
from pathlib import Path

import pytest

from handrail.protocol import ProtocolError, read
from handrail.protocol.loader import read_tables, tables
from tests.core.protocol.mutations import CONTRADICTORY, MISSING, NEVER, UNREADABLE, WRONG_UNIT
from tests.core.protocol.widening import plain, wide

DATA = Path(str(files("handrail.protocol"))) / "data"


def shipped() -> dict[str, bytes]:
    """The shipped files, which are whole."""
    return {file.name: file.read_bytes() for file in DATA.glob("*.toml")}


def refusal(file: str, old: str | bytes, new: str | bytes) -> str:
    """What is said about the shipped protocol with one thing changed, its numbers set wherever somebody likes."""
    before = old if isinstance(old, bytes) else old.encode()
    instead = new if isinstance(new, bytes) else new.encode()
    changed = {name: plain(content) for name, content in shipped().items()}
    assert before in changed[file], f"{old!r} is not in {file} any more"
    changed[file] = changed[file].replace(before, instead, 1)
    with pytest.raises(ProtocolError) as caught:
        read_tables(wide(tables(changed)))
    return str(caught.value)


class TestADocument:
    """One thing changed in a whole protocol."""

    @pytest.mark.parametrize(
        ("file", "old", "new", "said"),
        MISSING + WRONG_UNIT + CONTRADICTORY,
        ids=lambda one: one[:40] if isinstance(one, str) else None,
    )
    def test_is_refused_by_file_and_entry_with_what_to_mend(self, file: str, old: str, new: str, said: str) -> None:
        """Whoever edits it is told where."""
        assert refusal(file, old, new).startswith(f"{file}: {said}")

    @pytest.mark.parametrize(("old", "new", "said"), NEVER, ids=lambda one: one[:40])
    def test_with_an_alarm_that_could_never_begin_end_or_be_seen_is_refused(
        self, old: str, new: str, said: str
    ) -> None:
        """Such an alarm looks like safety and is none."""
        file = next(name for name in ("alarms.toml", "devices.toml") if old.encode() in plain(shipped()[name]))
        assert refusal(file, old, new).startswith(f"{file}: {said}")

    @pytest.mark.parametrize(("old", "new", "said"), UNREADABLE)
    def test_that_is_no_toml_or_says_something_twice_is_refused(self, old: bytes, new: bytes, said: str) -> None:
        """With the place that the reader stumbled at."""
        assert refusal("session.toml", old, new).startswith(said)

    def test_that_takes_another_documents_name_for_an_entry_is_refused(self) -> None:
        """Two entries of one name could not be told apart in a record."""
        changed = shipped()
        changed["devices.toml"] = (
            changed["devices.toml"].replace(b"[silent]", b"[window]").replace(b"[silent.", b"[window.")
        )
        with pytest.raises(ProtocolError) as caught:
            read(changed)
        assert str(caught.value) == (
            "devices.toml: window: an entry of monitoring has this name too. Rename one of them."
        )

    def test_without_a_condition_is_refused(self) -> None:
        """A protocol that watches for nothing."""
        changed = shipped()
        text = changed["alarms.toml"].decode()
        changed["alarms.toml"] = text[
            : text.index("# ---------------------------------------------------------------- pressure")
        ].encode()
        with pytest.raises(ProtocolError, match="no condition is described"):
            read(changed)

    def test_without_a_channel_is_refused(self) -> None:
        """A protocol that expects nothing."""
        changed = shipped()
        changed["monitoring.toml"] = changed["monitoring.toml"].replace(b"[channel_", b"[chanel_")
        with pytest.raises(ProtocolError, match="no channel is described"):
            read(changed)

    def test_is_whole_as_it_ships(self) -> None:
        """So that each refusal above is about what was changed."""
        assert read(shipped()).entries
