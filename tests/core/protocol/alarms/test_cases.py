"""Every alarm against cases written by hand, and every number of it moved by one step: at least one case must fail.

The outer bounds are out of the way while numbers are moved: a refusal by them would hide a number that no case looks at.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest

from handrail.protocol import ProtocolError
from handrail.protocol.changes import Change, applied
from handrail.protocol.loader import contents, read_tables, tables
from tests.core.pathway.watching import SHIPPED
from tests.core.protocol.alarms.casing import CASES, told, wrong
from tests.core.protocol.widening import wide

FILES = ("alarms.toml", "devices.toml")
TABLES = wide(tables(contents()))
RULES = list(SHIPPED.alarms.rules)
FILE_OF = {rule: file for file in FILES for rule in TABLES[file] if rule in RULES}


def moved(rule: str) -> Iterator[Change]:
    """Each number of a rule a step up and a step down: the last digit that is written. Where it may be set decides nothing."""
    for keys, value in _numbers(TABLES[FILE_OF[rule]][rule]):
        exponent = value.as_tuple().exponent
        step = Decimal(1).scaleb(min(0, exponent if isinstance(exponent, int) else 0))
        for by in (-step, step):
            yield Change(FILE_OF[rule], rule, keys, str(value + by))


def _numbers(said: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Decimal]]:
    match said:
        case bool() | str():
            return
        case int() | Decimal():
            yield keys, Decimal(said)
        case Mapping():
            for key, inner in said.items():
                if key != "within":
                    yield from _numbers(inner, (*keys, key))
        case list():
            for place, inner in enumerate(said):
                yield from _numbers(inner, (*keys, str(place)))


def unseen(change: Change) -> bool:
    """Whether the protocol with this change is taken, and no case notices."""
    try:
        protocol = read_tables(applied(TABLES, (change,)))
    except ProtocolError:
        return False
    return not any(wrong(change.entry, protocol))


class TestAnAlarm:
    """Every condition that is watched for."""

    @pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}: {case['says']}")
    def test_tells_what_was_worked_out_by_hand(self, case: Mapping[str, Any]) -> None:
        """Fires here, not beside it; ends here, not before."""
        assert told(case) == case["told"]

    @pytest.mark.parametrize("rule", RULES)
    def test_with_any_number_moved_by_one_step_fails_a_case(self, rule: str) -> None:
        """Or the protocol is refused before anybody is watched by it."""
        assert [f"{'.'.join(change.keys)} = {change.value}" for change in moved(rule) if unseen(change)] == []

    def test_has_a_case_that_is_told_and_one_that_is_not_or_ends(self) -> None:
        """An alarm that nobody saw come and go is not known to work."""
        for rule in RULES:
            own = [case["told"] for case in CASES if case["rule"] == rule]
            assert any(own), rule
            assert not all(own) or any(line.startswith("clear") for story in own for line in story), rule
