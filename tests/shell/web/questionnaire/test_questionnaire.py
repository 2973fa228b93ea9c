"""The questionnaire page without a browser's script: a patient's own, and the staff's. Nonsense is refused in words."""

import pytest
from django.test import Client

from handrail.care import course
from handrail.care.clock import SteppedClock
from handrail.clinic.models import DraftAnswer, Person
from handrail.pathway.events import ScaleAnswered
from handrail.record import log
from tests.asking import asked
from tests.people import World
from tests.shell.web.asking import DAY, JSON, leads_to, say, send, staff_page
from tests.shell.web.preparing import Browser, text


def written(world: World) -> ScaleAnswered:
    """The last answers in Ruth's course."""
    event = log.after(course.stream_of(world.ruths), 0)[-1].fact.event
    assert isinstance(event, ScaleAnswered)
    return event


class TestThePatientsStartPage:
    def test_shows_what_staff_have_asked(self, world: World, ruth: Client, phq_9: str) -> None:
        """What it is called, how long it is, and the way there."""
        said = ruth.get("/me/")
        assert "Questions for you Patient Health Questionnaire (PHQ-9) 10 questions Begin" in text(said)
        assert phq_9 in said.content.decode()

    def test_says_how_far_it_has_come(self, world: World, ruth: Client, phq_9: str) -> None:
        """On whichever device it was begun."""
        say(ruth, phq_9, "1", "2")
        assert "1 of 10 answered Go on" in text(ruth.get("/me/"))

    def test_does_not_show_what_staff_fill_in(self, world: World, ruth: Client) -> None:
        """How awake somebody is, another judges; that page is not theirs either."""
        asking = asked(world.ruths, "sedation", by=world.mara)
        assert "Questions for you" not in text(ruth.get("/me/"))
        assert ruth.get(f"/me/questions/{asking}/").status_code == 404

    def test_is_as_before_where_nothing_is_asked(self, world: World, ruth: Client) -> None:
        """No empty heading."""
        assert "From your clinic" not in text(ruth.get("/me/"))


class TestThePatientsPage:
    def test_says_the_questions_in_their_own_words_with_their_notice(self, ruth: Client, phq_9: str) -> None:
        """And how far back they ask, who reads them, and that any may be left out."""
        said = text(ruth.get(phq_9))
        assert "Feeling down, depressed, or hopeless" in said
        assert "No permission required to reproduce, translate, display or distribute." in said
        assert "It asks about the last 2 weeks. Leave out whatever you would rather not say." in said
        assert "Mara Lind reads your answer today." in said

    def test_stands_by_the_darkest_question(self, ruth: Client, phq_9: str) -> None:
        """Whom to call, beside the question itself."""
        said = text(ruth.get(phq_9))
        asked_at = said.index("hurting yourself")
        for words in (
            "Mara Lind reads your answer today.",
            "Talk to someone now 0800 111 0 111",
            "In danger this minute 112",
        ):
            assert said.index(words, asked_at) < said.index(
                "If you’ve been bothered" if "If you’ve been bothered" in said else "how difficult"
            )

    def test_in_spanish_is_the_spanish_form(self, world: World, ruth: Client, phq_9: str) -> None:
        """Its authors' own words, under the notice in Spanish."""
        Person.objects.filter(pk=world.ruth.pk).update(language="es")
        said = text(ruth.get(phq_9))
        assert "Poco interés o placer en hacer cosas" in said
        assert "No se requiere permiso" in said

    def test_says_so_where_there_is_no_spanish_form(self, world: World, ruth: Client) -> None:
        """And shows what there is, marked as English for whoever reads it aloud."""
        Person.objects.filter(pk=world.ruth.pk).update(language="es")
        said = ruth.get(f"/me/questions/{asked(world.ruths, 'pcl_5', by=world.mara)}/")
        assert 'class="asks" lang="en"' in said.content.decode()
        assert "Repeated, disturbing, and unwanted memories" in text(said)
        assert 'class="note"' in said.content.decode()

    def test_never_says_what_the_answers_come_to(self, world: World, ruth: Client, phq_9: str) -> None:
        """A person tells it, never a page."""
        for item in range(1, 11):
            say(ruth, phq_9, str(item), "3")
        sent = text(send(ruth, phq_9, "send", go="send"))
        assert written(world).answers["9"] == "3"
        assert not any(word in sent for word in ("27", "Severe", "severe", "total"))


