"""What causes a message, what it says, and what it never says: on a real database."""

import re
from datetime import timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from handrail.care import questionnaire, rules, scales
from handrail.care.messages import deeds, occasions, outbox, pager, words
from handrail.care.messages.outbox import Letter
from handrail.clinic.models import Clinic, Message
from handrail.clinic.models.messages import Because, State, Way
from handrail.jobs.messages.rounds import LEASE
from handrail.protocol.folded import folded
from tests.asking import all_of, asked, kept
from tests.letters import ADDRESS, address, letter, now_of, page_for, unclear_letter
from tests.people import NOW, World, small_world
from tests.shell.record.makers import at_once

LETTERS = (words.CONFIRM, words.QUESTIONS, words.PLANNED, words.MOVED, words.OFF)


@pytest.fixture
def world(transactional_db: None) -> World:
    """Riverside and Hillside; Ruth can log in, Karl cannot."""
    return small_world()


def about(world: World) -> list[Message]:
    """What was written to Ruth, the oldest first."""
    return list(Message.objects.filter(patient=world.ruths).exclude(template=words.CONFIRM))


class TestQuestions:
    """Asked of a patient who can log in."""

    def test_are_told_with_the_asking(self, world: World) -> None:
        """One letter, however many questionnaires are asked on that day."""
        address(world.ruths, by=world.ines)
        for scale in ("phq_9", "gad_7"):
            asked(world.ruths, scale, by=world.mara)
        (told,) = about(world)
        assert (told.template, told.state, told.caused_by) == (words.QUESTIONS, State.QUEUED, world.mara)

    def test_are_not_told_to_who_cannot_log_in_or_has_no_address(self, world: World) -> None:
        """A link that leads nowhere is worse than a call."""
        asked(world.ruths, "phq_9", by=world.mara)
        address(world.karl, by=world.ines, to="karl@example.org")
        asked(world.karl, "phq_9", by=world.mara)
        assert not Message.objects.exists()

    def test_that_staff_fill_in_are_told_nobody(self, world: World) -> None:
        """What the nurse judges is no business of a letter; nor is what is asked beside her."""
        address(world.ruths, by=world.ines)
        library = scales.library().scales
        staffs = next(one.id for one in library.values() if one.filled_by != "patient")
        asked(world.ruths, staffs, by=world.mara)
        beside = {"read_today": True, "key": "k", "by": world.mara.pk, "at": NOW, "tell": False}
        questionnaire.ask(patient=world.ruths, scale=library["phq_9"], **beside)  # type: ignore[arg-type]  # as they are
        assert about(world) == []

    def test_that_are_taken_back_are_told_no_more(self, world: World) -> None:
        """Nobody is sent to an empty page."""
        address(world.ruths, by=world.ines)
        asking = asked(world.ruths, "phq_9", by=world.mara)
        questionnaire.take_back(patient=world.ruths, asking=asking, key="back", by=world.jonas.pk, at=NOW)
        (told,) = about(world)
        assert (told.state, told.decided_by) == (State.TAKEN_BACK, world.jonas)

    def test_that_are_answered_before_it_left_are_told_no_more(self, world: World) -> None:
        """Answered at the desk while the quiet hours last."""
        address(world.ruths, by=world.ines)
        asking = asked(world.ruths, "gad_7", by=world.mara)
        kept(world.ruths, asking, "gad_7", all_of("gad_7", "1"), by=world.ruth)
        library = scales.library()
        questionnaire.finish(
            patient=world.ruths,
            asking=asking,
            scale=library.scales["gad_7"],
            form=library.forms["gad_7"],
            language="en",
            answered_by="patient",
            key="sent",
            by=world.ruth.pk,
            at=NOW,
        )
        assert [one.state for one in about(world)] == [State.TAKEN_BACK]

    def test_and_their_letter_are_written_together_or_not_at_all(self, world: World) -> None:
        """A deed that fails leaves no letter behind."""
        address(world.ruths, by=world.ines)
        with transaction.atomic():
            asked(world.ruths, "phq_9", by=world.mara)
            assert len(about(world)) == 1
            transaction.set_rollback(True)
        assert about(world) == []


