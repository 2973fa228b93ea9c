"""Answers about wishing to be dead stay in sight until somebody has read them and written what came of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handrail.pathway import course as courses
from handrail.pathway import questionnaire, reading
from handrail.pathway.course import Course
from handrail.pathway.events import AnsweredBy, AnswerFollowedUp, AnswerRead, Event, Fact
from handrail.pathway.reading import Given, NothingToRead, Reading
from handrail.protocol.scale import load_scales

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
SCALES = load_scales()
PHQ_9 = SCALES.scales["phq_9"]


def after(course: Course, *events: Event, by: str = "per_mara", at: datetime = AT) -> Course:
    """The course once these have happened."""
    for seq, event in enumerate(events, course.seq + 1):
        course = courses.fold(course, Fact(seq, event, at, at, by))
    return course


def asked() -> Course:
    """The PHQ-9 waits, and Mara has promised to read it."""
    events = questionnaire.ask(courses.EMPTY, PHQ_9, asking="ask_1", read_today=True, numbers_known=True, at=AT)
    return after(courses.EMPTY, *events)


def sent(ninth: str | None, course: Course | None = None, *, answered_by: AnsweredBy = "patient") -> Course:
    """All ones, and this to question 9; None leaves it out."""
    answers = {str(item): "1" for item in range(1, 11) if item != 9}
    events = questionnaire.answer(
        course or asked(),
        PHQ_9,
        SCALES.forms["phq_9"],
        asking="ask_1",
        language="en",
        answers=answers if ninth is None else {**answers, "9": ninth},
        answered_by=answered_by,
        typed_by=("per_ruth",),
        began_at=AT,
    )
    return after(course or asked(), *events, by="per_ruth")


def the(course: Course, drafts: Mapping[str, Mapping[str, Given]] | None = None) -> Reading:
    """The one thing that there is to read."""
    (found,) = reading.readings(course, SCALES.scales, drafts or {})
    return found


def begun(**given: str) -> dict[str, dict[str, Given]]:
    """These answers are kept and not sent: `item_9="2"`."""
    return {"ask_1": {item.removeprefix("item_"): Given(answer, AT) for item, answer in given.items()}}


class TestWhatWasSent:
    @pytest.mark.parametrize(
        ("ninth", "needs"), [("0", False), ("1", True), (None, True)], ids=["not at all", "several days", "left out"]
    )
    def test_needs_a_person_where_item_9_is_above_0_or_left_out(self, ninth: str | None, needs: bool) -> None:
        """What was not answered there is asked in person, never made up."""
        found = the(sent(ninth))
        assert (found.needs_a_person, found.unread) == (needs, True)
        assert found.left_out == (("9",) if ninth is None else ())

    def test_is_read_once(self) -> None:
        """Who promised has kept the promise; nothing more is written the second time."""
        course = sent("0")
        course = after(course, *reading.mark_read(the(course)))
        assert the(course).read is not None
        assert not the(course).open
        assert reading.mark_read(the(course)) == []

    def test_that_needs_a_person_is_not_ended_by_reading(self) -> None:
        """Only by what came of it."""
        course = sent("2")
        course = after(course, *reading.mark_read(the(course)), by="per_albrecht")
        assert the(course).needs_a_person
        course = after(course, *reading.follow_up(the(course), "spoke", to=None, words=None), by="per_albrecht")
        assert not the(course).open

    def test_is_read_by_who_writes_what_came_of_it(self) -> None:
        """One press less."""
        events = reading.follow_up(the(sent("2")), "handed_over", to="per_albrecht", words=None)
        assert events == [
            AnswerRead(asking="ask_1", sent=True, said={"9": "2"}),
            AnswerFollowedUp(asking="ask_1", said={"9": "2"}, came_of="handed_over", to="per_albrecht", words=None),
        ]

    def test_is_read_where_staff_typed_it(self) -> None:
        """They had it before them; what came of it is still to be written."""
        found = the(sent("1", answered_by="on behalf"))
        assert (found.unread, found.needs_a_person) == (False, True)

    def test_that_shows_nothing_has_no_outcome(self) -> None:
        """There is nothing to follow up."""
        with pytest.raises(NothingToRead):
            reading.follow_up(the(sent("0")), "spoke", to=None, words=None)


class TestWhatIsNotSent:
    def test_shows_an_answer_above_0_at_once(self) -> None:
        """Whoever fills it in and never sends it is not alone with it."""
        found = the(asked(), begun(item_9="1"))
        assert (found.sent, found.above, found.unread, found.needs_a_person) == (False, ("9",), True, True)
        assert found.came_at == AT

    @pytest.mark.parametrize(
        "given", [{"item_1": "3"}, {"item_9": "0"}, {"item_9": ""}], ids=["1", "not at all", "left"]
    )
    def test_shows_nothing_else(self, given: dict[str, str]) -> None:
        """No other answer, none of nothing, and none that would rather not be given."""
        found = the(asked(), begun(**given))
        assert (found.open, found.came_at) == (False, None)
        with pytest.raises(NothingToRead):
            reading.mark_read(found)

    def test_and_read_is_to_be_read_again_once_it_is_sent(self) -> None:
        """The rest was not there before; what came of the same answer stands."""
        course = asked()
        course = after(course, *reading.follow_up(the(course, begun(item_9="2")), "spoke", to=None, words=None))
        assert not the(course, begun(item_9="2")).open
        found = the(sent("2", course))
        assert (found.unread, found.needs_a_person) == (True, False)

    def test_and_followed_up_needs_a_person_again_once_it_is_another(self) -> None:
        """From several days to nearly every day."""
        course = asked()
        course = after(course, *reading.follow_up(the(course, begun(item_9="1")), "spoke", to=None, words=None))
        assert the(course, begun(item_9="3")).needs_a_person


class TestEverybodyWhoReads:
    CLOSES = AT + timedelta(hours=3)
    AN_HOUR = timedelta(hours=1)

    def test_sees_it_an_hour_before_the_day_ends(self) -> None:
        """Until then it is the promise of one."""
        found = the(sent("0"))
        assert (
            reading.for_everybody_from(found, day_ends=self.CLOSES, before_the_end=self.AN_HOUR)
            == AT + 2 * self.AN_HOUR
        )

    def test_sees_it_at_once_where_it_comes_after_that(self) -> None:
        """It is as late as it is."""
        found = the(sent("0"))
        assert reading.for_everybody_from(found, day_ends=AT, before_the_end=self.AN_HOUR) == AT

    def test_sees_nothing_where_nothing_is_open(self) -> None:
        """Before it came, and after it was read."""
        course = sent("0")
        read = after(course, *reading.mark_read(the(course)))
        for found in (the(asked()), the(read)):
            assert reading.for_everybody_from(found, day_ends=AT, before_the_end=self.AN_HOUR) is None


class TestAnOldAnswer:
    def test_of_another_version_of_the_scale_counts_as_left_out(self) -> None:
        """What cannot be read any more is not taken for nothing."""
        course = sent("0")
        (answer,) = course.answered
        strange = replace(answer.said, answers={"1": "7"})
        assert the(after(asked(), strange)).left_out == ("9",)