class TestAPlainForm:
    """What a browser without scripts sends."""

    def test_of_all_questions_is_sent_in_one_go(self, world: World, ruth: Client, phq_9: str) -> None:
        """Every answer by its question."""
        answers = {f"a.{item}": "1" for item in range(1, 11)}
        assert "Your answers are with Riverside." in text(send(ruth, phq_9, "send", go="send", **answers))
        assert written(world).answers == {str(item): "1" for item in range(1, 11)}
        assert written(world).answered_by == "patient"

    def test_of_one_question_goes_on_to_the_next(self, world: World, ruth: Client, phq_9: str) -> None:
        """And back, and at the end stands the key that sends."""
        Person.objects.filter(pk=world.ruth.pk).update(questions_shown="one")
        after = leads_to(ruth, phq_9, "send", go="next", at="1", **{"a.1": "2"})
        assert after == f"{phq_9}?at=2#questions"
        assert "Question 2 of 10" in text(ruth.get(f"{phq_9}?at=2"))
        assert leads_to(ruth, phq_9, "send", go="back", at="2").endswith("?at=1#questions")
        assert leads_to(ruth, phq_9, "send", go="next", at="99").endswith("at=11#questions")

    def test_asks_once_more_where_something_is_open(self, world: World, ruth: Client, phq_9: str) -> None:
        """Then it is sent without, by who has read which."""
        answers = {f"a.{item}": "1" for item in range(1, 9)}
        told = send(ruth, phq_9, "send", go="send", **answers)
        assert told.status_code == 409
        assert "Without an answer: 9 and 10. Answer them, or send without them." in text(told)
        assert 'name="open" value="9,10"' in told.content.decode()
        send(ruth, phq_9, "send", go="send", open="9,10")
        assert written(world).left_out == ("9", "10")

    def test_says_what_would_rather_not_be_said(self, world: World, ruth: Client, phq_9: str) -> None:
        """That is no open question."""
        answers = {f"a.{item}": "1" for item in range(1, 10)}
        send(ruth, phq_9, "send", go="send", **answers, **{"a.10": "left_out"})
        assert written(world).left_out == ("10",)

    def test_does_not_undo_what_another_device_answered_meanwhile(self, world: World, ruth: Client, phq_9: str) -> None:
        """What the form shows as it was when the page was drawn is no answer of now."""
        say(ruth, phq_9, "1", "3")
        send(ruth, phq_9, "send", go="keep", **{"a.1": "0", "was.1": "0", "a.2": "2", "was.2": ""})
        assert dict(DraftAnswer.objects.values_list("item", "answer")) == {"1": "3", "2": "2"}

    def test_can_be_gone_on_with_later(self, world: World, ruth: Client, phq_9: str) -> None:
        """What was answered is there again."""
        after = leads_to(ruth, phq_9, "send", go="keep", **{"a.1": "2"})
        assert after == "/me/"
        assert 'name="a.1" value="2" data-digit="2" checked' in ruth.get(phq_9).content.decode()


class TestOneAnswerOfAScript:
    def test_is_kept_at_once(self, ruth: Client, phq_9: str) -> None:
        """With what the page has not seen."""
        first = say(ruth, phq_9, "1", "2").json()
        assert first == {"revision": 1, "changed": [{"item": "1", "number": 1, "answer": "2"}]}
        assert ruth.get(f"{phq_9}draft?seen=1").json() == {"revision": 1, "changed": []}

    def test_that_waited_for_a_connection_gives_way_to_a_later_one(self, ruth: Client, phq_9: str) -> None:
        """And its device is told what stands."""
        say(ruth, phq_9, "1", "0")
        told = say(ruth, phq_9, "1", "3", waited_ms="60000").json()
        assert told["changed"] == [{"item": "1", "number": 1, "answer": "0"}]

    @pytest.mark.parametrize(
        ("fields", "status", "says"),
        [
            (
                {"item": "1", "answer": "4"},
                422,
                "Question 1 has no such answer. Its answers are 0, 1, 2, 3, or left_out.",
            ),
            ({"item": "11", "answer": "1"}, 422, "This form has no such question."),
            ({"item": "1"}, 400, "“answer” is missing."),
            ({"item": "1", "answer": "\0"}, 400, "holds signs that cannot be written down"),
            ({"item": "x" * 200, "answer": "1"}, 400, "“item” is too long"),
            ({"item": "1", "answer": "1", "key": ""}, 400, "“key” is missing."),
            ({"item": "1", "answer": "1", "seen": "-1"}, 400, "“seen” must be a whole number"),
            ({"item": "1", "answer": "1", "waited_ms": "soon"}, 400, "“waited_ms” must be a whole number"),
        ],
    )
    def test_that_is_none_is_refused_with_what_to_mend(
        self, ruth: Client, phq_9: str, fields: dict[str, str], status: int, says: str
    ) -> None:
        """And nothing is kept."""
        answer = ruth.post(f"{phq_9}answer", {"key": "k", "seen": "0", **fields}, headers=JSON)
        assert (answer.status_code, says in answer.json()["error"]) == (status, True)
        assert not DraftAnswer.objects.exists()

    @pytest.mark.parametrize("body", ["", "[]", "{", '{"item": {}}', '{"item": "1", "answer": 1.5, "key": {}}'])
    def test_in_broken_json_is_refused(self, ruth: Client, phq_9: str, body: str) -> None:
        """A 4xx with words."""
        for what in ("answer", "send"):
            answer = ruth.post(f"{phq_9}{what}", body, content_type="application/json", headers=JSON)
            assert 400 <= answer.status_code < 500, what
            assert answer.json()["error"]

    def test_of_a_huge_body_is_refused(self, ruth: Client, phq_9: str) -> None:
        """Three megabytes are no answer."""
        big = "x" * 3_000_000
        assert say(ruth, phq_9, "1", big).status_code == 400
        assert send(ruth, phq_9, "send", go="send", **{"a.1": big}).status_code == 400

    def test_after_they_were_sent_is_told_so(self, world: World, ruth: Client, phq_9: str) -> None:
        """The other device stops, and loses nothing that counts."""
        send(ruth, phq_9, "send", go="send", open="1,2,3,4,5,6,7,8,9,10")
        for late in (say(ruth, phq_9, "1", "1"), ruth.get(f"{phq_9}draft", headers=JSON)):
            assert (late.status_code, late.json()["over"]) == (410, True)
        assert "Your answers are with Riverside." in text(send(ruth, phq_9, "send", go="send"))
        assert len(course.of(world.ruths).answered) == 1


