"""Protocols of the tests: a changed one proposed, reviewed and signed; and a newer one that an update brings."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

import pytest

from handrail.care import protocol, protocol_files
from handrail.clinic.models import Clinic, Person
from handrail.pathway.protocol import ClinicProtocol
from handrail.protocol import loader
from handrail.protocol.changes import Change
from tests.people import NOW

LEVELS = 2
"""The first two levels of a high pressure have one limit: a first reading asks for a second one."""


def limit(value: str, *, levels: int = LEVELS) -> tuple[Change, ...]:
    """Another limit of a high pressure, and the same beside the value on the screens."""
    return tuple(
        Change("alarms.toml", "pressure_high", ("level", str(level), *keys), said)
        for level in range(levels)
        for keys, said in ((("systolic", "above"), value), (("shown",), f'"{value}/100"'))
    )


def signed(clinic: Clinic, signer: Person, reviewer: Person, *changes: Change, at: datetime = NOW) -> ClinicProtocol:
    """These changes proposed and signed by the one, reviewed by the other."""
    key = f"test:{uuid4()}"
    draft = protocol.draft(clinic.pk, changes)
    proposal = protocol.propose(clinic=clinic, draft=draft, why="Ours run higher", key=f"{key}:p", by=signer.pk, at=at)
    protocol.review(clinic=clinic, proposal=proposal, agrees=True, words="Read", key=f"{key}:r", by=reviewer, at=at)
    found = protocol.sign(clinic=clinic, proposal=proposal, key=f"{key}:s", by=signer, at=at)
    assert found.proposals[proposal].signed is not None
    return found


@contextmanager
def shipping(file: str, old: str, new: str) -> Iterator[None]:
    """An update of the software whose protocol says something else in one place."""
    shipped = loader.contents()
    assert old.encode() in shipped[file]
    newer = {**shipped, file: shipped[file].replace(old.encode(), new.encode(), 1)}
    with pytest.MonkeyPatch.context() as patch:
        for module in (protocol, protocol_files):
            patch.setattr(module, "contents", _read(newer))
        _forget()
        try:
            yield
        finally:
            _forget()


def _read(newer: dict[str, bytes]) -> Callable[..., dict[str, bytes]]:
    def contents(directory: object = None) -> dict[str, bytes]:
        assert directory is None, "an edited folder is read by the loader itself"
        return newer

    return contents


def _forget() -> None:
    """What a process of the other version would not know."""
    for kept in (protocol.shipped, protocol.shipped_tables, protocol._tables, protocol._understood, protocol._version):
        kept.cache_clear()
