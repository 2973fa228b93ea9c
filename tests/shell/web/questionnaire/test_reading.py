"""Who promised to read is reminded, an answer that needs a person stays in sight, and what came of it ends that."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from handrail.care import course, reading
from handrail.care.clock import SteppedClock
from handrail.clinic.models import Clinic, Patient, Person, ToRead
from handrail.pathway.events import AnswerFollowedUp
from handrail.record import log
from tests.asking import all_of, answered, asked, kept
from tests.people import NOW, World
from tests.shell.web.asking import DAY, send, staff_page
from tests.shell.web.preparing import Browser, text

LINE = "An answer needs a person: PHQ-9, question 9, 14:30."


def ruth_said(world: World, ninth: str, *, by: Person | None = None) -> str:
    """Ruth has sent her PHQ-9, which Mara promised to read; the id of the asking."""
    return answered(
        world.ruths, "phq_9", all_of("phq_9", "0", item_9=ninth), asked_by=by or world.mara, by=world.ruth
    ).asking


def board(person: Person) -> str:
    """What the board says to this person before any script runs."""
    return text(Browser(person).client.get("/board/"))


def session(world: World, person: Person) -> str:
    """What the page of Ruth's infusion says."""
    return text(Browser(person).client.get(f"/sessions/{world.ruths_visit.pk}/"))


def deed(client: Client, patient: Patient, asking: str, what: str, **fields: str) -> Any:
    """Press a form of the patient's questions."""
    return send(client, staff_page(patient), f"{asking}/{what}", **fields)


class TestTheLine:
    def test_stands_on_the_board_and_beside_the_infusion_until_its_outcome_is_written(self, world: World) -> None:
        """Not read yet, then by whom and when, then gone."""
        asking = ruth_said(world, "1")
        mara = Browser(world.albrecht).client
        for page in (board(world.jonas), session(world, world.jonas)):
            assert f"{LINE} Not read yet." in page
        deed(mara, world.ruths, asking, "read")
        for page in (board(world.jonas), session(world, world.jonas)):
            assert f"{LINE} Read by Dr Albrecht, 14:30." in page
        deed(mara, world.ruths, asking, "follow-up", came_of="spoke", words="Passing thoughts, no plan.")
        for page in (board(world.jonas), session(world, world.jonas)):
            assert "An answer needs a person" not in page

    def test_is_not_there_for_an_answer_of_nothing(self, world: World) -> None:
        """Not at all is not at all."""
        ruth_said(world, "0")
        assert "An answer needs a person" not in board(world.jonas) + session(world, world.jonas)

    def test_says_no_word_of_dying(self, world: World) -> None:
        """A companion beside the screen reads a number and no more."""
        ruth_said(world, "3")
        for page in (board(world.mara), session(world, world.mara)):
            assert not any(word in page.lower() for word in ("dead", "dying", "death", "suicid", "self-harm"))

    def test_stands_where_it_was_started_and_not_sent(self, world: World) -> None:
        """For that question alone: what else was answered is nobody's yet."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        kept(world.ruths, asking, "phq_9", {"1": "3"}, by=world.ruth)
        assert "An answer needs a person" not in board(world.jonas)
        kept(world.ruths, asking, "phq_9", {"9": "2"}, by=world.ruth)
        line = "An answer needs a person: PHQ-9, question 9, 14:30, started, not sent. Not read yet."
        assert line in board(world.jonas)
        page = text(Browser(world.jonas).client.get(staff_page(world.ruths)))
        assert "Started, not sent: 14:30." in page
        assert "Question 9: 2, More than half the days" in page
        assert "Question 1" not in page

    def test_goes_where_the_patient_answers_otherwise_before_sending(self, world: World) -> None:
        """A slip of the thumb."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        kept(world.ruths, asking, "phq_9", {"9": "2"}, by=world.ruth)
        kept(world.ruths, asking, "phq_9", {"9": "0"}, by=world.ruth, at=NOW + timedelta(seconds=5))
        assert "An answer needs a person" not in board(world.jonas)

    def test_in_spanish_is_spanish(self, world: World) -> None:
        """For who reads it so."""
        Person.objects.filter(pk=world.jonas.pk).update(language="es")
        ruth_said(world, "1")
        assert "Una respuesta necesita a una persona: PHQ-9, pregunta 9, 14:30. Aún sin leer." in board(world.jonas)