class TestAfterwards:
    def test_who_said_it_is_dark_reads_whom_to_call(self, ruth: Client, phq_9: str) -> None:
        """In the protocol's words where they need no number, and no promise that nobody gave."""
        say(ruth, phq_9, "9", "1")
        said = text(send(ruth, phq_9, "send", go="send", open="1,2,3,4,5,6,7,8,10"))
        assert "Thank you for telling us." in said
        assert "speak with a person now" in said
        assert "Is there something near that you could hurt yourself with?" in said

    def test_who_left_that_question_out_is_pressed_to_nothing(self, ruth: Client, phq_9: str) -> None:
        """And reads that it may be said to a person instead."""
        said = text(send(ruth, phq_9, "send", go="send", open="1,2,3,4,5,6,7,8,9,10"))
        assert "One question stayed open, and that is all right." in said

    def test_who_said_not_at_all_is_thanked(self, ruth: Client, phq_9: str) -> None:
        """And nothing more."""
        say(ruth, phq_9, "9", "0")
        said = text(send(ruth, phq_9, "send", go="send", open="1,2,3,4,5,6,7,8,10"))
        assert "Thank you." in said
        assert "speak with a person now" not in said


class TestTheNextDay:
    def test_nobody_is_alone_with_the_darkest_question(
        self, world: World, ruth: Client, phq_9: str, clock: SteppedClock
    ) -> None:
        """The promise held until midnight: the questions wait, off the start page, until somebody promises again."""
        say(ruth, phq_9, "1", "2")
        clock.step(DAY)
        assert "Nobody has promised to read these questions today." in text(ruth.get(phq_9))
        assert "Questions for you" not in text(ruth.get("/me/"))
        refused = ruth.post(f"{phq_9}send", {"key": "k", "go": "send", "open": "2,3,4,5,6,7,8,9,10"}, headers=JSON)
        assert (refused.status_code, "Nobody reads this today" in refused.json()["error"]) == (409, True)
        assert course.of(world.ruths).answered == ()

    def test_another_may_promise(self, world: World, ruth: Client, phq_9: str, clock: SteppedClock) -> None:
        """And what was answered is still there."""
        say(ruth, phq_9, "1", "2")
        clock.step(DAY)
        jonas = Browser(world.jonas).client
        page = staff_page(world.ruths)
        assert "nobody has promised to read the answer today" in text(jonas.get(page))
        assert "You read the answer today." in text(send(jonas, page, f"{phq_9.split('/')[3]}/promise"))
        assert "Jonas Weber reads your answer today." in text(ruth.get(phq_9))
        assert "1 of 10 answered" in text(ruth.get("/me/"))

    def test_a_mood_may_be_told_on_any_day(self, world: World, ruth: Client, clock: SteppedClock) -> None:
        """It asks about nothing that somebody must read at once."""
        page = f"/me/questions/{asked(world.ruths, 'mood', by=world.mara)}/"
        clock.step(DAY)
        assert "How is your mood today?" in text(ruth.get(page))


class TestHowItIsShown:
    def test_is_remembered_for_the_person(self, world: World, ruth: Client, phq_9: str) -> None:
        """On every device."""
        back = ruth.post("/questions/shown", {"shown": "one", "next": phq_9})
        assert back.headers["Location"] == phq_9
        assert 'name="questions-shown" content="one"' in Browser(world.ruth).client.get(phq_9).content.decode()

    def test_is_one_at_a_time_on_a_telephone_without_scripts(self, world: World, ruth: Client, phq_9: str) -> None:
        """By what its browser says of itself; at a desk it is all at once."""
        phone = ruth.get(phq_9, headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile"}).content.decode()
        assert phone.count("hidden disabled") == 9
        assert "hidden disabled" not in ruth.get(phq_9).content.decode()

    @pytest.mark.parametrize("shown", ["", "some", "\0"])
    def test_is_nothing_else(self, ruth: Client, shown: str) -> None:
        """A 4xx that names what there is."""
        answer = ruth.post("/questions/shown", {"shown": shown})
        assert (answer.status_code, "must be one or all" in answer.json()["error"]) == (400, True)
