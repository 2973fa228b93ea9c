"""E-mail handed to a real mail server: what was promised arrives, once; what does not is told apart and dealt with."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handrail.care.messages import deeds, occasions, outbox
from handrail.care.messages.outbox import Letter
from handrail.care.messages.rules import of_clinic
from handrail.clinic.models import Contact, Message
from handrail.clinic.models.messages import Because, State
from handrail.jobs.messages.rounds import LEASE
from tests.letters import ADDRESS, address, letter, now_of, send_what_is_due
from tests.mailing import MailServer, set_up
from tests.people import NOW, World, small_world

NIGHT = NOW.replace(hour=21, minute=30)  # half past ten at night in Riverside's Berlin
MORNING = (NOW + timedelta(days=1)).replace(hour=7, minute=0)  # eight o'clock there


@pytest.fixture
def world(transactional_db: None) -> World:
    """Riverside and Hillside; Ruth can log in."""
    return small_world()


@pytest.fixture
def post(settings: Any) -> Iterator[MailServer]:
    """A mail server that this installation knows, and nothing else."""
    with MailServer() as server, set_up(settings, server):
        yield server


def stands(message: Message) -> tuple[str, str, int]:
    """How far it is, why, and after how many tries."""
    now = now_of(message)
    return now.state, now.because, now.tries


class TestALetter:
    """To a patient who wants them."""

    def test_arrives_as_it_was_promised(self, world: World, post: MailServer) -> None:
        """From the clinic, in plain words, with the telephone, the log-in and the way out, and nothing else."""
        sent = letter(world)
        send_what_is_due()
        (received,) = post.mails
        assert received.to == [ADDRESS]
        assert received.mail["From"] == "Riverside <post@riverside.example>"
        assert received.mail["Reply-To"] == "desk@riverside.example"
        assert received.mail["Subject"] == "Riverside: Some questions for you"
        assert received.mail["Message-ID"] == f"<{sent.pk}@riverside.example>"
        lines = [line for line in received.text.splitlines() if line]
        assert lines[0].startswith("We have some questions for you.")
        assert lines[1] == "Log in here: https://clinic.example/login/"
        assert lines[2] == f"Our phone: {world.riverside.phone}"
        assert lines[3].startswith("No more of these: https://clinic.example/address/")
        assert lines[4:] == ["Riverside"]
        assert stands(sent) == (State.SENT, Because.NOTHING, 1)

    def test_is_sent_once_however_often_its_cause_is_told(self, world: World, post: MailServer) -> None:
        """The same key is the same message, also after it was sent."""
        address(world.ruths, by=world.ines)
        cause = Letter(template="questions", key="the-same", about=world.ruths.pk)
        first = outbox.write(world.ruths, cause, by=world.mara.pk, at=NOW)
        send_what_is_due()
        again = outbox.write(world.ruths, cause, by=world.jonas.pk, at=NOW)
        send_what_is_due()
        assert first == again
        assert len(post.mails) == 1

    def test_goes_over_a_locked_line_only(self, world: World, settings: Any) -> None:
        """Where the server offers no lock, nothing is said: not even for whom it is."""
        with MailServer() as server, set_up(settings, server):
            settings.OUTGOING = _locked(settings.OUTGOING)
            sent = letter(world)
            send_what_is_due()
            assert (server.asked_for, server.mails) == ([], [])
        assert stands(sent) == (State.QUEUED, Because.NOTHING, 1)

    def test_waits_where_mail_is_not_set_up(self, world: World) -> None:
        """It is tried as soon as it is; no try is counted."""
        sent = letter(world)
        send_what_is_due()
        assert stands(sent) == (State.QUEUED, Because.NOTHING, 0)


def _locked(known: Any) -> Any:
    return replace(known, mail=replace(known.mail, security="starttls"))


class TestWhatMayPass:
    """4xx, or nobody there."""

    @pytest.mark.parametrize("how", ["to_recipient", "to_text"])
    def test_is_tried_again_after_longer_and_longer_waits(self, world: World, post: MailServer, how: str) -> None:
        """1, 4, 16, 64 and 256 minutes, as the protocol says; then a person is told."""
        setattr(post, how, "451 come again later")
        sent, now, waits = letter(world), NOW.replace(hour=8), []
        Message.objects.update(next_at=now)
        while now_of(sent).state == State.QUEUED:
            send_what_is_due(now)
            waits.append((now_of(sent).next_at - now) // timedelta(minutes=1))
            now = now_of(sent).next_at
        assert waits[:-1] == [1, 4, 16, 64, 256]
        assert stands(sent) == (State.FAILED, Because.TRIED_ENOUGH, 6)
        assert now_of(sent).said == "451 come again later"

    def test_is_not_tried_before_its_time(self, world: World, post: MailServer) -> None:
        """A server that asks for patience is not asked every second."""
        post.to_recipient = "450 busy"
        letter(world)
        for second in range(5):
            send_what_is_due(NOW + timedelta(seconds=second))
        assert len(post.asked_for) == 1

    def test_arrives_once_the_other_side_works(self, world: World, settings: Any) -> None:
        """The mail server was down; it comes back."""
        server = MailServer()
        with server:
            pass  # it had a port, and has gone
        with set_up(settings, server):
            sent = letter(world)
            send_what_is_due()
            assert stands(sent) == (State.QUEUED, Because.NOTHING, 1)
            with server:
                send_what_is_due(now_of(sent).next_at)
        assert len(server.mails) == 1
        assert stands(sent) == (State.SENT, Because.NOTHING, 2)


class TestWhatNeverWill:
    def test_bounces_at_once_where_nobody_is_known_there(self, world: World, post: MailServer) -> None:
        """5xx for the recipient: not tried again, and told with what the other side said."""
        post.to_recipient = "550 no such person here"
        sent = letter(world)
        send_what_is_due()
        send_what_is_due(NOW + timedelta(hours=3))
        assert stands(sent) == (State.BOUNCED, Because.REFUSED, 0)
        assert now_of(sent).said == "550 no such person here"
        assert len(post.asked_for) == 1

    def test_fails_at_once_where_the_text_is_refused(self, world: World, post: MailServer) -> None:
        """A filter that does not like it will not like it in an hour."""
        post.to_text = "554 looks like advertising"
        sent = letter(world)
        send_what_is_due()
        assert stands(sent) == (State.FAILED, Because.REFUSED, 1)

    def test_goes_to_the_mended_address_when_it_is_sent_again(self, world: World, post: MailServer) -> None:
        """The typing error is forgotten, and the letter goes to the right one."""
        post.to_recipient = "550 no such person here"
        sent = letter(world)
        send_what_is_due()
        deeds.remove_address(Contact.objects.get(), at=NOW)
        address(world.ruths, by=world.ines, to="ruth@example.org")
        post.to_recipient = "250 OK"
        assert deeds.send_again(now_of(sent), by=world.mara.pk, at=NOW)
        send_what_is_due()
        assert [one.to for one in post.mails] == [["ruth@example.org"]]


class TestQuietHours:
    """From nine in the evening until eight, by the clinic's clock."""

    def test_hold_a_letter_until_the_morning(self, world: World, post: MailServer) -> None:
        """It says until when, and then it goes by itself."""
        sent = letter(world, at=NIGHT)
        send_what_is_due(NIGHT)
        assert (stands(sent), now_of(sent).next_at) == ((State.HELD, Because.QUIET_HOURS, 0), MORNING)
        send_what_is_due(MORNING - timedelta(seconds=1))
        assert post.mails == []
        send_what_is_due(MORNING)
        assert len(post.mails) == 1

    def test_are_the_clinics_own(self, world: World, post: MailServer) -> None:
        """Half past ten at night in Berlin is afternoon in Chicago."""
        address(world.lena, by=world.olga, to="lena@example.org")
        outbox.write(world.lena, Letter(template="questions", key="k", about=world.lena.pk), by=None, at=NIGHT)
        send_what_is_due(NIGHT)
        assert [one.to for one in post.mails] == [["lena@example.org"]]

    def test_hold_nothing_that_would_be_too_late_after_them(self, world: World, post: MailServer) -> None:
        """Who is expected at half past seven is told at night."""
        address(world.karl, by=world.ines, to="karl@example.org")
        world.karls_visit.planned_start_at = MORNING - timedelta(minutes=30)
        occasions.visit_planned(world.karls_visit, by=world.mara.pk, at=NIGHT)
        send_what_is_due(NIGHT)
        assert len(post.mails) == 1

    @pytest.mark.parametrize(
        ("there", "until"),
        [("20:59", None), ("21:00", "08:00"), ("00:30", "08:00"), ("07:59", "08:00"), ("08:00", None)],
    )
    def test_begin_and_end_to_the_minute(self, world: World, there: str, until: str | None) -> None:
        """As the protocol has them."""
        zone = ZoneInfo("Europe/Berlin")
        moment = datetime.combine(NOW.date(), datetime.strptime(there, "%H:%M").time(), zone)  # noqa: DTZ007  # a time of day
        ends = of_clinic(world.riverside).quiet_until_after(moment, zone)
        assert (ends.strftime("%H:%M") if ends else None) == until