class TestTheOutbox:
    def test_takes_the_same_cause_once_from_four_at_once(self, world: World) -> None:
        """Whoever presses, and however often."""
        address(world.ruths, by=world.ines)
        cause = Letter(template=words.QUESTIONS, key="k", about=world.ruths.pk)
        found = at_once([lambda: outbox.write(world.ruths, cause, by=None, at=NOW)] * 4)
        assert len({one.pk for one in found if one}) == 1

    def test_hands_a_message_to_one_worker(self, world: World) -> None:
        """Of four that take it at the same moment one has it."""
        sent = letter(world)
        turns = at_once([lambda: outbox.hand_out(now_of(sent), NOW, lease=LEASE)] * 4)
        assert sorted(one or 0 for one in turns) == [0, 0, 0, 1]

    def test_lets_one_say_the_last_word(self, world: World) -> None:
        """Whoever was handed it before another does nothing any more."""
        sent = letter(world)
        first = outbox.take_up(sent.pk, outbox.hand_out(sent, NOW, lease=LEASE) or 0)
        outbox.recover(NOW + LEASE, lease=LEASE)
        second = outbox.take_up(sent.pk, outbox.hand_out(now_of(sent), NOW, lease=LEASE) or 0)
        assert first is not None
        assert second is not None
        assert at_once([second.last_word, first.last_word]) == [True, False]

    def test_says_of_what_was_being_said_that_it_is_unclear(self, world: World) -> None:
        """And hands out anew what was not."""
        unclear = unclear_letter(world)
        assert (unclear.state, unclear.because) == (State.UNCLEAR, Because.BROKEN_OFF)
        assert not outbox.due(NOW + timedelta(days=1), list(Way), lease=LEASE).filter(pk=unclear.pk).exists()

    def test_believes_a_worker_that_was_only_slow(self, world: World) -> None:
        """Its answer comes after it was taken for dead: then it is clear after all."""
        sent = letter(world)
        hand = outbox.take_up(sent.pk, outbox.hand_out(sent, NOW, lease=LEASE) or 0)
        assert hand is not None
        hand.last_word()
        outbox.recover(NOW + LEASE, lease=LEASE)
        hand.sent("250 taken", NOW)
        assert now_of(sent).state == State.SENT


class TestSomebody:
    """Of the staff, about a message."""

    def test_says_that_an_unclear_one_arrived(self, world: World) -> None:
        """It is never sent again then."""
        unclear = unclear_letter(world)
        assert deeds.it_arrived(unclear, by=world.mara.pk, at=NOW)
        assert (now_of(unclear).state, now_of(unclear).decided_by) == (State.SENT, world.mara)
        assert not deeds.send_again(unclear, by=world.jonas.pk, at=NOW)

    def test_sends_it_again_once(self, world: World) -> None:
        """Two who press at the same moment send it once."""
        unclear = unclear_letter(world)
        presses = [lambda: deeds.send_again(unclear, by=world.mara.pk, at=NOW)] * 4
        assert sorted(at_once(presses)) == [False, False, False, True]

    def test_has_a_page_that_another_has_not(self, world: World) -> None:
        """The first who says so, by name; it stays on the pager until then."""
        called = page_for(world)
        assert pager.on_the_pager(world.riverside, had_since=NOW + timedelta(days=3))[0] == [called]
        assert deeds.answer(called, by=world.mara.pk, at=NOW)
        assert not deeds.answer(called, by=world.jonas.pk, at=NOW)
        assert pager.on_the_pager(world.riverside, had_since=NOW) == ([], [called])
        assert now_of(called).decided_by == world.mara


