"""A patient's questions for the staff: asked, promised, typed on their behalf, and what the answers came to."""

from typing import Any

import pytest
from django.test import Client

from handrail.care import course
from handrail.care.clock import SteppedClock
from handrail.pathway.events import ScaleAsked
from handrail.record import log
from tests.asking import all_of, answered, asked, kept
from tests.people import NOW, World
from tests.shell.web.asking import DAY, say, send, staff_page
from tests.shell.web.preparing import Browser, text


class TestAsking:
    def test_stands_on_the_patients_page(self, world: World, mara: Client, ruth: Client) -> None:
        """And is recorded, with the promise."""
        said = text(send(mara, staff_page(world.ruths), "ask", scale="phq_9", read_today="yes"))
        assert "Asked: Depression (PHQ-9). It stands on Ruth Amsel’s page." in said
        assert "Mara Lind reads the answer today" in said
        event = log.after(course.stream_of(world.ruths), 0)[-1].fact.event
        assert isinstance(event, ScaleAsked)
        assert (event.scale, event.read_today) == ("phq_9", True)
        assert "Patient Health Questionnaire" in text(ruth.get("/me/"))

    @pytest.mark.parametrize(
        ("fields", "status", "says"),
        [
            ({"scale": "phq_9"}, 409, "Depression (PHQ-9) asks about wishing to be dead. Tick that you will read"),
            ({"scale": "madrs"}, 400, "The words of Depression, rated (MADRS) are not here."),
            ({"scale": "horoscope"}, 400, "There is no scale “horoscope”."),
            ({}, 400, "“scale” is missing."),
            ({"scale": "\0"}, 400, "holds signs that cannot be written down"),
        ],
    )
    def test_is_refused_with_what_to_do(
        self, world: World, mara: Client, fields: dict[str, str], status: int, says: str
    ) -> None:
        """On the page itself; nothing is written."""
        answer = send(mara, staff_page(world.ruths), "ask", **fields)
        assert (answer.status_code, says in text(answer)) == (status, True)
        assert course.of(world.ruths).asked == ()

    def test_within_the_look_back_is_refused_with_the_day(
        self, world: World, mara: Client, clock: SteppedClock
    ) -> None:
        """The PHQ-9 is not read daily."""
        answered(world.ruths, "phq_9", all_of("phq_9", "1"), asked_by=world.mara, by=world.ruth)
        clock.step(3 * DAY)
        answer = send(mara, staff_page(world.ruths), "ask", scale="phq_9", read_today="yes")
        assert answer.status_code == 409
        assert "The last answers look back on the same days. Ask it again from 26 Mar, 14:30." in text(answer)

    def test_about_a_patient_of_another_clinic_is_not_there(self, world: World, phq_9: str) -> None:
        """Neither her page, nor her questions, nor any deed."""
        olga, asking = Browser(world.olga).client, phq_9.split("/")[3]
        page = staff_page(world.ruths)
        for address in (page, f"{page}{asking}/", f"{page}{asking}/draft"):
            assert olga.get(address).status_code == 404
        for address in ("ask", f"{asking}/answer", f"{asking}/send", f"{asking}/take-back", f"{asking}/promise"):
            assert send(olga, page, address, scale="mood").status_code == 404
        assert mara_sees_none_of_karls(world, asking)

    def test_can_be_taken_back(self, world: World, mara: Client, ruth: Client, phq_9: str) -> None:
        """The patient, who had it open, reads that nothing is left to do."""
        send(mara, staff_page(world.ruths), f"{phq_9.split('/')[3]}/take-back")
        assert "These questions are not needed any more." in text(ruth.get(phq_9))
        assert say(ruth, phq_9, "1", "1").status_code == 410


def mara_sees_none_of_karls(world: World, ruths_asking: str) -> bool:
    """Ruth's questions are not found under another patient's name, in her own clinic either."""
    page = f"{staff_page(world.karl)}{ruths_asking}/"
    return Browser(world.mara).client.get(page).status_code == 404


