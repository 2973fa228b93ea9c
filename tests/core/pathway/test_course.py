"""What is known of a patient across visits: each session teaches the ones after it, never itself."""

from datetime import UTC, datetime

from handrail.pathway import course as courses
from handrail.pathway.events import Fact, ResponseLearned

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


def taught(*sessions: str) -> courses.Course:
    """A course in which these sessions taught, in this order."""
    course = courses.EMPTY
    for seq, session in enumerate(sessions, 1):
        event = ResponseLearned(session=session, data="0123456789abcdef", mean={}, spread={}, readings=3)
        course = courses.fold(course, Fact(seq, event, AT, AT, "handrail"))
    return course


def before(course: courses.Course, session: str) -> str | None:
    """Which session's teaching another begins with."""
    found = course.known_before(session)
    return found.session if found else None


class TestACourse:
    """What a session's forecast may begin with."""

    def test_of_a_new_patient_knows_nothing(self) -> None:
        """No session, no teaching."""
        assert before(courses.EMPTY, "ses_1") is None

    def test_gives_a_new_session_what_the_last_one_taught(self) -> None:
        """Which had begun with what came before it."""
        assert before(taught("ses_1", "ses_2"), "ses_3") == "ses_2"

    def test_never_gives_a_session_what_it_or_a_later_one_taught(self) -> None:
        """Its replay is what it was on its day."""
        course = taught("ses_1", "ses_2", "ses_3")
        assert before(course, "ses_2") == "ses_1"
        assert before(course, "ses_1") is None

    def test_counts_its_facts(self) -> None:
        """Like every stream."""
        assert taught("ses_1", "ses_2").seq == 2