class TestALetterThatIsNotWanted:
    def test_is_held_where_nobody_has_said_yes(self, world: World, post: MailServer) -> None:
        """Only the question whether the address is theirs goes out; the letter follows the yes."""
        address(world.ruths, by=world.ines, confirmed=False)
        sent = occasions.questions_wait(world.ruths, key="k", by=world.mara.pk, at=NOW)
        assert sent is not None
        send_what_is_due()
        assert [one.mail["Subject"] for one in post.mails] == ["Riverside: Is this your address?"]
        assert stands(sent) == (State.HELD, Because.UNCONFIRMED, 0)
        deeds.say_yes(Contact.objects.get(), at=NOW)
        send_what_is_due()
        assert len(post.mails) == 2

    def test_is_held_where_they_said_no(self, world: World, post: MailServer) -> None:
        """The staff see that the patient does not know it yet."""
        sent = letter(world)
        deeds.say_no(Contact.objects.get(), at=NOW)
        send_what_is_due()
        assert (post.asked_for, stands(sent)) == ([], (State.HELD, Because.STOPPED, 0))

    def test_is_taken_back_with_its_address(self, world: World, post: MailServer) -> None:
        """A forgotten address is written to by nobody, and stands nowhere any more."""
        sent = letter(world)
        deeds.remove_address(Contact.objects.get(), at=NOW)
        send_what_is_due()
        assert (post.asked_for, stands(sent)) == ([], (State.TAKEN_BACK, Because.REMOVED, 0))
        assert not Contact.objects.filter(address=ADDRESS).exists()

    def test_is_not_sent_late(self, world: World, post: MailServer) -> None:
        """After three days nobody expects it; a person is told."""
        sent = letter(world)
        send_what_is_due(NOW + timedelta(days=3))
        assert (post.asked_for, stands(sent)) == ([], (State.FAILED, Because.TOO_LATE, 0))

    def test_is_not_sent_once_it_is_taken_back(self, world: World, post: MailServer) -> None:
        """Also where a worker has it in its hands already."""
        sent = letter(world)
        turn = outbox.hand_out(sent, NOW, lease=LEASE)
        hand = outbox.take_up(sent.pk, turn or 0)
        assert hand is not None
        assert deeds.take_back(sent, by=world.mara.pk, at=NOW)
        assert not hand.last_word()
        send_what_is_due()
        assert post.asked_for == []
