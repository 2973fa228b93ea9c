"""Refusing what contradicts itself: a rule that never or always holds, two that order opposite things of one fact, a dose over its maximum."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import combinations, product

from handrail.protocol.entries import Number, ProtocolError
from handrail.protocol.reader import LENGTHS
from handrail.protocol.rulebook.condition import Condition, because, leaves
from handrail.protocol.rulebook.facts import Facts
from handrail.protocol.rulebook.schema import AnyPart, Book, Duty, Medicine, Outcome, Rule
from handrail.protocol.rulebook.trying import TooManyCases, cases

Fail = Callable[[str], ProtocolError]


def check_part(part: AnyPart, fail: Fail) -> None:
    """Refuse an entry that could never do what it is there for.

    Raises:
        ProtocolError: naming the entry and what to change.
    """
    match part:
        case Rule():
            _check_condition("when", part.when, fail)
        case Duty(when=when) if when is not None:
            _check_condition("when", when, fail)
        case Medicine():
            _check_medicine(part, fail)
        case _:
            pass


def check_book(book: Book, fail: Callable[[str], Fail]) -> None:
    """Refuse two rules of which one orders the opposite of the other in a case that both of them look at.

    Only the facts that both look at count: a calm pressure says "go" although a fever says "no" - that is no contradiction,
    the gravest outcome stands. Likewise medicines count one by one: lithium goes on although a stimulant is held.

    Raises:
        ProtocolError: naming both rules and a case.
    """
    for one, other in combinations(book.rules(), 2):
        if other.means.id in one.means.opposite:
            _check_pair(one, other, fail(other.id))


def check_books(books: Mapping[str, Book], fail: Callable[[str, str], Fail]) -> None:
    """Refuse the same between rules of two documents, whose outcomes name each other as "gate.go" and "eligibility.absolute".

    Raises:
        ProtocolError: naming an outcome that is not there or does not answer, or both rules and a case.
    """
    for book in books.values():
        for outcome in book.outcomes.values():
            for other in filter(elsewhere, outcome.opposite):
                _check_named(books, book, outcome, other, fail(book.id, "book.outcomes"))
    for book, next_book in combinations(books.values(), 2):
        for one, two in product(book.rules(), next_book.rules()):
            if f"{next_book.id}.{two.means.id}" in one.means.opposite:
                _check_pair(one, two, fail(next_book.id, two.id))


def elsewhere(outcome: str) -> bool:
    """Whether this names an outcome of another document."""
    return "." in outcome


def _check_named(books: Mapping[str, Book], book: Book, outcome: Outcome, other: str, fail: Fail) -> None:
    document, _, named = other.partition(".")
    there = books[document].outcomes.get(named) if document in books else None
    own = f"{book.id}.{outcome.id}"
    if there is None or own not in there.opposite:
        raise fail(f"{own!r} names {other!r} as its opposite; {other!r} must be there and name it too")


def _check_pair(one: Rule, other: Rule, fail: Fail) -> None:
    shared = {leaf.fact.id for leaf in leaves(one.when)} & {leaf.fact.id for leaf in leaves(other.when)}
    for case in cases((one.when, other.when), one_code=True) if shared else ():
        if one.when.holds(case) and other.when.holds(case) and _decided_by(shared, one, other, case):
            where = ", ".join(f"{fact_id} {value}" for fact_id, value in case.items())
            raise fail(f"it says {other.means.id!r} where {one.id} says {one.means.id!r}: at {where}; part them")


def _decided_by(shared: set[str], one: Rule, other: Rule, case: Facts) -> bool:
    """Whether both hold because of the facts that both look at, not each for a reason of its own beside them."""
    return all(shared & {leaf.fact.id for leaf in because(rule.when, case)} for rule in (one, other))


def _check_condition(key: str, condition: Condition, fail: Fail) -> None:
    try:
        said = {condition.holds(case) for case in cases((condition,))}
    except TooManyCases as problem:
        raise fail(f"{key!r} looks at so many facts that nobody can oversee it; make several of it") from problem
    if True not in said:
        raise fail(f"{key!r} can never hold; change it")
    if False not in said:
        raise fail(f"{key!r} always holds; change it")


def _check_medicine(medicine: Medicine, fail: Fail) -> None:
    """The largest dose within the session's maximum, all in one unit; a repeat has its time, a time its repeat."""
    least, most, session = medicine.least, medicine.most, medicine.session_most
    if least.unit != most.unit or (session is not None and session.unit != most.unit):
        raise fail("'least', 'most' and 'session_most' must be in one unit")
    if not Decimal(0) < least.value <= most.value:
        raise fail(
            f"'least' is {least.value} and 'most' {most.value} {most.unit}; the least is above 0 and not above the most"
        )
    if session is not None and most.value > session.value:
        raise fail(
            f"one dose of {most.value} {most.unit} is over the session's maximum of {session.value} {session.unit}; lower it"
        )
    if session is not None and medicine.times is not None and least.value * medicine.times > session.value:
        raise fail(
            f"{medicine.times} doses of at least {least.value} {least.unit} are over the session's maximum of {session.value} {session.unit}; allow fewer"
        )
    if (medicine.times is None or medicine.times > 1) != (medicine.again_after is not None):
        raise fail(
            "a medicine that may be repeated says after how long ('again_after'), and one that is given once does not"
        )
    for key, length in (("again_after", medicine.again_after), ("over", medicine.over)):
        _check_length(key, length, fail)
    for key, condition in (("never", medicine.never), ("ask", medicine.ask)):
        if condition is not None:
            _check_condition(key, condition, fail)


def _check_length(key: str, length: Number | None, fail: Fail) -> None:
    if length is not None and (length.unit not in LENGTHS or length.value <= 0):
        raise fail(f"{key!r} must be a length of time above 0, in {' | '.join(LENGTHS)}")
