"""Whom to call: kept by the clinic, linked on every page that asks about wishing to be dead, and true without a number."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from handrail.care import course
from handrail.care.clock import SteppedClock
from handrail.clinic.models import Change, Clinic, Person
from tests.asking import all_of, answered, asked, kept
from tests.people import NUMBERS, World
from tests.shell.web.asking import send, staff_page
from tests.shell.web.preparing import Browser, text

OPEN = {str(day): ["08:00", "18:00"] for day in range(1, 6)}


def numbers(world: World, **changed: Any) -> None:
    """What Riverside has written down."""
    Clinic.objects.filter(pk=world.riverside.pk).update(**changed)


def links(response: Any) -> list[str]:
    """What the page dials."""
    return re.findall(r'href="tel:([^"]+)"', response.content.decode())


class TestThePatientsPages:
    def test_link_every_number(self, world: World, ruth: Client, phq_9: str) -> None:
        """The start page, the questions, and the page after a dark answer."""
        assert links(ruth.get("/me/")) == ["03023125017", "08001110111", "112"]
        assert links(ruth.get(phq_9))[:2] == ["08001110111", "112"]
        answers = {f"a.{item}": "1" for item in range(1, 11)}
        sent = send(ruth, phq_9, "send", go="send", **answers)
        assert links(sent) == ["03023125017", "08001110111", "112"]
        assert "Talk to someone now 0800 111 0 111 In danger this minute 112" in text(sent)

    def test_are_true_without_a_number(self, world: World, ruth: Client) -> None:
        """And never show an unfilled name."""
        numbers(world, **dict.fromkeys(NUMBERS, ""))
        said = text(ruth.get("/me/"))
        assert "Call your clinic. In an emergency, call the emergency number of the place where you are." in said
        assert "{" not in said

    def test_say_before_the_question_that_nobody_reads_it_now(
        self, world: World, ruth: Client, phq_9: str, clock: SteppedClock
    ) -> None:
        """In the protocol's words, with the hour from which somebody does, and the numbers."""
        numbers(world, opening=OPEN, night_phone="116 117")
        clock.step(timedelta(hours=5))
        said = text(ruth.get(phq_9))
        words = "Nobody at the clinic reads this now. We read it from tomorrow at 8:00\xa0am on."
        assert words in said.replace("8:00 am", "8:00\xa0am")
        assert "Mara Lind reads your answer today." not in said
        assert "When the clinic is closed 116 117" in text(ruth.get("/me/"))

    def test_say_who_reads_it_while_the_clinic_is_open(self, world: World, ruth: Client, phq_9: str) -> None:
        """And who sees that one answer sooner."""
        numbers(world, opening=OPEN)
        said = text(ruth.get(phq_9))
        assert "Mara Lind reads your answer today." in said
        assert "Your clinic sees this one answer as soon as you give it, all others once you send them." in said
        assert "your answer to question 9 as soon as you give it, everything else once you send it" in said

    def test_promise_no_such_thing_where_nothing_is_seen_before(self, world: World, ruth: Client) -> None:
        """A mood is the patient's own until it is sent."""
        said = text(ruth.get(f"/me/questions/{asked(world.ruths, 'mood', by=world.mara)}/"))
        assert "Only Riverside reads what you send. Nobody watches while you write." in said
        assert "as soon as you give it" not in said

    def test_in_spanish_say_the_hours_in_spanish(self, world: World, ruth: Client) -> None:
        """From Monday to Friday."""
        Person.objects.filter(pk=world.ruth.pk).update(language="es")
        numbers(world, opening=OPEN)
        assert "de lunes a viernes, de 08:00 a 18:00" in text(ruth.get("/me/"))

    def test_of_a_demonstration_say_which_numbers_are_real(self, world: World, ruth: Client) -> None:
        """Nobody in need is misled."""
        numbers(world, demonstration=True)
        assert "the clinic’s own number is invented, the others are real, for Berlin" in text(ruth.get("/me/"))


