"""A course is one patient's whole treatment. What is so about it follows from its events alone, one after the other."""

from dataclasses import dataclass, replace
from itertools import takewhile

from handrail.pathway.events import Fact, ResponseLearned


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of a patient across visits. `learned` is what the last session taught, one for each session."""

    seq: int = 0
    learned: tuple[ResponseLearned, ...] = ()

    def known_before(self, session: str) -> ResponseLearned | None:
        """What the forecast of this session may begin with: never what it or a later one has taught."""
        earlier = list(takewhile(lambda one: one.session != session, self.learned))
        return earlier[-1] if earlier else None


EMPTY = Course()


def fold(course: Course, fact: Fact) -> Course:
    """The course after this fact."""
    if isinstance(fact.event, ResponseLearned):
        course = replace(course, learned=(*course.learned, fact.event))
    return replace(course, seq=fact.seq)