class TestWhatCameOfIt:
    @pytest.mark.parametrize(
        ("fields", "status", "says"),
        [
            ({}, 400, "Choose what came of it."),
            ({"came_of": "seen"}, 400, "Choose what came of it."),
            ({"came_of": "handed_over"}, 409, "handed over needs a name that accepted"),
            ({"came_of": "handed_over", "to": "per_nobody"}, 400, "Choose somebody of this clinic who reads answers."),
            ({"came_of": "unreachable"}, 409, "unreachable needs a next step with who and when"),
            ({"came_of": "spoke", "words": "\0"}, 400, "holds signs that cannot be written down"),
        ],
    )
    def test_that_leaves_somebody_alone_is_refused_by_the_protocols_rule(
        self, world: World, mara: Client, fields: dict[str, str], status: int, says: str
    ) -> None:
        """And nothing is written; what was typed is still there."""
        asking = ruth_said(world, "2")
        answer = deed(mara, world.ruths, asking, "follow-up", **fields)
        assert (answer.status_code, says in text(answer)) == (status, True)
        assert course.of(world.ruths).followed_up == ()

    def test_is_typed_once(self, world: World, mara: Client) -> None:
        """A refusal keeps the words in the form."""
        asking = ruth_said(world, "2")
        page = deed(mara, world.ruths, asking, "follow-up", came_of="handed_over", words="Asks for Dr Albrecht.")
        assert "Asks for Dr Albrecht.</textarea>" in page.content.decode()

    def test_is_kept_with_who_wrote_it_and_its_words_sealed(self, world: World, mara: Client) -> None:
        """In the log nobody reads them without the patient's key."""
        asking = ruth_said(world, "2")
        fields = {"came_of": "handed_over", "to": world.albrecht.pk, "words": "Sees her at 16:00."}
        page = text(deed(mara, world.ruths, asking, "follow-up", **fields))
        assert "Taken over by Dr Albrecht. Mara Lind, 14:30: Sees her at 16:00." in page
        assert "an answer needs a person" not in page
        event = log.after(course.stream_of(world.ruths), 0)[-1].fact.event
        assert isinstance(event, AnswerFollowedUp)
        assert (event.to, event.said) == (world.albrecht.pk, {"9": "2"})
        assert "Sees" not in str(event.words)

    def test_must_be_written_before_what_was_answered_is_thrown_away(self, world: World, mara: Client) -> None:
        """Taking back deletes the draft."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        kept(world.ruths, asking, "phq_9", {"9": "2"}, by=world.ruth)
        refused = deed(mara, world.ruths, asking, "take-back")
        assert (refused.status_code, "Write above what came of it" in text(refused)) == (409, True)
        deed(mara, world.ruths, asking, "follow-up", came_of="spoke")
        assert "Taken back." in text(deed(mara, world.ruths, asking, "take-back"))

    def test_of_nothing_is_nothing(self, world: World, mara: Client) -> None:
        """Nothing came, so that nothing is read and nothing ends."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        for what in ("read", "follow-up"):
            answer = deed(mara, world.ruths, asking, what, came_of="spoke")
            assert (answer.status_code, "Nothing has come there" in text(answer)) == (409, True)


class TestThePromise:
    def test_stands_on_the_board_of_who_gave_it_alone(self, world: World) -> None:
        """Before anything has come."""
        asked(world.ruths, "phq_9", by=world.mara)
        assert "You read today what comes from: Ruth Amsel" in board(world.mara)
        assert "You read today" not in board(world.jonas)

    def test_is_reminded_of_once_an_answer_has_come(self, world: World, mara: Client) -> None:
        """Until it is read; an answer of nothing then needs no more."""
        asking = ruth_said(world, "0")
        assert "Ruth Amsel has answered (PHQ-9, 14:30). You promised to read it." in board(world.mara)
        assert "Ruth Amsel has answered" not in board(world.jonas)
        deed(mara, world.ruths, asking, "read")
        assert "Ruth Amsel has answered" not in board(world.mara)
        assert not ToRead.objects.exists()

    @pytest.mark.parametrize(
        ("hours", "seen"), [(8.4, False), (8.6, True), (30, True)], ids=["22:54", "23:06", "next day"]
    )
    def test_is_everybodys_an_hour_before_the_day_ends(
        self, world: World, clock: SteppedClock, hours: float, seen: bool
    ) -> None:
        """Where no hours are written down, that is before midnight. Who does not read answers sees nothing of it."""
        ruth_said(world, "0")
        clock.step(timedelta(hours=hours))
        words = "and nobody has read it. Mara Lind had promised."
        assert (words in board(world.jonas)) == seen
        assert words not in board(world.ines)

    def test_ends_with_the_clinics_own_hours_where_they_are_known(self, world: World, clock: SteppedClock) -> None:
        """Closing at six, everybody sees it from five."""
        Clinic.objects.filter(pk=world.riverside.pk).update(opening={"4": ["08:00", "18:00"]})
        ruth_said(world, "0")
        clock.step(timedelta(hours=2, minutes=31))
        assert "Mara Lind had promised." in board(world.jonas)

    def test_of_somebody_who_works_here_no_more_is_everybodys_at_once(self, world: World) -> None:
        """Nobody would be reminded otherwise."""
        ruth_said(world, "0")
        Person.objects.filter(pk=world.mara.pk).update(is_active=False)
        assert "and nobody has read it. Mara Lind had promised." in board(world.jonas)

    def test_stays_in_the_own_clinic(self, world: World) -> None:
        """Another clinic's nurse is told nothing."""
        ruth_said(world, "2")
        assert "Ruth" not in board(world.olga)
        assert reading.in_clinic(world.hillside, NOW + DAY) == []