class TestAVisit:
    def test_that_moves_has_a_higher_number_and_the_new_time(self, world: World) -> None:
        """Who was told of the first is told that it moved."""
        address(world.karl, by=world.ines, to="karl@example.org")
        visit = world.karls_visit
        first = occasions.visit_planned(visit, by=world.mara.pk, at=NOW)
        Message.objects.filter(pk=first.pk if first else "").update(state=State.SENT)
        visit.planned_start_at += timedelta(days=1)
        second = occasions.visit_moved(visit, by=world.mara.pk, at=NOW)
        assert second is not None
        assert (second.template, second.fields["sequence"]) == (words.MOVED, 1)

    def test_that_moves_before_anybody_was_told_is_told_as_planned(self, world: World) -> None:
        """Only the new time goes out."""
        address(world.karl, by=world.ines, to="karl@example.org")
        first = occasions.visit_planned(world.karls_visit, by=world.mara.pk, at=NOW)
        second = occasions.visit_moved(world.karls_visit, by=world.mara.pk, at=NOW)
        assert first is not None
        assert second is not None
        assert (now_of(first).state, second.template) == (State.TAKEN_BACK, words.PLANNED)

    def test_that_nobody_was_told_of_is_taken_off_in_silence(self, world: World) -> None:
        """A letter about a visit that somebody never heard of frightens."""
        address(world.karl, by=world.ines, to="karl@example.org")
        occasions.visit_planned(world.karls_visit, by=world.mara.pk, at=NOW)
        assert occasions.visit_taken_off(world.karls_visit, by=world.mara.pk, at=NOW) is None
        assert not outbox.due(NOW, list(Way), lease=LEASE).exists()


class TestWhatStandsInTheOpen:
    """Subject, text and calendar file of every message, by every way, in both languages."""

    def everything(self, world: World) -> list[str]:
        """All that could be read by whoever holds the telephone."""
        found = []
        contact = address(world.ruths, by=world.ines)
        fields = {"starts_at": "2026-03-29T08:00:00Z", "sequence": 3}
        for template, language, way in product(LETTERS, ("en", "es"), (Way.E_MAIL, Way.TEXT)):
            message = Message(
                clinic=world.riverside,
                patient=world.ruths,
                contact=contact,
                kind=way,
                template=template,
                language=language,
                fields=fields,
                about=world.ruths_visit.pk,
            )
            composed = words.composed(message, contact, NOW)
            found.append(f"{composed.subject}\n{composed.text}\n{composed.calendar}")
        return found

    @pytest.mark.parametrize(
        "name", ["Riverside", "Riverside Ketamine Care", "Centro de Ketamina Río", "Ketaminzentrum"]
    )
    def test_is_no_name_no_medicine_no_scale_and_no_score(self, world: World, name: str) -> None:
        """Not even where the clinic is called after the medicine."""
        Clinic.objects.filter(pk=world.riverside.pk).update(name=name)
        world.riverside.refresh_from_db()
        said = folded(re.sub(r"https://\S+|ses_\w+", "", "\n".join(self.everything(world))).replace(ADDRESS, ""))
        book = rules.shipped().protocol.rulebook
        medicines = {
            folded(one) for known in book.medicines.values() for one in (known.name.en, known.name.es, *known.also)
        }
        told = {"ruth", "amsel", "ketam", "infusi", "depress", "depres", "suicid", "score", "puntos", "phq", "gad"}
        told |= {folded(scale) for scale in scales.library().scales if "_" in scale}
        assert [one for one in sorted(told | medicines) if one in said] == []

    def test_names_the_clinic_where_its_name_tells_nothing(self, world: World) -> None:
        """And says "Your clinic" where it would."""
        assert words.name_in_the_open(world.riverside, "en") == "Riverside"
        world.hillside.name = "Hillside Ketamine Clinic"
        assert words.name_in_the_open(world.hillside, "en") == "Your clinic"
        assert words.name_in_the_open(world.hillside, "es") == "Su clínica"

    def test_says_the_hour_by_the_clinics_clock(self, world: World) -> None:
        """On the day on which the clocks change, in the words of each language."""
        said = self.everything(world)
        assert any("Sunday 29 March at 10:00 am" in one for one in said)
        assert any("domingo 29 de marzo a las 10:00" in one for one in said)
        assert ZoneInfo(world.riverside.timezone).key == "Europe/Berlin"
