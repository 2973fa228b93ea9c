"""What a decision costs: every rule of the protocol over one patient's facts, and over five thousand patients'."""

from collections.abc import Iterable
from decimal import Decimal
from random import Random
from time import perf_counter

from benchmarks.table import Row
from handrail.protocol import load
from handrail.protocol.rulebook import Fact, Facts, look
from handrail.protocol.rulebook.facts import Value
from handrail.protocol.rulebook.trying import with_classes

SEED = 4
ONE_RUNS = 200
PATIENTS = 5_000
KNOWN = 0.9  # of the facts; the others nobody has asked yet
MEDICINES = ("N05BA06", "N06AB10", "N06AX16", "C09AA05", "N05CF02", "N03AX09", "N06AF04", "R06AX13")


def measure() -> list[Row]:
    """The rows of the table."""
    began = perf_counter()
    protocol = load()
    read_s = perf_counter() - began
    rules = [rule for book in protocol.rulebook.books.values() for rule in book.rules()]
    chance = Random(SEED)  # noqa: S311 - invented patients
    people = [_somebody(protocol.rulebook.facts.values(), chance) for _ in range(PATIENTS)]
    ones = []
    for facts in people[:ONE_RUNS]:
        began = perf_counter()
        look(rules, facts)
        ones.append(perf_counter() - began)
    began = perf_counter()
    holding = sum(finding.holds is True for facts in people for finding in look(rules, facts))
    all_s = perf_counter() - began
    task = f"{len(rules)} rules, {len(protocol.rulebook.facts)} facts, nine of ten known"
    return [
        Row("the whole protocol read and checked", 1000 * read_s, "ms", f"{len(protocol.entries)} entries"),
        Row(
            "every rule over one patient",
            1000 * sorted(ones)[ONE_RUNS // 2],
            "ms",
            f"median of {ONE_RUNS}; {task}; goal 20",
        ),
        Row("... the slowest of them", 1000 * max(ones), "ms", "explained: which parts decided"),
        Row(f"every rule over {PATIENTS:,} patients", all_s, "s", f"one core; {holding:,} findings hold"),
    ]


def _somebody(facts: Iterable[Fact], chance: Random) -> Facts:
    return {fact.id: _drawn(fact, chance) for fact in facts if chance.random() < KNOWN}


def _drawn(fact: Fact, chance: Random) -> Value:
    match fact.kind:
        case "yes or no":
            return chance.random() < 0.1
        case "choice":
            return chance.choice(list(fact.choices))
        case "codes":
            return with_classes(chance.sample(MEDICINES, 3))
        case "number":
            assert fact.lowest is not None, "a number has its range"
            assert fact.highest is not None, "a number has its range"
            return round(fact.lowest + (fact.highest - fact.lowest) * Decimal(chance.random()), 1)
