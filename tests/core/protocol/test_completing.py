"""A protocol that a clinic has kept since before its numbers said where they may be set."""

from typing import Any

from handrail.protocol.changes import Tables, between
from handrail.protocol.completing import completed
from handrail.protocol.loader import contents, read_tables, tables

TABLES: Tables = tables(contents())
BOUNDS = frozenset({"within", "limits"})


def older(documents: Tables) -> dict[str, dict[str, Any]]:
    """The documents as they stood before: without outer bounds, and without one entry that came later."""
    found = {file: {entry: _older(said) for entry, said in entries.items()} for file, entries in documents.items()}
    for fact in found["facts.toml"].values():
        if isinstance(fact, dict):
            fact.pop("limit", None)
    del found["monitoring.toml"]["limits_spo2"]
    return found


def _older(said: Any) -> Any:
    match said:
        case dict():
            return {key: _older(value) for key, value in said.items() if key not in BOUNDS}
        case list():
            return [_older(item) for item in said]
    return said


class TestAProtocolFromBefore:
    def test_is_read_with_the_bounds_that_the_software_came_with(self) -> None:
        """A clinic whose protocol could not be read after an upgrade would stand without alarms."""
        assert between(completed(older(TABLES), TABLES), TABLES) == ()
        assert read_tables(completed(older(TABLES), TABLES)).rulebook.medicine("midazolam").id == "midazolam"

    def test_keeps_every_number_of_its_own(self) -> None:
        """Nothing that came later takes the place of what the clinic has signed."""
        own = older(TABLES)
        own["session.toml"]["dose_default"]["value"] = 0.4
        assert completed(own, TABLES)["session.toml"]["dose_default"]["value"] == 0.4

    def test_keeps_a_bound_of_its_own(self) -> None:
        """A clinic that has drawn it narrower has its reason."""
        own = older(TABLES)
        own["session.toml"]["dose_default"]["within"] = [0.3, 0.6]
        assert completed(own, TABLES)["session.toml"]["dose_default"]["within"] == [0.3, 0.6]