class TestOnThePatientsBehalf:
    def test_is_typed_by_staff_and_recorded_so(self, world: World, mara: Client) -> None:
        """By whom it was answered, and who typed it."""
        asked_now = send(mara, staff_page(world.karl), "ask", scale="phq_9", now="yes")
        assert "The patient answers, you type." in text(asked_now)
        (asking,) = course.of(world.karl).asked
        assert asking.reader == world.mara.pk
        page = f"{staff_page(world.karl)}{asking.id}/"
        answers = {f"a.{item}": "1" for item in range(1, 11)}
        assert "The answers are sent: Depression (PHQ-9)." in text(send(mara, page, "send", go="send", **answers))
        (answer,) = course.of(world.karl).answered
        assert (answer.said.answered_by, answer.said.typed_by) == ("on behalf", (world.mara.pk,))

    def test_what_staff_judge_is_theirs(self, world: World, mara: Client) -> None:
        """How awake somebody is."""
        page = f"{staff_page(world.karl)}{asked(world.karl, 'sedation', by=world.mara)}/"
        send(mara, page, "send", go="send", **{"a.1": "4"})
        (answer,) = course.of(world.karl).answered
        assert answer.said.answered_by == "staff"


class TestWhatStaffSee:
    def test_is_the_answer_that_needs_a_person_first(self, world: World, mara: Client) -> None:
        """Before every total, in the scale's own words, and that no screener has its words here."""
        said = all_of("phq_9", "0", item_9="2")
        answered(world.ruths, "phq_9", said, asked_by=world.mara, by=world.ruth)
        page = text(mara.get(staff_page(world.ruths)))
        assert "Thoughts of being better off dead or of self-harm" in page
        assert "Question 9: 2, More than half the days" in page
        assert "No screener has its words here: ask in person." in page
        assert page.index("Question 9: 2") < page.index("2 of 27")

    @pytest.mark.parametrize(("ninth", "says"), [("0", False), ("1", True)])
    def test_is_told_where_the_visit_is_prepared(self, world: World, mara: Client, ninth: str, says: bool) -> None:
        """And on the list's own page: whoever has the patient before them need not look for it."""
        said = all_of("phq_9", "0", item_9=ninth)
        answered(world.ruths, "phq_9", said, asked_by=world.mara, by=world.ruth)
        for page in (f"/prepare/{world.ruths_visit.pk}/", f"/clinic/patients/{world.ruths.pk}/"):
            assert ("an answer needs a person" in text(mara.get(page))) == says

    def test_is_that_the_question_was_left_out(self, world: World, mara: Client) -> None:
        """No total is made up without it."""
        said = {item: answer for item, answer in all_of("phq_9", "1").items() if item != "9"}
        answered(world.ruths, "phq_9", said, asked_by=world.mara, by=world.ruth)
        page = text(mara.get(staff_page(world.ruths)))
        assert "Question 9 was left out" in page
        assert "no total: an item is missing that is never made up" in page

    def test_is_what_a_change_means_and_who_says_so(self, world: World, mara: Client) -> None:
        """From 18 to 4: important by every estimate, a response, a remission."""
        for days, answers in ((30, all_of("phq_9", "2")), (0, all_of("phq_9", "0", item_1="2", item_2="2"))):
            at = NOW - days * DAY
            answered(world.ruths, "phq_9", answers, asked_by=world.mara, by=world.ruth, at=at)
        page = text(mara.get(staff_page(world.ruths)))
        assert "4 of 27 Minimal 14:30 answered by the patient" in page
        assert (
            "14 points better than on 10 Feb, 14:30, the first total (78 %): a change that matters, response, remission"
            in page
        )
        assert "Kounali" in page

    def test_is_made_up_only_by_the_scales_own_rule_and_said_so(self, world: World, mara: Client) -> None:
        """Two of nine by the mean of the others."""
        said = {item: answer for item, answer in all_of("phq_9", "1").items() if item not in {"3", "4"}}
        answered(world.ruths, "phq_9", said, asked_by=world.mara, by=world.ruth)
        assert "9 of 27, made up to the whole Mild 14:30 answered by the patient without questions 3, 4" in text(
            mara.get(staff_page(world.ruths))
        )

    def test_is_how_far_the_patient_has_come(self, world: World, mara: Client) -> None:
        """Not yet what they say."""
        kept(world.ruths, asked(world.ruths, "phq_9", by=world.mara), "phq_9", {"1": "3"}, by=world.ruth)
        page = text(mara.get(staff_page(world.ruths)))
        assert "1 of 10 answered" in page
        assert "Nearly every day" not in page

    def test_is_a_licensed_file_that_does_not_fit(
        self, world: World, mara: Client, tmp_path: Any, settings: Any
    ) -> None:
        """What to mend in it; everything else goes on."""
        settings.LICENSED_FORMS = tmp_path
        (tmp_path / "madrs.json").write_text("{")
        assert "madrs.json: this cannot be read as JSON" in text(mara.get(staff_page(world.ruths)))
