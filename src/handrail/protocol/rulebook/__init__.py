"""The rule book: the documents of the protocol that are lists of rules, values, medicines, duties and words for patients."""

from handrail.protocol.rulebook.contradictions import check_books
from handrail.protocol.rulebook.facts import Fact, Facts, read_facts
from handrail.protocol.rulebook.finding import Finding, Given, against, gravest, look, unasked
from handrail.protocol.rulebook.reading import Reader
from handrail.protocol.rulebook.schema import Book, Duty, Medicine, Rule, Rulebook, Saying, Value

__all__ = [
    "Book",
    "Duty",
    "Fact",
    "Facts",
    "Finding",
    "Given",
    "Medicine",
    "Reader",
    "Rule",
    "Rulebook",
    "Saying",
    "Value",
    "against",
    "check_books",
    "gravest",
    "look",
    "read_facts",
    "unasked",
]