class TestAskingWithoutNumbers:
    @pytest.mark.parametrize(
        "missing", [{"phone": ""}, {"crisis_line": "", "emergency_number": ""}], ids=["clinic", "help"]
    )
    def test_is_refused_with_the_way_to_where_they_are_written(
        self, world: World, mara: Client, missing: dict[str, str]
    ) -> None:
        """Said before it is pressed, and again where it is."""
        numbers(world, **missing)
        page = staff_page(world.ruths)
        for answer in (mara.get(page), send(mara, page, "ask", scale="phq_9", read_today="yes")):
            assert "nobody to call is written down" in text(answer)
            assert f'href="/clinic/?clinic={world.riverside.pk}#numbers"' in answer.content.decode()
        assert answer.status_code == 409
        assert course.of(world.ruths).asked == ()

    @pytest.mark.parametrize("left", ["crisis_line", "emergency_number"])
    def test_is_done_where_somebody_answers_at_any_hour(self, world: World, mara: Client, left: str) -> None:
        """One of the two is enough, beside the clinic's own."""
        numbers(world, **{"crisis_line": "", "emergency_number": "", left: "112"})
        send(mara, staff_page(world.ruths), "ask", scale="phq_9", read_today="yes")
        assert [one.scale for one in course.of(world.ruths).asked] == ["phq_9"]

    def test_of_anything_else_is_done(self, world: World, mara: Client) -> None:
        """How the mood is leads nowhere dark by itself."""
        numbers(world, **dict.fromkeys(NUMBERS, ""))
        send(mara, staff_page(world.ruths), "ask", scale="mood")
        assert [one.scale for one in course.of(world.ruths).asked] == ["mood"]

    def test_closes_what_was_asked_before_until_they_are_there_again(
        self, world: World, ruth: Client, mara: Client, phq_9: str
    ) -> None:
        """A wrong number must go at once; the questions wait, what was answered stays."""
        kept(world.ruths, phq_9.split("/")[3], "phq_9", {"1": "2"}, by=world.ruth)
        numbers(world, phone="")
        assert "These questions are closed for the moment." in text(ruth.get(phq_9))
        assert "Questions for you" not in text(ruth.get("/me/"))
        assert "nobody to call is written down for the clinic" in text(mara.get(staff_page(world.ruths)))
        numbers(world, phone=NUMBERS["phone"])
        assert "1 of 10 answered Go on" in text(ruth.get("/me/"))


class TestKeepingThem:
    @pytest.fixture
    def ines(self, world: World) -> Client:
        return Browser(world.ines).client

    def change(self, client: Client, world: World, **fields: str) -> Any:
        """Send the form, with what stands there but for this."""
        sent = {**NUMBERS, "key": "k", "clinic": world.riverside.pk, **fields}
        return client.post("/clinic/numbers", sent, follow=True)

    def test_says_who_changed_what(self, world: World, ines: Client) -> None:
        """With what stood there before."""
        page = text(self.change(ines, world, phone="+49 30 23125 019", opens_1="08:00", closes_1="18:00"))
        assert "The numbers are changed. Dial each of them once." in page
        assert "+49 30 23125 019 Monday, 8:00" in page
        assert "Ines Carvalho 14:30 The clinic’s telephone was 030 23125 017; Hours was empty" in page

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"crisis_line": "1-800-TALK"}, "Write it in digits"),
            ({"phone": "112"}, "too few digits"),
            ({"emergency_number": "112; 110"}, "That is no telephone number."),
            ({"phone": "1234567890123456"}, "so many digits"),
            ({"opens_1": "08:00"}, "Enter both times"),
            ({"opens_1": "18:00", "closes_1": "08:00"}, "That is before it opens."),
            ({"opens_1": "soon", "closes_1": "08:00"}, "Enter the time as hours and minutes"),
            ({"phone": "\0"}, "holds signs that cannot be written down"),
        ],
    )
    def test_refuses_nonsense_at_its_field(self, world: World, ines: Client, fields: dict[str, str], says: str) -> None:
        """And changes nothing."""
        answer = self.change(ines, world, **fields)
        assert (answer.status_code, says in text(answer)) == (422, True)
        assert Clinic.objects.get(pk=world.riverside.pk).phone == NUMBERS["phone"]
        assert not Change.objects.filter(kind="clinic").exists()

    def test_says_which_questions_wait_once_one_is_gone(self, world: World, ines: Client, phq_9: str) -> None:
        """Whoever takes it away is told what that closes."""
        assert "1 questionnaire waits until" in text(self.change(ines, world, phone=""))

    def test_is_not_for_everybody(self, world: World, mara: Client) -> None:
        """A nurse asks a coordinator."""
        assert self.change(mara, world, phone="030 1234567").status_code == 403

    def test_does_not_undo_what_somebody_else_changed_meanwhile(self, world: World, ines: Client) -> None:
        """They look again first."""
        self.change(Browser(world.brandt).client, world, phone="030 23125 018")
        answer = self.change(ines, world, key="other", phone="030 23125 019", seen="0")
        assert (answer.status_code, "Meanwhile Dr Brandt changed this" in text(answer)) == (409, True)


def test_an_old_answer_names_numbers_too(world: World, ruth: Client) -> None:
    """Whoever opens the sent page again reads the same."""
    asking = answered(world.ruths, "phq_9", all_of("phq_9", "1"), asked_by=world.mara, by=world.ruth).asking
    assert links(ruth.get(f"/me/questions/{asking}/")) == ["03023125017", "08001110111", "112"]
