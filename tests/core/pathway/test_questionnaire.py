"""Scales in a patient's course: asked once at a time, answered once, never guessed, never asked into the dark."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handrail.pathway import course as courses
from handrail.pathway import questionnaire
from handrail.pathway.course import Course
from handrail.pathway.events import Event, Fact, ReadingPromised, ScaleAnswered, ScaleAsked, ScaleTakenBack
from handrail.pathway.questionnaire import NotAnAnswer, NotAsked, NotOpen
from handrail.protocol.scale import load_scales

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
SCALES = load_scales()
PHQ_9, MOOD, PCL_5, SEDATION = (SCALES.scales[name] for name in ("phq_9", "mood", "pcl_5", "sedation"))
NEARLY_ALL = {str(item): "1" for item in range(1, 11)}


def after(*events: Event, course: Course = courses.EMPTY, at: datetime = AT, by: str = "per_mara") -> Course:
    """The course once these have happened."""
    for seq, event in enumerate(events, course.seq + 1):
        course = courses.fold(course, Fact(seq, event, at, at, by))
    return course


def asked(scale: Any = PHQ_9, *, asking: str = "ask_1", course: Course = courses.EMPTY, at: datetime = AT) -> Course:
    """The scale waits for its answer, and who asked has promised to read it."""
    return after(
        *questionnaire.ask(course, scale, asking=asking, read_today=True, numbers_known=True, at=at),
        course=course,
        at=at,
    )


def said(course: Course, answers: dict[str, str], *, scale: Any = PHQ_9, asking: str = "ask_1") -> ScaleAnswered:
    """What is written when these answers are sent."""
    (event,) = questionnaire.answer(
        course,
        scale,
        SCALES.forms[scale.id],
        asking=asking,
        language="en",
        answers=answers,
        answered_by="patient",
        typed_by=("per_ruth",),
        began_at=AT,
    )
    assert isinstance(event, ScaleAnswered)
    return event


def answered(days_ago: int, answers: dict[str, str] | None = None) -> Course:
    """The PHQ-9 was filled in so many days ago."""
    then = AT - timedelta(days=days_ago)
    course = asked(asking="ask_0", at=then)
    return after(said(course, answers or NEARLY_ALL, asking="ask_0"), course=course, at=then)


class TestAsking:
    """What may be asked for now."""

    def test_waits_for_its_answer(self) -> None:
        """With who asked, when, and who reads it."""
        asking = asked().asking_for("phq_9")
        assert asking is not None
        assert (asking.id, asking.by, asking.at, asking.reader) == ("ask_1", "per_mara", AT, "per_mara")

    def test_is_refused_while_it_waits_already(self) -> None:
        """One form at a time lies before a patient."""
        with pytest.raises(NotAsked) as refused:
            asked(course=asked(), asking="ask_2")
        assert refused.value.because == "asked_already"

    @pytest.mark.parametrize(("days", "may"), [(0, False), (13, False), (14, True), (15, True)])
    def test_is_refused_while_its_days_were_asked_about_already(self, days: int, may: bool) -> None:
        """The PHQ-9 looks back fourteen days: on the thirteenth, one of them would count twice."""
        course = answered(days)
        if may:
            assert asked(course=course).asking_for("phq_9")
            return
        with pytest.raises(NotAsked) as refused:
            asked(course=course)
        assert refused.value.because == "too_soon"
        assert refused.value.again_at == AT - timedelta(days=days) + timedelta(days=14)

    def test_about_this_moment_may_come_again_at_once(self) -> None:
        """Sedation has no look-back."""
        course = asked(SEDATION)
        course = after(said(course, {"1": "5"}, scale=SEDATION), course=course)
        assert asked(SEDATION, course=course, asking="ask_2").asking_for("sedation")

    def test_about_wishing_to_be_dead_needs_somebody_who_reads_it_today(self) -> None:
        """Nobody is left alone with that question; the others need no promise."""
        with pytest.raises(NotAsked) as refused:
            questionnaire.ask(courses.EMPTY, PHQ_9, asking="ask_1", read_today=False, numbers_known=True, at=AT)
        assert refused.value.because == "promise_missing"

    def test_about_wishing_to_be_dead_needs_somebody_to_call(self) -> None:
        """Whoever reads the question can be told a number; the others need neither that nor a promise."""
        with pytest.raises(NotAsked) as refused:
            questionnaire.ask(courses.EMPTY, PHQ_9, asking="ask_1", read_today=True, numbers_known=False, at=AT)
        assert refused.value.because == "numbers_missing"
        asks = questionnaire.ask(courses.EMPTY, MOOD, asking="ask_1", read_today=False, numbers_known=False, at=AT)
        assert asks == [ScaleAsked(asking="ask_1", scale="mood", scale_version=MOOD.version, read_today=False)]

    def test_can_be_taken_back_once(self) -> None:
        """Then nothing waits, and it is known that it was."""
        course = asked()
        taken = questionnaire.take_back(course, "ask_1")
        assert taken == [ScaleTakenBack(asking="ask_1")]
        course = after(*taken, course=course)
        assert (course.asked, course.taken_back) == ((), ("ask_1",))
        assert questionnaire.take_back(course, "ask_1") == []


class TestAPromise:
    """`I will read the answer today` holds today."""

    @pytest.mark.parametrize(
        ("hours", "holds"),
        [(0, True), (7, True), (8, False), (24, False)],
        ids=["at once", "23:00", "00:00", "next day"],
    )
    def test_ends_with_the_day_of_the_clinic(self, hours: int, holds: bool) -> None:
        """15:00 UTC is 16:00 in Berlin: eight hours later it is another day there."""
        (asking,) = asked().asked
        moment = AT + timedelta(hours=hours)
        assert questionnaire.is_promised(asking, moment, BERLIN) == holds
        assert questionnaire.waits_for_a_reader(asking, PHQ_9, moment, BERLIN) == (not holds)

    def test_can_be_given_again_by_another(self) -> None:
        """Who reads it then, is who promised last."""
        tomorrow = AT + timedelta(days=1)
        course = asked()
        course = after(*questionnaire.promise(course, "ask_1"), course=course, at=tomorrow, by="per_jonas")
        (asking,) = course.asked
        assert (asking.by, asking.reader) == ("per_mara", "per_jonas")
        assert questionnaire.is_promised(asking, tomorrow, BERLIN)

    def test_is_nothing_where_nothing_waits(self) -> None:
        """Neither before it was asked nor after its answer."""
        with pytest.raises(NotOpen):
            questionnaire.promise(answered(0), "ask_0")
        assert after(ReadingPromised(asking="ask_9")).asked == ()

    def test_is_not_waited_for_by_what_asks_about_nothing_dark(self) -> None:
        """A mood from 0 to 10 may be answered on any day."""
        (asking,) = asked(MOOD).asked
        assert not questionnaire.waits_for_a_reader(asking, MOOD, AT + timedelta(days=9), BERLIN)


class TestAnswering:
    """What is written of the answers."""

    def test_keeps_each_answer_and_names_what_was_left_out(self) -> None:
        """In the order of the form, by which form, in which language."""
        event = said(asked(), {"2": "3", "1": "0", "9": "1"})
        assert event.answers == {"1": "0", "2": "3", "9": "1"}
        assert event.left_out == ("3", "4", "5", "6", "7", "8", "10")
        form = SCALES.forms["phq_9"]
        assert (event.form, event.form_version, event.language) == (form.url, form.version, "en")

    def test_ends_the_asking(self) -> None:
        """And the answer knows what it answers."""
        course = answered(0)
        assert course.asked == ()
        answer = course.answer_to("ask_0")
        assert answer is not None
        assert (answer.asked.reader, answer.said.scale) == ("per_mara", "phq_9")

    def test_twice_is_refused_with_what_stands(self) -> None:
        """Two devices send; the first one's answers stand."""
        with pytest.raises(NotOpen) as refused:
            said(answered(0), {"1": "3"}, asking="ask_0")
        assert refused.value.answer is not None
        assert refused.value.answer.said.answers == NEARLY_ALL

    def test_of_an_old_log_that_answers_twice_counts_once(self) -> None:
        """The fold keeps the first."""
        course = asked()
        first, second = said(course, {"1": "3"}), said(course, {"1": "0"})
        (answer,) = after(first, second, course=course).answered
        assert answer.said == first

    @pytest.mark.parametrize("answers", [{"11": "1"}, {"1": "4"}, {"1": "-1"}, {"1": "1.0"}, {"1": ""}, {"1": "٣"}])
    def test_by_what_is_no_answer_is_refused(self, answers: dict[str, str]) -> None:
        """An item that is not there, a value outside the set, another way to write it."""
        with pytest.raises(NotAnAnswer):
            said(asked(), answers)


class TestWhatTheAnswersComeTo:
    """It follows from the answers; nothing of it is written down."""

    def score(self, answers: dict[str, str]) -> Any:
        """By the scale as it is now."""
        return questionnaire.scored(PHQ_9, said(asked(), answers), group="women")

    def test_is_the_scales_own_total(self) -> None:
        """Nine ones, and the tenth question counts nothing."""
        assert self.score(NEARLY_ALL).total == Decimal(9)


class TestTheForm:
    """Which instruction stands over which question."""

    def test_says_its_instruction_over_the_questions_that_are_answered_alike(self) -> None:
        """`Over the last 2 weeks, how often` belongs over the nine, and not over how difficult it was."""
        form = SCALES.forms["phq_9"]
        tenth = next(one.link_id for one in form.questions.values() if one.item == "10")
        assert len(form.under) == 9
        assert tenth not in form.under
        assert set(SCALES.forms["pcl_5"].under.values()) == {"intro"}
        assert len(questionnaire.questions_of(SCALES.forms["pcl_5"])) == 20
